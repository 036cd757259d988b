import type { DigestIdentifier } from '../identifiers/digests.ts';
import type { SignatureIdentifier } from '../identifiers/signatures.ts';

export const STREEBOG_256 = '1.2.643.7.1.1.2.2';
export const STREEBOG_512 = '1.2.643.7.1.1.2.3';
export const GOST_94 = '1.2.643.2.2.9';
export const GOST_2012_256_KEY = '1.2.643.7.1.1.1.1';
export const GOST_2012_512_KEY = '1.2.643.7.1.1.1.2';
export const GOST_2001_KEY = '1.2.643.2.2.19';
export const GOST_2012_256_WITH_DIGEST = '1.2.643.7.1.1.3.2';
export const GOST_2012_512_WITH_DIGEST = '1.2.643.7.1.1.3.3';
const GOST_2001_WITH_DIGEST = '1.2.643.2.2.3';

// Two families of URIs are in use: the urn of CryptoPro, and the form of RFC 9231 §2 that libraries write.
const URN = 'urn:ietf:params:xml:ns:cpxmlsec:algorithms:';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const uris = (name: string) => [`${URN}${name}`, `${MORE}${name}`];

export const STREEBOG_256_DIGEST: DigestIdentifier = {
  name: 'streebog256',
  oid: STREEBOG_256,
  xmlUris: uris('gostr34112012-256'),
  size: 32,
};
export const STREEBOG_512_DIGEST: DigestIdentifier = {
  name: 'streebog512',
  oid: STREEBOG_512,
  xmlUris: uris('gostr34112012-512'),
  size: 64,
};
export const GOST_94_DIGEST: DigestIdentifier = {
  name: 'gost94',
  oid: GOST_94,
  xmlUris: uris('gostr3411'),
  size: 32,
};

/** A scheme whose every name names the same digest, as long as a coordinate of the key. */
export interface GostScheme extends SignatureIdentifier {
  readonly digest: string;
  readonly octets: 32 | 64;
  /** OIDs that may stand as the digest inside a key's parameters. */
  readonly digestParameterSets: readonly string[];
}

// RFC 9215 §3; CMS names the key's OID as the signature's (R 1323565.1.025-2019).
export const GOST_2012_256: GostScheme = {
  name: 'gost2012-256',
  keyOids: [GOST_2012_256_KEY],
  digest: STREEBOG_256,
  octets: 32,
  digestParameterSets: [STREEBOG_256],
  digestById: names(STREEBOG_256, [
    GOST_2012_256_WITH_DIGEST,
    GOST_2012_256_KEY,
    ...uris('gostr34102012-gostr34112012-256'),
  ]),
};
export const GOST_2012_512: GostScheme = {
  name: 'gost2012-512',
  keyOids: [GOST_2012_512_KEY],
  digest: STREEBOG_512,
  octets: 64,
  digestParameterSets: [STREEBOG_512],
  digestById: names(STREEBOG_512, [
    GOST_2012_512_WITH_DIGEST,
    GOST_2012_512_KEY,
    ...uris('gostr34102012-gostr34112012-512'),
  ]),
};
/** RFC 4491 §2.2.1, for verification only: no key of 2001 may sign since 2020. */
export const GOST_2001: GostScheme = {
  name: 'gost2001',
  keyOids: [GOST_2001_KEY],
  digest: GOST_94,
  octets: 32,
  // id-GostR3411-94-CryptoProParamSet (RFC 4357 §11.2)
  digestParameterSets: ['1.2.643.2.2.30.1'],
  digestById: names(GOST_94, [
    GOST_2001_WITH_DIGEST,
    GOST_2001_KEY,
    ...uris('gostr34102001-gostr3411'),
  ]),
};

function names(digest: string, ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ids.map((id) => [id, digest]));
}
