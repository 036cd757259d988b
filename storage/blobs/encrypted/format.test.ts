import { createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { bytesSource } from '../../../formats/byte-source.ts';
import { CHUNK } from '../../../formats/encrypted-blob/layout.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { keyRing } from '../../keys/key-ring.ts';
import { masterKey } from '../../keys/master-key.ts';
import { openedSource } from './opened-source.ts';
import { sealBytes, sealContent } from './seal-content.ts';

const RUNS = process.env['CI'] === undefined ? 30 : 100;
const OCTETS = Buffer.alloc(32, 7);
const KEY = createSecretKey(OCTETS);

/** Lengths on both sides of every border that there is. */
const size = fc
  .tuple(fc.nat({ max: 4 }), fc.integer({ min: -2, max: 2 }))
  .map(([chunks, off]) => Math.max(0, chunks * CHUNK + off));

function contentOf(length: number): Buffer {
  return Buffer.alloc(length, randomBytes(1021));
}

async function* piecesOf(content: Buffer, cuts: readonly number[]) {
  let at = 0;
  for (const cut of cuts) {
    yield content.subarray(at, at + cut);
    at += cut;
  }
  yield content.subarray(at);
}

async function sealed(content: Buffer, cuts: readonly number[] = []): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const sealing = sealContent(KEY, piecesOf(content, cuts), content.length);
  for await (const part of sealing.sealed) parts.push(part);
  return Buffer.concat(parts);
}

const opened = async (file: Uint8Array, length: number, key = KEY) =>
  openedSource({ name: 'blob', source: bytesSource(file), size: length, key });

/** What is read, or the code of the refusal. */
async function readOf(file: Uint8Array, length: number, offset = 0, wanted = length) {
  try {
    return Buffer.from(await (await opened(file, length)).read(offset, wanted));
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
}

test('any content in any pieces comes back, and a stream gives the file that bytes at hand give', async (t) => {
  await fc.assert(
    fc.asyncProperty(size, fc.array(fc.nat({ max: 70_000 })), async (length, cuts) => {
      const content = contentOf(length);
      const file = await sealed(content, cuts);
      t.true(file.equals(sealBytes(KEY, content)));
      t.true(content.equals((await readOf(file, length)) as Buffer));
    }),
    { numRuns: RUNS },
  );
});

test('any range is the range of the content, whatever was read before', async (t) => {
  const range = fc.tuple(fc.nat({ max: 5 * CHUNK }), fc.nat({ max: 3 * CHUNK }));
  await fc.assert(
    fc.asyncProperty(size, fc.array(range, { maxLength: 6 }), async (length, ranges) => {
      const content = contentOf(length);
      const source = await opened(await sealed(content), length);
      for (const [offset, wanted] of ranges) {
        const part = Buffer.from(await source.read(offset, wanted));
        t.true(part.equals(content.subarray(offset, offset + wanted)));
      }
    }),
    { numRuns: RUNS },
  );
});

test('one changed bit anywhere: what reads that chunk is refused, and no octet of it is given', async (t) => {
  await fc.assert(
    fc.asyncProperty(size, fc.double({ min: 0, max: 1, noNaN: true }), async (length, where) => {
      const content = contentOf(length);
      const file = await sealed(content);
      const at = Math.min(file.length - 1, Math.floor(where * file.length));
      file[at] = (file[at] ?? 0) ^ (1 << (at % 8));
      t.is(await readOf(file, length), 'corrupt');
      // Other chunks are still readable, and right; the header belongs to the first.
      const chunk = Math.max(0, Math.floor((at - 16) / (CHUNK + 16)));
      for (let start = 0; start < length; start += CHUNK) {
        const part = await readOf(file, length, start, CHUNK);
        if (start === chunk * CHUNK) t.is(part, 'corrupt');
        else t.true(content.subarray(start, start + CHUNK).equals(part as Buffer));
      }
    }),
    { numRuns: RUNS },
  );
});

test('cut anywhere, or with octets added: refused before anything is read', async (t) => {
  await fc.assert(
    fc.asyncProperty(size, fc.integer({ min: 1, max: 3 * CHUNK }), async (length, cut) => {
      const file = await sealed(contentOf(length));
      const shorter = file.subarray(0, Math.max(0, file.length - cut));
      t.is(await readOf(shorter, length, 0, 1), 'corrupt');
      t.is(await readOf(Buffer.concat([file, randomBytes(cut)]), length, 0, 1), 'corrupt');
    }),
    { numRuns: RUNS },
  );
});

const SEALED = CHUNK + 16;
const chunkOf = (file: Buffer, index: number) =>
  file.subarray(16 + index * SEALED, 16 + (index + 1) * SEALED);

test('a file cut at a border of chunks does not pass for a shorter content', async (t) => {
  const file = await sealed(contentOf(3 * CHUNK));
  const shorter = file.subarray(0, 16 + 2 * SEALED);
  t.is(await readOf(shorter, 2 * CHUNK, CHUNK, 1), 'corrupt'); // chunk 2 was not sealed as the last
  t.is(await readOf(shorter, 2 * CHUNK), 'corrupt');
});

test('a longer content does not pass for its beginning with a new end', async (t) => {
  const [long, short] = [await sealed(contentOf(2 * CHUNK)), await sealed(contentOf(CHUNK))];
  const grown = Buffer.concat([short, chunkOf(long, 1)]);
  t.is(await readOf(grown, 2 * CHUNK, 0, 1), 'corrupt'); // its chunk 1 was sealed as the last
});

test('chunks in another order, twice, or from the same place of another blob are refused', async (t) => {
  const length = 4 * CHUNK;
  const file = await sealed(contentOf(length));
  const head = file.subarray(0, 16);
  const order = (...indexes: readonly number[]) =>
    Buffer.concat([head, ...indexes.map((index) => chunkOf(file, index))]);
  t.is(await readOf(order(1, 0, 2, 3), length), 'corrupt');
  t.is(await readOf(order(0, 2, 1, 3), length, CHUNK, 1), 'corrupt');
  t.is(await readOf(order(0, 0, 2, 3), length, CHUNK, 1), 'corrupt');
  t.is(await readOf(order(0, 1, 2, 0), length, 3 * CHUNK, 1), 'corrupt');
  const other = Buffer.from(sealBytes(createSecretKey(randomBytes(32)), contentOf(length)));
  const mixed = Buffer.concat([
    head,
    chunkOf(file, 0),
    chunkOf(other, 1),
    chunkOf(file, 2),
    chunkOf(file, 3),
  ]);
  t.is(await readOf(mixed, length, CHUNK, 1), 'corrupt');
  t.is((await readOf(mixed, length, 0, CHUNK))?.length, CHUNK);
});

test('under another key nothing opens, not even an empty content', async (t) => {
  for (const length of [0, 1, CHUNK + 1]) {
    const file = sealBytes(KEY, contentOf(length));
    const source = await opened(file, length, createSecretKey(randomBytes(32)));
    await t.throwsAsync(source.read(0, 1), { code: 'corrupt' });
  }
});

test('the refusal says which blob, which chunk and where', async (t) => {
  const file = await sealed(contentOf(3 * CHUNK));
  file[16 + SEALED + 5] = (file[16 + SEALED + 5] ?? 0) ^ 1;
  const source = await opened(file, 3 * CHUNK);
  const error = await t.throwsAsync(source.read(CHUNK, 1));
  t.regex(error.message, /^blob blob: chunk 2 of 3 \(octets 65568 to 131120 of the file\)/);
});

/** By the page alone: no code of ours but what made the file. */
function decryptByThePage(
  file: Buffer,
  wrapped: { generation: string; wrapped: string; id: string; sha256: string; size: number },
  master: Buffer,
): Buffer {
  const box = Buffer.from(wrapped.wrapped, 'base64url');
  const { generation, id, sha256, size: length } = wrapped;
  const bound = `okno-vault blob key 1\n${generation}\n${id}\n${sha256}\n${length}\n`;
  const open = (key: Buffer, nonce: Buffer, aad: Buffer, boxed: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(aad).setAuthTag(boxed.subarray(boxed.length - 16));
    return Buffer.concat([decipher.update(boxed.subarray(0, boxed.length - 16)), decipher.final()]);
  };
  const key = open(master, box.subarray(0, 12), Buffer.from(bound), box.subarray(12));
  const out: Buffer[] = [];
  for (let at = 16, number = 0; at < file.length; at += 65_552, number += 1) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(number, 7);
    nonce[11] = at + 65_552 >= file.length ? 1 : 0;
    out.push(open(key, nonce, file.subarray(0, 16), file.subarray(at, at + 65_552)));
  }
  return Buffer.concat(out);
}

test('another implementation, written from format.md, decrypts with the master key', async (t) => {
  const master = randomBytes(32);
  const ring = keyRing([masterKey(1, master)]);
  for (const length of [0, 5, CHUNK, 3 * CHUNK + 1]) {
    const content = contentOf(length);
    const key = randomBytes(32);
    const file = Buffer.from(sealBytes(createSecretKey(key), content));
    const blob = { id: 'owner/0a', sha256: 'ab', size: length };
    const read = decryptByThePage(file, { ...blob, ...ring.wrap(key, blob) }, master);
    t.true(read.equals(content));
  }
});

test('memory stays flat: a piece is asked for when the last chunk was taken', async (t) => {
  const piece = Buffer.alloc(1 << 16, 1);
  let asked = 0;
  async function* large() {
    for (;;) {
      asked += 1;
      yield piece;
    }
  }
  const { sealed: chunks } = sealContent(KEY, large(), Number.MAX_SAFE_INTEGER);
  for (let taken = 1; taken <= 20; taken += 1) {
    await chunks.next();
    t.true(asked <= taken + 1, `${asked} asked for, ${taken} taken`);
  }
  await chunks.return(undefined);
});
