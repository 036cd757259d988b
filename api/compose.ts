import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DEFAULT_PROVIDERS, loadProviders } from '../algorithms/load-provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { clamdScanner } from '../storage/scanners/clamd/clamd-scanner.ts';
import type { Clock } from '../vault/ports/clock.ts';
import { protectCommits } from '../vault/retention/protect-blobs.ts';
import { archiveStore } from './composition/archive-store.ts';
import { buildServer } from './composition/build-server.ts';
import { forgetSessions } from './composition/forget-sessions.ts';
import { judgingBy, keepRefreshing } from './composition/judging.ts';
import { openJournal, promptly } from './composition/open-journal.ts';
import type { Alone } from './composition/open-metadata.ts';
import { openQueue } from './composition/open-queue.ts';
import { openStores, type Stores } from './composition/open-stores.ts';
import { publishJournal } from './composition/publish-journal.ts';
import type { ComposePorts, ServiceParts } from './composition/service-parts.ts';
import { type Jobs, startJobs } from './composition/start-jobs.ts';
import { timeStampingBy } from './composition/time-stamping.ts';
import type { Config } from './config.ts';
import { readValidationPolicy } from './intake/validation-policy.ts';
import { registerOperator } from './register-operator.ts';
import { openTrustFolder } from './trust/trust-folder.ts';

export type { ComposePorts } from './composition/service-parts.ts';

export interface Service {
  /** The log's verification key, to be handed to auditors by another way than the receipts. */
  readonly vkey: string;
  /** Starts to answer; resolves with the origin under which users find it. */
  listen(): Promise<{ readonly origin: string; readonly port: number }>;
  /** Lets requests under way finish, then closes the journal and the stores. */
  close(): Promise<void>;
}

/**
 * Builds the service on SQLite or PostgreSQL, files or S3, with or without Redis. Here and in
 * `composition/` alone objects are put together. Rejects with ConfigError, SigningError, StorageError,
 * JournalError, ProviderError, KeyError; whatever was opened by then is closed.
 */
export async function compose(config: Config, ports: ComposePorts): Promise<Service> {
  const closing = closers();
  try {
    const open = ports.openStores ?? openStores;
    const opened = await open(config, 'service', ports.clock);
    closing.add(() => opened.metadata.close());
    const providers = await loadProviders(config.providers ?? DEFAULT_PROVIDERS, process.cwd());
    const algorithms = algorithmsOf(providers);
    const validation = await readValidationPolicy(config, providers);
    const { clock, log } = ports;
    // Two processes that start at once on an empty database make one key of the log, and one operator.
    const alone: Alone = opened.shared?.alone ?? ((_, work) => work());
    const journal = await alone('start', () =>
      openJournal({ config, stores: opened, algorithms, clock, log }),
    );
    closing.add(() => journal.sequencer.close());
    await journal.sequencer.start();
    const trust = await openTrustFolder(join(config.data, 'trust'));
    closing.add(keepRefreshing(trust, log));
    const stores = promptly(protecting(opened, clock), journal, log);
    const judging = judgingBy(config, { algorithms, trust, clock, ...validation });
    const timeStamps = timeStampingBy(config, { judging, clock });
    const scanner = config.scanner && clamdScanner(config.scanner);
    const queue = await openQueue(config, log);
    const parts = { ports, stores, journal, judging, scanner, timeStamps };
    await alone('start', () => welcomeOperator(config, parts));
    closing.add(forgetSessions({ ...stores, clock, log, newId: () => randomUUID() }));
    closing.add(publishJournal(config, { stores, journal, log }));
    closing.add(archiveStore(config, parts));
    const jobs = startJobs(parts, queue);
    closing.add(() => jobs.stop());
    const listen = await serverOf(config, parts, { closing, jobs });
    return { vkey: journal.signer.vkey, listen, close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** Where the store of documents enforces retention, every date is to reach it. */
function protecting(stores: Stores, clock: Clock): Stores {
  if (stores.files.retention === undefined) return stores;
  const metadata = protectCommits(stores.metadata, {
    newId: () => randomUUID(),
    now: () => clock.now(),
  });
  return { ...stores, metadata };
}

async function welcomeOperator(
  { operator }: Config,
  { ports, stores, journal }: ServiceParts,
): Promise<void> {
  if (operator === undefined) return;
  await registerOperator(operator, {
    metadata: stores.metadata,
    newId: () => randomUUID(),
    now: () => ports.clock.now(),
    sequenced: (entries) => journal.sequencer.sequenced(entries),
  });
}

async function serverOf(
  config: Config,
  parts: ServiceParts,
  { closing, jobs }: { readonly closing: Closers; readonly jobs: Jobs },
): Promise<Service['listen']> {
  const { host, port: wanted } = config;
  // Known once the port is bound; no request comes before.
  let origin = config.origin ?? '';
  const server = await buildServer(config, { ...parts, jobs }, () => origin);
  return async () => {
    const { port } = await server.listen(wanted, host);
    closing.add(() => server.close());
    if (origin === '') origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    return { origin, port };
  };
}

interface Closers {
  add(close: () => Promise<unknown>): void;
  /** Closes what was added last first; all of it, whatever one of them throws. */
  close(): Promise<void>;
}

function closers(): Closers {
  const list: (() => Promise<unknown>)[] = [];
  return {
    add: (close) => void list.push(close),
    async close() {
      const failures: unknown[] = [];
      for (const one of list.splice(0).reverse())
        await one().catch((error) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
