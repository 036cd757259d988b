import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { FormatError } from '../format-error.ts';
import {
  canonicalJson,
  indentedJson,
  type JsonValue,
  parseCanonicalJson,
  parseIndentedJson,
} from './canonical-json.ts';
import { encodeEntry, journalEntry, leafData, readEntry } from './entry.ts';
import { legalDate } from './legal-date.ts';
import type { Manifest, ManifestVersion } from './manifest.ts';
import { encodeManifest, parseManifest } from './manifest-file.ts';

const refused = { instanceOf: FormatError };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const octets = (value: string) => new TextEncoder().encode(value);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

test('RFC 8785 §3.2.3: members sorted by UTF-16 code units, as in its example', (t) => {
  const value = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  const order = Object.values(JSON.parse(text(canonicalJson(value))));
  t.is(order[0], 'One'); // JavaScript puts index-like names first when it reads
  const written = text(canonicalJson(value));
  const expected = ['Carriage Return', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew'];
  const places = expected.map((each) => written.indexOf(each));
  t.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test('RFC 8785 §3.2.2.2: strings escaped in their one way', (t) => {
  const written = text(canonicalJson('\u20ac$\u000f\u000aA\'B"\\\\"/\u2028'));
  t.is(written, '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028"');
});

const values = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('canonical JSON of any value is read again as that value, in both layouts', (t) => {
  fc.assert(
    fc.property(values, (value) => {
      t.deepEqual(parseCanonicalJson(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      const bytes = indentedJson(value);
      t.deepEqual(indentedJson(parseIndentedJson(bytes)), bytes);
    }),
  );
});

test('every other spelling of a value is refused', (t) => {
  t.deepEqual(parseCanonicalJson(octets('{"a":1,"b":[true,null]}')), { a: 1, b: [true, null] });
  const others = [
    '{"b":[true,null],"a":1}',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"a": 1}',
    '{"a":1}\n',
    '\ufeff{"a":1}',
    '{"a":1.0}',
    '{"a":1e0}',
    '{"a":-0}',
    '{"a":0.5}',
    '{"a":9007199254740993}',
    '{"a":"\\u0041"}',
    '{"a":"\\/"}',
    '{"a":"\\ud800"}',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    '',
    '"a',
  ];
  for (const other of others) t.throws(() => parseCanonicalJson(octets(other)), refused, other);
  t.throws(() => parseCanonicalJson(new Uint8Array([0x22, 0xff, 0x22])), refused);
});

test('values that have no canonical form are not written', (t) => {
  for (const value of [
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '\ud800',
    { '\udc00': 1 },
  ]) {
    t.throws(() => canonicalJson(value), refused);
  }
});

test('deep nesting and size end in a named limit', (t) => {
  for (const deep of ['['.repeat(40) + ']'.repeat(40), `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`]) {
    t.throws(() => parseCanonicalJson(octets(deep)), { code: 'limit' });
  }
  t.throws(() => parseCanonicalJson(octets('['.repeat(1_000_000))), refused);
  t.throws(() => parseCanonicalJson(new Uint8Array(5 * 1024 * 1024)), { code: 'limit' });
});

test('names of the prototype are names like others', (t) => {
  const bytes = octets('{"__proto__":{"a":1},"constructor":"x"}');
  t.deepEqual(canonicalJson(parseCanonicalJson(bytes)), bytes);
  t.throws(() => readEntry(parseCanonicalJson(bytes)), refused);
});

test('the legal date is the calendar day in Moscow, three hours ahead', (t) => {
  t.is(legalDate(new Date('2026-03-01T20:59:59.999Z')), '2026-03-01');
  t.is(legalDate(new Date('2026-03-01T21:00:00.000Z')), '2026-03-02');
  t.is(legalDate(new Date('2025-12-31T21:00:00.000Z')), '2026-01-01');
});

const ENTRY = journalEntry(
  {
    action: 'document.placed',
    actor: { participant: 'p' },
    content: { n: 1 },
    paragraph: 'D65-24',
  },
  new Date('2026-03-01T21:00:00.000Z'),
);

test('Decree 65 para. 13 (з): an entry is written and read again', (t) => {
  t.deepEqual(readEntry(parseCanonicalJson(encodeEntry(ENTRY))), ENTRY);
  t.is(
    text(encodeEntry(ENTRY)),
    '{"action":"document.placed","actor":{"participant":"p"},"content":{"n":1},"legalDate":"2026-03-02","paragraph":"D65-24","time":"2026-03-01T21:00:00.000Z","version":1}',
  );
});

test('entries of other shapes are refused', (t) => {
  const twins: readonly JsonValue[] = [
    null,
    [],
    'entry',
    { ...ENTRY, version: 2 },
    { ...ENTRY, extra: 1 },
    { ...ENTRY, action: 'Document' },
    { ...ENTRY, actor: 'p' },
    { ...ENTRY, content: [] },
    { ...ENTRY, time: '2026-03-01T21:00:00Z' },
    { ...ENTRY, time: '2026-02-30T21:00:00.000Z' },
    { ...ENTRY, time: '2026-03-01T24:00:00.000Z' },
    { ...ENTRY, legalDate: '2026-03-01' },
    ...Object.keys(ENTRY).map((name) => ({ ...ENTRY, [name]: undefined })),
  ];
  for (const twin of twins) t.throws(() => readEntry(twin), refused, JSON.stringify(twin));
});

test('the leaf commits to salt and entry and shows neither', async (t) => {
  const bytes = encodeEntry(ENTRY);
  const salt = new Uint8Array(32).fill(7);
  const expected = createHash('sha256').update(salt).update(bytes).digest('base64');
  t.is(text(await leafData(sha256, { salt, bytes })), `okno-vault entry v1\n${expected}\n`);
});

const about = { ru: 'файл', en: 'a file' };
const VERSION: ManifestVersion = {
  number: 1,
  document: 'a.pdf',
  signatures: [{ file: 'a.p7s', report: 'r.json' }],
  received: 'q.json',
  later: ['s.json'],
};
const MANIFEST: Manifest = {
  subject: { kind: 'document', id: 'd' },
  asOf: 7,
  contract: { id: 'c', number: '1' },
  documents: [{ described: { id: 'd' }, versions: [VERSION] }],
  receipts: ['t.json'],
  files: [
    { name: 'a.pdf', role: 'document', about, sha256: '0'.repeat(64), size: 1 },
    { name: 'a.p7s', role: 'signature', about, sha256: '1'.repeat(64), size: 1 },
    { name: 'r.json', role: 'report', about, sha256: '2'.repeat(64), size: 1 },
    { name: 'q.json', role: 'receipt', about, sha256: '3'.repeat(64), size: 1 },
    { name: 's.json', role: 'receipt', about, sha256: '4'.repeat(64), size: 1 },
    { name: 't.json', role: 'receipt', about, sha256: '5'.repeat(64), size: 1 },
  ],
};

const withVersions = (...versions: readonly ManifestVersion[]): Manifest => ({
  ...MANIFEST,
  documents: [{ described: { id: 'd' }, versions }],
});

test('a manifest is written and read again', (t) => {
  t.deepEqual(parseManifest(encodeManifest(MANIFEST)), MANIFEST);
  for (const subject of [
    { kind: 'version', id: 'd', version: 1 },
    { kind: 'contract', id: 'c' },
  ] as const) {
    const other = { ...MANIFEST, subject };
    t.deepEqual(parseManifest(encodeManifest(other)), other);
  }
});

test('a manifest with more signatures or receipts than the limit is refused', (t) => {
  const signatures = Array.from({ length: 1001 }, () => ({ file: 'a.p7s', report: 'r.json' }));
  const many = withVersions({ ...VERSION, signatures });
  t.throws(() => parseManifest(encodeManifest(many)), { code: 'limit' });
  const receipts = { ...MANIFEST, receipts: Array.from({ length: 4001 }, () => 't.json') };
  t.throws(() => parseManifest(encodeManifest(receipts)), { code: 'limit' });
});

test('the manifest of another edition is told as such', (t) => {
  const text = new TextDecoder().decode(encodeManifest(MANIFEST));
  const other = octets(text.replace('okno-evidence/2', 'okno-evidence/1'));
  t.throws(() => parseManifest(other), { code: 'unsupported' });
});

test('a manifest whose references do not resolve, or that leaves a file unjudged, is refused', (t) => {
  const [first] = MANIFEST.files;
  const [document] = MANIFEST.documents;
  if (first === undefined || document === undefined) return t.fail();
  const of = (change: Partial<ManifestVersion>) => withVersions({ ...VERSION, ...change });
  const twins: readonly Manifest[] = [
    { ...MANIFEST, documents: [] },
    { ...MANIFEST, documents: [document, document] },
    { ...MANIFEST, subject: { kind: 'document', id: 'other' } },
    { ...MANIFEST, subject: { kind: 'contract', id: 'other' } },
    { ...MANIFEST, subject: { kind: 'version', id: 'd', version: 2 } },
    { ...MANIFEST, receipts: [] },
    { ...MANIFEST, receipts: ['t.json', 't.json'] },
    { ...MANIFEST, receipts: ['s.json', 't.json'] },
    { ...MANIFEST, receipts: ['a.pdf', 't.json'] },
    withVersions(),
    withVersions(VERSION, VERSION),
    withVersions(VERSION, { ...VERSION, number: 2 }),
    of({ later: [] }),
    of({ later: ['s.json', 's.json'] }),
    of({ later: ['q.json'] }),
    of({ later: ['r.json'] }),
    of({ placed: VERSION.received }),
    of({ signatures: [...VERSION.signatures, ...VERSION.signatures] }),
    of({ number: 0 }),
    of({ document: 'a.p7s' }),
    of({ document: 'b.pdf' }),
    of({ received: 'r.json' }),
    of({ placed: 'x.json' }),
    of({ signatures: [{ file: 'q.json', report: 'r.json' }] }),
    of({ signatures: [{ file: 'a.p7s', report: 'q.json' }] }),
    of({ signatures: [] }),
    { ...MANIFEST, files: [...MANIFEST.files, first] },
    { ...MANIFEST, files: [...MANIFEST.files, { ...first, name: 'manifest.json' }] },
    { ...MANIFEST, files: [...MANIFEST.files, { ...first, name: 'b.pdf' }] },
    { ...MANIFEST, files: MANIFEST.files.map((file) => ({ ...file, sha256: 'A'.repeat(64) })) },
    { ...MANIFEST, files: MANIFEST.files.map((file) => ({ ...file, size: -1 })) },
  ];
  for (const twin of twins)
    t.throws(() => parseManifest(encodeManifest(twin)), refused, JSON.stringify(twin));
});
