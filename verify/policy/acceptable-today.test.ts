// Over all that a policy can speak of: what is acceptable on one day, and by which row. What a provider comes to compute
// stays out until somebody writes it here.
import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { ECDSA } from '../../algorithms/identifiers/signatures.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { derReader } from '../../formats/asn1/decode.ts';
import { readPublicKeyInfo } from '../../formats/x509/read-fields.ts';
import { keyUse } from '../process/certificate-algorithms.ts';
import { ALGORITHM_NAMES, hasKeySize } from './algorithm-catalogue.ts';
import { judgeAlgorithm } from './algorithm-limits.ts';
import { defaultPolicy } from './default-policy.ts';
import type { AlgorithmLimit } from './policy.ts';
import { russianPolicy } from './russian-policy.ts';

const TODAY = new Date('2026-11-28T00:00:00Z');
const SIZES = [512, 1024, 1536, 2048, 3072, 4096, 160, 192, 224, 255, 256, 384, 521];

const rowOf = ({ algorithm, minimumBits, until }: AlgorithmLimit) =>
  [algorithm, minimumBits && `≥ ${minimumBits}`, until && `until ${until}`]
    .filter(Boolean)
    .join(' ');

/** The rows that by themselves let in some key, or the digest, of each algorithm. */
function acceptable(limits: readonly AlgorithmLimit[]): readonly string[] {
  return ALGORITHM_NAMES.flatMap((algorithm) => {
    const uses = hasKeySize(algorithm)
      ? SIZES.map((bits) => ({ algorithm, bits }))
      : [{ algorithm }, { algorithm, bits: 512 }];
    const rows = limits.filter((row) =>
      uses.some((use) => judgeAlgorithm(use, TODAY, [row]).acceptable),
    );
    return rows.map(rowOf);
  });
}

const GOST = ['streebog256', 'streebog512', 'gost2012-256', 'gost2012-512'];

test('acceptable today by the default policy, and by which row', (t) => {
  t.deepEqual([...acceptable(defaultPolicy.algorithms)].sort(), [
    'dsa ≥ 1900 until 2029-01-01',
    'dsa ≥ 3000',
    'ecdsa ≥ 256',
    'ed25519',
    'ed448',
    ...['gost2012-256', 'gost2012-512'],
    ...['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'],
    'rsa-pkcs1 ≥ 1900 until 2029-01-01',
    'rsa-pss ≥ 1900 until 2029-01-01',
    'rsa-pss ≥ 3000',
    'sha224 until 2029-01-01',
    'sha256',
    ...['sha3-256', 'sha3-384', 'sha3-512'],
    'sha384',
    'sha512',
    'shake256',
    ...['streebog256', 'streebog512'],
  ]);
});

test('acceptable today by the Russian policy: GOST and nothing else', (t) => {
  t.deepEqual([...acceptable(russianPolicy.algorithms)].sort(), [...GOST].sort());
});

test('every digest that node-crypto computes has a name of the catalogue', (t) => {
  for (const { name } of nodeCrypto.digests) t.true(ALGORITHM_NAMES.includes(name), name);
});

/** Curves of OpenSSL by their names there; a day of 2011, when sizes were accepted that no longer are; and today. */
const CURVES: readonly (readonly [names: readonly string[], in2011: boolean, today: boolean])[] = [
  [['prime256v1', 'secp384r1', 'secp521r1'], true, true],
  [['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'], true, true],
  [['prime192v1', 'secp224r1'], true, false],
  [['secp256k1', 'brainpoolP320r1', 'SM2'], false, false],
  [['brainpoolP160r1', 'brainpoolP192r1', 'brainpoolP224r1'], false, false],
  [[160, 192, 224, 256, 320, 384, 512].map((bits) => `brainpoolP${bits}t1`), false, false],
];

for (const [names, in2011, today] of CURVES) {
  for (const namedCurve of names) {
    test(`ECDSA on ${namedCurve}: ${in2011 ? 'accepted' : 'refused'} of 2011, ${today ? 'accepted' : 'refused'} today`, (t) => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve });
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      const use = keyUse(ECDSA.name, readPublicKeyInfo(derReader(spki, 'key'), spki));
      const at = (time: Date) => judgeAlgorithm(use, time, defaultPolicy.algorithms).acceptable;
      t.deepEqual([at(new Date('2011-01-01T00:00:00Z')), at(TODAY)], [in2011, today]);
      t.false(judgeAlgorithm(use, TODAY, russianPolicy.algorithms).acceptable);
    });
  }
}

test('who wants a curve that is not in the catalogue names it', (t) => {
  const use = { algorithm: 'ecdsa-secp256k1', bits: 256 };
  t.false(judgeAlgorithm(use, TODAY, [{ algorithm: 'ecdsa' }]).acceptable);
  t.true(judgeAlgorithm(use, TODAY, [{ algorithm: 'ecdsa-secp256k1' }]).acceptable);
  t.true(ALGORITHM_NAMES.includes(use.algorithm));
  t.false(hasKeySize(use.algorithm));
});
