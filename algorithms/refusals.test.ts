import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import {
  bitString,
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../formats/asn1/encode.ts';
import { MD5, SHA1, SHA3_256, SHA256, SHA384, SHA512 } from './identifiers/digests.ts';
import { EC_PUBLIC_KEY, ED25519, RSA_ENCRYPTION, RSASSA_PSS } from './identifiers/signatures.ts';
import { createNodeCrypto, nodeCrypto } from './node-crypto/provider.ts';
import { AlgorithmError, type AlgorithmErrorCode, type VerifyRequest } from './provider.ts';
import { algorithmsOf } from './registry.ts';
import { webCrypto } from './web-crypto/provider.ts';

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const data = new TextEncoder().encode('данные');
const providers = [nodeCrypto, webCrypto];

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const spki = (key: KeyObject) => new Uint8Array(key.export({ format: 'der', type: 'spki' }));
const signed = (digest: string | null, key: KeyObject | SignKeyObjectInput) =>
  new Uint8Array(sign(digest, data, key));

function pssParameters(hash: string, mgf: string, salt: number, ...more: Uint8Array[]): Uint8Array {
  const algorithm = (type: string) => sequence(oid(type), nullValue());
  const mask = sequence(oid('1.2.840.113549.1.1.8'), algorithm(mgf));
  return sequence(
    explicit(0, algorithm(hash)),
    explicit(1, mask),
    explicit(2, integer(salt)),
    ...more,
  );
}

const pkcs1: VerifyRequest = {
  publicKey: spki(rsa.publicKey),
  algorithm: { oid: SHA256_WITH_RSA, parameters: nullValue() },
  digestOid: SHA256,
  data,
  signature: signed('sha256', rsa.privateKey),
};
const pss: VerifyRequest = {
  ...pkcs1,
  algorithm: { oid: RSASSA_PSS, parameters: pssParameters(SHA256, SHA256, 32) },
  signature: signed('sha256', {
    key: rsa.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  }),
};
const ecdsa: VerifyRequest = {
  ...pkcs1,
  publicKey: spki(ec.publicKey),
  algorithm: { oid: ECDSA_WITH_SHA256 },
  signature: signed('sha256', ec.privateKey),
};
const eddsa: VerifyRequest = {
  publicKey: spki(ed.publicKey),
  algorithm: { oid: ED25519 },
  digestOid: SHA512,
  data,
  signature: signed(null, ed.privateKey),
};

type Answer = boolean | AlgorithmErrorCode;

async function ask(provider: typeof nodeCrypto, request: VerifyRequest): Promise<Answer> {
  const scheme = algorithmsOf([provider]).signature(request.algorithm.oid);
  try {
    return (await scheme?.verify(request)) ?? 'unknown-algorithm';
  } catch (error) {
    if (error instanceof AlgorithmError) return error.code;
    throw error;
  }
}

/** SubjectPublicKeyInfo of P-256 with its domain written out, as OpenSSL itself writes it. */
function explicitCurve(): Uint8Array {
  const p = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
  const b = '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b';
  const n = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
  const g =
    '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';
  const octets = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
  const prime = BigInt(`0x${p}`);
  const a = octets((prime - 3n).toString(16).padStart(64, '0'));
  const parameters = sequence(
    integer(1),
    sequence(oid('1.2.840.10045.1.1'), integer(prime)),
    sequence(octetString(a), octetString(octets(b))),
    octetString(octets(g)),
    integer(BigInt(`0x${n}`)),
    integer(1),
  );
  const point = spki(ec.publicKey).slice(-65);
  return sequence(sequence(oid(EC_PUBLIC_KEY), parameters), bitString(point));
}

/** X9.62 hybrid form: 06 or 07 by the parity of y, then both coordinates. */
function hybridPoint(): Uint8Array {
  const der = spki(ec.publicKey);
  const last = der.at(-1) ?? 0;
  return der.map((octet, index) => (index === der.length - 65 ? 6 + (last & 1) : octet));
}

function compressedPoint(): Uint8Array {
  const point = spki(ec.publicKey).slice(-65);
  const form = 2 + ((point.at(-1) ?? 0) & 1);
  const curve = oid('1.2.840.10045.3.1.7');
  const bits = bitString(Uint8Array.of(form, ...point.subarray(1, 33)));
  return sequence(sequence(oid(EC_PUBLIC_KEY), curve), bits);
}

function rsaKey(exponent: number): Uint8Array {
  const n = Buffer.from(String(rsa.publicKey.export({ format: 'jwk' }).n), 'base64url');
  const key = sequence(integer(Uint8Array.of(0, ...n)), integer(exponent));
  return sequence(sequence(oid(RSA_ENCRYPTION), nullValue()), bitString(key));
}

function pssOnlyKey(parameters: Uint8Array): Uint8Array {
  const n = Buffer.from(String(rsa.publicKey.export({ format: 'jwk' }).n), 'base64url');
  const key = sequence(integer(Uint8Array.of(0, ...n)), integer(65537));
  return sequence(sequence(oid(RSASSA_PSS), parameters), bitString(key));
}

const valid: readonly (readonly [string, VerifyRequest])[] = [
  ['RSA PKCS #1 v1.5', pkcs1],
  ['RSA-PSS', pss],
  ['ECDSA', ecdsa],
  ['Ed25519', eddsa],
  [
    'RFC 4055 §5: NULL left out beside an RSA OID',
    { ...pkcs1, algorithm: { oid: SHA256_WITH_RSA } },
  ],
  [
    'CMS names the key’s OID, the digest stands beside',
    { ...pkcs1, algorithm: { oid: RSA_ENCRYPTION } },
  ],
  ['the same for ECDSA', { ...ecdsa, algorithm: { oid: EC_PUBLIC_KEY } }],
  ['no digest beside', { ...ecdsa, digestOid: undefined }],
  [
    'RFC 4055 §3.3: a PSS key limited to the parameters used',
    { ...pss, publicKey: pssOnlyKey(pssParameters(SHA256, SHA256, 20)) },
  ],
  [
    'RFC 4055 §3.1: trailerField written out',
    {
      ...pss,
      algorithm: {
        oid: RSASSA_PSS,
        parameters: pssParameters(SHA256, SHA256, 32, explicit(3, integer(1))),
      },
    },
  ],
];

const refused: readonly (readonly [string, VerifyRequest, AlgorithmErrorCode])[] = [
  ['another digest beside RSA', { ...pkcs1, digestOid: SHA1 }, 'bad-parameters'],
  ['another digest beside ECDSA', { ...ecdsa, digestOid: SHA384 }, 'bad-parameters'],
  ['another digest beside PSS', { ...pss, digestOid: SHA512 }, 'bad-parameters'],
  [
    'SHA-3 masked with another digest under PSS',
    { ...pss, algorithm: { oid: RSASSA_PSS, parameters: pssParameters(SHA3_256, SHA256, 32) } },
    'bad-parameters',
  ],
  [
    'MD5 masked with another digest under PSS',
    { ...pss, algorithm: { oid: RSASSA_PSS, parameters: pssParameters(MD5, SHA256, 32) } },
    'bad-parameters',
  ],
  [
    'no digest named anywhere',
    { ...pkcs1, algorithm: { oid: RSA_ENCRYPTION }, digestOid: undefined },
    'bad-parameters',
  ],
  [
    'a digest unknown',
    { ...ecdsa, algorithm: { oid: EC_PUBLIC_KEY }, digestOid: '1.2.3' },
    'bad-parameters',
  ],
  [
    'RSA parameters that are no NULL',
    { ...pkcs1, algorithm: { oid: SHA256_WITH_RSA, parameters: sequence() } },
    'bad-parameters',
  ],
  [
    'octets after the NULL',
    { ...pkcs1, algorithm: { oid: SHA256_WITH_RSA, parameters: Uint8Array.of(5, 0, 5, 0) } },
    'bad-parameters',
  ],
  [
    'RFC 8410 §3: parameters beside Ed25519',
    { ...eddsa, algorithm: { oid: ED25519, parameters: nullValue() } },
    'bad-parameters',
  ],
  [
    'RFC 4055 §3.1: PSS without parameters',
    { ...pss, algorithm: { oid: RSASSA_PSS } },
    'bad-parameters',
  ],
  [
    'PSS with another trailer',
    {
      ...pss,
      algorithm: {
        oid: RSASSA_PSS,
        parameters: pssParameters(SHA256, SHA256, 32, explicit(3, integer(2))),
      },
    },
    'bad-parameters',
  ],
  [
    'PSS with a salt of 2 GiB',
    {
      ...pss,
      algorithm: { oid: RSASSA_PSS, parameters: pssParameters(SHA256, SHA256, 0x7fffffff) },
    },
    'bad-parameters',
  ],
  [
    'a PSS key limited to another hash',
    { ...pss, publicKey: pssOnlyKey(pssParameters(SHA384, SHA384, 20)) },
    'bad-parameters',
  ],
  [
    'a PSS key that wants a longer salt',
    { ...pss, publicKey: pssOnlyKey(pssParameters(SHA256, SHA256, 33)) },
    'bad-parameters',
  ],
  [
    'a PSS key under PKCS #1 v1.5',
    { ...pkcs1, publicKey: pssOnlyKey(pssParameters(SHA256, SHA256, 20)) },
    'unsupported-key',
  ],
  ['an EC key under RSA', { ...pkcs1, publicKey: spki(ec.publicKey) }, 'unsupported-key'],
  ['an RSA key under ECDSA', { ...ecdsa, publicKey: spki(rsa.publicKey) }, 'unsupported-key'],
  ['an EC key under Ed25519', { ...eddsa, publicKey: spki(ec.publicKey) }, 'unsupported-key'],
  ['CVE-2020-0601: explicit curve', { ...ecdsa, publicKey: explicitCurve() }, 'unsupported-key'],
  ['RFC 5480 §2.2: hybrid point', { ...ecdsa, publicKey: hybridPoint() }, 'unsupported-key'],
  ['RSA exponent 1', { ...pkcs1, publicKey: rsaKey(1) }, 'unsupported-key'],
  ['RSA exponent even', { ...pkcs1, publicKey: rsaKey(65536) }, 'unsupported-key'],
  ['RSA exponent 1 under PSS', { ...pss, publicKey: rsaKey(1) }, 'unsupported-key'],
  [
    'octets after the key',
    { ...pkcs1, publicKey: Uint8Array.of(...pkcs1.publicKey, 0) },
    'unsupported-key',
  ],
  ['no key at all', { ...ecdsa, publicKey: new Uint8Array() }, 'unsupported-key'],
];

const wrong: readonly (readonly [string, VerifyRequest])[] = [
  [
    'PSS with a salt of another length',
    { ...pss, algorithm: { oid: RSASSA_PSS, parameters: pssParameters(SHA256, SHA256, 20) } },
  ],
  ['PKCS #1 v1.5 in place of PSS', { ...pss, signature: pkcs1.signature }],
  ['PSS in place of PKCS #1 v1.5', { ...pkcs1, signature: pss.signature }],
  [
    'ECDSA side by side in place of DER',
    { ...ecdsa, signature: signed('sha256', { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }) },
  ],
  [
    'DER in place of ECDSA side by side (RFC 9231 §2.3.6)',
    { ...ecdsa, algorithm: { oid: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256' } },
  ],
];

for (const provider of providers) {
  const { name } = provider;
  for (const [what, request] of valid) {
    test(`${name} accepts: ${what}`, async (t) => t.is(await ask(provider, request), true));
  }
  for (const [what, request, code] of refused) {
    test(`${name} refuses to judge, ${code}: ${what}`, async (t) =>
      t.is(await ask(provider, request), code));
  }
  for (const [what, request] of wrong) {
    test(`${name} answers false: ${what}`, async (t) => t.is(await ask(provider, request), false));
  }
}

test('RFC 5480 §2.2: a compressed point is the same key to OpenSSL', async (t) => {
  t.is(await ask(nodeCrypto, { ...ecdsa, publicKey: compressedPoint() }), true);
});

test('RFC 4055: MGF1 with another digest is honoured', async (t) => {
  const parameters = pssParameters(SHA256, SHA1, 32);
  // OpenSSL signs so only with a key of that kind.
  const key = createPublicKey({
    key: Buffer.from(pssOnlyKey(parameters)),
    format: 'der',
    type: 'spki',
  });
  t.is(key.asymmetricKeyDetails?.mgf1HashAlgorithm, 'sha1');
  const pair = generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: 'sha256',
    mgf1HashAlgorithm: 'sha1',
  });
  const request: VerifyRequest = {
    publicKey: spki(pair.publicKey),
    algorithm: { oid: RSASSA_PSS, parameters },
    data,
    signature: signed('sha256', { key: pair.privateKey, saltLength: 32 }),
  };
  t.is(await ask(nodeCrypto, request), true);
  const sameHash = { oid: RSASSA_PSS, parameters: pssParameters(SHA256, SHA256, 32) };
  t.is(await ask(nodeCrypto, { ...request, algorithm: sameHash }), 'bad-parameters');
  t.is(await ask(webCrypto, request), 'bad-parameters');
});

test('names of Object.prototype are no algorithms', (t) => {
  const algorithms = algorithmsOf(providers);
  for (const name of ['constructor', '__proto__', 'toString', '']) {
    t.is(algorithms.digest(name), undefined);
    t.is(algorithms.signature(name), undefined);
  }
});

test('EdDSA cannot be verified in pieces, and offers no such thing', (t) => {
  const algorithms = algorithmsOf([nodeCrypto]);
  const streams = (id: string) => 'start' in (algorithms.signature(id) ?? {});
  t.false(streams(ED25519));
  t.true(streams(SHA256_WITH_RSA));
});

test('a provider with a cache of one key answers as one without', async (t) => {
  const cached = createNodeCrypto({ keyCache: 1 });
  for (const request of [pkcs1, ecdsa, pkcs1, pkcs1, pss, pkcs1, eddsa]) {
    t.is(await ask(cached, request), true);
    t.is(await ask(cached, { ...request, data: data.subarray(1) }), false);
  }
});

test('a key in the cache is held to the rules of every scheme that it is asked for, each time', async (t) => {
  const cached = createNodeCrypto({ keyCache: 8 });
  const asked = [pkcs1, ecdsa, eddsa];
  for (const _ of [1, 2]) {
    for (const request of asked) {
      t.is(await ask(cached, request), true);
      for (const other of asked.filter((one) => one !== request)) {
        t.is(await ask(cached, { ...other, publicKey: request.publicKey }), 'unsupported-key');
      }
    }
  }
});

test('keys that differ in one octet are two keys to the cache', async (t) => {
  const cached = createNodeCrypto({ keyCache: 8 });
  t.is(await ask(cached, pkcs1), true);
  const { publicKey } = pkcs1;
  const exponent5 = publicKey.with(-1, 0x05);
  const otherModulus = publicKey.with(60, (publicKey[60] ?? 0) ^ 1);
  for (const other of [exponent5, otherModulus]) {
    t.is(await ask(cached, { ...pkcs1, publicKey: other }), false);
    t.is(await ask(cached, pkcs1), true);
  }
});

test('keys pushed out of the cache by others answer as before', async (t) => {
  const cached = createNodeCrypto({ keyCache: 3 });
  const others = Array.from({ length: 6 }, () => generateKeyPairSync('ed25519'));
  const requests = others.map(({ publicKey, privateKey }) => {
    return { ...eddsa, publicKey: spki(publicKey), signature: signed(null, privateKey) };
  });
  for (const request of [...requests, pkcs1, ...requests.toReversed(), ecdsa]) {
    t.is(await ask(cached, request), true);
    t.is(await ask(cached, { ...request, data: data.subarray(1) }), false);
  }
});

async function neverTrue(t: ExecutionContext, change: (octets: Uint8Array) => VerifyRequest) {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (octets) => {
      for (const provider of providers) t.not(await ask(provider, change(octets)), true);
    }),
    { numRuns: 100 },
  );
}

for (const [name, request] of valid.slice(0, 4)) {
  test(`any octets as a value, a key or parameters are never accepted: ${name}`, async (t) => {
    await neverTrue(t, (signature) => ({ ...request, signature }));
    await neverTrue(t, (publicKey) => ({ ...request, publicKey }));
    const { oid: type } = request.algorithm;
    if (name === 'RSA-PSS') {
      await neverTrue(t, (parameters) => ({ ...request, algorithm: { oid: type, parameters } }));
    }
  });
}
