import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import {
  algorithms,
  CONTENT,
  MATERIAL,
  oknoVerify,
  sign,
  signer,
  VALIDATION_DATA,
} from './signed-files.fixture.ts';

const detached = await sign(true);
const attached = await sign(false);
const other = new TextEncoder().encode('another contract');
const text = (value: string) => new TextEncoder().encode(value);

const xml = text('<act><sum>100</sum></act>');
const byXml = { identity: signer, digest: algorithms };
const enveloped = await signXml({ packaging: 'enveloped', document: xml, ...byXml });
const enveloping = await signXml({ packaging: 'enveloping', content: CONTENT, ...byXml });
const outside = await signXml({
  ...{ packaging: 'detached', uri: 'act.pdf', ...byXml },
  content: bytesSource(CONTENT),
});
const changed = Buffer.from(Buffer.from(enveloped).toString().replace('100', '900'));

type Prepared = Readonly<Record<string, string | Uint8Array>>;

interface Told {
  readonly path: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly error?: { readonly code: string; readonly names?: readonly string[] };
}

/** Judges `docs` with these files in it; answers what was told of each, in order. */
async function judged(
  t: ExecutionContext,
  docs: Prepared,
  prepare?: (at: (name: string) => string) => Promise<void>,
) {
  const args = ['docs', '--format', 'json', ...MATERIAL];
  const { code, stdout, stderr, at } = await oknoVerify(t, {
    files: VALIDATION_DATA,
    args,
    prepare: async (path) => {
      await mkdir(path('docs/inner'), { recursive: true });
      for (const [name, content] of Object.entries(docs)) {
        await writeFile(path(`docs/${name}`), content);
      }
      await prepare?.(path);
    },
  });
  if (code === 64) t.fail(stderr);
  const report = JSON.parse(stdout);
  // Of one file the report is its answer itself.
  const told = (report.files ?? [report]).map(({ path, kind, exitCode, error }: Told) => {
    const why = error === undefined ? kind : error.code;
    return `${relative(at('docs'), path)}: ${why} ${exitCode}`;
  });
  return { code, told, report };
}

const FOLDERS: readonly (readonly [
  title: string,
  docs: Prepared,
  told: readonly string[],
  code: number,
])[] = [
  [
    'several signatures of one document, by every habit',
    {
      'contract.pdf': CONTENT,
      'contract.pdf.sig': detached,
      'contract.pdf.2.p7s': detached,
      'contract.sgn': detached,
    },
    [
      'contract.pdf.2.p7s: signature 0',
      'contract.pdf.sig: signature 0',
      'contract.sgn: signature 0',
    ],
    0,
  ],
  [
    '.p7m beside its document, which it carries or not',
    {
      'act.pdf': CONTENT,
      'act.pdf.p7m': detached,
      'bill.pdf': CONTENT,
      'bill.p7m': detached,
      'contract.pdf': CONTENT,
      'contract.pdf.p7m': attached,
    },
    ['act.pdf.p7m: signature 0', 'bill.p7m: signature 0', 'contract.pdf.p7m: signature 0'],
    0,
  ],
  [
    '.p7m that carries another document than the one of its name',
    { 'contract.pdf': other, 'contract.pdf.p7m': attached },
    ['contract.pdf: no-signature 3', 'contract.pdf.p7m: signature 0'],
    3,
  ],
  [
    'the same of .sig, the other document being as long as what is signed',
    { 'contract.pdf': CONTENT.toReversed(), 'contract.pdf.2.sig': attached },
    ['contract.pdf: no-signature 3', 'contract.pdf.2.sig: signature 0'],
    3,
  ],
  [
    'attached signatures beside files of their stem that have nothing to do with them',
    { 'x.json': '[5]', 'x.p7s': attached, 'y.sgn': attached, 'y.txt': 'y', 'y.xml': '<y/>' },
    [
      'x.json: no-signature 3',
      'x.p7s: signature 0',
      'y.sgn: signature 0',
      'y.txt: no-signature 3',
      'y.xml: no-signature 3',
    ],
    3,
  ],
  [
    'XML signatures that stay in their own file, beside files of their stem',
    { 'x.json': '[5]', 'x.sig': enveloped, 'y.pdf': 'y', 'y.sig': enveloping, 'y.txt': 'y' },
    [
      'x.json: no-signature 3',
      'x.sig: signature 0',
      'y.pdf: no-signature 3',
      'y.sig: signature 0',
      'y.txt: no-signature 3',
    ],
    3,
  ],
  [
    'the same, changed, and beside the very document that it envelopes',
    { 'x.json': '[5]', 'x.sig': changed, 'y.sig': enveloped, 'y.xml': xml },
    ['x.json: no-signature 3', 'x.sig: signature 1', 'y.sig: signature 0', 'y.xml: no-signature 3'],
    1,
  ],
  [
    'XML signatures of what lies beside',
    { 'act.pdf': CONTENT, 'act.sig': outside, 'contract.pdf': other, 'contract.pdf.sig': outside },
    ['act.sig: signature 0', 'contract.pdf.sig: signature 1'],
    1,
  ],
  [
    'XML under the name of a signature, of which it has none',
    { 'x.json': '[5]', 'x.sig': xml },
    ['x.sig: signature 3'],
    3,
  ],
  [
    'a detached signature beside a file of its stem that it does not sign',
    { 'x.json': '[5]', 'x.p7s': detached },
    ['x.p7s: signature 1'],
    1,
  ],
  [
    'an attached signature beside the very document that it carries, and another of its stem',
    { 'contract.pdf': CONTENT, 'contract.sig': attached, 'contract.xml': '<a/>' },
    ['contract.sig: signature 0', 'contract.xml: no-signature 3'],
    3,
  ],
  [
    '.p7m that carries a letter of its own',
    { 'letter.docx': other, 'letter.pdf': other, 'letter.p7m': attached },
    ['letter.docx: no-signature 3', 'letter.p7m: signature 0', 'letter.pdf: no-signature 3'],
    3,
  ],
  [
    'a document that nothing signs, beside one that is signed',
    { 'contract.pdf': CONTENT, 'contract.pdf.sig': detached, 'invoice.pdf': CONTENT },
    ['contract.pdf.sig: signature 0', 'invoice.pdf: no-signature 3'],
    3,
  ],
  [
    'a signature whose document is not there',
    { 'contract.pdf.sig': detached },
    ['contract.pdf.sig: signature 2'],
    2,
  ],
  [
    'a signature of another document',
    { 'contract.pdf': other, 'contract.pdf.sig': detached },
    ['contract.pdf.sig: signature 1'],
    1,
  ],
  [
    'a name that fits two documents',
    { 'contract.pdf': CONTENT, 'contract.xml': '<a/>', 'contract.sig': detached },
    ['contract.sig: several-documents 2'],
    2,
  ],
  [
    'attached signatures under any name',
    { 'letter.bin': attached, letter: Buffer.from(attached).toString('base64') },
    ['letter: signature 0', 'letter.bin: signature 0'],
    0,
  ],
  [
    'what bears the name of a signature and is a package does not sign the document',
    { 'contract.pdf': CONTENT, 'contract.pdf.sig': 'PK\u0003\u0004 manifest.json' },
    ['contract.pdf: no-signature 3', 'contract.pdf.sig: package 3'],
    3,
  ],
  [
    'signatures inside that this version does not judge',
    {
      'signed.pdf': '%PDF-1.7 /ByteRange [0 1 2 3]',
      'plain.pdf': '%PDF-1.7',
      'signed.asice': 'PK\u0003\u0004 META-INF/signatures.xml',
      'plain.zip': 'PK\u0003\u0004 contract.pdf',
    },
    [
      'plain.pdf: no-signature 3',
      'plain.zip: no-signature 3',
      'signed.asice: signed-container 2',
      'signed.pdf: pdf-signature 2',
    ],
    3,
  ],
  [
    'noise under the name of a signature',
    { 'contract.pdf': CONTENT, 'contract.pdf.sig': 'noise' },
    ['contract.pdf.sig: malformed 3'],
    3,
  ],
  [
    'a receipt with its supplements is one answer, a supplement without its receipt another',
    {
      'a.json': '{\n "entry": {}\n}\n',
      'a.time-stamp.json': '{}',
      'b.time-stamp.json': '{}',
      'c.json': '{}',
      'c.cosignature.json': '{}',
    },
    [
      'a.json: receipt 3',
      'b.time-stamp.json: receipt 3',
      'c.json: receipt 3',
      'c.json: no-signature 3',
    ],
    3,
  ],
  [
    'files of inner folders, after those of the outer one',
    { 'inner/contract.pdf': CONTENT, 'inner/contract.pdf.sig': detached, 'z.p7m': attached },
    ['z.p7m: signature 0', 'inner/contract.pdf.sig: signature 0'],
    0,
  ],
  [
    'a certificate that lies about',
    { 'ca.crt': VALIDATION_DATA['root.pem'] },
    ['ca.crt: validation-data 3'],
    3,
  ],
  ['nothing at all', {}, ['.: nothing-there 3'], 3],
];

for (const [title, docs, told, code] of FOLDERS) {
  test(`a folder is judged whole, ${code}: ${title}`, async (t) => {
    const answer = await judged(t, docs);
    t.deepEqual(
      answer.told.map((each: string) => each.replace(/^:/, '.:')),
      told,
    );
    t.is(answer.code, code);
  });
}

test('links, devices and folders in place of files are told and not read, nor is a document behind a link', async (t) => {
  const { told, code } = await judged(t, { 'contract.pdf.sig': detached }, async (at) => {
    await symlink('/dev/zero', at('docs/contract.pdf'));
    await symlink(at('root.pem'), at('docs/link.pem'));
    await symlink(at('docs'), at('docs/inner/again'));
    await mkdir(at('docs/act.sig'));
    await promisify(execFile)('mkfifo', [at('docs/pipe')]);
    await writeFile(at('docs/act'), CONTENT);
  });
  t.deepEqual(told, [
    'act: no-signature 3',
    'contract.pdf: symbolic-link 3',
    'contract.pdf.sig: symbolic-link 3',
    'link.pem: symbolic-link 3',
    'pipe: not-a-file 3',
    'inner/again: symbolic-link 3',
  ]);
  t.is(code, 3);
});

test('validation data that lie among the documents are none of them, for as far as they were read', async (t) => {
  const args = [
    '.',
    '--format',
    'json',
    '--trust',
    '.',
    '--crl',
    'issuing.crl',
    '--crl',
    'root.crl',
  ];
  const files = { ...VALIDATION_DATA, 'contract.pdf': CONTENT, 'contract.pdf.sig': detached };
  const { code, stdout } = await oknoVerify(t, { files, args });
  const report = JSON.parse(stdout);
  t.is(code, 0, stdout);
  t.like(report, { kind: 'signature', file: 'contract.pdf.sig' });
  // Whatever is in the folder and is no certificate is told by name.
  t.deepEqual(
    report.unreadable.map(({ option, file }: { option: string; file: string }) => [
      option,
      file.split('/').at(-1),
    ]),
    ['contract.pdf', 'contract.pdf.sig', 'issuing.crl', 'root.crl'].map((name) => [
      '--trust',
      name,
    ]),
  );
  // A document that was left out there is judged here.
  const note = '-----BEGIN NOTE-----\nAAAA\n-----END NOTE-----\n';
  for (const left of [{ 'invoice.pdf': 'x' }, { 'note.pem': note }]) {
    t.is((await oknoVerify(t, { files: { ...files, ...left }, args })).code, 3);
  }
});

test('a folder of trust: links are followed, what is no certificate is told on the report, nothing at all is wrong usage', async (t) => {
  const files = { ...VALIDATION_DATA, 'letter.p7m': attached };
  const args = ['letter.p7m', '--trust', 'trust', '--crl', 'issuing.crl', '--crl', 'root.crl'];
  const prepare = async (at: (name: string) => string) => {
    await mkdir(at('trust'));
    await symlink(at('root.pem'), at('trust/root.pem'));
    await writeFile(at('trust/readme.txt'), 'read me');
    await symlink(at('nowhere'), at('trust/broken.pem'));
  };
  const { code, stdout } = await oknoVerify(t, { files, args, prepare });
  t.is(code, 0, stdout);
  t.regex(
    stdout,
    /Не прочитано и не учтено\n.*--trust: .*broken\.pem: ENOENT\n.*--trust: .*readme\.txt: /,
  );
  const nothing = await oknoVerify(t, {
    files,
    args,
    prepare: async (at) => {
      await mkdir(at('trust'));
      await writeFile(at('trust/readme.txt'), 'read me');
    },
  });
  t.is(nothing.code, 64);
  t.regex(nothing.stderr, /--trust: .*trust.* нет того, что нужно/);
});

test('several files: the summary counts them and names what is not in order, in both languages', async (t) => {
  const files = {
    ...VALIDATION_DATA,
    'a.p7m': attached,
    'contract.pdf': other,
    'contract.pdf.sig': detached,
    'invoice.pdf': text('x'),
  };
  const names = ['a.p7m', 'contract.pdf.sig', 'invoice.pdf'];
  const russian = await oknoVerify(t, { files, args: [...names, ...MATERIAL] });
  t.is(russian.code, 1);
  t.regex(
    russian.stdout,
    /Итого: 3; действительно: 1; не читается или без подписи: 1; НЕДЕЙСТВИТЕЛЬНО: 1\n\n {2}НЕДЕЙСТВИТЕЛЬНО: .*contract\.pdf\.sig\n {2}не читается или без подписи: .*invoice\.pdf\n$/,
  );
  const english = await oknoVerify(t, { files, args: [...names, ...MATERIAL, '--lang', 'en'] });
  t.regex(english.stdout, /Total: 3; valid: 1; .*NOT VALID: 1\n/);
  const alone = await oknoVerify(t, { files, args: ['a.p7m', ...MATERIAL] });
  t.notRegex(alone.stdout, /Итого/);
  const json = await oknoVerify(t, { files, args: [...names, ...MATERIAL, '--format', 'json'] });
  t.deepEqual(JSON.parse(json.stdout).summary, {
    failed: 1,
    indeterminate: 0,
    passed: 1,
    unreadable: 1,
  });
});

test('of several files each is told with its folder, alone by its name', async (t) => {
  const files = { ...VALIDATION_DATA, 'a.p7m': attached };
  const prepare = async (at: (name: string) => string) => {
    await mkdir(at('docs/inner'), { recursive: true });
    await writeFile(at('docs/letter.p7m'), attached);
    await writeFile(at('docs/inner/letter.p7m'), attached);
  };
  const both = await oknoVerify(t, { files, args: ['docs', ...MATERIAL], prepare });
  t.regex(both.stdout, /^Файл: \S+\/docs\/letter\.p7m$[\s\S]*^Файл: \S+\/inner\/letter\.p7m$/m);
  const alone = await oknoVerify(t, { files, args: ['docs/inner', ...MATERIAL], prepare });
  t.regex(alone.stdout, /^Файл: letter\.p7m$/m);
});

test('what is named twice, by itself and with its document or folder, is judged once', async (t) => {
  const files = { ...VALIDATION_DATA };
  const prepare = async (at: (name: string) => string) => {
    await mkdir(at('docs'));
    await writeFile(at('docs/contract.pdf'), CONTENT);
    await writeFile(at('docs/contract.pdf.sig'), detached);
  };
  const named = ['docs/contract.pdf', 'docs/contract.pdf.sig', './docs/contract.pdf', 'docs'];
  const args = [...named, '--format', 'json', ...MATERIAL];
  const { stdout } = await oknoVerify(t, { files, args, prepare });
  t.like(JSON.parse(stdout), { kind: 'signature', exitCode: 0 });
});

test('the same folder twice: the same octets', async (t) => {
  const files = { ...VALIDATION_DATA, 'b.p7m': attached, 'a.p7m': attached, 'c.txt': 'c' };
  const ask = async () => {
    const { stdout, at } = await oknoVerify(t, { files, args: ['.', ...MATERIAL] });
    return stdout.replaceAll(at(''), '');
  };
  t.is(await ask(), await ask());
});
