import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { copiesAside } from './copies-aside.ts';

test('what repairs put aside is named of both copies of the archive, wherever they lie', async (t) => {
  const path = await scratchFolder(t);
  const data = path('data');
  await mkdir(data);
  t.deepEqual(await copiesAside({ data, archiveMirror: path('mirror') }), []);
  const aside = [
    join(data, 'okno.sqlite.before-2026'),
    join(data, 'archive', 'damaged', '2026'),
    join(path('mirror'), 'damaged', '2027'),
  ];
  for (const folder of aside) await mkdir(folder, { recursive: true });
  t.deepEqual(await copiesAside({ data, archiveMirror: path('mirror') }), aside);
  t.deepEqual(await copiesAside({ data }), aside.slice(0, 2));
  const archive = join(data, 'archive');
  t.deepEqual(await copiesAside({ data: path('elsewhere'), archive }), aside.slice(1, 2));
});
