// The service as it would be without encryption: for `encryption.ts`, and nothing else, to be measured beside.
import { compose } from '../api/compose.ts';
import { openBlobFiles } from '../api/composition/open-blob-files.ts';
import { openMetadata } from '../api/composition/open-metadata.ts';
import { readConfig } from '../api/config.ts';
import { jsonLinesLog } from '../api/http/log.ts';

const now = () => new Date();
const file = process.argv.at(-1);
const sources = { environment: {}, cwd: process.cwd() };
const config = await readConfig({ ...sources, ...(file === undefined ? {} : { file }) });
const log = jsonLinesLog({ write: (text) => process.stdout.write(text), now });
const service = await compose(config, {
  clock: { now },
  log,
  async openStores(settings, by = 'service', clock = { now }) {
    const { metadata } = await openMetadata(settings, by);
    const files = await openBlobFiles(settings, { shared: false, clock });
    const contentOf = <T>(stored: T) => stored;
    return { metadata, blobs: files.blobs, stored: files.blobs, contentOf, files };
  },
});
const { origin } = await service.listen();
log.write({ level: 'info', event: 'listening', origin });
