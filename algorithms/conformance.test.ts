import test from 'ava';
import { checkConformance } from './conformance.ts';
import { createGost, gost } from './gost/provider.ts';
import { createNodeCrypto, nodeCrypto } from './node-crypto/provider.ts';
import type { AlgorithmProvider, SignatureAlgorithm } from './provider.ts';
import { webCrypto } from './web-crypto/provider.ts';

for (const [title, provider] of [
  ['node-crypto', nodeCrypto],
  ['node-crypto with a cache', createNodeCrypto()],
  ['web-crypto', webCrypto],
  ['gost', gost],
  ['gost with a cache', createGost()],
] as const) {
  test(`${title} answers the published vectors as the standards say`, async (t) => {
    t.deepEqual((await checkConformance(provider)).findings, []);
  });
}

test('what no vector covers is named, not passed over', async (t) => {
  const { uncovered } = await checkConformance(nodeCrypto);
  t.true(uncovered.includes('dsa'));
  t.false(uncovered.includes('rsa-pss'));
});

type Change = (scheme: SignatureAlgorithm) => Partial<SignatureAlgorithm>;

const withSignatures = (change: Change): AlgorithmProvider => ({
  ...nodeCrypto,
  digests: [],
  signatures: nodeCrypto.signatures.map((scheme) => ({ ...scheme, ...change(scheme) })),
});

const yes = () => true;
const broken: readonly (readonly [string, AlgorithmProvider, string])[] = [
  ['accepts all', withSignatures(() => ({ verify: yes })), 'invalid-accepted'],
  ['refuses all', withSignatures(() => ({ verify: () => false })), 'valid-refused'],
  [
    'ignores what follows the value',
    withSignatures((scheme) => ({
      verify: (request) =>
        scheme.verify({ ...request, signature: request.signature.subarray(0, 64) }) as boolean,
    })),
    'invalid-accepted',
  ],
  [
    'throws for a bad signature',
    withSignatures((scheme) => ({
      verify(request) {
        if (scheme.verify(request) === true) return true;
        throw new Error('bad signature');
      },
    })),
    'threw-for-a-bad-signature',
  ],
  [
    'accepts all in pieces',
    withSignatures(() => ({ start: () => ({ update: () => {}, finish: yes }) })),
    'stream-differs',
  ],
  [
    'has a digest for another',
    {
      ...nodeCrypto,
      digests: nodeCrypto.digests.map((digest) => ({
        ...digest,
        digest: (data: Uint8Array) => digest.digest(Uint8Array.of(...data, 0)),
      })),
    },
    'wrong-digest',
  ],
  [
    'has a digest for another in hexadecimal',
    {
      ...nodeCrypto,
      digests: nodeCrypto.digests.map((digest) => ({ ...digest, hex: () => '00' })),
    },
    'wrong-digest',
  ],
];

for (const [what, provider, problem] of broken) {
  test(`a provider that ${what} is found out`, async (t) => {
    const { findings } = await checkConformance(provider);
    t.true(
      findings.some((finding) => finding.problem === problem),
      JSON.stringify(findings[0]),
    );
  });
}
