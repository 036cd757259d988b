import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGost } from '../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { exporter, operator } from '../demo/cast.ts';
import { type Client, signIn, textOf } from '../demo/client.ts';
import { expectStatus } from '../demo/expect.ts';
import { prepareService } from '../demo/prepare-service.ts';
import { issuePeople, startPki } from '../demo/test-people.ts';
import type { People } from '../demo/world.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** A folder, keys and configuration for `okno serve`, with the test PKI that answers it. */
export interface Ground {
  readonly folder: string;
  readonly data: string;
  readonly config: string;
  readonly origin: string;
  readonly people: People;
  readonly algorithms: Algorithms;
  readonly root: Certificate;
  /** Of the issuing authority and of the root, as of the start. */
  readonly crls: readonly Crl[];
}

/** Who ends what was begun: a test, or a measurement. */
export interface Endings {
  teardown(end: () => Promise<void>): void;
}

/** `okno serve` in a process of its own; `kill` is SIGKILL to that very process. */
export interface ChildService {
  readonly pid: number;
  kill(): Promise<void>;
}

export async function prepareGround(
  t: Endings,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-faults-'));
  const { pki, responder } = await startPki(() => new Date());
  t.teardown(async () => {
    await responder.close();
    await rm(folder, { recursive: true, force: true });
  });
  const data = join(folder, 'data');
  await prepareService(data, { roots: [pki], sealer: pki, key: 'rsa' });
  const port = await freePort();
  const config = join(folder, 'okno.json');
  const { name, inn, ogrn } = operator;
  const values = {
    data: 'data',
    port,
    privateRevocationAddresses: true,
    operator: { name, inn, ogrn },
    ...settings,
  };
  await writeFile(config, JSON.stringify(values));
  return {
    ...{ folder, data, config, origin: `http://127.0.0.1:${port}` },
    people: await issuePeople(pki),
    root: pki.root,
    crls: [parseCrl(await pki.crl()), parseCrl(await pki.crl(new Date(), { of: 'root' }))],
    algorithms: algorithmsOf([createNodeCrypto(), createGost()]),
  };
}

/** The same data and settings for one more process, at an address of its own. */
export async function besides(ground: Ground): Promise<Ground> {
  const port = await freePort();
  const values: unknown = JSON.parse(await readFile(ground.config, 'utf8'));
  const config = join(ground.folder, `okno-${port}.json`);
  await writeFile(config, JSON.stringify({ ...Object(values), port }));
  return { ...ground, config, origin: `http://127.0.0.1:${port}` };
}

/** Starts the service and waits until it listens. `before` goes in front of the command (strace). */
export async function startService(
  t: Endings,
  { config }: Ground,
  before: readonly string[] = [],
): Promise<ChildService> {
  const line = [...before, process.execPath, CLI, 'serve', '--config', config];
  // A group of its own, so that strace and the service that it runs end together.
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: before.length > 0,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  t.teardown(async () => {
    if (before.length > 0 && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
    await exited;
  });
  await listening(child);
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function listening(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  child.stderr?.on('data', (data: Buffer) => said.push(data.toString()));
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (line.includes('"event":"listening"')) {
      lines.close();
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`the service did not start: ${said.join('')}`);
}

/** The exporter registered and signed in, with a contract. */
export async function meetExporter({ origin, people, algorithms }: Ground) {
  const enter = (identity: typeof people.head): Promise<Client> =>
    signIn(origin, identity, { digest: algorithms, now: () => new Date() });
  const officer = await enter(people.operatorOfficer);
  const { name, inn, ogrn } = exporter;
  const facts = { kind: 'russian-person', name, inn, ogrn };
  expectStatus(await officer.post('/v1/participants', facts, 'exporter'), 201, 'participant');
  const client = await enter(people.headEcdsa);
  const terms = {
    number: '1',
    date: '2026-01-12',
    currency: 'CNY',
    parties: [
      { role: 'exporter', name, country: 'RU', inn },
      { role: 'importer', name: 'TEST Co.', country: 'CN' },
    ],
  };
  const answer = expectStatus(
    await client.post('/v1/contracts', terms, 'contract'),
    201,
    'contract',
  );
  return { client, contractId: textOf(answer, 'id'), token: client.token ?? '' };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
