import { createHash } from 'node:crypto';
import test, { type ExecutionContext, type ImplementationFn } from 'ava';
import fc from 'fast-check';
import { readAll } from '../../formats/byte-source.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import { outcome } from './outcome.ts';

export interface BlobsUnderTest {
  readonly blobs: Blobs;
  /** How many blobs, or parts of them, the engine holds that were not given out by `keep`. */
  readonly leftovers: () => Promise<number>;
  /** How many blobs the engine holds under a name. */
  readonly visible: () => Promise<number>;
}

/** `test`, or what stands for it where the engine may be missing. */
export type Define = (title: string, implementation: ImplementationFn<[]>) => void;

export type BlobsFactory = (t: ExecutionContext) => Promise<BlobsUnderTest>;

const LIMIT = 1 << 20;

export async function* stream(...parts: readonly (string | Uint8Array)[]) {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The whole blob as text. */
export async function textOf(blobs: Blobs, id: string): Promise<string> {
  const blob = await blobs.open(id);
  try {
    return Buffer.from(await readAll(blob, LIMIT)).toString();
  } finally {
    await blob.close();
  }
}

/** What every adapter of `Blobs` keeps. */
export function blobsContract(name: string, make: BlobsFactory, define: Define = test): void {
  const rule = (
    title: string,
    check: (t: ExecutionContext, bench: BlobsUnderTest) => Promise<void>,
  ) => define(`${name} blobs: ${title}`, async (t) => check(t, await make(t)));

  rule('what was kept is read back, whole and in pieces', async (t, { blobs }) => {
    const staged = await blobs.stage('owner', stream('дого', 'вор'), LIMIT);
    t.is(staged.sha256, sha256('договор'));
    const kept = await staged.keep();
    t.like(kept, { sha256: sha256('договор'), size: 14 });
    t.is(await textOf(blobs, kept.id), 'договор');
    const blob = await blobs.open(kept.id);
    t.is(blob.size, 14);
    t.is(Buffer.from(await blob.read(8, 6)).toString(), 'вор');
    t.is((await blob.read(10, 100)).length, 4);
    t.is((await blob.read(14, 1)).length, 0);
    t.is((await blob.read(99, 1)).length, 0);
    await blob.close();
    t.is(await outcome(blob.read(0, 1)), 'unavailable');
  });

  rule('bytes at hand are kept at once, and twice is success', async (t, { blobs, leftovers }) => {
    const kept = await blobs.put('owner', Buffer.from('договор'));
    t.like(kept, { sha256: sha256('договор'), size: 14 });
    t.is(await textOf(blobs, kept.id), 'договор');
    t.deepEqual(await blobs.put('owner', Buffer.from('договор')), kept);
    t.deepEqual(await (await blobs.stage('owner', stream('договор'), LIMIT)).keep(), kept);
    const staged = await (await blobs.stage('owner', stream('staged'), LIMIT)).keep();
    t.deepEqual(await blobs.put('owner', Buffer.from('staged')), staged);
    const empty = await blobs.put('owner', new Uint8Array());
    t.is(await textOf(blobs, empty.id), '');
    t.is(await leftovers(), 0);
    await t.throwsAsync(blobs.put('../x', Buffer.from('a')), { instanceOf: TypeError });
  });

  rule('equal bytes at hand are not shared between owners', async (t, { blobs }) => {
    const mine = await blobs.put('mine', Buffer.from('same'));
    const theirs = await blobs.put('theirs', Buffer.from('same'));
    t.not(mine.id, theirs.id);
    t.is(await textOf(blobs, theirs.id), 'same');
  });

  rule('staged bytes can be read before and after keep', async (t, { blobs }) => {
    const staged = await blobs.stage('owner', stream('bytes'), LIMIT);
    t.is(staged.size, 5);
    t.is(Buffer.from(await staged.source.read(1, 3)).toString(), 'yte');
    await staged.keep();
    t.is(Buffer.from(await readAll(staged.source, LIMIT)).toString(), 'bytes');
  });

  rule('an empty blob is a blob', async (t, { blobs }) => {
    const kept = await (await blobs.stage('owner', stream(), 0)).keep();
    t.is(kept.sha256, sha256(''));
    t.is(await textOf(blobs, kept.id), '');
  });

  rule('what is staged is not there before keep', async (t, { blobs, visible }) => {
    const staged = await blobs.stage('owner', stream('b'), LIMIT);
    const before = await visible();
    const { id } = await staged.keep();
    t.is(before, 0);
    t.is(await visible(), 1);
    t.is(await textOf(blobs, id), 'b');
  });

  rule('discard leaves nothing, and is harmless twice', async (t, { blobs, leftovers }) => {
    const staged = await blobs.stage('owner', stream('a'), LIMIT);
    t.is(await leftovers(), 1);
    await staged.discard();
    await staged.discard();
    t.is(await leftovers(), 0);
    t.is(await outcome(staged.keep()), 'not-found');
    t.is(await outcome(staged.source.read(0, 1)), 'not-found');
  });

  rule('discard after keep is harmless', async (t, { blobs, leftovers }) => {
    const staged = await blobs.stage('owner', stream('a'), LIMIT);
    const keeping = staged.keep();
    await staged.discard();
    const { id } = await keeping;
    await staged.discard();
    t.is(await textOf(blobs, id), 'a');
    t.is(await leftovers(), 0);
  });

  rule(
    'what was removed is not there; removed twice, and kept anew, is success',
    async (t, bench) => {
      const { blobs, visible } = bench;
      const kept = await blobs.put('owner', Buffer.from('a'));
      const other = await blobs.put('owner', Buffer.from('b'));
      await blobs.remove(kept.id);
      await blobs.remove(kept.id);
      t.is(await outcome(blobs.open(kept.id)), 'not-found');
      t.is(await visible(), 1);
      t.is(await textOf(blobs, other.id), 'b');
      const anew = await blobs.put('owner', Buffer.from('a'));
      t.is(await textOf(blobs, anew.id), 'a');
      t.is(await outcome(blobs.remove('../../etc/passwd')), 'not-found');
    },
  );

  rule('the same bytes twice are one blob', async (t, { blobs, leftovers }) => {
    const first = await blobs.stage('owner', stream('same'), LIMIT);
    const second = await blobs.stage('owner', stream('sa', 'me'), LIMIT);
    const kept = await first.keep();
    t.deepEqual(await first.keep(), kept);
    t.deepEqual(await second.keep(), kept);
    t.is(await textOf(blobs, kept.id), 'same');
    t.is(await leftovers(), 0);
  });

  rule('equal bytes of two owners are two blobs', async (t, { blobs }) => {
    const mine = await (await blobs.stage('mine', stream('same'), LIMIT)).keep();
    const theirs = await blobs.stage('theirs', stream('same'), LIMIT);
    t.is(await outcome(blobs.open(mine.id.replace('mine', 'theirs'))), 'not-found');
    t.not((await theirs.keep()).id, mine.id);
  });

  rule(
    '50 at once, of the same bytes and of others, are all kept',
    async (t, { blobs, leftovers }) => {
      const kept = await Promise.all(
        Array.from({ length: 50 }, async (_, n) =>
          (await blobs.stage('owner', stream(`content ${n % 5}`), LIMIT)).keep(),
        ),
      );
      t.is(new Set(kept.map((each) => each.id)).size, 5);
      for (const [n, each] of kept.entries())
        t.is(await textOf(blobs, each.id), `content ${n % 5}`);
      t.is(await leftovers(), 0);
    },
  );

  rule('content of the limit is taken, one octet more is too-large', async (t, bench) => {
    const { blobs, leftovers } = bench;
    const exact = await blobs.stage('owner', stream('12345', '67890'), 10);
    t.is(exact.size, 10);
    await exact.discard();
    t.is(await outcome(blobs.stage('owner', stream('12345', '678901'), 10)), 'too-large');
    t.is(await leftovers(), 0);
  });

  rule('over the limit no more of the content is asked for', async (t, { blobs }) => {
    let asked = 0;
    let closed = false;
    async function* endless() {
      try {
        for (;;) {
          asked += 1;
          yield Buffer.alloc(100);
        }
      } finally {
        closed = true;
      }
    }
    t.is(await outcome(blobs.stage('owner', endless(), 250)), 'too-large');
    t.is(asked, 3);
    t.true(closed);
  });

  rule('a client that stops half-way gets its own error and leaves nothing', async (t, bench) => {
    const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET', syscall: 'read' });
    async function* broken() {
      yield Buffer.from('half of it');
      throw aborted;
    }
    const thrown = await t.throwsAsync(bench.blobs.stage('owner', broken(), LIMIT));
    t.is(thrown, aborted);
    t.is(await bench.leftovers(), 0);
  });

  for (const ownerId of [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc',
    'a\0b',
    '.hidden',
    'x'.repeat(129),
  ]) {
    rule(`owner ${JSON.stringify(ownerId.slice(0, 9))} names no folder`, async (t, bench) => {
      const { blobs, leftovers } = bench;
      await t.throwsAsync(blobs.stage(ownerId, stream('a'), LIMIT), { instanceOf: TypeError });
      t.is(await leftovers(), 0);
    });
  }

  for (const id of ['', '..', '../../etc/passwd', 'owner', `owner/${'A'.repeat(64)}`, 'owner/..']) {
    rule(`id ${JSON.stringify(id)} is not found`, async (t, { blobs }) => {
      t.is(await outcome(blobs.open(id)), 'not-found');
    });
  }

  rule('any bytes in any pieces are kept as they are', async (t, { blobs }) => {
    const parts = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(9000), fc.nat(9000), async (pieces, offset, length) => {
        const whole = Buffer.concat(pieces);
        const kept = await (await blobs.stage('owner', stream(...pieces), LIMIT)).keep();
        t.is(kept.sha256, sha256(whole));
        const blob = await blobs.open(kept.id);
        const part = Buffer.from(await blob.read(offset, length));
        await blob.close();
        t.true(part.equals(whole.subarray(offset, offset + length)));
      }),
      { numRuns: 40 },
    );
  });
}
