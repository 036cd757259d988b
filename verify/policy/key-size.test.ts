import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { derReader } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import type { PublicKeyInfo } from '../../formats/x509/certificate.ts';
import { keyBits } from './key-size.ts';

function publicKey(spki: Uint8Array): PublicKeyInfo {
  const inner = derReader(spki, 'spki').enter(TAG.sequence);
  const algorithm = inner.enter(TAG.sequence);
  const oid = algorithm.oid();
  const parameters = algorithm.more ? { parameters: algorithm.element() } : {};
  return { der: spki, algorithm: { oid, ...parameters }, keyBits: inner.bitOctets() };
}

for (const bits of [1024, 1031, 2048]) {
  test(`RSA modulus of ${bits} bits`, (t) => {
    const key = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;
    t.is(keyBits(publicKey(key.export({ type: 'spki', format: 'der' }))), bits);
  });
}

for (const [namedCurve, bits] of [
  ['prime256v1', 256],
  ['secp384r1', 384],
  ['secp521r1', 521],
  ['brainpoolP320r1', 320],
  ['brainpoolP512t1', 512],
  ['secp224r1', 224],
] as const) {
  test(`curve ${namedCurve}`, (t) => {
    const key = generateKeyPairSync('ec', { namedCurve }).publicKey;
    t.is(keyBits(publicKey(key.export({ type: 'spki', format: 'der' }))), bits);
  });
}

test('explicit curve parameters have no size that a catalogue names', (t) => {
  const key = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' });
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  t.is(keyBits(publicKey(spki)), undefined);
});

test('a key that cannot be read has no size', (t) => {
  const algorithm = { oid: '1.2.840.113549.1.1.1' };
  t.is(keyBits({ der: new Uint8Array(), algorithm, keyBits: new Uint8Array([1, 2]) }), undefined);
});
