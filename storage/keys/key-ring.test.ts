import { randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { keyRing } from './key-ring.ts';
import { masterKey, newMasterKey } from './master-key.ts';

const KEY = randomBytes(32);
const BLOB = { id: 'owner/0a', sha256: 'ab', size: 7 };
const [first, second] = [newMasterKey(1), newMasterKey(2)];

function codeOf(step: () => unknown): string {
  try {
    step();
    return 'done';
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
}

test('the newest generation wraps, every generation unwraps', (t) => {
  const before = keyRing([first]).wrap(KEY, BLOB);
  const both = keyRing([second, first]);
  t.is(both.newest, second.generation);
  t.is(both.wrap(KEY, BLOB).generation, second.generation);
  t.true(KEY.equals(both.unwrap(before, BLOB)));
  t.is(Buffer.from(before.wrapped, 'base64url').length, 60);
});

test('generations are told by number, not by text', (t) => {
  t.is(keyRing([newMasterKey(9), newMasterKey(10)]).newest.slice(0, 3), '10-');
});

for (const [what, other] of [
  ['another blob', { ...BLOB, id: 'owner/0b' }],
  ['the same content of another owner', { ...BLOB, id: 'other/0a' }],
  ['another size', { ...BLOB, size: 8 }],
  ['another digest', { ...BLOB, sha256: 'ac' }],
] as const) {
  test(`a key that was wrapped for a blob does not open for ${what}`, (t) => {
    const ring = keyRing([first]);
    t.is(
      codeOf(() => ring.unwrap(ring.wrap(KEY, BLOB), other)),
      'corrupt',
    );
  });
}

test('a wrapped key of a retired generation is refused, under whichever name it is put back', (t) => {
  const old = keyRing([first]).wrap(KEY, BLOB);
  const ring = keyRing([second]);
  t.is(
    codeOf(() => ring.unwrap(old, BLOB)),
    'corrupt',
  );
  t.is(
    codeOf(() => ring.unwrap({ ...old, generation: second.generation }, BLOB)),
    'corrupt',
  );
  const both = keyRing([first, second]);
  t.is(
    codeOf(() => both.unwrap({ ...old, generation: second.generation }, BLOB)),
    'corrupt',
  );
});

test('any changed bit, any cut of a wrapped key is refused', (t) => {
  const ring = keyRing([first]);
  const { generation, wrapped } = ring.wrap(KEY, BLOB);
  const octets = Buffer.from(wrapped, 'base64url');
  fc.assert(
    fc.property(fc.nat({ max: 60 * 8 - 1 }), fc.nat({ max: 59 }), (bit, length) => {
      const changed = Buffer.from(octets);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      for (const wrong of [changed, octets.subarray(0, length)]) {
        const text = wrong.toString('base64url');
        t.is(
          codeOf(() => ring.unwrap({ generation, wrapped: text }, BLOB)),
          'corrupt',
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('equal keys wrapped twice are not alike', (t) => {
  const ring = keyRing([first]);
  t.not(ring.wrap(KEY, BLOB).wrapped, ring.wrap(KEY, BLOB).wrapped);
});

test('the check value is of the key: as format.md says', (t) => {
  t.is(masterKey(3, Buffer.alloc(32)).generation, '3-af74ec357ddb86fc');
});
