import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { allSets, missingSets } from './all-sets.ts';
import { type ConformanceCase, isKept, runSet } from './conformance-set.ts';
import { CorpusFolder } from './corpus-folder.ts';
import { pkits } from './sets/pkits.ts';
import { unknownExceptions, x509Limbo } from './sets/x509-limbo.ts';

if (corpora === undefined) {
  test.skip('published vectors (place them in ../shared/corpora)', () => {});
} else {
  const folder = new CorpusFolder(corpora);
  const algorithms = algorithmsOf([nodeCrypto]);

  test('every set of published vectors is there', (t) => {
    t.deepEqual(missingSets(folder), []);
  });

  for (const { path, open } of allSets(folder)) {
    if (!folder.has(path)) continue;
    const set = open();
    // Vectors by the hundred thousand are one test; certificates by the hundred one each, by its name.
    if (set.name.startsWith('Wycheproof')) {
      test(`${set.name}: accepts the valid, refuses the invalid`, async (t) => {
        const result = await runSet(set);
        t.true(isKept(result), JSON.stringify(result, undefined, 1));
      });
    } else for (const one of set.cases) caseTest(set.name, one);
  }

  test('PKITS by WebCrypto: what it cannot compute, as DSA, is not decided, the rest is the same', async (t) => {
    const { cases } = pkits(folder, algorithmsOf([webCrypto]));
    for (const { id, expected, judge } of cases) {
      const { accepted, reason } = await judge();
      const passes = expected === 'valid' && !id.includes('dsa');
      t.is(accepted, passes, id);
      if (expected === 'valid' && !passes) t.is(reason, 'certificate-signature-not-checked', id);
    }
  });

  test('every exception of x509-limbo names a case', (t) => {
    t.deepEqual(unknownExceptions(x509Limbo(folder, algorithms)), []);
  });
}

test('a set that is not there is told: the run fails', async (t) => {
  const path = await scratchFolder(t, { 'ocsp.jsonl': '' });
  const missing = missingSets(new CorpusFolder(pathToFileURL(path('/'))));
  t.false(missing.includes('ocsp.jsonl'));
  t.true(missing.includes('pkits.jsonl'));
  t.true(missing.includes('wycheproof/ed25519_test.json'));
  const run = new URL('run.ts', import.meta.url);
  const ran = await promisify(execFile)(process.execPath, [
    fileURLToPath(run),
    path('absent'),
  ]).then(
    () => 0,
    (error: { code: number }) => error.code,
  );
  t.is(ran, 64);
  await rm(path('ocsp.jsonl'));
  const failed = await promisify(execFile)(process.execPath, [fileURLToPath(run), path('.')]).then(
    () => ({ code: 0, stdout: '' }),
    (error: { code: number; stdout: string }) => error,
  );
  t.is(failed.code, 1);
  t.true(failed.stdout.includes('not there: pkits.jsonl'));
});

function caseTest(set: string, one: ConformanceCase): void {
  const told = one.exception === undefined ? `is ${one.expected}` : `: ${one.exception}`;
  test(`${set}: ${one.id} ${told}`, async (t) => {
    const result = await runSet({ name: set, cases: [one] });
    t.true(isKept(result), JSON.stringify(result));
  });
}

const answer =
  (accepted: boolean, otherReason = false) =>
  async () => ({
    accepted,
    otherReason,
    reason: 'because',
  });

test('a set says what it agrees on, and fails for each kind of disagreement', async (t) => {
  const valid = { id: 'v', expected: 'valid', judge: answer(true) } as const;
  const kept = await runSet({
    name: 'set',
    cases: [
      valid,
      { id: 'i', expected: 'invalid', judge: answer(false) },
      { id: 'x', expected: 'valid', judge: answer(false), exception: 'of another world' },
    ],
  });
  t.like(kept, { agreed: 2, notApplicable: 1 });
  t.true(isKept(kept));
  const failing: readonly (readonly [string, ConformanceCase])[] = [
    ['falseAccepts', { id: 'a', expected: 'invalid', judge: answer(true) }],
    ['falseRejects', { id: 'r', expected: 'valid', judge: answer(false) }],
    ['otherReasons', { id: 'o', expected: 'invalid', judge: answer(false, true) }],
    ['needless', { ...valid, exception: 'once upon a time' }],
  ];
  for (const [kind, one] of failing) {
    const result = await runSet({ name: 'set', cases: [valid, one] });
    t.false(isKept(result), kind);
    t.deepEqual(Object.entries(result).find(([name]) => name === kind)?.[1], [
      `${one.id}: because`,
    ]);
  }
});
