import test from 'ava';
import fc from 'fast-check';
import { bitString, nullValue, octetString, oid, sequence } from '../../formats/asn1/encode.ts';
import { AlgorithmError, type AlgorithmErrorCode, type VerifyRequest } from '../provider.ts';
import { algorithmsOf } from '../registry.ts';
import { type GostCurve, PARAMETER_SETS } from './curves.ts';
import { toBigEndian, toLittleEndian } from './octets.ts';
import { generateGostKey, importGostPrivateKey } from './private-key.ts';
import { createGost, gost } from './provider.ts';

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
const data = new TextEncoder().encode('данные');

const KEY_256 = '1.2.643.7.1.1.1.1';
const KEY_512 = '1.2.643.7.1.1.1.2';
const WITH_256 = '1.2.643.7.1.1.3.2';
const WITH_512 = '1.2.643.7.1.1.3.3';
const STREEBOG_256 = '1.2.643.7.1.1.2.2';
const STREEBOG_512 = '1.2.643.7.1.1.2.3';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const TC26_256_A = '1.2.643.7.1.2.1.1.1';
const TC26_512_A = '1.2.643.7.1.2.1.2.1';
const TC26_512_C = '1.2.643.7.1.2.1.2.3';
const CRYPTO_PRO_A = '1.2.643.2.2.35.1';

type Answer = boolean | AlgorithmErrorCode;

async function ask(request: VerifyRequest): Promise<Answer> {
  const answers = [gost, createGost()].map(async (provider) => {
    try {
      return await algorithmsOf([provider]).signature(request.algorithm.oid)?.verify(request);
    } catch (error) {
      if (error instanceof AlgorithmError) return error.code;
      throw error;
    }
  });
  const [answer = 'unknown-algorithm', cached] = await Promise.all(answers);
  return answer === cached ? answer : 'cannot-stream'; // never: the cache changes no answer
}

function signed(bits: 256 | 512, parameterSet: string): VerifyRequest {
  const key = importGostPrivateKey(generateGostKey({ bits, parameterSet, random }));
  const algorithm = { oid: bits === 256 ? WITH_256 : WITH_512 };
  return { publicKey: key.publicKey, algorithm, data, signature: key.sign(data, random) };
}

const small = signed(256, TC26_256_A);
const large = signed(512, TC26_512_A);

function curveOf(set: string): GostCurve {
  const curve = PARAMETER_SETS.get(set);
  if (curve === undefined) throw new Error(set);
  return curve;
}

interface Spki {
  readonly keyOid?: string;
  readonly set?: string;
  /** Parameters after the curve. */
  readonly more?: readonly string[];
  readonly point: Uint8Array;
}

const spki = ({ keyOid = KEY_256, set = TC26_256_A, more = [], point }: Spki) =>
  sequence(
    sequence(oid(keyOid), sequence(oid(set), ...more.map(oid))),
    bitString(octetString(point)),
  );

const pointOf = ({ publicKey }: VerifyRequest) =>
  publicKey.slice(publicKey === large.publicKey ? -128 : -64);

function coordinates(octets: number, x: bigint, y: bigint): Uint8Array {
  return Uint8Array.of(...toLittleEndian(x, octets), ...toLittleEndian(y, octets));
}

const valid: readonly (readonly [string, VerifyRequest])[] = [
  ['256 bits', small],
  ['512 bits', large],
  ['512 C, where the order is a quarter', signed(512, TC26_512_C)],
  [
    'NULL beside the OID, as OpenSSL writes it',
    { ...small, algorithm: { oid: WITH_256, parameters: nullValue() } },
  ],
  [
    'the key’s OID, as CMS has it',
    { ...small, algorithm: { oid: KEY_256 }, digestOid: STREEBOG_256 },
  ],
  [
    'RFC 9215 §4.2: the digest named in the key',
    { ...small, publicKey: spki({ point: pointOf(small), more: [STREEBOG_256] }) },
  ],
];

for (const [title, request] of valid) {
  test(`accepted: ${title}`, async (t) => {
    t.is(await ask(request), true);
  });
}

const { q } = curveOf(TC26_256_A);
const halves = (s: bigint, r: bigint) =>
  Uint8Array.of(...toBigEndian(s, 32), ...toBigEndian(r, 32));
const s = BigInt(`0x${Buffer.from(small.signature.subarray(0, 32)).toString('hex')}`);
const r = BigInt(`0x${Buffer.from(small.signature.subarray(32)).toString('hex')}`);

const values: readonly (readonly [string, Uint8Array])[] = [
  ['r = 0', halves(s, 0n)],
  ['s = 0', halves(0n, r)],
  ['r = q', halves(s, q)],
  ['s = q', halves(q, r)],
  ['r + q, the same modulo q', halves(s, r + q)],
  ['s + q, the same modulo q', halves(s + q, r)],
  ['−s', halves(q - s, r)],
  ['−r', halves(s, q - r)],
  ['r ‖ s, the other order', halves(r, s)],
  [
    'each half with its least octet first',
    Uint8Array.of(...toLittleEndian(s, 32), ...toLittleEndian(r, 32)),
  ],
  ['an octet less', small.signature.subarray(1)],
  ['an octet more', Uint8Array.of(0, ...small.signature)],
  [
    'as long as of a 512-bit key',
    Uint8Array.of(
      ...new Uint8Array(32),
      ...toBigEndian(s, 32),
      ...new Uint8Array(32),
      ...toBigEndian(r, 32),
    ),
  ],
  ['nothing', new Uint8Array()],
  ['all ones', new Uint8Array(64).fill(0xff)],
];

for (const [title, signature] of values) {
  test(`GOST R 34.10-2012 §6.2 step 1, false solely because of the signature: ${title}`, async (t) => {
    t.is(await ask({ ...small, signature }), false);
  });
}

/** Points of the subgroups that the cofactor 4 leaves: (t, 0) of order 2, (s + t, s) of order 4 (RFC 7836 §5.2). */
function smallOrder(set: string, d: bigint) {
  const { Point, octets } = curveOf(set);
  const { Fp } = Point;
  const s4 = Fp.div(Fp.sub(1n, d), 4n);
  const t6 = Fp.div(Fp.add(1n, d), 6n);
  const two = coordinates(octets, t6, 0n);
  const four = { x: Fp.add(s4, t6), y: s4 };
  const mixed = Point.fromAffine(four).add(Point.BASE).toAffine();
  return {
    two,
    four: coordinates(octets, four.x, four.y),
    mixed: coordinates(octets, mixed.x, mixed.y),
  };
}

const D_256 = 0x605f6b7c183fa81578bc39cfad518132b9df62897009af7e522c32d6dc7bffbn;
const D_512 =
  0x9e4f5d8c017d8d9f13a5cf3cdf5bfe4dab402d54198e31ebde28a0621050439ca6b39e0a515c06b304e2ce43e79e369e91a0cfc2bc2a22b4ca302dbb33ee7550n;
const orders256 = smallOrder(TC26_256_A, D_256);
const orders512 = smallOrder(TC26_512_C, D_512);
const fieldPrime = curveOf(CRYPTO_PRO_A).Point.Fp.ORDER;
const base = curveOf(CRYPTO_PRO_A).Point.BASE.toAffine();
const of512 = { keyOid: KEY_512, set: TC26_512_C };

const points: readonly (readonly [string, Uint8Array])[] = [
  ['a 256-bit key on a 512-bit curve', spki({ set: TC26_512_A, point: pointOf(large) })],
  ['a 512-bit key on a 256-bit curve', spki({ keyOid: KEY_512, point: pointOf(small) })],
  ['the point of another curve', spki({ set: CRYPTO_PRO_A, point: pointOf(small) })],
  ['the curve for tests', spki({ set: '1.2.643.2.2.35.0', point: pointOf(small) })],
  ['an unknown curve', spki({ set: '1.2.643.7.1.2.1.1.9', point: pointOf(small) })],
  ['a curve of NIST', spki({ set: '1.2.840.10045.3.1.7', point: pointOf(small) })],
  ['a key for another digest', spki({ more: [STREEBOG_512], point: pointOf(small) })],
  ['a key for SHA-256', spki({ more: [SHA256], point: pointOf(small) })],
  [
    'x and y exchanged',
    spki({
      point: Uint8Array.of(...pointOf(small).subarray(32), ...pointOf(small).subarray(0, 32)),
    }),
  ],
  [
    'a point off the curve',
    spki({ point: pointOf(small).map((octet, index) => (index === 0 ? octet ^ 1 : octet)) }),
  ],
  ['infinity written as zeros', spki({ point: new Uint8Array(64) })],
  [
    'x + p, outside of the field',
    spki({ set: CRYPTO_PRO_A, point: coordinates(32, base.x + fieldPrime, base.y) }),
  ],
  ['ones', spki({ point: new Uint8Array(64).fill(0xff) })],
  ['a point of order 2', spki({ point: orders256.two })],
  ['a point of order 4', spki({ point: orders256.four })],
  ['a point of order 4q', spki({ point: orders256.mixed })],
  ['512 C, a point of order 2', spki({ ...of512, point: orders512.two })],
  ['512 C, a point of order 4', spki({ ...of512, point: orders512.four })],
  ['512 C, a point of order 4q', spki({ ...of512, point: orders512.mixed })],
  ['an octet less', spki({ point: pointOf(small).subarray(1) })],
  ['x alone', spki({ point: pointOf(small).subarray(32) })],
  [
    'no OCTET STRING around the point',
    sequence(sequence(oid(KEY_256), sequence(oid(TC26_256_A))), bitString(pointOf(small))),
  ],
  ['parameters left out', sequence(sequence(oid(KEY_256)), bitString(octetString(pointOf(small))))],
  [
    'parameters NULL',
    sequence(sequence(oid(KEY_256), nullValue()), bitString(octetString(pointOf(small)))),
  ],
  ['a key of another algorithm', spki({ keyOid: '1.2.840.10045.2.1', point: pointOf(small) })],
  ['octets after the key', Uint8Array.of(...small.publicKey, 0)],
  ['nothing', new Uint8Array()],
];

for (const [title, publicKey] of points) {
  test(`unsupported-key solely because of the key: ${title}`, async (t) => {
    const algorithm =
      title.includes('512-bit key') || title.startsWith('512 C') ? WITH_512 : WITH_256;
    t.is(await ask({ ...small, publicKey, algorithm: { oid: algorithm } }), 'unsupported-key');
  });
}

test('the points of small order in these tests do lie on their curves', (t) => {
  for (const [set, d] of [
    [TC26_256_A, D_256],
    [TC26_512_C, D_512],
  ] as const) {
    const { Point } = curveOf(set);
    const { Fp } = Point;
    const { a, b } = Point.CURVE();
    const onCurve = (x: bigint, y: bigint) =>
      Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.add(Fp.sqr(x), a), x), b));
    const s4 = Fp.div(Fp.sub(1n, d), 4n);
    const t6 = Fp.div(Fp.add(1n, d), 6n);
    t.true(onCurve(t6, 0n));
    t.true(onCurve(Fp.add(s4, t6), s4));
  }
});

const contradictions: readonly (readonly [string, VerifyRequest, AlgorithmErrorCode])[] = [
  ['SHA-256 beside a GOST key', { ...small, digestOid: SHA256 }, 'bad-parameters'],
  [
    'Streebog-512 beside a 256-bit key',
    { ...small, algorithm: { oid: KEY_256 }, digestOid: STREEBOG_512 },
    'bad-parameters',
  ],
  ['Streebog-256 beside a 512-bit key', { ...large, digestOid: STREEBOG_256 }, 'bad-parameters'],
  [
    'parameters that are no NULL',
    { ...small, algorithm: { oid: WITH_256, parameters: oid(TC26_256_A) } },
    'bad-parameters',
  ],
  [
    'a 256-bit key under the scheme of 512',
    { ...small, algorithm: { oid: WITH_512 } },
    'unsupported-key',
  ],
  [
    'a 512-bit key under the scheme of 256',
    { ...large, algorithm: { oid: WITH_256 } },
    'unsupported-key',
  ],
  [
    'a key of 2012 under the scheme of 2001',
    { ...small, algorithm: { oid: '1.2.643.2.2.3' } },
    'unsupported-key',
  ],
];

for (const [title, request, code] of contradictions) {
  test(`${code}: ${title}`, async (t) => {
    t.is(await ask(request), code);
  });
}

test('a key of any octets is a key that cannot be used, never another error', async (t) => {
  const property = fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (publicKey) => {
    return (await ask({ ...small, publicKey })) === 'unsupported-key';
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 300 }));
});

test('a key with an octet changed verifies nothing', async (t) => {
  const property = fc.asyncProperty(
    fc.nat(small.publicKey.length - 1),
    fc.integer({ min: 1, max: 255 }),
    async (at, bits) => {
      const publicKey = small.publicKey.map((octet, index) =>
        index === at ? octet ^ bits : octet,
      );
      return (await ask({ ...small, publicKey })) !== true;
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 60 }));
});

test('a key of any length is refused, with the cache as without it', async (t) => {
  const publicKey = sequence(
    sequence(oid(KEY_256), sequence(oid(CRYPTO_PRO_A))),
    bitString(octetString(new Uint8Array(1_000_000))),
  );
  t.is(await ask({ ...small, publicKey }), 'unsupported-key');
});
