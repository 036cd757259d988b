import test from 'ava';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import type { OpenBlob } from '../../vault/ports/blobs.ts';
import { earlyBlob } from './early-blob.ts';

async function watched() {
  const blobs = memoryBlobs();
  const { id } = await blobs.put('owner', Buffer.from('a'));
  const other = await blobs.put('owner', Buffer.from('b'));
  const count = { opened: 0, closed: 0 };
  const open = async (name: string): Promise<OpenBlob> => {
    const blob = await blobs.open(name);
    count.opened += 1;
    const close = async () => {
      count.closed += 1;
      await blob.close();
    };
    return { ...blob, close };
  };
  return { early: earlyBlob({ open }), id, other: other.id, count };
}

test('what was begun is what is opened, once', async (t) => {
  const { early, id, count } = await watched();
  early.begin(id);
  const blob = await early.open(id);
  t.is(count.opened, 1);
  await early.close(); // taken: its taker closes it
  t.is(Buffer.from(await blob.read(0, 9)).toString(), 'a');
  t.is(count.closed, 0);
  await early.open(id);
  t.is(count.opened, 2);
});

test('what was begun and not taken is closed', async (t) => {
  const { early, id, other, count } = await watched();
  early.begin(id);
  const blob = await early.open(other);
  t.is(Buffer.from(await blob.read(0, 9)).toString(), 'b');
  await early.close();
  await early.close();
  t.deepEqual(count, { opened: 2, closed: 1 });
});

test('what cannot be opened is told to its taker, and to nobody when it is not taken', async (t) => {
  const { early } = await watched();
  early.begin('owner/none');
  await t.throwsAsync(early.open('owner/none'), { code: 'not-found' });
  early.begin('owner/none');
  await early.close();
});
