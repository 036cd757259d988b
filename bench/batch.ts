import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { toPem } from '../formats/x509/pem.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import type { Say } from './measure.ts';

const FILES = 1000;
const CONTENT = 100 * 1024;

/**
 * `okno verify --batch` over 1,000 detached CAdES of 100 KB each, on one thread and on all cores: files per second,
 * the cores that were at work (processor time / clock) and the peak of resident memory.
 */
export async function measure(say: Say): Promise<void> {
  const folder = await prepare();
  try {
    const cores = availableParallelism();
    const one = await run(folder, 1);
    const all = await run(folder, cores);
    for (const [threads, { seconds, cpu, peak }] of [
      [1, one],
      [cores, all],
    ] as const) {
      say(
        `${threads} thread(s): ${(FILES / seconds).toFixed(0)} files/s, ` +
          `${(cpu / seconds).toFixed(2)} cores at work, peak ${(peak / 1024).toFixed(0)} MiB`,
      );
    }
    say(`all cores / one thread = ${(one.seconds / all.seconds).toFixed(2)} of ${cores}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function prepare(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  const path = (name: string) => join(folder, name);
  const now = new Date();
  const pki = await createPki({ now });
  const signer = await pki.issue({ subject: head });
  const digest = algorithmsOf([createNodeCrypto()]);
  await writeFile(path('root.pem'), toPem('CERTIFICATE', pki.root.der));
  await writeFile(path('issuing.crl'), await pki.crl(now));
  await writeFile(path('root.crl'), await pki.crl(now, { of: 'root' }));
  const cases: string[] = [];
  for (let id = 0; id < FILES; id += 1) {
    const content = new Uint8Array(CONTENT).fill(id % 251);
    const identities = [signer];
    const source = bytesSource(content);
    const signature = await signCades({
      content: source,
      detached: true,
      identities,
      signingTime: now,
      digest,
    });
    await writeFile(path(`${id}.pdf`), content);
    await writeFile(path(`${id}.pdf.sig`), signature);
    const files = { file: `${id}.pdf.sig`, content: `${id}.pdf` };
    cases.push(
      JSON.stringify({ id, ...files, trust: 'root.pem', crls: ['issuing.crl', 'root.crl'] }),
    );
  }
  await writeFile(path('cases.jsonl'), cases.join('\n'));
  return folder;
}

/** Seconds by the clock and of the processor, and KiB. */
async function run(folder: string, threads: number) {
  const cli = fileURLToPath(new URL('../api/cli.ts', import.meta.url));
  // The process tells its own use of the machine at its end, threads and start included.
  const tell = `data:text/javascript,process.on('exit',()=>process.stderr.write(JSON.stringify(process.resourceUsage())))`;
  const args = [
    '--import',
    tell,
    cli,
    'verify',
    '--batch',
    'cases.jsonl',
    '--threads',
    `${threads}`,
  ];
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let answers = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    answers += chunk.toString('latin1').split('"TOTAL-PASSED"').length - 1;
  });
  const told: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`exit code ${String(code)}: ${Buffer.concat(told).toString()}`);
  if (answers < FILES * 0.99) throw new Error(`${answers} answers`);
  const usage: NodeJS.ResourceUsage = JSON.parse(Buffer.concat(told).toString());
  const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  return { seconds, cpu, peak: usage.maxRSS };
}
