import test from 'ava';
import { openArchive, placeOf } from '../../storage/archive/fs/open-archive.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import type { LogLine } from '../http/log.ts';
import { mirrorStore } from './mirror-store.ts';

const version = (text: string) => ({
  created: '2026-03-10T12:00:00.000Z',
  message: 'a version',
  files: [{ path: 'a.txt', content: Buffer.from(text) }],
});

test('all is brought over once, then what was written; what differs is left, and told when it is looked at', async (t) => {
  const path = await scratchFolder(t);
  const [folder, mirror] = [path('archive'), path('mirror')];
  const lines: LogLine[] = [];
  const log = { write: (line: LogLine) => void lines.push(line) };
  const first = mirrorStore({ folder, mirror, log });
  const archive = first.noting(await openArchive({ folder }));
  const copy = await first.open();
  for (const id of ['a', 'b']) await archive.append(`urn:example:${id}`, version(id));
  await first.follow();
  const has = async (id: string) =>
    Buffer.from(await copy.read(`urn:example:${id}`, 'a.txt', 99)).toString();
  t.deepEqual([await has('a'), await has('b')], ['a', 'b']);

  await copy.replace('urn:example:a', version('other'));
  await archive.append('urn:example:c', version('c'));
  await first.follow();
  t.is(await has('c'), 'c');
  t.deepEqual(lines, [], 'no other object was looked at');

  await mirrorStore({ folder, mirror, log }).follow();
  const place = placeOf('urn:example:a');
  t.deepEqual(lines, [{ level: 'error', event: 'not-mirrored', place, reason: 'conflict' }]);
  t.is(await has('a'), 'other');
  t.is(Buffer.from(await archive.read('urn:example:a', 'a.txt', 99)).toString(), 'a');
});
