import test from 'ava';
import { judgeAlgorithm } from './algorithm-limits.ts';
import { defaultPolicy } from './default-policy.ts';

const at = (day: string) => new Date(`${day}T00:00:00Z`);

// ETSI TS 119 312: the last day before an end is good, the day itself is not.
const CASES = [
  ['sha1', undefined, '2012-07-31', true],
  ['sha1', undefined, '2012-08-01', false],
  ['md5', undefined, '2004-07-31', true],
  ['md5', undefined, '2004-08-01', false],
  ['md5', undefined, '2026-01-01', false],
  ['ripemd160', undefined, '2014-07-31', true],
  ['ripemd160', undefined, '2014-08-01', false],
  ['sha512-224', undefined, '2020-01-01', false],
  ['sha512-256', undefined, '2020-01-01', false],
  ['sha256', undefined, '2060-01-01', true],
  ['rsa-pkcs1', 1023, '2010-07-31', true],
  ['rsa-pkcs1', 1023, '2010-08-01', false],
  ['rsa-pkcs1', 1024, '2019-09-30', true],
  ['rsa-pkcs1', 1024, '2019-10-01', false],
  ['rsa-pkcs1', 2048, '2028-12-31', true],
  ['rsa-pkcs1', 2048, '2029-01-01', false],
  ['rsa-pkcs1', 4096, '2029-01-01', false],
  ['rsa-pss', 4096, '2040-01-01', true],
  ['rsa-pss', 2048, '2029-01-01', false],
  ['rsa-pkcs1', 512, '2005-01-01', false],
  ['ecdsa', 192, '2012-07-31', true],
  ['ecdsa', 192, '2026-01-01', false],
  ['ecdsa', 256, '2060-01-01', true],
  ['ecdsa', undefined, '2026-01-01', false], // explicit curve: its size is not known
  ['ed25519', undefined, '2060-01-01', true],
  ['gost2012-256', undefined, '2060-01-01', true],
  ['gost2012-512', undefined, '2060-01-01', true],
  ['streebog256', undefined, '2060-01-01', true],
  ['streebog512', undefined, '2060-01-01', true],
  ['gost2001', undefined, '2019-12-31', true],
  ['gost2001', undefined, '2020-01-01', false],
  ['gost94', undefined, '2019-12-31', true],
  ['gost94', undefined, '2020-01-01', false],
  ['constructor', undefined, '2026-01-01', false],
] as const;

for (const [algorithm, bits, day, acceptable] of CASES) {
  test(`${algorithm} ${bits ?? ''} on ${day}: ${acceptable ? 'accepted' : 'refused'}`, (t) => {
    const use = bits === undefined ? { algorithm } : { algorithm, bits };
    t.is(judgeAlgorithm(use, at(day), defaultPolicy.algorithms).acceptable, acceptable);
  });
}
