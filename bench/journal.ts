import { generateKeyPairSync, hash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { nodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { consistencyProof, inclusionProof } from '../formats/log/proofs.ts';
import { signingKeyFromPkcs8 } from '../signing/keys/pkcs8.ts';
import { sealBytes } from '../signing/seal/seal-note.ts';
import { openLastHead } from '../storage/last-head/fs/open-last-head.ts';
import { openSqliteMetadata } from '../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { makeLogFiles, sha256 } from '../test-fixtures/log/make-log-files.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { createSequencer } from '../vault/journal/create-sequencer.ts';
import { noteSigner } from '../vault/journal/note-signer.ts';
import type { PendingEntry } from '../vault/model/journal.ts';
import type { Metadata } from '../vault/ports/metadata.ts';
import { openLogSource } from '../verify/cli/log-source.ts';
import { verifyLog } from '../verify/log/verify-log.ts';
import type { Say } from './measure.ts';
import { inTurn, rateAtOnce, rateOf, ratios } from './rate.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const ENTRIES = 1_000_000;
const SMALL = 10_000;
const WRITERS = 64;

/**
 * The journal: a whole log of a million entries verified from files beside bare SHA-256 of as many nodes; entries
 * that are durable, sequenced, signed and sealed beside single commits of bare SQLite; proofs of both sizes.
 */
export async function measure(say: Say): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-journal-'));
  try {
    await measureVerification(folder, say);
    await measureWriting(folder, say);
    await measureProofs(folder, say);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureVerification(folder: string, say: Say): Promise<void> {
  const log = await makeLogFiles(ENTRIES);
  for (const [name, bytes] of log.files) {
    await mkdir(dirname(join(folder, 'log', name)), { recursive: true });
    await writeFile(join(folder, 'log', name), bytes);
  }
  const files = await openLogSource('log', { cwd: folder });
  const { checkpoint } = log;
  // Every leaf, and every node above two of them.
  const nodes = 2 * ENTRIES - 1;
  const standings = await inTurn(
    [
      {
        name: `okno journal verify, nodes of ${ENTRIES} entries`,
        round: () =>
          nodesPerSecond(nodes, async () => {
            const { status } = await verifyLog({ files, checkpoint, algorithms });
            if (status !== 'intact') throw new Error(status);
          }),
      },
      { name: 'bare SHA-256', round: () => nodesPerSecond(nodes, async () => hashNodes(nodes)) },
    ],
    3,
  );
  for (const line of ratios(standings)) say(line);
}

async function nodesPerSecond(nodes: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (nodes * 1000) / (performance.now() - started);
}

function hashNodes(count: number): void {
  const node = randomBytes(65);
  for (let at = 0; at < count; at += 1) hash('sha256', node, 'buffer');
}

export const newEntry = (): PendingEntry => ({
  id: randomUUID(),
  action: 'document.placed',
  actor: { participant: 'p-1', authentication: 'qualified-signature' },
  paragraph: 'D65-24',
  content: { document: 'd-1', sha256: 'a'.repeat(64) },
  receipt: false,
});

/** A journal with its keys in a new folder; its metadata lie there, too, unless others are given. */
export async function openJournal(folder: string, given?: Metadata) {
  await mkdir(folder);
  const pki = await createPki({ now: new Date() });
  const sealer = await pki.issue({ subject: { commonName: 'Bench' } });
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const metadata = given ?? (await openSqliteMetadata({ file: join(folder, 'journal.sqlite') }));
  const sequencer = createSequencer({
    journal: metadata.journal,
    lastHead: await openLastHead({ file: join(folder, 'last-head.json') }),
    sha256,
    signer: await noteSigner('bench.example/journal', signingKeyFromPkcs8(pem), sha256),
    seal: (text, time) => sealBytes(sealer, text, time, algorithms),
    random: (length) => randomBytes(length),
    clock: { now: () => new Date() },
  });
  await sequencer.start();
  return { metadata, sequencer };
}

async function measureWriting(folder: string, say: Say): Promise<void> {
  const { metadata, sequencer } = await openJournal(join(folder, 'writing'));
  const bare = new Database(join(folder, 'bare.sqlite'));
  bare.pragma('journal_mode = WAL');
  bare.pragma('synchronous = FULL');
  bare.exec('CREATE TABLE entries (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT');
  const insert = bare.prepare('INSERT INTO entries VALUES (?, ?)');
  const standings = await inTurn(
    [
      {
        name: `durable entries, ${WRITERS} writers`,
        round: () =>
          rateAtOnce(
            async () => {
              const entry = newEntry();
              await metadata.commit({ entries: [entry] });
              await sequencer.sequenced([entry.id]);
            },
            { clients: WRITERS, total: 6400 },
          ),
      },
      {
        name: 'single commits of bare SQLite at FULL',
        round: () =>
          rateOf(async () => {
            const entry = newEntry();
            insert.run(entry.id, JSON.stringify(entry));
          }, 2000),
      },
    ],
    3,
  );
  for (const line of ratios(standings)) say(line);
  await sequencer.close();
  await metadata.close();
  bare.close();
}

async function measureProofs(folder: string, say: Say): Promise<void> {
  const { metadata, sequencer } = await openJournal(join(folder, 'proofs'));
  const fill = async (from: number, to: number) => {
    for (let at = from; at < to; at += 2000) {
      const entries = Array.from({ length: Math.min(2000, to - at) }, newEntry);
      await metadata.commit({ entries });
      await sequencer.sequenced(entries.slice(-1).map(({ id }) => id));
    }
  };
  await fill(0, SMALL);
  const small = await proofTimes(metadata, SMALL);
  await fill(SMALL, ENTRIES);
  const large = await proofTimes(metadata, ENTRIES);
  const height = Math.log2(ENTRIES) / Math.log2(SMALL);
  for (const kind of ['inclusion', 'consistency'] as const) {
    const growth = (large[kind] / small[kind]).toFixed(2);
    say(
      `${kind} proof of ${ENTRIES} / of ${SMALL} = ${growth} (${large[kind].toFixed(0)} µs against` +
        ` ${small[kind].toFixed(0)} µs; the trees' heights: ${height.toFixed(2)})`,
    );
  }
  await sequencer.close();
  await metadata.close();
}

/** Microseconds for one proof out of the store. */
async function proofTimes({ journal }: Metadata, size: number) {
  const read = journal.nodes.bind(journal);
  const somewhere = () => Math.floor(Math.random() * (size - 1));
  const inclusion = () => inclusionProof(sha256, read, { index: somewhere(), size });
  const consistency = () =>
    consistencyProof(sha256, read, { oldSize: 1 + somewhere(), newSize: size });
  await rateOf(inclusion, 500); // warms up
  return {
    inclusion: 1_000_000 / (await rateOf(inclusion, 1500)),
    consistency: 1_000_000 / (await rateOf(consistency, 1500)),
  };
}
