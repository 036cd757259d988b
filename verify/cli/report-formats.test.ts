import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { REPORT_FORMATS } from './report-formats.ts';
import { run } from './verify.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const signer = await pki.issue({
  subject: { commonName: 'Иванов Иван', surname: 'Иванов', givenName: 'Иван' },
});
const files = {
  'invoice.p7m': await signCades({
    content: bytesSource(new TextEncoder().encode('invoice')),
    ...{ detached: false, identities: [signer], signingTime: NOW, digest: algorithms },
  }),
  'noise.p7s': 'noise',
  'root.pem': toPem('CERTIFICATE', pki.root.der),
  'issuing.crl': await pki.crl(),
  'root.crl': await pki.crl(NOW, { of: 'root' }),
};
const MATERIAL = ['--trust', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl'];

async function okno(
  t: ExecutionContext,
  args: readonly string[],
  prepare?: (at: (name: string) => string) => Promise<unknown>,
  terminal = false,
) {
  const at = await scratchFolder(t, files);
  await prepare?.(at);
  const out: Uint8Array[] = [];
  let stderr = '';
  const code = await run([...args, ...MATERIAL], {
    stdout: { write: (piece) => out.push(Buffer.from(piece)), ...(terminal && { isTTY: true }) },
    stderr: { write: (text) => (stderr += text) },
    cwd: at(''),
    now: () => NOW,
  });
  return { code, stdout: Buffer.concat(out), stderr, at };
}

const BEGINS: Readonly<Record<(typeof REPORT_FORMATS)[number], RegExp>> = {
  text: /^Файл: invoice\.p7m\n/,
  json: /^\{\n/,
  'etsi-xml': /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<ValidationReport /,
  html: /^<!doctype html>\n<html lang="ru">/,
  pdf: /^%PDF-/,
};

for (const format of REPORT_FORMATS) {
  test(`--format ${format}: on stdout, by --output, and twice the same octets`, async (t) => {
    const { code, stdout } = await okno(t, ['invoice.p7m', '--format', format]);
    t.is(code, 0);
    t.regex(stdout.toString('utf8').slice(0, 200), BEGINS[format]);
    const written = await okno(t, ['invoice.p7m', '--format', format, '--output', 'report']);
    t.is(written.code, 0);
    t.is(written.stdout.length, 0);
    const path = await readFile(written.at('report'));
    // The path of the file is another one in another folder.
    if (format !== 'json') t.deepEqual(path, stdout);
  });

  test(`--format ${format}: what cannot be judged is told, with the exit code`, async (t) => {
    const { code, stdout } = await okno(t, ['noise.p7s', 'invoice.p7m', '--format', format]);
    t.is(code, 3);
    t.true(stdout.length > 0);
  });
}

test('64: an unknown format is refused with those that there are', async (t) => {
  const { code, stderr } = await okno(t, ['invoice.p7m', '--format', 'xml']);
  t.is(code, 64);
  for (const format of REPORT_FORMATS) t.true(stderr.includes(format));
});

test('64: a PDF is not written to a terminal', async (t) => {
  const { code, stderr } = await okno(t, ['invoice.p7m', '--format', 'pdf'], undefined, true);
  t.is(code, 64);
  t.regex(stderr, /--output/);
  t.is((await okno(t, ['invoice.p7m', '--format', 'html'], undefined, true)).code, 0);
});

test('--output replaces a report as a whole and leaves nothing beside it', async (t) => {
  const { code, at } = await okno(t, ['invoice.p7m', '--output', 'old.txt'], (at) =>
    writeFile(at('old.txt'), 'x'.repeat(100_000)),
  );
  t.is(code, 0);
  t.regex(await readFile(at('old.txt'), 'utf8'), /^Файл: invoice\.p7m\n[\s\S]*\n$/);
  t.deepEqual(
    (await readdir(at(''))).filter((name) => name.includes('part')),
    [],
  );
});

test('--output that cannot be written leaves the old report as it was', async (t) => {
  const { code, stderr, at } = await okno(t, ['invoice.p7m', '--output', 'folder'], async (at) => {
    await mkdir(at('folder'));
    await writeFile(at('folder/kept'), 'kept');
  });
  t.is(code, 64);
  t.regex(stderr, /--output/);
  t.is(await readFile(at('folder/kept'), 'utf8'), 'kept');
  t.deepEqual(
    (await readdir(at(''))).filter((name) => name.includes('part')),
    [],
  );
});

test('--output: a link is written through, a device is written to', async (t) => {
  const { code, at } = await okno(t, ['invoice.p7m', '--output', 'link'], async (at) => {
    await writeFile(at('real'), 'old');
    await chmod(at('real'), 0o640);
    await symlink('real', at('link'));
  });
  t.is(code, 0);
  t.regex(await readFile(at('real'), 'utf8'), /^Файл/);
  t.is((await stat(at('real'))).mode & 0o777, 0o640, 'for whom it was before');
  t.is((await okno(t, ['invoice.p7m', '--output', '/dev/null'])).code, 0);
});

const pdftotext = testWith('pdftotext', 'poppler-utils');
for (const [language, verdict, page] of [
  ['ru', 'ДЕЙСТВИТЕЛЬНА', 'страница 1 из'],
  ['en', 'VALID', 'page 1 of'],
] as const) {
  pdftotext(`the PDF protocol can be read as text again: ${language}`, async (t) => {
    const args = ['invoice.p7m', '--format', 'pdf', '--output', 'r.pdf', '--lang', language];
    const { at } = await okno(t, args);
    const { ok, stdout } = await runPeer('pdftotext', ['-layout', at('r.pdf'), '-']);
    t.true(ok);
    const text = stdout.toString('utf8');
    for (const said of [verdict, page, 'Иванов Иван', 'invoice.p7m', 'TOTAL-PASSED']) {
      t.true(text.includes(said), said);
    }
  });
}
