import test from 'ava';
import { FormatError } from '../format-error.ts';
import { parseXml } from './parse-xml.ts';
import { escapeSmevText, smevTransform } from './smev-transform.ts';

function transform(document: string): string {
  const parts: string[] = [];
  const { root } = parseXml(new TextEncoder().encode(document));
  smevTransform(root, (octets) => parts.push(new TextDecoder().decode(octets)));
  return parts.join('');
}

/** Step, document, what comes out. */
const steps: readonly (readonly [string, string, string])[] = [
  [
    '1: declaration, instructions and comments go',
    '<?xml version="1.0"?><!-- c --><?p i?><a xmlns="urn:a"><!-- c --><?p i?>t</a>',
    '<ns1:a xmlns:ns1="urn:a">t</ns1:a>',
  ],
  [
    '2: blank texts go, others stay whole',
    '<a xmlns="urn:a"> \t\r\n<b> x </b>\n</a>',
    '<ns1:a xmlns:ns1="urn:a"><ns1:b> x </ns1:b></ns1:a>',
  ],
  [
    '2: a no-break space is not blank',
    '<a xmlns="urn:a">\u00a0</a>',
    '<ns1:a xmlns:ns1="urn:a">\u00a0</ns1:a>',
  ],
  ['3: no empty-element tags', '<a xmlns="urn:a"/>', '<ns1:a xmlns:ns1="urn:a"></ns1:a>'],
  [
    '4, 5: own prefixes and unused declarations go',
    '<q:a xmlns:q="urn:a" xmlns:unused="urn:u"><q:b/></q:a>',
    '<ns1:a xmlns:ns1="urn:a"><ns1:b></ns1:b></ns1:a>',
  ],
  [
    '6: a namespace comes anew in a sibling, and the counter goes on',
    '<a xmlns="urn:a"><b xmlns="urn:b"/><b xmlns="urn:b"/></a>',
    '<ns1:a xmlns:ns1="urn:a"><ns2:b xmlns:ns2="urn:b"></ns2:b><ns3:b xmlns:ns3="urn:b"></ns3:b></ns1:a>',
  ],
  [
    '7, 8: the element three of the public test suites',
    '<elementOne xmlns="http://test/1"><t2:elementTwo xmlns:t2="http://test/2">' +
      '<t3:elementThree xmlns:t3="http://test/3" xmlns:t0="http://test/0" xmlns:ta="http://test/a" attB="bbb" attA="aaa" ' +
      'ta:attZ="zzz" t2:attF="fff" t3:attE="eee" t3:attD="ddd" t0:attC="ccc"/></t2:elementTwo></elementOne>',
    '<ns1:elementOne xmlns:ns1="http://test/1"><ns2:elementTwo xmlns:ns2="http://test/2">' +
      '<ns3:elementThree xmlns:ns3="http://test/3" xmlns:ns4="http://test/0" xmlns:ns5="http://test/a" ' +
      'ns4:attC="ccc" ns2:attF="fff" ns3:attD="ddd" ns3:attE="eee" ns5:attZ="zzz" attA="aaa" attB="bbb">' +
      '</ns3:elementThree></ns2:elementTwo></ns1:elementOne>',
  ],
  [
    '9: attribute values',
    '<a xmlns="urn:a" b="&lt;&amp;&quot;&#13;&#10;&#9;>\'\t"/>',
    '<ns1:a xmlns:ns1="urn:a" b="&lt;&amp;&quot;&#xd;&#xa;&#x9;>\' "></ns1:a>',
  ],
  [
    '9: references are resolved, CDATA stays CDATA, a carriage return is &#xd;',
    '<a xmlns="urn:a">&#13;&apos;<![CDATA[<b>]]></a>',
    '<ns1:a xmlns:ns1="urn:a">&#xd;\'<![CDATA[<b>]]></ns1:a>',
  ],
];

for (const [title, document, expected] of steps) {
  test(`urn://smev-gov-ru/xmldsig/transform, step ${title}`, (t) => {
    t.is(transform(document), expected);
  });
}

/** Step 9: `>` as the writer of the reference implementation escapes it. */
const texts: readonly (readonly [string, string])[] = [
  ['>>text<&', '&gt;>text&lt;&amp;'],
  ['>>text&content<', '&gt;&gt;text&amp;content&lt;'],
  ['0123456789<>>x', '0123456789&lt;&gt;&gt;x'],
  ['x]]>y', 'x]]&gt;y'],
  [`${'a'.repeat(512)}>b`, `${'a'.repeat(512)}&gt;b`],
  [`${'a'.repeat(511)}>b`, `${'a'.repeat(511)}>b`],
];

for (const [text, expected] of texts) {
  test(`SMEV step 9: ${text.slice(0, 20)} of ${text.length} units`, (t) => {
    t.is(escapeSmevText(text), expected);
  });
}

for (const document of [
  '<a/>',
  '<a xmlns="urn:a"><b xmlns=""/></a>',
  '<a xmlns="urn:a" xml:lang="ru"/>',
]) {
  test(`SMEV: not defined for ${document}`, (t) => {
    t.throws(() => transform(document), { instanceOf: FormatError, code: 'unsupported' });
  });
}
