import test from 'ava';
import { parseInventory } from '../../formats/ocfl/inspect-inventory.ts';
import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import { extendsInventory } from './extends-inventory.ts';
import { ANSWER, hex, type Json, LETTER, objectFiles } from './object.fixture.ts';

/** The inventory of the object's first or second version, as `edit` makes it. */
function inventory(version: 'v1' | 'v2', edit: (json: Json) => void = () => {}): OcflInventory {
  const text = objectFiles({ inventory: edit }).get(`${version}/inventory.json`) ?? '';
  return parseInventory(new TextEncoder().encode(text), new Map());
}

test('an inventory extends itself and every earlier one of its object', (t) => {
  t.true(extendsInventory(inventory('v2'), inventory('v2')));
  t.true(extendsInventory(inventory('v2'), inventory('v1')));
  t.false(extendsInventory(inventory('v1'), inventory('v2')));
});

const state = (json: Json, version = 'v1') => json.versions[version].state;

/** What the newer inventory says otherwise of the first version: each the only difference. */
const REWRITTEN: readonly (readonly [string, (json: Json) => void])[] = [
  ['another id', (json) => (json.id = 'urn:example:other')],
  ['another moment', (json) => (json.versions.v1.created = '2026-03-11T12:00:00.000Z')],
  ['another reason', (json) => (json.versions.v1.message = 'x')],
  ['another writer', (json) => (json.versions.v1.user.name = 'x')],
  ['a file under another name', (json) => (state(json)[LETTER] = ['letters.txt'])],
  ['a file less', (json) => delete state(json)[LETTER]],
  ['another content directory', (json) => (json.contentDirectory = 'data')],
  [
    'content of the first version elsewhere',
    (json) => (json.manifest[LETTER] = ['v2/content/letter.txt']),
  ],
  [
    'content that the first version had not',
    (json) => {
      json.manifest[hex('sha512', 'x')] = ['v1/content/x.txt'];
      state(json, json.head)[hex('sha512', 'x')] = ['x.txt'];
    },
  ],
];

for (const [what, edit] of REWRITTEN) {
  test(`an inventory with ${what} does not extend what was said before`, (t) => {
    t.false(extendsInventory(inventory('v2', edit), inventory('v1')));
  });
}

test('what differs only in later versions extends the earlier, and not each other', (t) => {
  const other = inventory('v2', (json) => {
    if (json.head === 'v2') state(json, 'v2')[ANSWER] = ['other.txt'];
  });
  t.true(extendsInventory(other, inventory('v1')));
  t.false(extendsInventory(other, inventory('v2')));
  t.false(extendsInventory(inventory('v2'), other));
});
