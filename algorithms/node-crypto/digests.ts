import { createHash, getHashes, hash } from 'node:crypto';
import { plainArray } from '../../formats/asn1/plain-array.ts';
import { DIGESTS } from '../identifiers/digests.ts';
import type { DigestAlgorithm } from '../provider.ts';

/** An OpenSSL built or set up without one (MD5 and RIPEMD-160 under FIPS) does not have it here either. */
const known = new Set(getHashes());
const COMPUTED = DIGESTS.filter(({ name }) => known.has(name));

export const nodeDigests: readonly DigestAlgorithm[] = COMPUTED.map((identifier) => {
  const { name, size } = identifier;
  // An extendable-output function must be told how much (RFC 8702 §2); the others know.
  const options = name === 'shake256' ? { outputLength: size } : undefined;
  const start = () => {
    const stream = createHash(name, options);
    return {
      update: (piece: Uint8Array) => void stream.update(piece),
      finish: () => plainArray(stream.digest()),
    };
  };
  return {
    ...identifier,
    digest: (data: Uint8Array) =>
      options === undefined
        ? plainArray(hash(name, data, 'buffer'))
        : plainArray(createHash(name, options).update(data).digest()),
    ...(options === undefined ? { hex: (data: Uint8Array) => hash(name, data, 'hex') } : {}),
    start,
  };
});

/** Name by which node:crypto knows the digest, undefined when it has none under this OID. */
export const nodeDigestName: ReadonlyMap<string, string> = new Map(
  COMPUTED.filter(({ name }) => name !== 'shake256').map(({ oid, name }) => [oid, name]),
);
