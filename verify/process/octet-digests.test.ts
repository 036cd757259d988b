import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from './octet-digests.ts';

// FIPS 180-4, NIST example "abc".
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const WRONG = new Uint8Array(32);

/** Whatever is asked, zeros: at once or promised. */
const liar = (promised: boolean): AlgorithmProvider => ({
  ...nodeCrypto,
  name: 'liar',
  digests: nodeCrypto.digests.map((digest) => ({
    ...digest,
    hex: () => (promised ? Promise.resolve(toHex(WRONG)) : toHex(WRONG)),
  })),
});

for (const promised of [false, true]) {
  test(`a digest is kept for the providers that answered it alone${promised ? ', promised too' : ''}`, async (t) => {
    const octets = new TextEncoder().encode('abc');
    const [honest, lying] = [algorithmsOf([nodeCrypto]), algorithmsOf([liar(promised)])];
    t.is(await sha256Of(octets, lying), toHex(WRONG));
    t.is(await sha256Of(octets, honest), ABC);
    t.is(await sha256Of(octets, lying), toHex(WRONG));
  });
}

test('the same providers are asked once for the same octets', async (t) => {
  let asked = 0;
  const counting: AlgorithmProvider = {
    ...nodeCrypto,
    digests: nodeCrypto.digests.map((digest) => ({
      ...digest,
      hex: (data) => {
        asked++;
        return digest.hex?.(data) ?? '';
      },
    })),
  };
  const octets = new TextEncoder().encode('abc');
  const algorithms = algorithmsOf([counting]);
  t.is(await sha256Of(octets, algorithms), ABC);
  t.is(await sha256Of(octets, algorithms), ABC);
  t.is(asked, 1);
});
