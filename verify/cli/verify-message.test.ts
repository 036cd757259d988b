// `okno verify` on S/MIME messages (RFC 8551), as `openssl cms` and mail programs write them.
import { readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { type Files, scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import {
  MATERIAL,
  NOW,
  oknoVerify,
  pki,
  sign,
  signer,
  VALIDATION_DATA,
} from './signed-files.fixture.ts';

const TEXT = 'Content-Type: text/plain; charset=utf-8\r\n\r\nДоговор № 7\r\n';
const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (octets: Uint8Array) =>
  (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\r\n');

const FIELDS = ['From: exporter@example.org', 'Subject: Contract', 'MIME-Version: 1.0'];
const detached = base64(await sign(true, bytes(TEXT)));
const attached = base64(await sign(false, bytes(TEXT)));
const message = [
  ...FIELDS,
  'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
  ...['', 'This is an S/MIME signed message', '', '--b', `${TEXT}`],
  ...['--b', 'Content-Type: application/pkcs7-signature', 'Content-Transfer-Encoding: base64'],
  ...['', detached, '', '--b--', ''],
].join('\r\n');
const opaque = [
  ...FIELDS,
  'Content-Type: application/pkcs7-mime; smime-type=signed-data',
  ...['Content-Transfer-Encoding: base64', '', attached, ''],
].join('\r\n');
const another = base64(await sign(false, bytes(TEXT.replace('7', '8'))));
const lines = message.replaceAll('\r\n', '\n');
const plain = message.replace('multipart/signed', 'multipart/mixed');

async function judged(t: ExecutionContext, docs: Files, args: readonly string[] = []) {
  const [name = ''] = Object.keys(docs);
  const answer = await oknoVerify(t, {
    files: { ...VALIDATION_DATA, ...docs },
    args: [name, ...args, '--format', 'json', ...MATERIAL],
  });
  return { code: answer.code, report: JSON.parse(answer.stdout) };
}

const CASES: readonly (readonly [
  title: string,
  docs: Files,
  code: number,
  says: Readonly<Record<string, unknown>>,
])[] = [
  [
    'multipart/signed: the octets of its first part',
    { 'letter.eml': message },
    0,
    { name: 'letter.eml (content)', file: 'letter.eml', size: bytes(TEXT).length },
  ],
  [
    'the same with LF in place of CRLF: what was signed is computed',
    { 'letter.eml': lines },
    0,
    { name: 'letter.eml (content)', ranges: [], size: bytes(TEXT).length },
  ],
  [
    'application/pkcs7-mime: the content in the CMS',
    { 'letter.p7m': opaque },
    0,
    { name: 'letter.p7m (content)', ranges: [], size: bytes(TEXT).length },
  ],
  ['a changed part', { 'letter.eml': message.replace('№ 7', '№ 8') }, 1, {}],
  ['a changed field of the part', { 'letter.eml': message.replace('utf-8', 'utf-7') }, 1, {}],
  [
    'a part beside a CMS that carries and signs something else',
    { 'letter.eml': message.replace(detached, another) },
    1,
    {},
  ],
  ['a line more in the part', { 'letter.eml': message.replace('№ 7', '№ 7\r\n') }, 1, {}],
];

for (const [title, docs, code, says] of CASES) {
  test(`an S/MIME message, ${code}: ${title}`, async (t) => {
    const answer = await judged(t, docs);
    t.is(answer.code, code, JSON.stringify(answer.report));
    t.is(answer.report.kind, 'signature');
    const [{ signedContent, warnings }] = answer.report.signatures;
    t.is(signedContent.length, code === 0 ? 1 : 0);
    if (code === 0) t.like(signedContent[0], says);
    const unsigned = warnings.find(
      (each: { code: string }) => each.code === 'message-fields-not-signed',
    );
    t.deepEqual(unsigned?.facts, { fields: 'From, Subject' });
  });
}

test('the range that is told of a message holds the very octets that are signed', async (t) => {
  const { report } = await judged(t, { 'letter.eml': message });
  const [{ ranges }] = report.signatures[0].signedContent;
  t.is(ranges.length, 1);
  const { offset, length } = ranges[0];
  t.is(
    Buffer.from(message)
      .subarray(offset, offset + length)
      .toString(),
    TEXT,
  );
});

test('a message without fields that a reader sees is not warned of', async (t) => {
  const [, , ...others] = message.split('\r\n');
  const { report } = await judged(t, { 'letter.eml': others.join('\r\n') });
  const codes = report.signatures[0].warnings.map((each: { code: string }) => each.code);
  t.deepEqual(codes, ['encoding-remark']);
});

const OTHER = ['--content', 'x'];
const UNREADABLE: readonly (readonly [string, Files, code: string, args?: readonly string[]])[] = [
  ['text after its end', { 'letter.eml': `${message}P.S.` }, 'malformed'],
  [
    'two types',
    { 'letter.eml': message.replace('From:', 'Content-Type: text/plain\r\nFrom:') },
    'no-signature',
  ],
  ['other content beside it', { 'letter.eml': message, x: `${TEXT}\n` }, 'unsupported', OTHER],
  [
    'content beside it as long as its own',
    { 'letter.eml': message, x: TEXT.replace('7', '8') },
    'unsupported',
    OTHER,
  ],
  ['not signed', { 'letter.eml': plain }, 'no-signature'],
  ['encrypted', { 'letter.p7m': opaque.replace(attached, 'MAsGCSqGSIb3DQEHAw==') }, 'unsupported'],
];
for (const [title, docs, code, args] of UNREADABLE) {
  test(`an S/MIME message that is not judged: ${title}`, async (t) => {
    const answer = await judged(t, docs, args);
    t.is(answer.code, 3, JSON.stringify(answer.report));
    t.is(answer.report.error.code, code);
  });
}

test('a message under the name of a signature carries its document: the file beside is another one', async (t) => {
  const docs = { 'contract.pdf.p7m': message, 'contract.pdf': 'another' };
  const { code, report } = await judged(t, docs);
  t.is(code, 0);
  const codes = report.signatures[0].warnings.map((each: { code: string }) => each.code);
  t.true(codes.includes('document-beside-differs'));
  for (const name of ['contract.pdf.p7m', 'contract.pdf']) {
    const same = { [name]: name.endsWith('m') ? message : TEXT };
    const both = await judged(t, { ...same, 'contract.pdf.p7m': message, 'contract.pdf': TEXT });
    t.is(both.code, 0);
    t.like(both.report.signatures[0].signedContent[0], { file: 'contract.pdf', whole: true });
  }
});

test('content that is given beside a message, and is its own, is what is signed; carried in the CMS, both', async (t) => {
  for (const [letter, content, code, count] of [
    [message, TEXT, 0, 1],
    [opaque, TEXT, 0, 2],
    [opaque, TEXT.replace('7', '8'), 1, 0],
  ] as const) {
    const answer = await judged(t, { 'letter.eml': letter, x: content }, ['--content', 'x']);
    t.is(answer.code, code);
    t.is(answer.report.signatures[0].signedContent.length, count);
  }
});

const openssl = testWith('openssl', 'openssl');

for (const [title, data, args] of [
  ['lines with LF', 'Hello,\nworld\n', []],
  ['lines with CRLF', 'Hello,\r\nworld\r\n', []],
  ['no end of line', 'Hello', []],
  ['a line like a delimiter', '--\n------\n', []],
  ['nothing', '', []],
  ['with fields of its own', 'Hello,\nworld\n', ['-text']],
  ['carried in the CMS', 'Hello,\nworld\n', ['-nodetach']],
  [
    'with sender and subject',
    'Hello\n',
    ['-from', 'a@b.ru', '-to', 'c@d.ru', '-subject', 'Contract'],
  ],
  ['CRLF throughout', 'Hello,\nworld\n', ['-crlfeol']],
] as const) {
  openssl(`peer: what openssl cms -sign writes is judged: ${title}`, async (t) => {
    const at = await scratchFolder(t, {
      data,
      'signer.pem': toPem('CERTIFICATE', signer.certificate.der),
      'issuing.pem': toPem('CERTIFICATE', pki.issuer.der),
      'signer.key': toPem('PRIVATE KEY', signer.pkcs8),
    });
    const made = await runPeer('openssl', [
      ...[
        'cms',
        '-sign',
        '-in',
        at('data'),
        '-signer',
        at('signer.pem'),
        '-inkey',
        at('signer.key'),
      ],
      ...['-certfile', at('issuing.pem'), '-out', at('letter.eml'), ...args],
    ]);
    t.true(made.ok, made.output);
    const letter = await readFile(at('letter.eml'));
    const { code, report } = await judged(t, { 'letter.eml': letter });
    t.is(code, 0, JSON.stringify(report));
    const changed = Buffer.from(letter.toString('latin1').replace('Hello', 'Hallo'), 'latin1');
    if (!changed.equals(letter)) t.is((await judged(t, { 'letter.eml': changed })).code, 1);
  });
}

openssl('peer: openssl verifies the message that is judged here', async (t) => {
  const at = await scratchFolder(t, { 'root.pem': VALIDATION_DATA['root.pem'] });
  for (const [text, ok] of [
    [message, true],
    [lines, true],
    [opaque, true],
    [message.replace('№ 7', '№ 8'), false],
  ] as const) {
    await writeFile(at('letter.eml'), text);
    const moment = String(NOW.getTime() / 1000);
    const verify = ['cms', '-verify', '-in', at('letter.eml'), '-CAfile', at('root.pem')];
    const out = ['-attime', moment, '-out', at('out'), '-purpose', 'any'];
    t.is((await runPeer('openssl', [...verify, ...out])).ok, ok);
  }
});
