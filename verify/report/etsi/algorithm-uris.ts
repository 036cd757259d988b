// The URIs by which RFC 9231 and its kin call algorithms; where they have none, the OID (RFC 3061).
import {
  GOST_94_DIGEST,
  GOST_2001,
  GOST_2012_256,
  GOST_2012_512,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
} from '../../../algorithms/gost/identifiers.ts';
import { DIGESTS, type DigestIdentifier } from '../../../algorithms/identifiers/digests.ts';
import {
  DSA,
  DSA_P1363,
  ECDSA,
  ECDSA_P1363,
  EDDSA,
  ML_DSA,
  RSA_PKCS1,
  RSA_PSS,
  type SignatureIdentifier,
} from '../../../algorithms/identifiers/signatures.ts';

const URN = 'urn:oid:';
const urnOf = (oid: string) => URN + oid;
const isOid = (text: string) => /^\d+(\.\d+)+$/.test(text);

const MD5: DigestIdentifier = {
  name: 'md5',
  oid: '1.2.840.113549.2.5',
  xmlUris: ['http://www.w3.org/2001/04/xmldsig-more#md5'],
  size: 16,
};
const ALL_DIGESTS = [
  MD5,
  ...DIGESTS,
  STREEBOG_256_DIGEST,
  STREEBOG_512_DIGEST,
  GOST_94_DIGEST,
] as const;

const DIGEST_URIS: ReadonlyMap<string, string> = new Map(
  ALL_DIGESTS.map(({ name, oid, xmlUris: [uri] }) => [name, uri ?? urnOf(oid)]),
);
const DIGEST_NAMES: ReadonlyMap<string, string> = new Map(
  ALL_DIGESTS.map(({ name, oid }) => [oid, name]),
);

/** By the name of the scheme and, after a space, of the digest; by the former alone where an identifier names it alone. */
const SIGNATURE_URIS: ReadonlyMap<string, string> = new Map(
  [
    RSA_PKCS1,
    RSA_PSS,
    DSA_P1363,
    DSA,
    ECDSA_P1363,
    ECDSA,
    ...EDDSA,
    ...ML_DSA,
    GOST_2012_256,
    GOST_2012_512,
    GOST_2001,
  ]
    .flatMap(namesOf)
    .toReversed(), // the first of several counts
);

function namesOf({ name, digestById }: SignatureIdentifier): (readonly [string, string])[] {
  const rows = [...digestById].map(([id, digestOid]): readonly [string, string] => {
    const digest = digestOid === undefined ? undefined : DIGEST_NAMES.get(digestOid);
    return [keyOf(name, digest), isOid(id) ? urnOf(id) : id];
  });
  // URIs before OIDs.
  return rows.toSorted(([, a], [, b]) => Number(a.startsWith(URN)) - Number(b.startsWith(URN)));
}

/** How the two numbers of a value are written makes no other algorithm. */
function keyOf(scheme: string, digest: string | undefined): string {
  const name = scheme.replace(/-p1363$/, '');
  return digest === undefined ? name : `${name} ${digest}`;
}

/** A digest by the name that reports call it; another by its OID, or by a name of our own. */
export function digestMethodUri(name: string): string {
  return DIGEST_URIS.get(name) ?? otherUri('digest', name);
}

/** A signature algorithm by the names of its scheme and of its digest. */
export function signatureMethodUri(scheme: string, digest: string): string {
  const exact = SIGNATURE_URIS.get(keyOf(scheme, digest));
  return exact ?? SIGNATURE_URIS.get(keyOf(scheme, undefined)) ?? otherUri('signature', scheme);
}

function otherUri(kind: 'digest' | 'signature', name: string): string {
  return isOid(name) ? urnOf(name) : `urn:x-okno:${kind}:${name.replace(/[^\w.-]/g, '_')}`;
}
