// Measures the service beside peers in the same run and prints ratios: machines differ, ratios less so.
//   npm run bench [intake] [verify] [batch] [path] [large-crl] [pkits] [xml] [memory] [large-cms] [journal] [encryption] [postgres] [gost]
import { parseArgs } from 'node:util';
import type { Measure } from './measure.ts';

const MEASUREMENTS: ReadonlyMap<string, () => Promise<{ measure: Measure }>> = new Map([
  ['verify', () => import('./verify.ts')],
  ['batch', () => import('./batch.ts')],
  ['path', () => import('./path.ts')],
  ['large-crl', () => import('./large-crl.ts')],
  ['pkits', () => import('./pkits.ts')],
  ['xml', () => import('./xml.ts')],
  ['intake', () => import('./intake.ts')],
  ['memory', () => import('./memory.ts')],
  ['large-cms', () => import('./large-cms.ts')],
  ['journal', () => import('./journal.ts')],
  ['encryption', () => import('./encryption.ts')],
  ['postgres', () => import('./postgres.ts')],
  ['gost', () => import('./gost.ts')],
]);

const { positionals } = parseArgs({ allowPositionals: true });
const wanted = positionals.length === 0 ? [...MEASUREMENTS.keys()] : positionals;
for (const name of wanted) {
  const load = MEASUREMENTS.get(name);
  if (load === undefined) {
    console.error(
      `unknown measurement «${name}»; there are ${[...MEASUREMENTS.keys()].join(', ')}`,
    );
    process.exit(64);
  }
  console.log(`# ${name}`);
  const { measure } = await load();
  await measure((line) => console.log(line));
}
