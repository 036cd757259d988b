// Archives that other tools may take, and that could show one thing to one reader and another to the next.
import { deflateRawSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { bytesSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { crc32 } from './crc32.ts';
import { readZip } from './read-zip.ts';
import { writeZip } from './write-zip.ts';
import { zipSource } from './zip-source.ts';

interface Header {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly stored: number;
  readonly size: number;
  readonly extra: Buffer;
  readonly comment: Buffer;
  readonly offset: number;
}

/** Local and central header of one entry, as a forger would set them. */
interface Forged {
  readonly local: Header;
  readonly central: Header;
  readonly content: Buffer;
}

function honest(name: string, content: Buffer): Forged {
  const header: Header = {
    name: Buffer.from(name),
    flags: 0x0800,
    method: 0,
    crc: crc32(content),
    stored: content.length,
    size: content.length,
    extra: Buffer.alloc(0),
    comment: Buffer.alloc(0),
    offset: 0,
  };
  return { local: header, central: header, content };
}

const u16 = (value: number) => Buffer.from([value & 0xff, (value >> 8) & 0xff]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

function common(header: Header): Buffer {
  const { flags, method, crc, stored, size, name, extra } = header;
  const times = [u16(0), u16(0x21)];
  const sizes = [u32(crc), u32(stored), u32(size), u16(name.length), u16(extra.length)];
  return Buffer.concat([u16(flags), u16(method), ...times, ...sizes]);
}

interface Archive {
  readonly entries: readonly Forged[];
  /** Octets before the first, and after each content. */
  readonly before?: Buffer;
  readonly between?: Buffer;
  readonly comment?: string;
  /** Offsets as they shall stand in the directory; by default the true ones. */
  readonly offsets?: readonly number[];
  readonly order?: readonly number[];
  readonly count?: number;
}

function pack(archive: Archive): Uint8Array {
  const { entries, before = Buffer.alloc(0), between = Buffer.alloc(0), comment = '' } = archive;
  const parts: Buffer[] = [before];
  const offsets: number[] = [];
  for (const { local, content } of entries) {
    offsets.push(Buffer.concat(parts).length);
    parts.push(u32(0x04034b50), u16(20), common(local), local.name, local.extra, content, between);
  }
  const start = Buffer.concat(parts).length;
  const order = archive.order ?? entries.map((_, at) => at);
  const headers = order.map((at) => {
    const central = entries[at]?.central ?? honest('x', Buffer.alloc(0)).central;
    const offset = archive.offsets?.[at] ?? offsets[at] ?? 0;
    return Buffer.concat([
      ...[u32(0x02014b50), u16((3 << 8) | 20), u16(20), common(central)],
      ...[u16(central.comment.length), u16(0), u16(0), u32(0o100644 * 0x10000), u32(offset)],
      ...[central.name, central.extra, central.comment],
    ]);
  });
  const directory = Buffer.concat(headers);
  const count = archive.count ?? order.length;
  const end = [u32(0x06054b50), u16(0), u16(0), u16(count), u16(count)];
  const note = Buffer.from(comment, 'latin1');
  const tail = [u32(directory.length), u32(start), u16(note.length), note];
  return new Uint8Array(Buffer.concat([...parts, directory, ...end, ...tail]));
}

const A = honest('a.txt', Buffer.from('one'));
const B = honest('b.txt', Buffer.from('two, longer'));

test('an archive in the one form is read: what the twins below differ from', async (t) => {
  const entries = await readZip(bytesSource(pack({ entries: [A, B] })));
  t.deepEqual(
    entries.map(({ name, size }) => [name, size]),
    [
      ['a.txt', 3],
      ['b.txt', 11],
    ],
  );
});

const both = (forged: Forged, change: Partial<Header>): Forged => ({
  ...forged,
  local: { ...forged.local, ...change },
  central: { ...forged.central, ...change },
});
const inDirectory = (forged: Forged, change: Partial<Header>): Forged => ({
  ...forged,
  central: { ...forged.central, ...change },
});
const inLocal = (forged: Forged, change: Partial<Header>): Forged => ({
  ...forged,
  local: { ...forged.local, ...change },
});

const bomb = Buffer.alloc(1024 * 1024);
const squeezed = deflateRawSync(bomb);
const zip64 = Buffer.concat([u16(1), u16(16), u32(3), u32(0), u32(3), u32(0)]);
const unicodePath = Buffer.concat([u16(0x7075), u16(6), Buffer.of(1), u32(0), Buffer.from('x')]);

const hostile: Readonly<Record<string, readonly [archive: Archive, reason: RegExp]>> = {
  'a compressed entry (a bomb)': [
    {
      entries: [
        {
          ...both(A, { method: 8, stored: squeezed.length, size: bomb.length }),
          content: squeezed,
        },
      ],
    },
    /"a\.txt" is compressed \(method 8\)/,
  ],
  'an encrypted entry': [{ entries: [both(A, { flags: 0x0801 })] }, /"a\.txt" is encrypted/],
  'a data descriptor': [{ entries: [both(A, { flags: 0x0808 })] }, /data descriptor/],
  'two sizes of a stored entry': [
    { entries: [both(A, { size: 0xffff })] },
    /"a\.txt" has two sizes \(3 and 65535\)/,
  ],
  'a size that takes in the next entry': [
    { entries: [both(A, { stored: 60, size: 60 }), B] },
    /not in canonical form|does not agree/,
  ],
  'overlapping entries: two names for one content': [
    { entries: [A, B], offsets: [0, 0] },
    /not in canonical form/,
  ],
  'an offset into another entry': [{ entries: [A, B], offsets: [0, 5] }, /not in canonical form/],
  'a directory in another order': [{ entries: [A, B], order: [1, 0] }, /not in canonical form/],
  'a name that differs between header and directory': [
    { entries: [inLocal(A, { name: Buffer.from('z.txt') })] },
    /header of "a\.txt" does not agree with the directory/,
  ],
  'a checksum that differs between header and directory': [
    { entries: [inLocal(A, { crc: 1 })] },
    /header of "a\.txt" does not agree/,
  ],
  'a method that differs between header and directory': [
    { entries: [inLocal(A, { method: 8 })] },
    /header of "a\.txt" does not agree/,
  ],
  'a local header that no directory entry tells of': [
    { entries: [A, B], order: [0] },
    /not in canonical form/,
  ],
  'an extra field in both headers': [
    { entries: [both(A, { extra: unicodePath })] },
    /"a\.txt" has an extra field/,
  ],
  'an extra field in the local header alone': [
    { entries: [inLocal(A, { extra: unicodePath })] },
    /not in canonical form|does not agree/,
  ],
  'a ZIP64 field that no size needs': [
    { entries: [both(A, { extra: zip64 })] },
    /"a\.txt" has an extra field/,
  ],
  'a ZIP64 size that the octets do not have': [
    { entries: [inDirectory(A, { stored: 0xffffffff, size: 0xffffffff, extra: zip64 })] },
    /not in canonical form/,
  ],
  'a comment of an entry': [
    { entries: [inDirectory(A, { comment: Buffer.from('note') })] },
    /"a\.txt" has a comment|truncated/,
  ],
  'a comment of the archive': [{ entries: [A], comment: 'note' }, /no end of central directory/],
  'a comment that is an archive': [
    { entries: [A], comment: Buffer.from(pack({ entries: [B] })).toString('latin1') },
    /not in canonical form|does not lie where its end says/,
  ],
  'octets before the first entry': [
    { entries: [A], before: Buffer.from('#!/bin/sh\n') },
    /not in canonical form/,
  ],
  'octets between entries': [
    { entries: [A, B], between: Buffer.from('gap') },
    /not in canonical form/,
  ],
  'a name twice': [{ entries: [A, A] }, /"a\.txt": duplicated/],
  'a name twice but for case': [
    { entries: [A, honest('A.TXT', Buffer.from('x'))] },
    /"A\.TXT": duplicated/,
  ],
  'a path upwards': [{ entries: [honest('../x', Buffer.from('x'))] }, /"\.\.\/x"/],
  'a name that is not UTF-8': [
    { entries: [both(A, { name: Buffer.of(0xff) })] },
    /name is not UTF-8/,
  ],
  'more entries in the end record than there are': [
    { entries: [A], count: 2 },
    /directory is truncated|does not lie/,
  ],
  'fewer entries in the end record than there are': [
    { entries: [A, B], count: 1 },
    /octets after the last directory header/,
  ],
};

for (const [title, [archive, reason]] of Object.entries(hostile)) {
  test(`refused with a reason: ${title}`, async (t) => {
    const error = await t.throwsAsync(readZip(bytesSource(pack(archive))), {
      instanceOf: FormatError,
    });
    t.regex(error?.message ?? '', reason);
  });
}

test('an archive read from anywhere is the archive that is written', async (t) => {
  const files = fc.uniqueArray(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(files, fc.nat(3000), fc.nat(3000), async (contents, offset, length) => {
      const entries = contents.map((content, at) => ({
        name: `f${at}`,
        size: content.length,
        crc32: crc32(content),
        read: async (from: number, count: number) => content.subarray(from, from + count),
        async *content() {
          yield content;
        },
      }));
      const pieces: Uint8Array[] = [];
      for await (const piece of writeZip(entries).bytes) pieces.push(piece);
      const whole = new Uint8Array(Buffer.concat(pieces));
      const source = zipSource(entries);
      t.is(source.size, whole.length);
      const part = await source.read(offset, length);
      t.deepEqual(part, whole.slice(offset, offset + length));
    }),
  );
});
