import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { textOf } from '../api/demo/client.ts';
import { expectStatus } from '../api/demo/expect.ts';
import {
  type Ground,
  meetExporter,
  prepareGround,
  startService,
} from '../api/faults/child-service.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import { intakeClient, prepareIntakes } from './intake-client.ts';
import type { Say } from './measure.ts';
import { type Contender, inTurn, rateAtOnce, ratios } from './rate.ts';

const PLAIN = fileURLToPath(new URL('./plain-service.ts', import.meta.url));
const ROUNDS = 3;
const INTAKES = [
  { name: '200 KB, 1 client', size: 200 << 10, clients: 1, total: 40 },
  { name: '200 KB, 32 clients', size: 200 << 10, clients: 32, total: 160 },
  { name: '16 MB, 4 clients', size: 16 << 20, clients: 4, total: 12 },
] as const;
const LARGE = 16 << 20;
const READS = [
  { name: 'ranges of 64 KB, 8 clients', length: 64 << 10, clients: 8, total: 1600 },
  { name: 'ranges of 1 MB, 8 clients', length: 1 << 20, clients: 8, total: 400 },
  { name: 'whole 16 MB, 2 clients', length: LARGE, clients: 2, total: 16 },
] as const;

/** Intake over HTTP and ranged reads of the service beside the same service without encryption, in the same run. */
export async function measure(say: Say): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const endings = { teardown: (end: () => Promise<void>) => void ends.unshift(end) };
  try {
    const contenders = [
      { name: 'encrypted', service: await contender(endings, []) },
      { name: 'plain', service: await contender(endings, [process.execPath, PLAIN]) },
    ];
    for (const load of INTAKES) {
      const rounds = contenders.map(({ name, service }) => ({
        name: `${name} intake of ${load.name}`,
        round: () => service.intake(load),
      }));
      await compare(rounds, contenders, say);
    }
    for (const { service } of contenders) await service.keepLarge();
    for (const load of READS) {
      const rounds = contenders.map(({ name, service }) => ({
        name: `${name} ${load.name}`,
        round: () => service.read(load),
      }));
      await compare(rounds, contenders, say);
    }
  } finally {
    for (const end of ends) await end();
  }
}

/** By the clock, which other work on the machine disturbs, and by the processor time that the services took. */
async function compare(
  rounds: readonly Contender[],
  contenders: readonly { readonly service: { readonly pid: number } }[],
  say: Say,
): Promise<void> {
  const ticks = () => Promise.all(contenders.map(({ service }) => ticksOf(service.pid)));
  const before = await ticks();
  for (const line of ratios(await inTurn(rounds, ROUNDS))) say(line);
  const [ours = Number.NaN, peer = Number.NaN] = (await ticks()).map(
    (after, index) => after - (before[index] ?? 0),
  );
  say(`  work per processor time = ${(peer / ours).toFixed(3)}`);
}

/** Processor time of a process and its threads so far, user and system (proc(5)); NaN where there is no /proc. */
async function ticksOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN);
}

interface Endings {
  teardown(end: () => Promise<void>): void;
}

async function contender(t: Endings, before: readonly string[]) {
  // One exporter sends for all: its limits are not what is measured.
  const ground = await prepareGround(t, { uploads: 64, uploadOctets: 1 << 30 });
  const { pid } = await startService(t, ground, before);
  const session = await meetExporter(ground);
  const client = intakeClient(ground.origin, session);
  const agent = new Agent({ keepAlive: true });
  t.teardown(async () => {
    client.close();
    agent.destroy();
  });
  let content = '';
  return {
    pid,
    async intake({ size, clients, total }: { size: number; clients: number; total: number }) {
      const prepared = await prepareIntakes(ground, { size, count: total });
      return rateAtOnce(
        async (number) => {
          const one = prepared[number - 1];
          if (one !== undefined) await client.send(one);
        },
        { clients, total },
      );
    },
    async keepLarge() {
      content = await placeLarge(ground, session);
    },
    read({ length, clients, total }: { length: number; clients: number; total: number }) {
      return rateAtOnce(
        async (number) => {
          const start = (number * 1_000_003) % (LARGE - length + 1);
          const range = `bytes=${start}-${start + length - 1}`;
          await get({ agent, url: content, token: session.token, range, length });
        },
        { clients, total },
      );
    },
  };
}

/** The address of the content of a document of `LARGE` octets. */
async function placeLarge(
  ground: Ground,
  { contractId, client }: Awaited<ReturnType<typeof meetExporter>>,
): Promise<string> {
  const bytes = randomBytes(LARGE);
  const signature = await signCades({
    content: bytesSource(bytes),
    detached: true,
    identities: [ground.people.headEcdsa],
    signingTime: new Date(),
    digest: ground.algorithms,
  });
  const mediaType = 'application/octet-stream';
  const answer = await client.place(`/v1/contracts/${contractId}/documents`, {
    metadata: { category: 'b', title: 'Счёт' },
    document: { name: 'a.bin', mediaType, bytes },
    signatures: [{ name: 'a.p7s', mediaType, bytes: signature }],
    idempotencyKey: 'large',
  });
  const id = textOf(expectStatus(answer, 201, 'large document'), 'documentId');
  return `${ground.origin}/v1/documents/${id}/versions/1/content`;
}

interface Reading {
  readonly agent: Agent;
  readonly url: string;
  readonly token: string;
  readonly range: string;
  readonly length: number;
}

/** Resolves when the whole range has come. */
function get({ agent, url, token, range, length }: Reading): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      headers: { authorization: `Bearer ${token}`, range },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let size = 0;
      response.on('error', reject);
      response.on('data', (part: Buffer) => {
        size += part.length;
      });
      response.on('end', () => {
        if (response.statusCode === 206 && size === length) resolve();
        else reject(new Error(`${response.statusCode}, ${size} octets`));
      });
    });
    outgoing.end();
  });
}
