import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import {
  algorithms,
  CONTENT,
  MATERIAL,
  NOW,
  oknoVerify,
  pki,
  sign,
  signer,
  VALIDATION_DATA,
} from './signed-files.fixture.ts';

const gostSigner = await pki.issue({
  subject: { commonName: 'ООО «Экспорт»', surname: 'Петров', givenName: 'Пётр' },
  key: 'gost256',
});
const files = {
  'contract.pdf': CONTENT,
  'contract.pdf.p7s': await sign(true),
  'contract.pdf.2.sig': await sign(true),
  'invoice.p7m': await sign(false),
  'gost.p7m': await sign(false, CONTENT, gostSigner),
  ...VALIDATION_DATA,
  'noise.p7s': new Uint8Array(100).fill(0xff),
  'empty.p7s': new Uint8Array(),
  'other.json': '{"a": 1}',
  'other.zip': 'PK',
};

const okno = (
  t: ExecutionContext,
  args: readonly string[],
  prepare?: (at: (name: string) => string) => Promise<void>,
) => oknoVerify(t, { files, args, prepare });

const exits = test.macro(async (t, args: readonly string[], code: number, text: RegExp) => {
  const result = await okno(t, args);
  t.is(result.code, code, result.stdout + result.stderr);
  t.regex(result.stdout + result.stderr, text);
  // A verdict goes to stdout, what cannot be carried out to stderr.
  t.is(result.stderr === '', code !== 64);
});

test(
  '0: a detached signature, its document beside it by name',
  exits,
  ['contract.pdf.p7s', ...MATERIAL],
  0,
  /ДЕЙСТВИТЕЛЬНА \(TOTAL-PASSED\)/,
);
test(
  '0: a numbered signature finds the same document',
  exits,
  ['contract.pdf.2.sig', ...MATERIAL],
  0,
  /TOTAL-PASSED/,
);
test('0: an attached signature', exits, ['invoice.p7m', ...MATERIAL], 0, /TOTAL-PASSED/);
test(
  '0: --content and English',
  exits,
  ['invoice.p7m', '--content', 'contract.pdf', '--lang', 'en', ...MATERIAL],
  0,
  /VALID/,
);
test(
  '1: another document',
  exits,
  ['contract.pdf.p7s', '--content', 'root.pem', ...MATERIAL],
  1,
  /HASH_FAILURE/,
);
test(
  '2: no trust, and what to do about it',
  exits,
  ['contract.pdf.p7s'],
  2,
  /NO_CERTIFICATE_CHAIN_FOUND[\s\S]*--trust/,
);
test(
  '64: a signature is no anchor of itself',
  exits,
  ['contract.pdf.p7s', '--trust', 'contract.pdf.p7s'],
  64,
  /--trust.*a signature, no bag of certificates/,
);
test(
  '2: a detached signature without its document',
  exits,
  ['contract.pdf.p7s', '--at', '2026-03-02', '--trust', 'root.pem'],
  2,
  /INDETERMINATE/,
);
test(
  '0: GOST by the providers that are there without asking',
  exits,
  ['gost.p7m', ...MATERIAL],
  0,
  /TOTAL-PASSED/,
);
test(
  '2: GOST without its provider, which is named',
  exits,
  ['gost.p7m', '--provider', 'node-crypto', ...MATERIAL],
  2,
  /INDETERMINATE[\s\S]*провайдер «gost»/,
);
test(
  '0: GOST by providers that are asked for',
  exits,
  ['gost.p7m', '--provider', 'node-crypto', '--provider', 'gost', ...MATERIAL],
  0,
  /TOTAL-PASSED/,
);
test(
  '64: a provider that is not there',
  exits,
  ['gost.p7m', '--provider', './nowhere.mjs', ...MATERIAL],
  64,
  /--provider: .*nowhere\.mjs.* не найден/,
);
test('3: noise', exits, ['noise.p7s', ...MATERIAL], 3, /Не читается/);
test('3: an empty file', exits, ['empty.p7s', ...MATERIAL], 3, /Не читается/);
test(
  '3: a document without signatures',
  exits,
  ['root.pem', ...MATERIAL, '--lang', 'en'],
  3,
  /Cannot be read|no signature/,
);
test('3: a JSON file that is no receipt', exits, ['other.json', ...MATERIAL], 3, /Не читается/);
test('3: a ZIP file that is no package', exits, ['other.zip', ...MATERIAL], 3, /./);
test('64: no file', exits, [], 64, /Не указан файл/);
test('64: a file that is not there', exits, ['nothing.p7s'], 64, /nothing\.p7s.*ENOENT/);
test('64: a device in place of a file', exits, ['/dev/null'], 64, /^ФАЙЛ: .* не файл/);
test('64: the same in English', exits, ['/dev/null', '--lang', 'en'], 64, /^FILE: .* not a file/);
test(
  '64: a folder as content',
  exits,
  ['noise.p7s', '--content', '.'],
  64,
  /--content: .* не файл/,
);
test('64: an unknown option', exits, ['contract.pdf.p7s', '--trsut', 'x'], 64, /--help/);
test(
  '64: trust that is not there',
  exits,
  ['contract.pdf.p7s', '--trust', 'none.pem'],
  64,
  /--trust/,
);
test(
  '64: trust without a certificate in it',
  exits,
  ['contract.pdf.p7s', '--trust', 'contract.pdf', '--lang', 'en'],
  64,
  /--trust: “/,
);
test(
  '64: a time without its zone',
  exits,
  ['contract.pdf.p7s', '--at', '2026-03-01T10:00'],
  64,
  /--at/,
);
test(
  '64: a day that does not exist',
  exits,
  ['contract.pdf.p7s', '--at', '2026-02-30'],
  64,
  /--at/,
);
test(
  '64: an unknown format',
  exits,
  ['contract.pdf.p7s', '--format', 'xml', '--lang=en'],
  64,
  /text, json/,
);
test(
  '64: --content with two files',
  exits,
  ['a', 'b', '--content', 'contract.pdf'],
  64,
  /--content/,
);
test('64: a log key that is none', exits, ['contract.pdf.p7s', '--log-key', 'x'], 64, /--log-key/);
test('0: help', exits, ['--help'], 0, /okno verify ФАЙЛ/);

test('a signed document: each signature beside it is judged', async (t) => {
  const { code, stdout } = await okno(t, ['contract.pdf', '--format', 'json', ...MATERIAL]);
  t.is(code, 0);
  const { files: verdicts, exitCode } = JSON.parse(stdout);
  t.is(exitCode, 0);
  t.is(verdicts.length, 2);
  t.is(verdicts[0].kind, 'signature');
  t.is(verdicts[0].signatures[0].coverage, 'FULL');
});

test('a folder of trust; the worst of several files is the exit code', async (t) => {
  const { code } = await okno(
    t,
    [
      'invoice.p7m',
      'contract.pdf.p7s',
      '--trust',
      'trust',
      '--crl',
      'issuing.crl',
      '--crl',
      'root.crl',
    ],
    async (at) => {
      await mkdir(at('trust'));
      await writeFile(at('trust/root.cer'), pki.root.der);
      await appendFile(at('contract.pdf'), ' ');
    },
  );
  t.is(code, 1);
});

test('3: a folder where a signature should be, beside signatures that are good', async (t) => {
  const { code, stdout } = await okno(t, ['contract.pdf', ...MATERIAL], async (at) => {
    await mkdir(at('contract.pdf.3.sig'));
  });
  t.is(code, 3, stdout);
  t.regex(stdout, /contract\.pdf\.3\.sig[\s\S]*Не читается/);
});

for (const [title, name, text] of [
  ['a package', 'evidence.zip', 'PK\u0003\u0004 manifest.json'],
  ['a package under another name', 'evidence.bin', 'PK\u0003\u0004 manifest.json'],
  ['a package with another beginning', 'evidence.zip', 'XX manifest.json'],
  ['a receipt', 'receipt.json', '{\n "entry": {}\n}\n'],
] as const) {
  test(`3: a signature laid beside ${title} does not stand in for it`, async (t) => {
    const { code, stdout } = await okno(t, [name, '--format', 'json', ...MATERIAL], async (at) => {
      const content = new TextEncoder().encode(text);
      await writeFile(at(name), content);
      await writeFile(at(`${name}.sig`), await sign(true, content));
    });
    t.is(code, 3, stdout);
    const { files } = JSON.parse(stdout);
    t.deepEqual(
      files.map((file: { exitCode: number }) => file.exitCode),
      [3, 0],
    );
  });
}

test('3: a package and a receipt are known by their content; the words agree with the code', async (t) => {
  for (const [name, text, noun] of [
    ['evidence.bin', 'PK\u0003\u0004', 'Пакет'],
    ['evidence.sig', 'PK\u0003\u0004', 'Пакет'],
    ['receipt', '{\n "entry": {}\n}\n', 'Квитанция'],
  ] as const) {
    const { code, stdout } = await okno(t, [name, ...MATERIAL], (at) => writeFile(at(name), text));
    t.is(code, 3);
    t.regex(stdout, new RegExp(`${noun}[^\n]*: НЕ ЧИТАЕТСЯ \\(TOTAL-FAILED`));
    t.notRegex(stdout, /НЕДЕЙСТВИТ/);
  }
});

test('trust: a chain without revocation data leads to the authority, and what is missing is said', async (t) => {
  const { code, stdout } = await okno(t, ['contract.pdf.p7s', '--trust', 'root.pem']);
  t.is(code, 2);
  t.regex(
    stdout,
    /Доверие: .*центра .* есть, но не принята\. Не установлено, отозван ли сертификат/,
  );
  t.notRegex(stdout, /не подтверждён доверенным центром/);
  const { stdout: none } = await okno(
    t,
    ['contract.pdf.p7s', '--trust', 'other.pem'],
    async (at) => {
      const { root } = await pki.otherRoot();
      await writeFile(at('other.pem'), toPem('CERTIFICATE', root.der));
    },
  );
  t.regex(none, /Доверие: .*не подтверждён доверенным центром/);
});

test('a signed sign-in challenge is no signature under a document: the report warns', async (t) => {
  const eContentType = '1.2.643.7.1.99.1';
  const { code, stdout } = await okno(t, ['challenge.p7m', ...MATERIAL], async (at) => {
    const content = bytesSource(new TextEncoder().encode('sign in'));
    const cms = await signCades({
      ...{ content, detached: false, identities: [signer], signingTime: NOW, eContentType },
      digest: algorithms,
    });
    await writeFile(at('challenge.p7m'), cms);
  });
  t.is(code, 0, stdout);
  t.regex(stdout, /Внимание: .*1\.2\.643\.7\.1\.99\.1/);
  t.notRegex((await okno(t, ['invoice.p7m', ...MATERIAL])).stdout, /Внимание/);
});

const enveloped = () =>
  signXml({
    ...{ packaging: 'enveloped', document: new TextEncoder().encode('<act/>') },
    ...{ identity: signer, digest: algorithms },
  });

for (const [signed, content, code, warned] of [
  ['CMS', CONTENT, 0, false],
  ['CMS', new TextEncoder().encode('another contract'), 3, true],
  ['XML', CONTENT, 3, true],
] as const) {
  test(`${code}: a document named whose ${signed} signature carries ${warned ? 'another' : 'the same'} one`, async (t) => {
    const prepare = async (at: (name: string) => string) => {
      await writeFile(at('act.pdf'), content);
      await writeFile(at('act.pdf.sig'), await (signed === 'XML' ? enveloped() : sign(false)));
    };
    t.is((await okno(t, ['act.pdf', ...MATERIAL], prepare)).code, code);
    // The signature by itself is right in either case, and says what it is not over.
    const { code: alone, stdout } = await okno(t, ['act.pdf.sig', ...MATERIAL], prepare);
    t.is(alone, 0, stdout);
    t.is(/Внимание: .*«act\.pdf»/.test(stdout), warned);
    const json = await okno(t, ['act.pdf.sig', '--format', 'json', ...MATERIAL], prepare);
    const [{ indication, warnings, signedContent }] = JSON.parse(json.stdout).signatures;
    t.is(indication, 'TOTAL-PASSED');
    const told = warnings.map((each: { code: string; facts: object }) => [each.code, each.facts]);
    const another = warned ? [['document-beside-differs', { document: 'act.pdf' }]] : [];
    // XML signatures lack attributes, which is warned of too, before.
    t.deepEqual(signed === 'XML' ? told.slice(-1) : told, another);
    t.is(signedContent.length, warned ? 1 : 2);
  });
}

test('0: an attached signature beside a folder of its document’s name; 3: a detached one', async (t) => {
  for (const [detached, code] of [
    [false, 0],
    [true, 3],
  ] as const) {
    const result = await okno(t, ['act.pdf.sig', ...MATERIAL], async (at) => {
      await mkdir(at('act.pdf'));
      await writeFile(at('act.pdf.sig'), await sign(detached));
    });
    t.is(result.code, code, result.stdout);
  }
});

test('0: an archive of documents, signed as a whole', async (t) => {
  const { code, stdout } = await okno(t, ['archive.zip', ...MATERIAL], async (at) => {
    const content = new TextEncoder().encode('PK contract.pdf');
    await writeFile(at('archive.zip'), content);
    await writeFile(at('archive.zip.sig'), await sign(true, content));
  });
  t.is(code, 0, stdout);
});

for (const [output, words] of [
  ['no/report', /--output: «no»: .*ENOENT/],
  ['.', /--output: «\.»: это папка.*EISDIR/],
] as const) {
  test(`64, before anything is read: --output ${output}`, async (t) => {
    const { code, stderr } = await okno(t, [
      'invoice.p7m',
      '--output',
      output,
      '--trust',
      'absent',
    ]);
    t.is(code, 64);
    t.regex(stderr, words);
  });
}

test('--output takes the place of a report that is there, and is no document of the folder', async (t) => {
  const { code, at } = await okno(
    t,
    ['docs', '--output', 'docs/report', ...MATERIAL],
    async (at) => {
      await mkdir(at('docs'));
      await writeFile(at('docs/invoice.p7m'), await sign(false));
      await writeFile(at('docs/report'), 'old');
    },
  );
  t.is(code, 0);
  t.regex(await readFile(at('docs/report'), 'utf8'), /TOTAL-PASSED/);
});

test('--output writes the report and leaves stdout empty', async (t) => {
  const { code, stdout, at } = await okno(t, [
    'invoice.p7m',
    '--output',
    'report.json',
    '--format',
    'json',
    ...MATERIAL,
  ]);
  t.deepEqual([code, stdout], [0, '']);
  t.is(JSON.parse(await readFile(at('report.json'), 'utf8')).exitCode, 0);
});

test('the same question twice: the same octets', async (t) => {
  const ask = () =>
    okno(t, ['invoice.p7m', '--content', 'contract.pdf', '--lang', 'en', ...MATERIAL]);
  const [first, second] = [await ask(), await ask()];
  t.is(first.stdout, second.stdout);
});
