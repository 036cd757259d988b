import test from 'ava';
import type { AlgorithmReport } from '../report.ts';
import { algorithmRows } from './algorithm-rows.ts';

const signatureValue = {
  algorithm: 'ecdsa',
  digestAlgorithm: 'sha256',
  value: '',
  sha256: '',
};
const told = (one: AlgorithmReport, language: 'ru' | 'en') =>
  algorithmRows({ signatureValue, algorithms: [one] }, language)[0]?.[1];
const rsa = { algorithm: 'rsa-pkcs1', digest: 'sha256', bits: 2048 };

for (const [one, ru, en] of [
  [
    { ...rsa, acceptable: true, until: '2029-01-01' },
    'rsa-pkcs1 + sha256, ключ 2048 бит, правила проверки принимают до 01.01.2029',
    'rsa-pkcs1 + sha256, key of 2048 bits, accepted by the rules until 2029-01-01',
  ],
  [
    { ...rsa, acceptable: false, until: '2019-10-01' },
    'rsa-pkcs1 + sha256, ключ 2048 бит, правила проверки НЕ ПРИНИМАЮТ: срок вышел 01.10.2019',
    'rsa-pkcs1 + sha256, key of 2048 bits, NOT ACCEPTED by the rules since 2019-10-01',
  ],
  [
    { algorithm: '2.999', acceptable: false },
    '2.999, правила проверки НЕ ПРИНИМАЮТ',
    '2.999, NOT ACCEPTED by the rules',
  ],
  [
    { algorithm: 'streebog256', acceptable: true },
    'streebog256, правила проверки принимают, конец срока не назначен',
    'streebog256, accepted by the rules, with no end set',
  ],
] as const) {
  test(`told: ${en}`, (t) => {
    t.is(told(one, 'ru'), ru);
    t.is(told(one, 'en'), en);
  });
}

test('a report that was kept before the terms were told has the names', (t) => {
  t.deepEqual(algorithmRows({ signatureValue }, 'en'), [['Algorithms', 'ecdsa, sha256']]);
});
