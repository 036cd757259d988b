// A disk that is really full: 507, nothing half-kept, and back to work when there is room (RFC 4918 §11.5).
import { randomBytes } from 'node:crypto';
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDisk, testWithSmallDisk } from '../test-fixtures/peers/small-disk.ts';
import {
  documentPart,
  METADATA,
  registerContract,
  sign,
  signaturePart,
  startStage,
} from './service.fixture.ts';

testWithSmallDisk(
  'a full disk is 507 and nothing is kept; with room again the same request succeeds',
  async (t) => {
    const data = smallDisk(t, 8);
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
