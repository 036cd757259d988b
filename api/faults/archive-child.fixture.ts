// A process that commits, archives, and is killed where OKNO_FAILPOINT says.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { openArchive } from '../../storage/archive/fs/open-archive.ts';
import { openKeyRing } from '../../storage/archive/fs/open-key-ring.ts';
import * as sample from '../../storage/contracts/samples.ts';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { archiveEnd, runArchive } from '../../vault/archive/run-archive.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import { logKey } from '../keys/log-key.ts';

const [folder = '', cycle = ''] = process.argv.slice(2);
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = sha256Of(algorithms);
const signer = await noteSigner('okno.test/journal', await logKey(folder, true), sha256);
const metadata = await openSqliteMetadata({ file: join(folder, 'okno.sqlite') });
const blobs = memoryBlobs();
const ports = {
  ...{ metadata, blobs, contents: blobs, clock: { now: () => new Date() } },
  archive: await openArchive({ folder: join(folder, 'archive') }),
  keyRing: openKeyRing(join(folder, 'archive')),
  lastSegment: await openLastHead({ file: join(folder, 'last-segment') }),
  random: (length: number) => randomBytes(length),
  ...{ algorithms, signer, sha256, logKeys: [await parseLogKey(signer.vkey, algorithms)] },
};
let end = await archiveEnd(ports);
for (let run = 0; run < 3; run += 1) {
  const id = `p-${cycle}-${run}`;
  await metadata.commit({ participants: [sample.participant(id)] });
  process.stdout.write(`${id}\n`);
  end = await runArchive(end, ports);
}
await metadata.close();
