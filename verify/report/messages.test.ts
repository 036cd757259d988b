import { readFile } from 'node:fs/promises';
import test from 'ava';
import { PATH_REASONS } from '../path/reasons.ts';
import { failure } from '../process/block.ts';
import { REVOCATION_GAPS } from '../revocation/gaps.ts';
import { printable, reasonText } from './messages.ts';
import { PACKAGE_MESSAGES } from './package-messages.ts';
import { PATH_MESSAGES } from './path-messages.ts';
import { PROCESS_MESSAGES } from './process-messages.ts';
import { RECEIPT_MESSAGES } from './receipt-messages.ts';

const TABLES = { ...PROCESS_MESSAGES, ...PATH_MESSAGES, ...RECEIPT_MESSAGES, ...PACKAGE_MESSAGES };

test('every reason of path validation has its sentences', (t) => {
  for (const code of PATH_REASONS) t.not(reasonText({ code }, 'ru'), code);
});

test('no code is written in the process without a row in the tables', async (t) => {
  const files = ['accept-signature', 'identify-signing-certificate', 'validate-signer'];
  for (const file of [
    ...files,
    'verify-cryptography',
    'verify-signature-value',
    'known-algorithms',
  ]) {
    const source = await readFile(new URL(`../process/${file}.ts`, import.meta.url), 'utf8');
    const codes = source.matchAll(/(?:failure\(\s*[^,()]+,\s*|reasonOf\(\s*)'([a-z-]+)'/g);
    for (const [, code = ''] of codes) t.true(Object.hasOwn(TABLES, code), `${file}: ${code}`);
  }
});

for (const [code, { ru, en }] of Object.entries(TABLES)) {
  test(`${code}: both languages, the same facts, sentences of their own`, (t) => {
    const facts = (text: string) =>
      new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    t.deepEqual(facts(ru), facts(en));
    t.regex(ru, /[А-Яа-я]/);
    t.notRegex(en, /[А-Яа-я]/);
    const complete = Object.fromEntries([...facts(ru)].map((name) => [name ?? '', `<${name}>`]));
    const reason = { code, facts: complete, cause: { code: 'passed' } };
    t.notRegex(reasonText(reason, 'ru'), /[{}—]$/);
  });
}

test('facts stand in the sentence, absent ones are shown as a dash', (t) => {
  const { reason } = failure('HASH_FAILURE', 'content-digest-differs', { content: 'a.pdf' });
  t.regex(reasonText(reason, 'en'), /“a\.pdf”.*—/);
});

test('the reason of a part is said in words inside that of the whole', (t) => {
  const reason = {
    code: 'signature-not-passed',
    facts: { name: 'a' },
    cause: { code: 'certificate-revoked', facts: { time: '2026-02-28T22:30:00.000Z' } },
  };
  t.regex(
    reasonText(reason, 'en'),
    /signature a .*revoked at 2026-03-01 01:30:00 Moscow time \(2026-02-28T22:30:00\.000Z\)/,
  );
  t.regex(reasonText(reason, 'ru'), /Подпись a .*01\.03\.2026 01:30:00 МСК/);
});

test('every gap in the revocation data is said in words', (t) => {
  for (const detail of REVOCATION_GAPS) {
    const sentence = reasonText({ code: 'revocation-unknown', facts: { detail } }, 'en');
    t.false(sentence.endsWith(`: ${detail}.`));
  }
});

test('an unknown code is shown with its facts, never hidden', (t) => {
  t.is(reasonText({ code: 'constructor', facts: { a: 1 } }, 'ru'), 'constructor (a: 1)');
});

test('names from files cannot draw lines or turn the direction of writing', (t) => {
  for (const hostile of [
    'a\nSignature: VALID',
    'a\u001b[2J',
    'a\u202efdp.exe',
    'a\u2028b',
    'a\u2066b',
  ]) {
    const shown = printable(hostile);
    t.notRegex(shown, /[\p{Cc}\p{Cf}\u2028]/u);
    const reason = { code: 'content-absent', facts: { content: hostile } };
    t.notRegex(reasonText(reason, 'ru'), /[\p{Cc}\p{Cf}\u2028]/u);
  }
});
