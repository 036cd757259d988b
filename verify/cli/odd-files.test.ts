// What a name of an option or a case may turn out to be: a pipe without a writer, a device without end, a folder, a
// file over the limit, a file that changes. Each is told, none is waited for.
import { execFile } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '../../formats/x509/pem.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { run as verifyJournal } from './journal.ts';
import { FileRefusedError, openFile, readWithin } from './open-file.ts';
import { run as judgePaths } from './path.ts';
import { run as verifyFiles } from './verify.ts';

const NOW = new Date();
const pki = await createPki({ now: NOW });
const { certificate } = await pki.issue({ subject: { commonName: 'Экспортёр' } });
const crl = await pki.crl(NOW);
const rootCrl = await pki.crl(NOW, { of: 'root' });

async function folder(t: ExecutionContext) {
  const path = await scratchFolder(t, {
    'leaf.crt': certificate.der,
    'root.crt': pki.root.der,
    'ca.crt': pki.issuer.der,
    'ca.crl': crl,
    'root.crl': rootCrl,
    'contract.pdf': 'a contract',
    huge: '',
  });
  await promisify(execFile)('mkfifo', [path('pipe')]);
  await symlink('/dev/zero', path('endless'));
  await mkdir(path('folder'));
  await truncate(path('huge'), 2 ** 40);
  return path;
}

type Run = typeof judgePaths;

async function okno(command: Run, path: (name: string) => string, args: readonly string[]) {
  const out = { stdout: '', stderr: '' };
  const code = await command(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd: path('.'),
    now: () => NOW,
    environment: { OKNO_CACHE: path('cache') },
  });
  return { code, ...out };
}

const CASE = {
  leaf: 'leaf.crt',
  trust: ['root.crt'],
  certificates: ['ca.crt'],
  crls: ['ca.crl', 'root.crl'],
};

test('a batch answers each case that names no readable file, and judges the next', async (t) => {
  const path = await folder(t);
  const odd = [
    ['pipe', 'not-a-file'],
    ['endless', 'not-a-file'],
    ['huge', 'file-too-large'],
  ] as const;
  const cases = odd.flatMap(([name]) => [
    { ...CASE, leaf: name },
    { ...CASE, trust: [name] },
    { ...CASE, certificates: ['ca.crt', name] },
    { ...CASE, crls: [name] },
    { ...CASE, ocsp: [name] },
    CASE,
  ]);
  await writeFile(path('cases.jsonl'), cases.map((one) => JSON.stringify(one)).join('\n'));
  const { code, stdout } = await okno(judgePaths, path, ['--batch', 'cases.jsonl']);
  t.is(code, 3);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = answers.map(({ indication, error }) => indication ?? error.code);
  const expected = odd.flatMap(([, answer]) => [...Array(5).fill(answer), 'PASSED']);
  t.deepEqual(told, expected);
});

test('a folder is no leaf; validation data may be a folder, which here gives none', async (t) => {
  const path = await folder(t);
  const cases = [
    { ...CASE, leaf: 'folder' },
    { ...CASE, trust: ['folder'] },
    { ...CASE, certificates: ['ca.crt', 'folder'] },
    { ...CASE, crls: ['folder'] },
    { ...CASE, ocsp: ['folder'] },
  ];
  await writeFile(path('cases.jsonl'), cases.map((one) => JSON.stringify(one)).join('\n'));
  const { stdout } = await okno(judgePaths, path, ['--batch', 'cases.jsonl']);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    answers.map(({ indication, error, unreadable }) => [
      indication ?? error.code,
      unreadable?.[0].file,
    ]),
    [
      ['not-a-file', undefined],
      ['INDETERMINATE', 'folder'],
      ['PASSED', 'folder'],
      ['INDETERMINATE', 'folder'],
      ['PASSED', 'folder'],
    ],
  );
});

test('what one case has read into memory is bounded over all its files', async (t) => {
  const path = await folder(t);
  const text = toPem('CERTIFICATE', pki.issuer.der).padEnd(20 * 1024 * 1024);
  for (const name of ['one', 'other']) await writeFile(path(name), text);
  const names = (...certificates: string[]) => JSON.stringify({ ...CASE, certificates });
  const cases = [names('ca.crt', 'one', 'one'), names('ca.crt', 'one', 'other')].join('\n');
  await writeFile(path('cases.jsonl'), cases);
  const { stdout } = await okno(judgePaths, path, ['--batch', 'cases.jsonl']);
  const [within, over] = stdout.trim().split('\n');
  t.like(JSON.parse(within ?? ''), { indication: 'PASSED' });
  t.like(JSON.parse(over ?? ''), { error: { code: 'file-too-large' } });
});

const OPTIONS: readonly (readonly [Run, readonly string[]])[] = [
  [judgePaths, ['ODD', '--trust', 'root.crt']],
  [judgePaths, ['leaf.crt', '--trust', 'ODD']],
  [judgePaths, ['leaf.crt', '--crl', 'ODD']],
  [judgePaths, ['--batch', 'ODD']],
  [verifyFiles, ['ODD', '--trust', 'root.crt']],
  [verifyFiles, ['contract.pdf', '--trust', 'ODD']],
  [verifyFiles, ['contract.pdf', '--seal-trust', 'ODD']],
  [verifyFiles, ['contract.pdf', '--certificates', 'ODD']],
  [verifyFiles, ['contract.pdf', '--crl', 'ODD']],
  [verifyFiles, ['contract.pdf', '--ocsp', 'ODD']],
  [verifyFiles, ['contract.pdf', '--content', 'ODD']],
  [verifyFiles, ['contract.pdf', '--log-key', 'ODD']],
  [verifyFiles, ['contract.pdf', '--key-statement', 'ODD']],
  [verifyFiles, ['contract.pdf', '--witness-key', 'ODD']],
];

for (const odd of ['pipe', 'endless', 'huge']) {
  test(`options name a ${odd}: told as wrong usage, 64, without reading it`, async (t) => {
    const path = await folder(t);
    for (const [command, args] of OPTIONS) {
      // A large file may be a document, or a list of cases; read in pieces it is.
      if (odd === 'huge' && ['--batch', '--content', 'ODD'].includes(args.at(-2) ?? 'ODD'))
        continue;
      const given = args.map((arg) => (arg === 'ODD' ? odd : arg));
      if (odd === 'huge' && given[0] === 'huge' && command === verifyFiles) continue;
      const { code, stdout } = await okno(command, path, given);
      t.is(code, 64, given.join(' '));
      t.is(stdout, '');
    }
  });
}

test('a pipe that lies beside a document as its signature is answered, not waited for', async (t) => {
  const path = await folder(t);
  await promisify(execFile)('mkfifo', [path('contract.pdf.sig')]);
  const { code, stdout } = await okno(verifyFiles, path, ['contract.pdf', '--format', 'json']);
  t.is(code, 3);
  t.is(JSON.parse(stdout).error.code, 'ENOTFILE');
});

test('files of a journal that are none are told', async (t) => {
  const path = await folder(t);
  await promisify(execFile)('mkfifo', [path('folder/checkpoint')]);
  const { code } = await okno(verifyJournal, path, ['verify', 'folder', '--log-key', 'x+1+y']);
  t.is(code, 64);
});

test('a file is opened as what it is: regular, and within the limit', async (t) => {
  const path = await folder(t);
  for (const [name, code] of [
    ['folder', 'EISDIR'],
    ['pipe', 'ENOTFILE'],
    ['endless', 'ENOTFILE'],
  ] as const) {
    await t.throwsAsync(openFile(path(name)), { instanceOf: FileRefusedError, code });
  }
  const size = certificate.der.length;
  t.deepEqual(Buffer.from(await readWithin(path('leaf.crt'), size)), Buffer.from(certificate.der));
  await t.throwsAsync(readWithin(path('leaf.crt'), size - 1), { code: 'EFBIG' });
  await t.throwsAsync(readWithin(path('absent'), size), { code: 'ENOENT' });
});
