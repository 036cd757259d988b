import { writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { type GostOpenssl, testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';
import type { SignatureAlgorithm, VerifyRequest } from '../provider.ts';
import { algorithmsOf } from '../registry.ts';
import { curve, PARAMETER_SETS } from './curves.ts';
import { toBigEndian, toLittleEndian } from './octets.ts';
import { generateGostKey, importGostPrivateKey } from './private-key.ts';
import { createGost, gost } from './provider.ts';
import { signWithNonce } from './sign-digest.ts';
import { verifyDigest } from './verify-digest.ts';

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
const data = new TextEncoder().encode('данные');
const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

for (const [oid, { name, q, Point }] of PARAMETER_SETS) {
  test(`parameter set ${oid}: the base point of ${name} has the order q`, (t) => {
    t.true(Point.BASE.multiplyUnsafe(q - 1n).equals(Point.BASE.negate()));
  });
}

test('RFC 9215 §4.2, RFC 4357 §11.4: sets that are one curve under several names', (t) => {
  const same = [
    ['1.2.643.2.2.35.1', '1.2.643.2.2.36.0', '1.2.643.7.1.2.1.1.2'],
    ['1.2.643.2.2.35.2', '1.2.643.7.1.2.1.1.3'],
    ['1.2.643.2.2.35.3', '1.2.643.2.2.36.1', '1.2.643.7.1.2.1.1.4'],
  ];
  for (const oids of same) t.is(new Set(oids.map((oid) => PARAMETER_SETS.get(oid))).size, 1);
});

// RFC 7091 §7: on curves for examples, which no key may name.
const EXAMPLES = [
  {
    title: 'RFC 7091 §7.1, 256 bits',
    curve: curve({
      name: 'example-256',
      octets: 32,
      p: 0x8000000000000000000000000000000000000000000000000000000000000431n,
      q: 0x8000000000000000000000000000000150fe8a1892976154c59cfc193accf5b3n,
      h: 1n,
      a: 7n,
      b: 0x5fbff498aa938ce739b8e022fbafef40563f6e6a3472fc2a514c0ce9dae23b7en,
      x: 2n,
      y: 0x8e2a8a0e65147d4bd6316030e16d19c85c97f0a9ca267122b96abbcea7e8fc8n,
    }),
    d: 0x7a929ade789bb9be10ed359dd39a72c11b60961f49397eee1d19ce9891ec3b28n,
    x: 0x7f2b49e270db6d90d8595bec458b50c58585ba1d4e9b788f6689dbd8e56fd80bn,
    e: 0x2dfbc1b372d89a1188c09c52e0eec61fce52032ab1022e8e67ece6672b043ee5n,
    k: 0x77105c9b20bcd3122823c8cf6fcc7b956de33814e95b7fe64fed924594dceab3n,
    r: 0x41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493n,
    s: 0x1456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40n,
  },
  {
    title: 'RFC 7091 §7.2, 512 bits',
    curve: curve({
      name: 'example-512',
      octets: 64,
      p: 0x4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15df1d852741af4704a0458047e80e4546d35b8336fac224dd81664bbf528be6373n,
      q: 0x4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15da82f2d7ecb1dbac719905c5eecc423f1d86e25edbe23c595d644aaf187e6e6dfn,
      h: 1n,
      a: 7n,
      b: 0x1cff0806a31116da29d8cfa54e57eb748bc5f377e49400fdd788b649eca1ac4361834013b2ad7322480a89ca58e0cf74bc9e540c2add6897fad0a3084f302adcn,
      x: 0x24d19cc64572ee30f396bf6ebbfd7a6c5213b3b3d7057cc825f91093a68cd762fd60611262cd838dc6b60aa7eee804e28bc849977fac33b4b530f1b120248a9an,
      y: 0x2bb312a43bd2ce6e0d020613c857acddcfbf061e91e5f2c3f32447c259f39b2c83ab156d77f1496bf7eb3351e1ee4e43dc1a18b91b24640b6dbb92cb1add371en,
    }),
    d: 0xba6048aadae241ba40936d47756d7c93091a0e8514669700ee7508e508b102072e8123b2200a0563322dad2827e2714a2636b7bfd18aadfc62967821fa18dd4n,
    x: 0x115dc5bc96760c7b48598d8ab9e740d4c4a85a65be33c1815b5c320c854621dd5a515856d13314af69bc5b924c8b4ddff75c45415c1d9dd9dd33612cd530efe1n,
    e: 0x3754f3cfacc9e0615c4f4a7c4d8dab531b09b6f9c170c533a71d147035b0c5917184ee536593f4414339976c647c5d5a407adedb1d560c4fc6777d2972075b8cn,
    k: 0x359e7f4b1410feacc570456c6801496946312120b39d019d455986e364f365886748ed7a44b3e794434006011842286212273a6d14cf70ea3af71bb1ae679f1n,
    r: 0x2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd35492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36n,
    s: 0x1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4an,
  },
];

for (const { title, curve: domain, d, x, e, k, r, s } of EXAMPLES) {
  test(`${title}: the public key, and the signature by the nonce of the example`, (t) => {
    const point = domain.Point.BASE.multiply(d);
    t.is(point.toAffine().x, x);
    const digest = toLittleEndian(e, domain.octets);
    const halves = [s, r].map((half) => hex(toBigEndian(half, domain.octets)));
    const signature = signWithNonce({ curve: domain, privateKey: d, digest }, k);
    t.is(hex(signature ?? new Uint8Array()), halves.join(''));
    const key = { curve: domain, point, hasTables: false };
    t.true(verifyDigest(key, digest, signature ?? new Uint8Array()));
  });
}

type Sides = Readonly<Record<'genpkey' | 'set' | 'digest' | 'oid' | 'keyOid', string>>;

const ENGINE: readonly Sides[] = [
  ...['A', 'B', 'C', 'XA', 'XB', 'TCA', 'TCB', 'TCC', 'TCD'].map((set) => ({
    ...{ genpkey: 'gost2012_256', set, digest: 'md_gost12_256' },
    ...{ oid: '1.2.643.7.1.1.3.2', keyOid: '1.2.643.7.1.1.1.1' },
  })),
  ...['A', 'B', 'C'].map((set) => ({
    ...{ genpkey: 'gost2012_512', set, digest: 'md_gost12_512' },
    ...{ oid: '1.2.643.7.1.1.3.3', keyOid: '1.2.643.7.1.1.1.2' },
  })),
  ...['A', 'B', 'C', 'XA', 'XB'].map((set) => ({
    ...{ genpkey: 'gost2001', set, digest: 'md_gost94' },
    ...{ oid: '1.2.643.2.2.3', keyOid: '1.2.643.2.2.19' },
  })),
];

async function engineSigns(openssl: GostOpenssl, { genpkey, set, digest, oid }: Sides) {
  const parameters = ['-algorithm', genpkey, '-pkeyopt', `paramset:${set}`];
  await openssl('genpkey', ...parameters, '-out', 'key.pem');
  await writeFile(openssl.path('data'), data);
  const publicKey = await openssl('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER');
  const signature = await openssl('dgst', `-${digest}`, '-sign', 'key.pem', 'data');
  return { publicKey, algorithm: { oid }, data, signature } satisfies VerifyRequest;
}

const schemeOf = (provider: typeof gost, oid: string): SignatureAlgorithm => {
  const scheme = algorithmsOf([provider]).signature(oid);
  if (scheme === undefined) throw new Error(oid);
  return scheme;
};

for (const sides of ENGINE) {
  testWithGost(`the engine signs, we verify: ${sides.genpkey} ${sides.set}`, async (t, openssl) => {
    const request = await engineSigns(openssl, sides);
    for (const provider of [gost, createGost()]) {
      const scheme = schemeOf(provider, sides.oid);
      t.true(await scheme.verify(request));
      t.true(
        await scheme.verify({ ...request, algorithm: { oid: sides.keyOid } }),
        'as CMS says it',
      );
      t.false(await scheme.verify({ ...request, data: data.subarray(1) }));
      const stream = scheme.start?.(request);
      for (const octet of data) stream?.update(Uint8Array.of(octet));
      t.true(stream?.finish(request.signature));
    }
  });
}

testWithGost('a key in use often verifies with tables as it does without', async (t, openssl) => {
  const request = await engineSigns(openssl, { ...sidesOf('gost2012_256', 'TCA') });
  const scheme = schemeOf(createGost({ keyCache: 1 }), request.algorithm.oid);
  const flipped = request.signature.map((octet, index) => (index === 40 ? octet ^ 1 : octet));
  for (let use = 0; use < 40; use += 1) {
    t.true(await scheme.verify(request));
    t.false(await scheme.verify({ ...request, signature: flipped }));
  }
});

function sidesOf(genpkey: string, set: string): Sides {
  const sides = ENGINE.find((one) => one.genpkey === genpkey && one.set === set);
  if (sides === undefined) throw new Error(genpkey);
  return sides;
}

for (const bits of [256, 512] as const) {
  test(`what a generated ${bits}-bit key signs is verified; each signature is another`, async (t) => {
    const { scheme, publicKey, sign } = importGostPrivateKey(generateGostKey({ bits, random }));
    const [oid = ''] = scheme.digestById.keys();
    const request = { publicKey, algorithm: { oid }, data };
    const [one, other] = [sign(data, random), sign(data, random)];
    t.notDeepEqual(one, other);
    for (const signature of [one, other]) {
      t.true(await schemeOf(gost, oid).verify({ ...request, signature }));
    }
  });
}

test('RFC 6979 §3.6: with a broken source of randomness the nonce still differs by message', (t) => {
  const { sign } = importGostPrivateKey(generateGostKey({ bits: 256, random }));
  const broken = (size: number) => new Uint8Array(size);
  const r = (message: string) => hex(sign(new TextEncoder().encode(message), broken).subarray(32));
  t.is(r('one'), r('one'));
  t.not(r('one'), r('other'));
});

test('any signature but the right one is false, whatever its octets', async (t) => {
  const { publicKey, sign } = importGostPrivateKey(generateGostKey({ bits: 256, random }));
  const scheme = schemeOf(gost, '1.2.643.7.1.1.3.2');
  const right = sign(data, random);
  const property = fc.asyncProperty(
    fc.nat(63),
    fc.integer({ min: 1, max: 255 }),
    async (at, bits) => {
      const signature = right.map((octet, index) => (index === at ? octet ^ bits : octet));
      const request = { publicKey, algorithm: { oid: '1.2.643.7.1.1.3.2' }, data, signature };
      return !(await scheme.verify(request));
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 60 }));
});
