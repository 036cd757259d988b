import {
  GOST_94_DIGEST,
  GOST_2001,
  GOST_2012_256,
  GOST_2012_512,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
} from '../../algorithms/gost/identifiers.ts';
import { CURVE_NAMES } from '../../algorithms/identifiers/curves.ts';
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

const ALL_DIGESTS = [...DIGESTS, STREEBOG_256_DIGEST, STREEBOG_512_DIGEST, GOST_94_DIGEST] as const;
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

/**
 * What rows of `ecdsa` speak of: the curves of ETSI TS 119 312 (§6.2.2.3 table 3 in v2.1.1), and those of NIST below them
 * that its predecessors had (Annex D table D.2).
 */
const CATALOGUE_CURVES: ReadonlySet<string> = new Set([
  ...['P-192', 'P-224', 'P-256', 'P-384', 'P-521'],
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
]);

/** By its curve: one outside the catalogue has a name of its own, so that no size of key lets it in. */
export function ecdsaOn(curve: string | undefined): string {
  return curve === undefined || CATALOGUE_CURVES.has(curve) ? ECDSA.name : `${ECDSA.name}-${curve}`;
}

/** Names of what a policy can speak of, and every OID under which it is met. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...ALL_DIGESTS.flatMap(({ name, oid }): [string, string][] => [
    [name, name],
    [oid, name],
  ]),
  ...CURVE_NAMES.map(ecdsaOn).map((name): [string, string] => [name, name]),
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
