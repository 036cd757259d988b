import test from 'ava';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';
import { countedAlgorithms } from './counted-algorithms.fixture.ts';
import { KnownSignatures } from './known-signatures.ts';
import type { Signed } from './verify-signed.ts';
import type { WorkingKey } from './working-key.ts';

const keys = newKeys();
const wish = { subject: 'A', issuer: 'A', keys, issuerKeys: keys } as const;
const certificate = forgeCertificate(wish);
const key = certificate.publicKey;

function flipped(octets: Uint8Array): Uint8Array {
  return octets.map((octet, at) => (at === octets.length - 1 ? octet ^ 1 : octet));
}

test('what held is not computed again: the same octets in other arrays are the same question', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const known = new KnownSignatures();
  t.is(await known.outcome(algorithms, certificate, key), 'valid');
  const again = forgeCertificate(wish); // Ed25519: the same octets
  t.is(await known.outcome(algorithms, again, again.publicKey), 'valid');
  t.is(asked.times, 1);
});

const other = newKeys();
const otherKey = forgeCertificate({ ...wish, keys: other }).publicKey;
const DIFFERENT: readonly [string, Signed, WorkingKey][] = [
  ['octets', { ...certificate, tbs: flipped(certificate.tbs) }, key],
  ['signature', { ...certificate, signature: flipped(certificate.signature) }, key],
  ['key', certificate, otherKey],
  ['algorithm of the key', certificate, { ...key, algorithm: { oid: '1.3.101.113' } }],
  ['algorithm', { ...certificate, signatureAlgorithm: { oid: '1.3.101.113' } }, key],
  [
    'parameters',
    { ...certificate, signatureAlgorithm: { oid: '1.3.101.112', parameters: Uint8Array.of(5, 0) } },
    key,
  ],
];

for (const [what, signed, under] of DIFFERENT) {
  test(`a question that differs in the ${what} is asked anew, and what does not hold each time`, async (t) => {
    const { algorithms, asked } = countedAlgorithms();
    const known = new KnownSignatures();
    await known.outcome(algorithms, certificate, key);
    t.not(await known.outcome(algorithms, signed, under), 'valid');
    t.not(await known.outcome(algorithms, signed, under), 'valid');
    t.is(asked.times, 3);
    t.is(await known.outcome(algorithms, certificate, key), 'valid');
  });
}

test('what one set of providers verified, another is asked anew', async (t) => {
  const known = new KnownSignatures();
  t.is(await known.outcome(algorithmsOf([createNodeCrypto()]), certificate, key), 'valid');
  t.is(await known.outcome(algorithmsOf([]), certificate, key), 'not-checked');
});

test('nothing is remembered of the arrays handed in: who writes to them later changes no answer', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const known = new KnownSignatures();
  const tbs = Uint8Array.from(certificate.tbs);
  await known.outcome(algorithms, { ...certificate, tbs }, key);
  tbs.set(flipped(tbs));
  t.is(await known.outcome(algorithms, { ...certificate, tbs }, key), 'invalid');
  t.is(asked.times, 2);
});

test('no more octets are kept than allowed: the oldest go, and what is too long is never kept', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const size = certificate.tbs.length + certificate.signature.length + key.der.length;
  const known = new KnownSignatures({ octets: 2 * (size + 8) });
  const many = [1, 2, 3].map((serial) => forgeCertificate({ ...wish, serial }));
  for (const each of many) await known.outcome(algorithms, each, key);
  const [oldest = certificate, , newest = certificate] = many;
  t.is(await known.outcome(algorithms, newest, key), 'valid');
  t.is(asked.times, 3);
  t.is(await known.outcome(algorithms, oldest, key), 'valid');
  t.is(asked.times, 4);
  const none = new KnownSignatures({ octets: size });
  for (const each of [certificate, certificate]) await none.outcome(algorithms, each, key);
  t.is(asked.times, 6);
});

test('what is read in pieces is verified each time', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const known = new KnownSignatures();
  const signed = { ...certificate, tbs: bytesSource(certificate.tbs) };
  for (const each of [signed, signed]) t.is(await known.outcome(algorithms, each, key), 'valid');
  t.is(asked.times, 2);
});
