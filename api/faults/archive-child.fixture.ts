// A process that commits, archives, and is killed where OKNO_FAILPOINT says.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openArchive } from '../../storage/archive/fs/open-archive.ts';
import { openKeyRing } from '../../storage/archive/fs/open-key-ring.ts';
import * as sample from '../../storage/contracts/samples.ts';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { archiveEnd, runArchive } from '../../vault/archive/run-archive.ts';

const [folder = '', cycle = ''] = process.argv.slice(2);
const metadata = await openSqliteMetadata({ file: join(folder, 'okno.sqlite') });
const blobs = memoryBlobs();
const ports = {
  ...{ metadata, blobs, contents: blobs, clock: { now: () => new Date() } },
  archive: await openArchive({ folder: join(folder, 'archive') }),
  keyRing: openKeyRing(join(folder, 'archive')),
  lastSegment: await openLastHead({ file: join(folder, 'last-segment') }),
  random: (length: number) => randomBytes(length),
  // Who signs is not what is killed here.
  signer: { name: 'okno.test/journal', sign: async (text: string) => text },
  sha256: (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest()),
};
let end = await archiveEnd(ports);
for (let run = 0; run < 3; run += 1) {
  const id = `p-${cycle}-${run}`;
  await metadata.commit({ participants: [sample.participant(id)] });
  process.stdout.write(`${id}\n`);
  end = await runArchive(end, ports);
}
await metadata.close();
