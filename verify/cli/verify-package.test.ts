// A package of a real service under the command: what a court's expert types.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { placed, sharedEnding, startStage } from '../../api/service.fixture.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { run } from './verify.ts';

const ending = sharedEnding();
const files: Record<string, string | Uint8Array> = {};

test.before(async () => {
  const { exporter, identities, pki, data } = await startStage(ending);
  const { documentId } = await placed(exporter, identities.head, 'Договор поставки № 17');
  const { bytes } = await exporter.get(`/v1/documents/${documentId}/evidence`);
  files['evidence.zip'] = bytes;
  files['flipped.zip'] = flipped(bytes);
  files['cut.zip'] = bytes.subarray(0, -1);
  files['roots.pem'] = toPem('CERTIFICATE', pki.root.der);
  files['other.pem'] = toPem('CERTIFICATE', (await pki.otherRoot()).root.der);
  files['log.vkey'] = await readFile(join(data, 'keys', 'log.vkey'), 'utf8');
});
test.after.always(() => ending.end());

/** One bit of the document, which is stored as it is. */
function flipped(bytes: Buffer): Buffer {
  const at = bytes.indexOf('№ 17');
  if (at < 0) throw new Error('the document is not stored in the open');
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

async function okno(t: ExecutionContext, args: readonly string[]) {
  const at = await scratchFolder(t, files);
  const out = { stdout: '', stderr: '' };
  const code = await run(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd: at(''),
    now: () => new Date(),
  });
  return { code, ...out };
}

const TRUST = ['--trust', 'roots.pem'];
const LOG_KEY = ['--log-key', 'log.vkey'];

const verdicts: readonly (readonly [
  what: string,
  args: readonly string[],
  code: number,
  indication: string,
  reason: string,
  words: RegExp,
])[] = [
  [
    'as it was issued',
    ['evidence.zip', ...TRUST, ...LOG_KEY],
    0,
    'TOTAL-PASSED',
    'passed',
    /ПОДТВЕРЖД[^\n]*TOTAL-PASSED/,
  ],
  [
    'with one bit of its document changed',
    ['flipped.zip', ...TRUST, ...LOG_KEY],
    1,
    'TOTAL-FAILED',
    'entry-changed',
    /Файл пакета изменён: documents\/1\/versions\/1\/document/,
  ],
  [
    'without a trusted root',
    ['evidence.zip', ...LOG_KEY],
    2,
    'INDETERMINATE',
    'receipt-not-passed',
    /INDETERMINATE/,
  ],
  [
    'under a root of the same name with another key',
    ['evidence.zip', '--trust', 'other.pem', ...LOG_KEY],
    2,
    'INDETERMINATE',
    'receipt-not-passed',
    /INDETERMINATE/,
  ],
  [
    'without the key of the log',
    ['evidence.zip', ...TRUST],
    2,
    'INDETERMINATE',
    'receipt-not-passed',
    /INDETERMINATE/,
  ],
];

for (const [what, args, code, indication, reason, words] of verdicts) {
  test(`${code}: a package ${what}, as text and as JSON`, async (t) => {
    const text = await okno(t, args);
    t.is(text.code, code, text.stdout + text.stderr);
    t.regex(text.stdout, words);
    t.is(text.stderr, '');
    const json = await okno(t, [...args, '--format', 'json']);
    t.is(json.code, code);
    const parsed: unknown = JSON.parse(json.stdout);
    t.like(parsed, { exitCode: code, kind: 'package', indication, reason: { code: reason } });
  });
}

test('3: a package cut short is unreadable', async (t) => {
  const { code, stdout } = await okno(t, ['cut.zip', ...TRUST, ...LOG_KEY]);
  t.is(code, 3, stdout);
});

test('64: a log key that is none', async (t) => {
  const { code, stderr } = await okno(t, ['evidence.zip', ...TRUST, '--log-key', 'roots.pem']);
  t.is(code, 64, stderr);
});
