// A process that adds versions to an archive and is killed where OKNO_FAILPOINT says.
import { openArchive } from './open-archive.ts';

/** Their places begin with the same folder, so that the second has only a part of its way to itself. */
const IDS = ['urn:example:1', 'urn:example:14'];

const [folder = '', runs = '1'] = process.argv.slice(2);
const archive = await openArchive({ folder });
for (let run = 1; run <= Number(runs); run += 1) {
  for (const id of IDS) {
    const versions = (await archive.inventory(id))?.versions.size ?? 0;
    await archive.append(id, {
      created: '2026-03-10T12:00:00.000Z',
      message: 'a version',
      files: [
        { path: 'same.txt', content: Buffer.from('the same in every version') },
        { path: `new-${versions}.txt`, content: Buffer.from(`of version ${versions}`) },
      ],
    });
    process.stdout.write(`${id} ${versions + 1}\n`);
  }
}
