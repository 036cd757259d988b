import test from 'ava';
import { bytesSource } from '../byte-source.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { parseContentType } from './content-type.ts';
import { MIME_LIMITS } from './limits.ts';
import { isSignedMessage, readSignedMessage } from './signed-message.ts';

const octets = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const read = (text: string) => readSignedMessage(bytesSource(octets(text)));

const TYPE =
  'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg="sha-256"; boundary="b=1"';
const CONTENT = 'Content-Type: text/plain\n\nHello,\nworld\n';
const SIGNATURE = [
  'Content-Type: application/pkcs7-signature; name="smime.p7s"',
  'Content-Transfer-Encoding: base64',
  '',
  'MIIB',
  '',
].join('\n');

/** A message as OpenSSL writes it, but for the changes. */
const message = ({
  fields = `MIME-Version: 1.0\n${TYPE}`,
  preamble = 'This is an S/MIME signed message\n',
  content = CONTENT,
  signature = SIGNATURE,
  end = '\n--b=1--\n',
} = {}) => `${fields}\n\n${preamble}\n--b=1\n${content}\n--b=1\n${signature}${end}`;
const opaque = (fields: string, body: string) => `MIME-Version: 1.0\n${fields}\n\n${body}`;
const PKCS7 = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"';
const BASE64 = 'Content-Transfer-Encoding: base64';

test('RFC 8551 §3.5.3: what is signed is the first part, its fields too, with CRLF at the end of its lines', async (t) => {
  const { content, signature, unsigned } = await read(message());
  t.is(textOf(content?.octets ?? octets('')), CONTENT.replaceAll('\n', '\r\n'));
  t.is(content?.offset, undefined, 'the same octets are not in the file');
  t.is(textOf(signature).trim(), 'MIIB');
  t.deepEqual(unsigned, []);
});

test('RFC 8551 §3.1.1: what has CRLF already lies in the file as it is signed', async (t) => {
  const text = message().replaceAll('\n', '\r\n');
  const { content } = await read(text);
  t.is(textOf(content?.octets ?? octets('')), CONTENT.replaceAll('\n', '\r\n'));
  t.is(content?.offset, text.indexOf('Content-Type: text/plain'));
  // Content with CRLF in a message with LF, as OpenSSL writes it; a lone CR is no end of line.
  const mixed = await read(message({ content: 'a\r\nb\rc\r\n' }));
  t.is(textOf(mixed.content?.octets ?? octets('')), 'a\r\nb\rc\r\n');
});

/** The first part to its last octet: the end of line before a delimiter is the delimiter's (RFC 2046 §5.1.1). */
for (const [content, signed] of [
  ['a', 'a'],
  ['a\n', 'a\r\n'],
  ['a\n\n', 'a\r\n\r\n'],
  ['\n', '\r\n'],
  ['', ''],
  ['a --b=1', 'a --b=1'],
  ['a\n--b=2', 'a\r\n--b=2'],
  ['a\n -- b=1', 'a\r\n -- b=1'],
] as const) {
  test(`of ${JSON.stringify(content)} before a delimiter ${JSON.stringify(signed)} is signed`, async (t) => {
    const found = (await read(message({ content }))).content;
    t.is(found && textOf(found.octets), signed);
  });
}

test('RFC 8551 §3.5.2: application/pkcs7-mime carries what it signs', async (t) => {
  const { content, signature } = await read(opaque(`${PKCS7}\n${BASE64}`, 'MIIB\n\n'));
  t.is(content, undefined);
  t.is(textOf(signature).trim(), 'MIIB');
  const binary = opaque(`${PKCS7}\nContent-Transfer-Encoding: binary`, '\x30\x80\x00\n');
  t.is(textOf((await read(binary)).signature), '\x30\x80\x00\n');
});

test('fields that a reader sees and nobody signed are named, each once; those of form and way are not', async (t) => {
  const fields = [
    ...['Received: from a\n\tby b', 'Received: by c', 'DKIM-Signature: v=1', 'From: a@b.ru'],
    ...[
      'To: c@d.ru',
      'Subject: =?utf-8?q?x?=\n continued',
      'X-Spam: no',
      'MIME-Version: 1.0',
      TYPE,
    ],
  ];
  const { unsigned } = await read(message({ fields: fields.join('\n') }));
  t.deepEqual(unsigned, ['From', 'To', 'Subject']);
});

test('RFC 2231 §3: a name in pieces misleads nobody', async (t) => {
  const text = message().replace('name="smime.p7s"', 'name*0="smime"; name*1=".p7s"');
  t.deepEqual(await read(text), await read(message()));
});

for (const encoding of ['7bit', '8BIT', 'binary']) {
  test(`RFC 2045 §6.4: parts in ${encoding} are read`, async (t) => {
    const fields = `${TYPE}\nContent-Transfer-Encoding: ${encoding}`;
    t.deepEqual(await read(message({ fields })), await read(message()));
  });
}

/** Each differs from a message that is read in one thing. */
const REFUSED: readonly (readonly [title: string, text: string, code: FormatErrorCode])[] = [
  ['a part more', message({ content: `a\n--b=1\nb` }), 'malformed'],
  ['a part less', message().replace('\n--b=1\nContent-Type: text/plain', '\n'), 'malformed'],
  ['no end', message({ end: '\n' }), 'malformed'],
  ['an end before its time', message().replace('\n--b=1\n', '\n--b=1--\n'), 'malformed'],
  ['two ends', message({ end: '\n--b=1--\n--b=1--\n' }), 'malformed'],
  ['text after the end', message({ end: '\n--b=1--\nand this too' }), 'malformed'],
  ['a line that begins as a delimiter', message({ content: 'a\n--b=12\nb' }), 'malformed'],
  ['a delimiter with a lone CR', message({ content: 'a\n--b=1\rb\nc' }), 'malformed'],
  // A reader that ends lines at a lone CR too would see other parts.
  ['a delimiter after a lone CR', message({ content: 'a\r--b=1\nb' }), 'malformed'],
  [
    'a delimiter after a lone CR before the parts',
    message({ preamble: 'a\r--b=1\n' }),
    'malformed',
  ],
  // RFC 2045 §6.4: a reader that decodes all the same would see other parts.
  ['parts in base64', message({ fields: `${TYPE}\n${BASE64}` }), 'malformed'],
  [
    'parts in quoted-printable',
    message({ fields: `${TYPE}\ncontent-transfer-encoding : Quoted-Printable` }),
    'malformed',
  ],
  ['no octet between two delimiters', message().replace(`${CONTENT}\n`, ''), 'malformed'],
  ['no boundary', message().replace('; boundary="b=1"', ''), 'malformed'],
  ['an empty boundary', message().replace('"b=1"', '""'), 'malformed'],
  ['a boundary with a space at its end', message().replace('"b=1"', '"b=1 "'), 'malformed'],
  ['a boundary that is too long', message().replaceAll('b=1', 'b'.repeat(71)), 'malformed'],
  [
    'two boundaries',
    message().replace('boundary="b=1"', 'boundary="b=1"; boundary=c'),
    'malformed',
  ],
  // RFC 2231 §3, §4: a reader that knows it would take another boundary than one that does not.
  [
    'a boundary beside it in pieces',
    message().replace('; bou', '; Boundary*0="c"; bou'),
    'malformed',
  ],
  [
    'a boundary beside it with a charset',
    message().replace('; bou', "; boundary*=''c; bou"),
    'malformed',
  ],
  [
    'a protocol beside it with a charset',
    message().replace('; bou', "; protocol*=''c; bou"),
    'malformed',
  ],
  ['two types', message({ fields: `${TYPE}\nContent-Type: text/plain` }), 'malformed'],
  [
    'another type',
    message({ fields: 'Content-Type: multipart/mixed; boundary="b=1"' }),
    'unsupported',
  ],
  [
    'another protocol',
    message().replace('application/pkcs7-signature', 'application/pgp-signature'),
    'unsupported',
  ],
  ['no protocol', message().replace('protocol="application/pkcs7-signature"; ', ''), 'unsupported'],
  ['no type', message({ fields: 'MIME-Version: 1.0' }), 'unsupported'],
  ['a second part that is no signature', message({ signature: CONTENT }), 'malformed'],
  ['a second part without its fields', message({ signature: 'MIIB\n' }), 'malformed'],
  [
    'a signature in another encoding',
    message().replace('base64', 'quoted-printable'),
    'unsupported',
  ],
  ['a signature in no encoding', message().replace(`${BASE64}\n`, ''), 'unsupported'],
  ['two encodings', message().replace(BASE64, `${BASE64}\n${BASE64}`), 'malformed'],
  ['a field without a colon', message({ fields: `${TYPE}\nhello` }), 'malformed'],
  ['a field without a name', message({ fields: `${TYPE}\n: hello` }), 'malformed'],
  ['a blank before the first field', ` ${message()}`, 'malformed'],
  ['no body', TYPE, 'malformed'],
  ['nothing', '', 'malformed'],
  [
    'fields over the limit',
    message({ fields: `${TYPE}\nX: ${'x'.repeat(MIME_LIMITS.header)}` }),
    'limit',
  ],
  [
    'a field that goes on in millions of lines',
    message({ fields: `${TYPE}\nX: x${'\n x'.repeat(9_000_000)}` }),
    'limit',
  ],
  [
    'the same in the second part',
    message({ signature: `X: x${'\n x'.repeat(9_000_000)}\n${SIGNATURE}` }),
    'limit',
  ],
  [
    'too many fields',
    message({ fields: `${'X: y\n'.repeat(MIME_LIMITS.fields)}${TYPE}` }),
    'limit',
  ],
];
for (const [title, text, code] of REFUSED) {
  test(`a message is refused: ${title}`, async (t) => {
    await t.notThrowsAsync(read(message()));
    t.is((await t.throwsAsync(read(text), { instanceOf: FormatError }))?.code, code);
  });
}

test('a message over the limit is not read', async (t) => {
  const source = { ...bytesSource(octets(message())), size: MIME_LIMITS.message + 1 };
  const refused = await t.throwsAsync(readSignedMessage(source), { instanceOf: FormatError });
  t.is(refused?.code, 'limit');
});

for (const [title, text, isOne] of [
  ['multipart/signed', message(), true],
  [
    'the same, in capitals and folded',
    message().replace('multipart/signed; ', 'MULTIPART/Signed;\n '),
    true,
  ],
  ['application/pkcs7-mime', opaque(PKCS7, ''), true],
  ['application/x-pkcs7-mime', opaque('content-type:application/x-pkcs7-mime', ''), true],
  ['a message that is not signed', opaque('Content-Type: text/plain', PKCS7), false],
  ['a message signed by PGP', message().replace('pkcs7-s', 'pgp-s'), false],
  ['JSON', '{"Content-Type": "multipart/signed"}', false],
  ['a letter that speaks of it', `Hello: ${PKCS7}`, false],
  ['a CMS', '0\x82\x01\x00\x06', false],
  ['nothing', '', false],
] as const) {
  test(`${title} is ${isOne ? '' : 'no '}signed message`, async (t) => {
    t.is(await isSignedMessage(bytesSource(octets(text))), isOne);
  });
}

test('RFC 2045 §5.1: parameters of a type, quoted or not', (t) => {
  const { type, parameters } = parseContentType('Text/PLAIN ; Charset=utf-8;name="a \\"b\\"; c" ;');
  t.is(type, 'text/plain');
  t.deepEqual(
    [...parameters],
    [
      ['charset', 'utf-8'],
      ['name', 'a "b"; c'],
    ],
  );
  for (const value of [
    '',
    'text',
    'text/',
    'a/b c',
    'a/b; c',
    'a/b; c=',
    'a/b; c="d',
    'a/b (x); c=d',
    'a/b; c=d e',
  ]) {
    t.throws(() => parseContentType(value), { instanceOf: FormatError }, value);
  }
  const many = Array.from({ length: MIME_LIMITS.parameters + 1 }, (_, at) => `;p${at}=1`).join('');
  t.is(t.throws(() => parseContentType(`a/b${many}`), { instanceOf: FormatError })?.code, 'limit');
});

test('every octet of a message that is changed, and every place at which it is cut off, is read or refused', async (t) => {
  const whole = octets(message());
  const outcome = async (changed: Uint8Array) => {
    try {
      await readSignedMessage(bytesSource(changed));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  };
  for (let at = 0; at < whole.length; at += 1) {
    await outcome(whole.subarray(0, at));
    for (const octet of [0, 0x0a, 0x0d, 0x20, 0x2d, 0x3a, 0xff])
      await outcome(whole.with(at, octet));
  }
  t.pass();
});
