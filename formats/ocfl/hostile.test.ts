import test from 'ava';
import fc from 'fast-check';
import { FormatError } from '../format-error.ts';
import { INVENTORY_LIMIT, inspectInventory, parseInventory } from './inspect-inventory.ts';
import { encodeInventory, type OcflInventory } from './inventory.ts';
import { parseSidecar } from './sidecar.ts';

const DIGEST = 'ab'.repeat(64);
const VALID: OcflInventory = {
  id: 'urn:example:1',
  edition: '1.1',
  digestAlgorithm: 'sha512',
  head: 'v1',
  manifest: new Map([[DIGEST, ['v1/content/a']]]),
  versions: new Map([
    [
      'v1',
      {
        created: '2026-03-10T12:00:00Z',
        message: 'placed',
        user: { name: 'okno', address: 'https://okno.example/' },
        state: new Map([[DIGEST, ['a']]]),
      },
    ],
  ]),
  fixity: new Map([['sha256', new Map([['cd'.repeat(32), ['v1/content/a']]])]]),
};

test('an inventory that was written is read as it was, and written again alike', (t) => {
  const bytes = encodeInventory(VALID);
  t.deepEqual(parseInventory(bytes), VALID);
  t.deepEqual(encodeInventory(parseInventory(bytes)), bytes);
  t.deepEqual(inspectInventory(bytes).faults, []);
});

test('whatever the JSON, an inventory is told or refused, never a crash', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      inspectInventory(bytes);
      t.throws(() => parseInventory(bytes), { instanceOf: FormatError });
    }),
    { numRuns: 200 },
  );
});

test('a valid inventory with any member replaced is told or refused', (t) => {
  const text = new TextDecoder().decode(encodeInventory(VALID));
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null) return t.fail();
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(json)), fc.jsonValue(), (key, value) => {
      inspectInventory(new TextEncoder().encode(JSON.stringify({ ...json, [key]: value })));
      t.pass();
    }),
    { numRuns: 200 },
  );
});

test('names of Object’s own members are names like others', (t) => {
  const text = new TextDecoder().decode(encodeInventory(VALID));
  const hostile = text.replace('"manifest": {', '"__proto__": {"id": "x"}, "manifest": {');
  t.deepEqual(
    inspectInventory(new TextEncoder().encode(hostile)).faults.map(({ code }) => code),
    ['E102'],
  );
});

test('an inventory over the limit, or not UTF-8, is refused', (t) => {
  for (const bytes of [new Uint8Array(INVENTORY_LIMIT + 1), Uint8Array.of(0x7b, 0xff, 0x7d)]) {
    t.deepEqual(
      inspectInventory(bytes).faults.map(({ code }) => code),
      ['E033'],
    );
  }
});

test('a sidecar holds a digest and the name, and nothing else', (t) => {
  t.is(parseSidecar('ab  inventory.json\n'), 'ab');
  t.is(parseSidecar('AB\tinventory.json'), 'AB');
  for (const text of [
    'ab inventory.json\n\n',
    ' ab inventory.json',
    'xy inventory.json',
    'ab',
    '',
  ]) {
    t.is(parseSidecar(text), undefined, text);
  }
});
