import {
  GOST_94_DIGEST,
  GOST_2001,
  GOST_2012_256,
  GOST_2012_512,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
} from '../../algorithms/gost/identifiers.ts';
import { DIGESTS } from '../../algorithms/identifiers/digests.ts';
import {
  DSA,
  ECDSA,
  EDDSA,
  ML_DSA,
  oidsOf,
  RSA_PKCS1,
  RSA_PSS,
} from '../../algorithms/identifiers/signatures.ts';

const MD5 = { name: 'md5', oid: '1.2.840.113549.2.5' };

const ALL_DIGESTS = [
  MD5,
  ...DIGESTS,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
  GOST_94_DIGEST,
] as const;
const ALL_SCHEMES = [
  RSA_PKCS1,
  RSA_PSS,
  DSA,
  ECDSA,
  ...EDDSA,
  ...ML_DSA,
  GOST_2012_256,
  GOST_2012_512,
  GOST_2001,
] as const;

/** Names of what a policy can speak of, and every OID under which it is met. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...ALL_DIGESTS.flatMap(({ name, oid }): [string, string][] => [
    [name, name],
    [oid, name],
  ]),
  ...ALL_SCHEMES.flatMap((scheme): [string, string][] => [
    [scheme.name, scheme.name],
    ...oidsOf(scheme).map((oid): [string, string] => [oid, scheme.name]),
  ]),
]);

/** Sizes of key are asked of these alone: the others have one size, or are digests. */
const SIZED: ReadonlySet<string> = new Set(
  [RSA_PKCS1, RSA_PSS, DSA, ECDSA].map(({ name }) => name),
);

export const ALGORITHM_NAMES: readonly string[] = [...new Set(NAMES.values())];

/** The algorithm that a name or an OID means; undefined: none that is known here. */
export function algorithmNamed(nameOrOid: string): string | undefined {
  return NAMES.get(nameOrOid);
}

export function hasKeySize(name: string): boolean {
  return SIZED.has(name);
}
