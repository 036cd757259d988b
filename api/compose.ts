import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../algorithms/registry.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { parseSignedData } from '../formats/cms/parse-signed-data.ts';
import type { Sha256 } from '../formats/log/tree.ts';
import { sealBytes } from '../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../signing/signing-key.ts';
import { openFsBlobs } from '../storage/blobs/fs/open-fs-blobs.ts';
import { openLastHead } from '../storage/last-head/fs/open-last-head.ts';
import { openSqliteMetadata } from '../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { runJobs } from '../storage/queues/run-jobs.ts';
import { gatherEvidence } from '../vault/documents/gather-evidence.ts';
import { INTAKE_LIMITS, type Judging } from '../vault/documents/intake-ports.ts';
import { JUDGE_AGAIN } from '../vault/documents/place-document.ts';
import { createSequencer, type Sequencer } from '../vault/journal/create-sequencer.ts';
import { type NoteSigner, noteSigner } from '../vault/journal/note-signer.ts';
import { sequencePromptly } from '../vault/journal/sequence-promptly.ts';
import type { Blobs } from '../vault/ports/blobs.ts';
import type { Clock } from '../vault/ports/clock.ts';
import type { Metadata } from '../vault/ports/metadata.ts';
import type { JobRunner } from '../vault/ports/queue.ts';
import { judgeAgain, StillPending } from '../vault/verification/judge-again.ts';
import { judgeFile } from '../vault/verification/judge-file.ts';
import { onlineEvidence } from '../verify/fetching/online-evidence.ts';
import { sha256Of } from '../verify/log/sha256.ts';
import { parseLogKey } from '../verify/log/verify-checkpoint.ts';
import { defaultPolicy } from '../verify/policy/default-policy.ts';
import type { Evidence } from '../verify/process/evidence.ts';
import type { Config } from './config.ts';
import { describeError, type Log } from './http/log.ts';
import { logKey } from './keys/log-key.ts';
import { sealIdentity } from './keys/seal-identity.ts';
import { registerOperator } from './register-operator.ts';
import { allRoutes } from './routes/all-routes.ts';
import { readPages } from './routes/pages.ts';
import { createServer, type ServerLimits } from './server.ts';
import { authenticate } from './sign-in/authenticate.ts';
import type { RateLimit } from './sign-in/rate-limit.ts';
import { ticketDesk } from './sign-in/tickets.ts';
import { usedOnce } from './sign-in/used-once.ts';
import { openTrustFolder, type TrustFolder } from './trust/trust-folder.ts';

/** What the service takes from the process that runs it. */
export interface ComposePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly serverLimits?: Partial<ServerLimits>;
  readonly signInRate?: RateLimit;
}

export interface Service {
  /** The log's verification key, to be handed to auditors by another way than the receipts. */
  readonly vkey: string;
  /** Starts to answer; resolves with the origin under which users find it. */
  listen(): Promise<{ readonly origin: string; readonly port: number }>;
  /** Lets requests under way finish, then closes the journal and the stores. */
  close(): Promise<void>;
}

/** A person types slowly; a hundred behind one address still get in within minutes. */
const SIGN_IN_RATE: RateLimit = { burst: 60, perMinute: 60 };
/** Milliseconds between two readings of the trust folder. */
const TRUST_REFRESH = 60_000;

/**
 * Builds the service on the embedded engines: SQLite, files, jobs in this process. The only place where
 * objects are put together. Rejects with ConfigError, SigningError, StorageError, JournalError; whatever was
 * opened by then is closed.
 */
export async function compose(config: Config, ports: ComposePorts): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const opened = await openStores(config.data);
    closers.push(() => opened.metadata.close());
    const algorithms = algorithmsOf([createNodeCrypto()]);
    const journal = await openJournal(config, opened, algorithms, ports.clock);
    closers.push(() => journal.sequencer.close());
    await journal.sequencer.start();
    const stores = promptly(opened, journal, ports.log);
    const trust = await openTrustFolder(join(config.data, 'trust'));
    closers.push(keepRefreshing(trust, ports.log));
    const judging = judgingBy(config, algorithms, trust);
    const jobs = startJobs({ ports, stores, journal, judging });
    closers.push(() => jobs.stop());
    const server = await serverOf({ config, ports, stores, journal, judging });
    closers.push(() => server.close());
    return { vkey: journal.signer.vkey, listen: () => server.listen(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Stores {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
}

async function openStores(data: string): Promise<Stores> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const metadata = await openSqliteMetadata({ file: join(data, 'okno.sqlite') });
  try {
    return { metadata, blobs: await openFsBlobs({ folder: join(data, 'documents') }) };
  } catch (error) {
    await metadata.close();
    throw error;
  }
}

interface Journal {
  readonly sequencer: Sequencer;
  readonly signer: NoteSigner;
  readonly sha256: Sha256;
  readonly seal: SigningIdentity;
}

async function openJournal(
  config: Config,
  { metadata }: Stores,
  algorithms: Algorithms,
  clock: Clock,
): Promise<Journal> {
  const { data, logName, sealPassword = '' } = config;
  const isEmpty = (await metadata.journal.head()) === undefined;
  const sha256 = sha256Of(algorithms);
  const signer = await noteSigner(logName, await logKey(data, isEmpty), sha256);
  await writeFile(join(data, 'keys', 'log.vkey'), `${signer.vkey}\n`);
  const identity = await sealIdentity(data, sealPassword);
  const sequencer = createSequencer({
    journal: metadata.journal,
    lastHead: await openLastHead({ file: join(data, 'last-head.json') }),
    sha256,
    signer,
    seal: (note, time) => sealBytes(identity, note, time, algorithms),
    random: (length) => randomBytes(length),
    clock,
  });
  return { sequencer, signer, sha256, seal: identity };
}

/** Every action gets its exact time, also one for which nobody waits (para. 13 (з)). */
function promptly({ metadata, blobs }: Stores, { sequencer }: Journal, log: Log): Stores {
  const onFailure = (error: unknown) =>
    log.write({ level: 'error', event: 'sequencing-failed', error: describeError(error) });
  return { metadata: sequencePromptly(metadata, sequencer, onFailure), blobs };
}

function judgingBy(config: Config, algorithms: Algorithms, trust: TrustFolder): Judging {
  const allowPrivate = config.privateRevocationAddresses;
  return {
    algorithms,
    policy: defaultPolicy,
    trust: () => trust.anchors(),
    evidence: onlineEvidence({ algorithms, allowPrivate }),
  };
}

/** A withdrawn anchor counts within a minute; a broken file is logged and changes nothing. */
function keepRefreshing(trust: TrustFolder, log: Log): () => Promise<void> {
  const timer = setInterval(() => {
    trust.refresh().catch((error: unknown) => {
      log.write({ level: 'error', event: 'trust-unreadable', error: describeError(error) });
    });
  }, TRUST_REFRESH);
  timer.unref();
  return async () => clearInterval(timer);
}

interface Parts {
  readonly ports: ComposePorts;
  readonly stores: Stores;
  readonly journal: Journal;
  readonly judging: Judging;
}

/** The outside world last: what intake left to be done later (design: outbox). */
function startJobs({ ports, stores, journal, judging }: Parts): JobRunner {
  const { clock, log } = ports;
  const judgingPorts = { ...stores, ...journal, clock, judging, newId: () => randomUUID() };
  return runJobs({
    metadata: stores.metadata,
    handlers: new Map([[JUDGE_AGAIN, (job) => judgeAgain(job.payload, judgingPorts)]]),
    clock,
    onFailure: ({ job, error }) => {
      const waiting = error instanceof StillPending;
      const line = { event: 'job-failed', kind: job?.kind, job: job?.id } as const;
      log.write({ level: waiting ? 'info' : 'error', ...line, error: describeError(error) });
    },
  });
}

async function serverOf(parts: Parts & { readonly config: Config }) {
  const { config, ports, stores, journal, judging } = parts;
  const { clock, log } = ports;
  const now = () => clock.now();
  const newId = () => randomUUID();
  let bound = '';
  const origin = () => config.origin ?? bound;
  const random = (size: number) => randomBytes(size);
  const common = { ...stores, ...journal, clock, now, newId, judging, origin, randomBytes: random };
  if (config.operator !== undefined) {
    const sequenced = (ids: readonly string[]) => journal.sequencer.sequenced(ids);
    await registerOperator(config.operator, { ...common, sequenced });
  }
  const server = createServer({
    log,
    now,
    origin,
    behindProxy: config.behindProxy,
    ...(ports.serverLimits === undefined ? {} : { limits: ports.serverLimits }),
    routes: allRoutes({
      ...common,
      log,
      vkey: journal.signer.vkey,
      logName: config.logName,
      logKeys: [await parseLogKey(journal.signer.vkey, judging.algorithms)],
      algorithms: judging.algorithms,
      sealEvidence: () => evidenceOfSeal(journal.seal, judging),
      authenticated: authenticate(common),
      parse: (cms) => parseSignedData(bytesSource(cms)),
      judge: (cms) => {
        const signature = { name: 'okno-sign-in.p7m', source: bytesSource(cms) };
        return judgeFile({ signature, now }, judging);
      },
      used: usedOnce(now),
      challengeKey: randomBytes(32),
      tickets: ticketDesk({ now, randomBytes: random }),
      signInRate: ports.signInRate ?? SIGN_IN_RATE,
      limits: {
        ...INTAKE_LIMITS,
        documentOctets: config.documentLimit,
        signatureOctets: config.signatureLimit,
      },
      verifyLimit: config.documentLimit,
      pages: await readPages(fileURLToPath(new URL('pages', import.meta.url))),
      checks: [
        { name: 'metadata', check: async () => void (await stores.metadata.journal.head()) },
      ],
    }),
  });
  return {
    close: () => server.close(),
    async listen() {
      const { port } = await server.listen(config.port, config.host);
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      bound = `http://${host}:${port}`;
      return { origin: origin(), port };
    },
  };
}

/** The issuers of the seal and their word on revocation, so that an auditor needs no network. */
async function evidenceOfSeal(seal: SigningIdentity, judging: Judging): Promise<Evidence> {
  const signature = { signers: [seal.certificate], certificates: seal.chain };
  const found = await gatherEvidence(signature, judging.trust(), judging.evidence);
  return { ...found, certificates: [...seal.chain, ...found.certificates] };
}
