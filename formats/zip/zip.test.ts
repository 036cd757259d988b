import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 as zlibCrc32 } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type ByteSource, bytesSource, readAll } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { crc32 } from './crc32.ts';
import { nameFault } from './entry-name.ts';
import { zipLayout } from './layout.ts';
import { readZip } from './read-zip.ts';
import { writeZip } from './write-zip.ts';

const run = promisify(execFile);

async function zipOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, bytes]) => ({
    name,
    size: bytes.length,
    crc32: crc32(bytes),
    async *content() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
  }));
  const { bytes, size } = writeZip(entries);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const whole = new Uint8Array(Buffer.concat(pieces));
  if (whole.length !== size) throw new Error(`size said ${size}, wrote ${whole.length}`);
  return whole;
}

const text = (value: string) => new TextEncoder().encode(value);

const SAMPLE = {
  'README.txt': text('прочти меня\n'),
  'versions/1/document/Контракт № 7.pdf': text('%PDF'.repeat(700)),
  'empty.bin': new Uint8Array(0),
};

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-zip-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function peer(t: ExecutionContext, command: string): Promise<boolean> {
  const found = await run('sh', ['-c', `command -v ${command}`]).then(
    () => true,
    () => false,
  );
  if (!found && process.env['CI'] !== undefined) t.fail(`install the Debian package ${command}`);
  if (!found) t.log(`skipped: install the Debian package ${command}`);
  if (!found) t.pass();
  return found;
}

test('CRC-32 is that of zlib, at once and in pieces', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      t.is(crc32(bytes), zlibCrc32(bytes));
      t.is(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))), zlibCrc32(bytes));
    }),
  );
});

test('what is written is read again: names, order and contents', async (t) => {
  const bytes = await zipOf(SAMPLE);
  const entries = await readZip(bytesSource(bytes));
  t.deepEqual(
    entries.map(({ name }) => name),
    Object.keys(SAMPLE),
  );
  for (const [at, content] of Object.values(SAMPLE).entries()) {
    const entry = entries[at];
    if (entry === undefined) return t.fail();
    t.deepEqual(Buffer.from(await readAll(entry.content, 1e6)), Buffer.from(content));
    t.is(entry.crc32, zlibCrc32(content));
  }
});

test('equal entries give equal archives', async (t) => {
  t.deepEqual(await zipOf(SAMPLE), await zipOf({ ...SAMPLE }));
});

test('an archive without entries is read', async (t) => {
  t.deepEqual(await readZip(bytesSource(await zipOf({}))), []);
});

test('peer: unzip tests and extracts the archive, names in Cyrillic included', async (t) => {
  if (!(await peer(t, 'unzip'))) return;
  await inFolder(async (folder) => {
    const file = join(folder, 'a.zip');
    await writeFile(file, await zipOf(SAMPLE));
    await t.notThrowsAsync(run('unzip', ['-tq', file]));
    await run('unzip', ['-q', file, '-d', folder], {
      env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
    });
    for (const [name, content] of Object.entries(SAMPLE)) {
      t.deepEqual(await readFile(join(folder, name)), Buffer.from(content));
    }
  });
});

test('peer: zip -T accepts the archive', async (t) => {
  if (!(await peer(t, 'zip'))) return;
  await inFolder(async (folder) => {
    const file = join(folder, 'a.zip');
    await writeFile(file, await zipOf(SAMPLE));
    await t.notThrowsAsync(run('zip', ['-T', file]));
  });
});

test('ZIP64: more entries than 65535', async (t) => {
  const names = Array.from({ length: 70_000 }, (_, at) => [`f/${at}`, new Uint8Array(0)] as const);
  const bytes = await zipOf(Object.fromEntries(names));
  t.is((await readZip(bytesSource(bytes))).length, 70_000);
});

/** Headers at their places and nothing between them, as in a sparse file. */
function sparseSource(entries: Parameters<typeof zipLayout>[0]): ByteSource {
  const layout = zipLayout(entries);
  const parts = [
    ...layout.entries.map(({ offset, localHeader }) => ({ offset, bytes: localHeader })),
    { offset: layout.size - layout.tail.length, bytes: layout.tail },
  ];
  return {
    size: layout.size,
    async read(offset, length) {
      const part = parts.find(
        (each) => offset >= each.offset && offset < each.offset + each.bytes.length,
      );
      if (part !== undefined) {
        return part.bytes.subarray(offset - part.offset, offset - part.offset + length);
      }
      const tailFrom = Math.max(0, layout.size - layout.tail.length - offset);
      const bytes = new Uint8Array(length);
      bytes.set(layout.tail.subarray(0, Math.max(0, length - tailFrom)), tailFrom);
      return bytes;
    },
  };
}

const GIANTS = [
  { name: 'small', size: 3, crc32: 1 },
  { name: 'giant', size: 5 * 1024 ** 3, crc32: 2 },
  { name: 'exactly', size: 0xffffffff, crc32: 3 },
  { name: 'after', size: 7, crc32: 4 },
];

test('ZIP64: contents and offsets above 4 GiB', async (t) => {
  const entries = await readZip(sparseSource(GIANTS));
  t.deepEqual(
    entries.map(({ name, size, crc32: crc }) => ({ name, size, crc32: crc })),
    GIANTS,
  );
});

test('peer: zipinfo reads the ZIP64 form', async (t) => {
  if (!(await peer(t, 'zipinfo'))) return;
  // unzip 6.0 mixes up what follows an entry of exactly 2^32 − 1 octets.
  const giants = GIANTS.filter(({ name }) => name !== 'exactly');
  await inFolder(async (folder) => {
    const path = join(folder, 'giant.zip');
    const file = await open(path, 'w');
    const layout = zipLayout(giants);
    for (const { localHeader, offset } of layout.entries) {
      await file.write(localHeader, 0, localHeader.length, offset);
    }
    await file.write(layout.tail, 0, layout.tail.length, layout.size - layout.tail.length);
    await file.close();
    const { stdout } = await run('zipinfo', ['-l', path]);
    for (const { name, size } of giants) t.regex(stdout, new RegExp(` ${size} .* ${name}\n`));
  });
});

test('every octet of headers and directory counts: each flip is refused or changes a fact', async (t) => {
  const bytes = await zipOf({ 'a/b.txt': text('abc'), 'я.bin': text('') });
  const layout = zipLayout([
    { name: 'a/b.txt', size: 3, crc32: crc32(text('abc')) },
    { name: 'я.bin', size: 0, crc32: 0 },
  ]);
  const start = layout.entries[0]?.start ?? 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (at >= start && at < start + 3) continue; // content: its digest is the package's business
    for (const mask of [0x01, 0x20, 0x80]) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ mask;
      await t.throwsAsync(
        readZip(bytesSource(flipped)),
        { instanceOf: FormatError },
        `octet ${at}`,
      );
    }
  }
});

test('octets before, between, after, a truncated archive and a second directory are refused', async (t) => {
  const bytes = Buffer.from(await zipOf(SAMPLE));
  const other = Buffer.from(await zipOf({ x: text('y') }));
  const middle = 30 + 'README.txt'.length + SAMPLE['README.txt'].length;
  const hostile = [
    Buffer.concat([Buffer.from('MZ'), bytes]),
    Buffer.concat([bytes, Buffer.of(0)]),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([bytes, other]),
    Buffer.concat([bytes.subarray(0, middle), Buffer.of(0), bytes.subarray(middle)]),
    ...Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length)),
  ];
  for (const each of hostile) {
    await t.throwsAsync(readZip(bytesSource(each)), { instanceOf: FormatError });
  }
});

test('names that leave the folder, hide or collide are neither written nor read', (t) => {
  const bad = [
    '',
    '/etc/passwd',
    '../up',
    'a/../b',
    './a',
    'a//b',
    'a/',
    'a\\b',
    'C:x',
    'a\u0000b',
    'a\nb',
    'exe\u202etxt.pdf',
    'a.',
    'b /c',
    '\ud800',
    'и\u0306.txt',
    '\ufeffa',
    'x'.repeat(1025),
    'a?b',
    '..',
    'a/..',
  ];
  for (const name of bad) t.is(typeof nameFault(name), 'string', JSON.stringify(name));
  for (const name of ['a', 'Договор №5.pdf', 'a/b/c.p7s', '.hidden', 'a b'])
    t.is(nameFault(name), undefined);
  const empty = { size: 0, crc32: 0 };
  for (const pair of [
    ['a', 'a'],
    ['A', 'a'],
    ['Й', 'й'],
    ['a', 'a/b'],
    ['a/b', 'A'],
    ['ß', 'SS'],
    ['ſ', 's'],
  ]) {
    const entries = pair.map((name) => ({ name, ...empty }));
    t.throws(() => zipLayout(entries), { instanceOf: FormatError }, pair.join(' '));
  }
});

async function drain(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) void piece;
}

test('a content that is not what was measured ends the stream', async (t) => {
  const cases = [text('abd'), text('abcd'), text('ab')];
  for (const content of cases) {
    const entry = {
      name: 'a',
      size: 3,
      crc32: crc32(text('abc')),
      async *content() {
        yield content;
      },
    };
    await t.throwsAsync(drain(writeZip([entry]).bytes), { instanceOf: FormatError });
  }
});

test('a directory that claims more than the limits is refused before it is read', async (t) => {
  const bytes = await zipOf(SAMPLE);
  const view = new DataView(bytes.buffer);
  view.setUint16(bytes.length - 22 + 10, 0xfffe, true);
  await t.throwsAsync(readZip(bytesSource(bytes)), { instanceOf: FormatError });
  const source = { size: 1e12, read: async () => new Uint8Array(22).fill(0xff) };
  await t.throwsAsync(readZip(source), { instanceOf: FormatError });
});

test('random octets and mutated archives end in FormatError, never in another error', async (t) => {
  const valid = await zipOf(SAMPLE);
  const mutation = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(mutation, fc.uint8Array({ maxLength: 60 }), async (changes, noise) => {
      const mutated = valid.slice();
      for (const [at, octet] of changes) mutated[at] = octet;
      for (const bytes of [mutated, noise]) {
        const error = await readZip(bytesSource(bytes)).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        t.true(error === undefined || error instanceof FormatError);
      }
    }),
  );
});
