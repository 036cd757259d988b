import type { AlgorithmLimit, Policy } from './policy.ts';

// ETSI TS 119 312 v1.5.1 (RIPEMD-160: v2.1.1, Annex D): end of use, exclusive; a row without an end has none that is known.
const DIGESTS: readonly AlgorithmLimit[] = [
  { algorithm: 'md5', until: '2004-08-01' },
  { algorithm: 'ripemd160', until: '2014-08-01' },
  { algorithm: 'sha1', until: '2012-08-01' },
  { algorithm: 'sha224', until: '2029-01-01' },
  { algorithm: 'sha256' },
  { algorithm: 'sha384' },
  { algorithm: 'sha512' },
  { algorithm: 'sha3-256' },
  { algorithm: 'sha3-384' },
  { algorithm: 'sha3-512' },
];

const KEYS: readonly AlgorithmLimit[] = [
  { algorithm: 'rsa-pkcs1', minimumBits: 786, until: '2010-08-01' },
  { algorithm: 'rsa-pkcs1', minimumBits: 1024, until: '2019-10-01' },
  { algorithm: 'rsa-pkcs1', minimumBits: 1900, until: '2029-01-01' },
  { algorithm: 'rsa-pss', minimumBits: 1024, until: '2019-10-01' },
  { algorithm: 'rsa-pss', minimumBits: 1900, until: '2029-01-01' },
  { algorithm: 'rsa-pss', minimumBits: 3000 },
  { algorithm: 'dsa', minimumBits: 1024, until: '2015-12-01' },
  { algorithm: 'dsa', minimumBits: 1900, until: '2029-01-01' },
  { algorithm: 'dsa', minimumBits: 3000 },
  { algorithm: 'ecdsa', minimumBits: 160, until: '2012-08-01' },
  { algorithm: 'ecdsa', minimumBits: 224, until: '2021-10-01' },
  { algorithm: 'ecdsa', minimumBits: 256 },
  // Not listed by TS 119 312 v1.5.1; accepted here: FIPS 186-5 §7 and FIPS 204 approve them.
  { algorithm: 'ed25519' },
  { algorithm: 'ed448' },
  { algorithm: 'shake256' }, // only ever the digest beside Ed448 (RFC 8419 §3.1)
  { algorithm: 'ml-dsa-44' },
  { algorithm: 'ml-dsa-65' },
  { algorithm: 'ml-dsa-87' },
];

/**
 * Outside TS 119 312: GOST R 34.10-2012 and 34.11-2012 are what Russian law requires, without an end. Their
 * predecessors signed to the end of 2019 and are verified after. See algorithm-dates.md.
 */
export const GOST: readonly AlgorithmLimit[] = [
  { algorithm: 'streebog256' },
  { algorithm: 'streebog512' },
  { algorithm: 'gost2012-256' },
  { algorithm: 'gost2012-512' },
  { algorithm: 'gost94', until: '2020-01-01' },
  { algorithm: 'gost2001', until: '2020-01-01' },
];

/** The policy used when none is given: EN 319 102-1 with the algorithm dates of ETSI TS 119 312 v1.5.1. */
export const defaultPolicy: Policy = {
  name: 'okno-default/1',
  levels: {},
  algorithms: [...DIGESTS, ...KEYS, ...GOST],
};
