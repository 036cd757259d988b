// The small readers of the door, against anything that may come.
import { randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { tilePath } from '../formats/log/tile.ts';
import type { Context } from './http/context.ts';
import { rangeOf } from './http/range.ts';
import { attachment } from './http/send-blob.ts';
import { RequestError } from './problems/request-error.ts';
import { parseTilePath } from './routes/journal.ts';
import { CHALLENGE_LIFETIME, readChallenge, writeChallenge } from './sign-in/challenge.ts';

const key = randomBytes(32);
const origin = 'https://okno.test';
const nonce = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const time = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2099-01-01'),
  noInvalidDate: true,
});

test('a challenge is recognised until its last moment, and only then, and only here', (t) => {
  fc.assert(
    fc.property(time, nonce, fc.nat(CHALLENGE_LIFETIME - 1), (at, once, after) => {
      const { text } = writeChallenge({ origin, time: at, nonce: once }, key);
      const octets = Buffer.from(text);
      const read = (now: number, expected: object = {}) =>
        readChallenge(octets, { origin, key, now: new Date(now), ...expected });
      t.like(read(at.getTime() + after), { nonce: once });
      t.is(read(at.getTime() + CHALLENGE_LIFETIME), 'expired');
      t.is(read(at.getTime() - 1), 'expired');
      t.is(read(at.getTime(), { origin: 'https://other.test' }), 'not-ours');
      t.is(read(at.getTime(), { key: randomBytes(32) }), 'not-ours');
    }),
  );
});

test('a challenge with any one bit changed is not ours', (t) => {
  const now = new Date('2026-11-22T08:00:00.000Z');
  const { text } = writeChallenge({ origin, time: now, nonce: 'A'.repeat(22) }, key);
  const octets = Buffer.from(text);
  for (let bit = 0; bit < octets.length * 8; bit += 1) {
    const changed = Buffer.from(octets);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    t.is(readChallenge(changed, { origin, key, now }), 'not-ours');
  }
  t.is(readChallenge(Buffer.concat([octets, Buffer.of(10)]), { origin, key, now }), 'not-ours');
  t.is(readChallenge(Buffer.alloc(1_000_000, 'Time: '), { origin, key, now }), 'not-ours');
});

/** The part of a request that a range is read from. */
function asking(headers: Readonly<Record<string, string>>): Context {
  const context: Pick<Context, 'get'> = { get: (name: string) => headers[name] ?? '' };
  return context as Context;
}

test('a range never leaves the file, whatever is asked for (RFC 9110 §14)', (t) => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(50), fc.nat(50)).map(([from, to]) => `bytes=${from}-${to}`),
    fc.nat(50).map((from) => `bytes=${from}-`),
    fc.nat(50).map((count) => `bytes=-${count}`),
    fc.constantFrom('bytes=99999999999999999999-', 'bytes=--1', 'bytes=0x1-2', 'bytes=1e1-20'),
  );
  fc.assert(
    fc.property(header, fc.nat(40), (range, size) => {
      try {
        const found = rangeOf(asking({ range }), { size, etag: '"e"' });
        if (found === undefined) return;
        t.true(found.start >= 0 && found.length > 0 && found.start + found.length <= size);
      } catch (error) {
        t.true(error instanceof RequestError && error.code === 'range-not-satisfiable');
      }
    }),
  );
});

test('a tile has one spelling, and every other is none (C2SP tlog-tiles)', (t) => {
  const tile = fc.record({
    level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
    index: fc.nat(2_000_000_000),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(fc.property(tile, (one) => t.deepEqual(parseTilePath(tilePath(one)), one)));
  const bad = ['tile/0/1', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/x000/001', 'tile/-1/000'];
  for (const path of [...bad, 'tile/00/000', 'tile/0/000.p/01', 'tile/0/../000', 'tile//000', '']) {
    t.is(parseTilePath(path), undefined, path);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseTilePath(`tile/0/${text}`);
      if (parsed !== undefined) t.is(tilePath(parsed), `tile/0/${text}`);
    }),
  );
});

test('any file name makes one header field that is a valid attachment (RFC 6266)', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (name) => {
      const field = attachment(name);
      t.regex(field, /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/);
      t.is(field.split('"').length, 3);
      const sent = decodeURIComponent(field.split("UTF-8''")[1] ?? '');
      t.is(sent, name.toWellFormed());
    }),
  );
});
