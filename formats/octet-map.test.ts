import test from 'ava';
import fc from 'fast-check';
import { OctetMap } from './octet-map.ts';

test('as a table by content: set, changed, found, also by another array of the same octets', (t) => {
  const octets = fc.uint8Array({ maxLength: 3, max: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(octets, fc.nat())), octets, (entries, asked) => {
      const map = new OctetMap<number>();
      const model = new Map<string, number>();
      for (const [key, value] of entries) {
        map.set(key, value);
        model.set(key.join(), value);
      }
      for (const [key] of entries) t.is(map.get(Uint8Array.from(key)), model.get(key.join()));
      t.is(map.has(asked), model.has(asked.join()));
    }),
  );
});
