import test from 'ava';
import fc from 'fast-check';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { XML_LIMITS, type XmlLimits } from './limits.ts';
import { parseXml } from './parse-xml.ts';

const octets = (text: string) => new TextEncoder().encode(text);

/** What is wrong, the document, and the code. */
const refused: readonly (readonly [string, string | Uint8Array, FormatErrorCode])[] = [
  ['nothing', '', 'malformed'],
  ['no element', '<!-- only -->', 'malformed'],
  ['text before the root', 'x<a/>', 'malformed'],
  ['two roots', '<a/><b/>', 'malformed'],
  ['another end tag', '<a></b>', 'malformed'],
  ['an end tag that only begins alike', '<a></ab>', 'malformed'],
  ['no end tag', '<a><b></b>', 'malformed'],
  ['a start tag without end', '<a b="c"', 'malformed'],
  ['an attribute without quotes', '<a b=c/>', 'malformed'],
  ['an attribute without value', '<a b/>', 'malformed'],
  ['attributes without blank between', '<a b="1"c="2"/>', 'malformed'],
  ['`<` in an attribute', '<a b="<"/>', 'malformed'],
  ['an attribute twice', '<a b="1" b="2"/>', 'malformed'],
  [
    'an attribute twice under two prefixes',
    '<a xmlns:p="urn:1" xmlns:q="urn:1" p:b="1" q:b="2"/>',
    'malformed',
  ],
  ['a declaration twice', '<a xmlns:p="urn:1" xmlns:p="urn:2"/>', 'malformed'],
  [
    'many attributes, one twice',
    `<a ${Array.from({ length: 20 }, (_, i) => `a${i}=""`).join(' ')} a7=""/>`,
    'malformed',
  ],
  ['a prefix that nobody declared', '<p:a/>', 'malformed'],
  ['an attribute prefix that nobody declared', '<a p:b=""/>', 'malformed'],
  ['a prefix declared in a sibling', '<a><b xmlns:p="urn:1"/><p:c/></a>', 'malformed'],
  ['a prefix undeclared', '<a xmlns:p=""/>', 'malformed'],
  ['xml bound to something else', '<a xmlns:xml="urn:1"/>', 'malformed'],
  [
    'something else bound to xml',
    '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
    'malformed',
  ],
  ['xmlns declared', '<a xmlns:xmlns="urn:1"/>', 'malformed'],
  ['an element in xmlns', '<xmlns:a/>', 'malformed'],
  ['two colons', '<a:b:c xmlns:a="urn:1"/>', 'malformed'],
  ['a name that begins with a digit', '<1a/>', 'malformed'],
  ['a name with a forbidden character', '<a\u00d7/>', 'malformed'],
  ['an entity', '<a>&nbsp;</a>', 'malformed'],
  ['a bare ampersand', '<a>&</a>', 'malformed'],
  ['a bare ampersand in an attribute', '<a b="&"/>', 'malformed'],
  ['a reference to no character', '<a>&#0;</a>', 'malformed'],
  ['a reference to a surrogate', '<a>&#xD800;</a>', 'malformed'],
  ['a reference beyond Unicode', '<a>&#x110000;</a>', 'malformed'],
  ['a reference to U+FFFE', '<a>&#xFFFE;</a>', 'malformed'],
  ['a control character', '<a>\u0001</a>', 'malformed'],
  ['U+FFFF', '<a>\uffff</a>', 'malformed'],
  ['`]]>` in text', '<a>]]></a>', 'malformed'],
  ['a comment with `--`', '<a><!-- -- --></a>', 'malformed'],
  ['a comment without end', '<a><!-- </a>', 'malformed'],
  ['CDATA without end', '<a><![CDATA[</a>', 'malformed'],
  ['CDATA outside the root', '<![CDATA[x]]><a/>', 'malformed'],
  ['an instruction named xml', '<a><?XML x?></a>', 'malformed'],
  ['an instruction with a colon', '<a><?a:b x?></a>', 'malformed'],
  ['a declaration that is not first', ' <?xml version="1.0"?><a/>', 'malformed'],
  [
    'an encoding declared further on than it is looked for',
    `<?xml version="1.0"${' '.repeat(300)}encoding="windows-1251"?><a/>`,
    'limit',
  ],
  [
    'an encoding declared after a blank that is none in XML',
    '<?xml version="1.0"\u00a0encoding="windows-1251"?><a/>',
    'malformed',
  ],
  ['a malformed declaration', '<?xml encoding="UTF-8"?><a/>', 'malformed'],
  ['XML 1.1', '<?xml version="1.1"?><a/>', 'unsupported'],
  ['a document type', '<!DOCTYPE a><a/>', 'unsupported'],
  ['a document type with entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'unsupported'],
  ['a parameter entity inside', '<a><!ENTITY x "y"></a>', 'malformed'],
  ['an encoding that is not read', '<?xml version="1.0" encoding="UTF-7"?><a/>', 'unsupported'],
  ['UTF-16 declared, one octet each', '<?xml version="1.0" encoding="UTF-16"?><a/>', 'unsupported'],
  [
    'octets that are no UTF-8',
    new Uint8Array([0x3c, 0x61, 0x3e, 0xc3, 0x28, 0x3c, 0x2f, 0x61, 0x3e]),
    'malformed',
  ],
  [
    'an overlong octet sequence',
    new Uint8Array([0x3c, 0x61, 0x3e, 0xc0, 0xbc, 0x3c, 0x2f, 0x61, 0x3e]),
    'malformed',
  ],
  [
    'a mark of UTF-8 over windows-1251',
    '\ufeff<?xml version="1.0" encoding="windows-1251"?><a/>',
    'malformed',
  ],
  [
    'a mark of UTF-16 over windows-1251',
    new Uint8Array(
      Buffer.from('\ufeff<?xml version="1.0" encoding="windows-1251"?><a/>', 'utf16le'),
    ),
    'malformed',
  ],
  ['half a character of UTF-16', new Uint8Array([0xff, 0xfe, 0x3c, 0x00, 0x61]), 'malformed'],
  [
    'octet 0x98 of windows-1251',
    new Uint8Array(
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>\x98</a>', 'latin1'),
    ),
    'malformed',
  ],
];

for (const [title, document, code] of refused) {
  test(`XML 1.0: ${title} is refused`, (t) => {
    const bytes = typeof document === 'string' ? octets(document) : document;
    const error = t.throws(() => parseXml(bytes), { instanceOf: FormatError });
    t.is(error?.code, code);
  });
}

/** Limit, and a document that is over it while its twin is not. */
const limits: readonly (readonly [keyof XmlLimits, (size: number) => string])[] = [
  ['octets', (size) => `<a>${'x'.repeat(size - 7)}</a>`],
  ['depth', (size) => '<a>'.repeat(size) + '</a>'.repeat(size)],
  ['nodes', (size) => `<a>${'<b/>'.repeat(size - 1)}</a>`],
  ['attributes', (size) => `<a ${Array.from({ length: size }, (_, i) => `a${i}=""`).join(' ')}/>`],
  [
    'namespaces',
    (size) => `<a ${Array.from({ length: size }, (_, i) => `xmlns:a${i}="urn:a"`).join(' ')}/>`,
  ],
  ['name', (size) => `<${'a'.repeat(size)}/>`],
];

for (const [name, document] of limits) {
  test(`limit ${name}: at it is read, over it is refused`, (t) => {
    const few = { ...XML_LIMITS, [name]: 20 };
    t.notThrows(() => parseXml(octets(document(20)), few));
    const error = t.throws(() => parseXml(octets(document(21)), few), { instanceOf: FormatError });
    t.is(error?.code, 'limit');
  });
}

test('an error says at which octet', (t) => {
  const error = t.throws(() => parseXml(octets('<a>Контракт<b></a>')), { instanceOf: FormatError });
  t.is(error?.offset, octets('<a>Контракт<b>').length);
});

test('whatever the octets, there is a tree or a FormatError', (t) => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</a>',
    '<a',
    ' b="',
    '"',
    '&',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'xmlns',
    ':',
    '=',
    'x',
    '\r',
    'я',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      try {
        parseXml(octets(`<a>${parts.join('')}</a>`));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

const hostile: readonly (readonly [string, string])[] = [
  ['ampersands without end', `<a>${'&amp'.repeat(250_000)}</a>`],
  [
    'attributes that begin alike',
    `<a ${Array.from({ length: 500 }, (_, i) => `${'a'.repeat(500)}${i}=""`).join(' ')}/>`,
  ],
  ['open comments', `<a>${'<!--'.repeat(250_000)}</a>`],
  ['open tags', '<a '.repeat(300_000)],
  [
    'prefixes declared at every level',
    '<a xmlns:p="urn:1">'.repeat(250) + '<p:b/>'.repeat(100_000) + '</a>'.repeat(250),
  ],
  ['`]` in a row', `<a>${']'.repeat(1_000_000)}</a>`],
];

for (const [title, document] of hostile) {
  test(`time is linear: ${title}`, (t) => {
    const started = process.threadCpuUsage();
    try {
      parseXml(octets(document));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
    const { user } = process.threadCpuUsage(started);
    t.true(user < 3_000_000, `${user} µs`);
  });
}

for (const [encoding, bytes] of [
  ['UTF-8 with a mark', octets('\ufeff<a>я</a>')],
  [
    'UTF-16 little-endian',
    new Uint8Array(Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>я</a>', 'utf16le')),
  ],
  ['UTF-16 big-endian', new Uint8Array(Buffer.from('\ufeff<a>я</a>', 'utf16le').swap16())],
  [
    'windows-1251',
    new Uint8Array(
      Buffer.from('<?xml version="1.0" encoding="Windows-1251"?><a>\xff</a>', 'latin1'),
    ),
  ],
] as const) {
  test(`XML 1.0 §4.3.3: ${encoding} is read`, (t) => {
    const [text] = parseXml(bytes).root.children;
    t.is(text?.kind === 'text' && text.value, 'я');
  });
}
