import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { cosignJob } from '../../vault/journal/cosign-head.ts';
import {
  createSequencer,
  type Sequencer,
  type SequencerPorts,
} from '../../vault/journal/create-sequencer.ts';
import { electedSequencer } from '../../vault/journal/elected-sequencer.ts';
import { type NoteSigner, noteSigner } from '../../vault/journal/note-signer.ts';
import { sequencePromptly } from '../../vault/journal/sequence-promptly.ts';
import { stampJob } from '../../vault/journal/stamp-checkpoint.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import { type WitnessSigner, witnessSigner } from '../../vault/witness/witness-signer.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { Config } from '../config.ts';
import { describeError, type Log } from '../http/log.ts';
import { cosignerKey } from '../keys/cosigner-key.ts';
import { type KeyStatements, keyStatements, statementFor } from '../keys/key-statements.ts';
import { logKey, readIfThere } from '../keys/log-key.ts';
import { takeNextLogKey, waitingLogKey } from '../keys/next-log-key.ts';
import { finishNextSeal } from '../keys/next-seal.ts';
import { sealIdentity } from '../keys/seal-identity.ts';
import { lastHeadOf } from './open-last-head.ts';
import type { Stores } from './open-stores.ts';

export interface Journal {
  readonly sequencer: Sequencer;
  /** Whether this process sequences, and not another over the same database. */
  leads(): boolean;
  readonly signer: NoteSigner;
  readonly sha256: Sha256;
  readonly seal: SigningIdentity;
  /** Absent: this runtime has no ML-DSA. */
  readonly cosigner: WitnessSigner | undefined;
  /** The key that signs, and those before it with their ends. */
  readonly logKeys: readonly LogKey[];
  /** About the keys that the log had before. */
  readonly statements: KeyStatements;
}

export interface JournalRequest {
  readonly config: Config;
  readonly stores: Stores;
  readonly algorithms: Algorithms;
  readonly clock: Clock;
  readonly log: Log;
}

/** The journal over its keys; not started yet. */
export async function openJournal(request: JournalRequest): Promise<Journal> {
  const { config, stores, algorithms, clock, log } = request;
  const { journal } = stores.metadata;
  const isEmpty = (await journal.head()) === undefined;
  const sha256 = sha256Of(algorithms);
  await finishKeyChanges(config, sha256);
  const key = await logKey(config.data, isEmpty);
  const signer = await noteSigner(config.logName, key, sha256);
  const statements = await keyStatements(config.data);
  const published = [signer.vkey, ...statements.former];
  await publishKey(join(config.data, 'keys', 'log.vkey'), published.join('\n'));
  const cosigner = await openCosigner(config, sha256);
  const seal = await sealIdentity(config.data, config.sealPassword ?? '');
  const ports: SequencerPorts = {
    journal,
    lastHead: await lastHeadOf(config),
    sha256,
    signer,
    seal: (note, time) => sealBytes(seal, note, time, algorithms),
    random: (length) => randomBytes(length),
    clock,
    jobs: (head, time) => [
      ...(cosigner === undefined ? [] : [cosignJob(head, { id: randomUUID(), time })]),
      ...(config.timeStampUrl === undefined ? [] : [stampJob(head, { id: randomUUID(), time })]),
    ],
  };
  const logKeys = await Promise.all(published.map((line) => parseLogKey(line, algorithms)));
  const parts = { signer, sha256, seal, cosigner, logKeys, statements };
  if (stores.shared === undefined) {
    return { ...parts, sequencer: createSequencer(ports), leads: () => true };
  }
  const onFailure = failureLog(log);
  const sequencer = electedSequencer({
    ...ports,
    peers: stores.shared.peers(onFailure),
    onFailure,
  });
  return { ...parts, sequencer, leads: () => sequencer.leads() };
}

/**
 * What a crash left half done: once the statement lies there, the log may sign with the next key only. Before that the
 * old one goes on, and `okno keys` begins where it stopped.
 */
async function finishKeyChanges({ data, logName }: Config, sha256: Sha256): Promise<void> {
  await finishNextSeal(data);
  const waiting = await waitingLogKey(data);
  if (waiting === undefined) return;
  const { id } = await noteSigner(logName, waiting, sha256);
  if ((await statementFor(data, id)) !== undefined) await takeNextLogKey(data);
}

/** Under a name of its own: a client must be able to tell the cosigner from the log. */
async function openCosigner(config: Config, sha256: Sha256): Promise<WitnessSigner | undefined> {
  const key = await cosignerKey(config.data);
  if (key === undefined) return undefined;
  const cosigner = await witnessSigner(`${config.logName}/cosigner`, key, sha256);
  await publishKey(join(config.data, 'keys', 'cosigner.vkey'), cosigner.vkey);
  return cosigner;
}

/** Every action gets its exact time, also one for which nobody waits (para. 13 (з)). */
export function promptly(stores: Stores, { sequencer }: Journal, log: Log): Stores {
  const metadata = sequencePromptly(stores.metadata, sequencer, failureLog(log));
  return { ...stores, metadata };
}

function failureLog(log: Log): (error: unknown) => void {
  return (error) =>
    log.write({ level: 'error', event: 'sequencing-failed', error: describeError(error) });
}

/** Public keys lie beside the secret ones; other processes write the same. */
async function publishKey(file: string, vkey: string): Promise<void> {
  const text = `${vkey}\n`;
  const stored = await readIfThere(file);
  if (stored?.toString('utf8') !== text) await replaceFile(file, text);
}
