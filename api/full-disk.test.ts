// A disk that is really full: 507, nothing half-kept, and back to work when there is room (RFC 4918 §11.5).
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  documentPart,
  METADATA,
  registerContract,
  sign,
  signaturePart,
  startStage,
} from './service.fixture.ts';

// Mounting needs root: a skip on a desk, a failure in CI.
const mayMount = process.getuid?.() === 0 || process.env['CI'] !== undefined;
const asRoot = mayMount ? test : test.skip;

/** A small tmpfs. */
async function smallDisk(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-disk-'));
  const options = ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder];
  const mount = spawnSync('mount', options, { encoding: 'utf8' });
  t.teardown(async () => {
    if (mount.status === 0) spawnSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true });
  });
  if (mount.status !== 0) throw new Error(`mount tmpfs: ${mount.stderr}`);
  return folder;
}

asRoot(
  'a full disk is 507 and nothing is kept; with room again the same request succeeds',
  async (t) => {
    const data = await smallDisk(t);
    const { exporter, identities } = await startStage(t, { data: join(data, 'okno') });
    const contract = await registerContract(exporter);
    const bytes = randomBytes(512 * 1024);
    const files = [documentPart(bytes), signaturePart(await sign(bytes, identities.head))];
    const place = () =>
      exporter.place(`/v1/contracts/${contract}/documents`, {
        key: 'same',
        metadata: METADATA,
        files,
      });
    const filler = join(data, 'filler');
    const { bavail, bsize } = await statfs(data);
    await writeFile(filler, randomBytes(bavail * bsize - 128 * 1024));
    const full = await place();
    t.is(full.status, 507, full.bytes.toString());
    t.is(full.json['type'], 'urn:okno:problem:storage-no-space');
    t.regex(full.headers.get('retry-after') ?? '', /^\d+$/);
    t.deepEqual(await readdir(join(data, 'okno', 'documents', 'staging')), []);
    await rm(filler);
    const again = await place();
    t.is(again.status, 201, again.bytes.toString());
    const content = await exporter.get(`${again.headers.get('location')}/content`);
    t.deepEqual(content.bytes, bytes);
  },
);
