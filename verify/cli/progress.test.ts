import test from 'ava';
import { progressOn, shown } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) };
}

test('a terminal is told how far the work has come, on one line that is taken away', (t) => {
  const output = terminal(true);
  let now = 0;
  const progress = progressOn(output, () => now);
  progress.show({ done: 1, total: 4, label: 'contract.pdf' });
  progress.show({ done: 2, total: 4, label: 'too soon to be drawn' });
  now = 1000;
  progress.show({ done: 7, label: '7 files, and nobody knows how many there are' });
  progress.clear();
  progress.clear();
  t.deepEqual(output.written, [
    '\r\u001b[K[######..................]  25% contrac',
    '\r\u001b[K7 files, and nobody knows how many ther',
    '\r\u001b[K',
  ]);
});

test('a pipe is told nothing', (t) => {
  const output = terminal(false);
  const progress = progressOn(output, () => 0);
  progress.show({ done: 1, total: 2, label: 'x' });
  progress.clear();
  t.deepEqual(output.written, []);
});

test('a large file shows where it is read, a small one does not', async (t) => {
  const output = terminal(true);
  const progress = progressOn(output, () => 0);
  const source = (size: number) => ({ size, read: async () => new Uint8Array() });
  await shown(source(1024), 'small', progress).read(512, 1);
  t.deepEqual(output.written, []);
  await shown(source(2 ** 30), 'large', progress).read(2 ** 29, 1);
  t.deepEqual(output.written, ['\r\u001b[K[############............]  50% large']);
});

test('it is shown too where a large file is read into one buffer, which stays possible only where it was', async (t) => {
  const output = terminal(true);
  const progress = progressOn(output, () => 0);
  const source = { size: 2 ** 30, read: async () => new Uint8Array() };
  t.false('readInto' in shown(source, 'large', progress));
  const filling = { ...source, readInto: async (target: Uint8Array) => target.fill(7).length };
  const target = new Uint8Array(3);
  t.is(await shown(filling, 'large', progress).readInto?.(target, 2 ** 29), 3);
  t.deepEqual([...target], [7, 7, 7]);
  t.deepEqual(output.written, ['\r\u001b[K[############............]  50% large']);
});
