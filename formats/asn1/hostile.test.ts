import test from 'ava';
import { FormatError } from '../format-error.ts';
import { berReader, type DerReader, derReader, readDer } from './decode.ts';
import { headerOf, octetString, oid, raw, sequence } from './encode.ts';
import { LIMITS } from './limits.ts';
import { TAG } from './tags.ts';
import { toDer } from './to-der.ts';

/** Runs `use` and answers its FormatError's code; it may take `milliseconds` of processor time. */
function codeWithin(milliseconds: number, use: () => unknown): string {
  const start = process.threadCpuUsage();
  try {
    use();
  } catch (error) {
    const { user, system } = process.threadCpuUsage(start);
    const took = (user + system) / 1000;
    if (took > milliseconds) throw new Error(`took ${took} ms`);
    if (error instanceof FormatError) return error.code;
    throw error;
  }
  throw new Error('was accepted');
}

function nested(levels: number): Uint8Array {
  let der: Uint8Array = octetString(Uint8Array.of(1));
  for (let level = 0; level < levels; level += 1) der = sequence(der);
  return der;
}

function descend(reader: DerReader): void {
  let inner = reader;
  while (inner.is(TAG.sequence)) inner = inner.enter(TAG.sequence);
}

test('levels up to the limit are read, one more is not', (t) => {
  t.notThrows(() => descend(derReader(nested(LIMITS.depth), 'test')));
  t.is(
    codeWithin(50, () => descend(derReader(nested(LIMITS.depth + 1), 'test'))),
    'limit',
  );
});

test('100,000 levels of definite lengths are a limit, at once', (t) => {
  const levels = 100_000;
  const headers: Uint8Array[] = [];
  for (let level = levels, size = 0; level > 0; level -= 1) {
    const header = headerOf(TAG.sequence, size);
    headers.push(header);
    size += header.length;
  }
  const bomb = Uint8Array.from(Buffer.concat(headers.reverse()));
  t.is(
    codeWithin(200, () => descend(derReader(bomb, 'test'))),
    'limit',
  );
  t.is(
    codeWithin(200, () => toDer(bomb, 'test')),
    'limit',
  );
});

test('a million levels of indefinite lengths are a limit, at once', (t) => {
  const bomb = new Uint8Array(2_000_000);
  for (let index = 0; index < bomb.length; index += 2) bomb.set([0x30, 0x80], index);
  t.is(
    codeWithin(200, () => berReader(bomb, 'test').element()),
    'limit',
  );
  t.is(
    codeWithin(200, () => toDer(bomb, 'test')),
    'limit',
  );
});

test('constructed strings inside one another are a limit, at once', (t) => {
  const bomb = new Uint8Array(2_000_000);
  for (let index = 0; index < bomb.length; index += 2) bomb.set([0x24, 0x80], index);
  t.is(
    codeWithin(200, () => berReader(bomb, 'test').octetString()),
    'limit',
  );
});

test('an indefinite length is not walked again and again for each level above it', (t) => {
  // 60 open levels with half a million empty strings inside: as a product, 30 million steps.
  const open = new Uint8Array(120).map((_, index) => (index % 2 === 0 ? 0x30 : 0x80));
  const inside = new Uint8Array(1_000_000).map((_, index) => (index % 2 === 0 ? 0x04 : 0));
  const bomb = Uint8Array.from(Buffer.concat([open, inside, new Uint8Array(120)]));
  t.is(
    codeWithin(500, () => descend(berReader(bomb, 'test'))),
    'limit',
  );
});

test('an object identifier of 254 KB is a limit, in far under 50 ms', (t) => {
  for (const octet of [0x81, 0x01]) {
    const content = new Uint8Array(254 * 1024).fill(octet);
    content[content.length - 1] = 1;
    const bomb = raw(TAG.oid, content);
    t.is(
      codeWithin(50, () => readDer(bomb, 'test', (r) => r.oid())),
      'limit',
    );
  }
});

test('an arc over 2^32 is itself and not its remainder', (t) => {
  // The names 1.2.840.113549 and 1.2.840.(2^32 + 113549) are not the same.
  const long = oid(`1.2.840.${2n ** 32n + 113549n}`);
  t.is(
    readDer(long, 'test', (r) => r.oid()),
    `1.2.840.${2n ** 32n + 113549n}`,
  );
});

test('an integer of 1 MiB is a limit', (t) => {
  const bomb = raw(TAG.integer, new Uint8Array(1 << 20).fill(1));
  t.is(
    codeWithin(50, () => readDer(bomb, 'test', (r) => r.integer())),
    'limit',
  );
});

test('more elements than the limit are told as such', (t) => {
  const members = new Uint8Array(2 * (LIMITS.elements + 1)).map((_, i) => (i % 2 === 0 ? 5 : 0));
  const bomb = raw(TAG.sequence, members);
  const drain = () => {
    const inner = derReader(bomb, 'test').enter(TAG.sequence);
    while (inner.more) inner.nullValue();
  };
  t.is(codeWithin(1000, drain), 'limit');
});

test('lengths of four gigabytes and more take no memory', (t) => {
  for (const length of ['84ffffffff', '8500ffffffff', '86ffffffffffff']) {
    const bomb = Uint8Array.from(Buffer.from(`04${length}00`, 'hex'));
    t.is(
      codeWithin(50, () => derReader(bomb, 'test').octetString()),
      'malformed',
    );
    t.is(
      codeWithin(50, () => berReader(bomb, 'test').octetString()),
      'malformed',
    );
  }
});
