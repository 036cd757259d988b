import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import { INTAKE_POLICY } from '../../vault/documents/intake-policy.ts';
import { INTAKE_LIMITS, type IntakePorts } from '../../vault/documents/intake-ports.ts';
import type { IncomingFile } from '../../vault/documents/intake-request.ts';
import { JUDGE_AGAIN } from '../../vault/documents/place-document.ts';
import { receiveDocument } from '../../vault/documents/receive-document.ts';
import type { Participant } from '../../vault/model/participant.ts';
import type { ScanVerdict } from '../../vault/ports/malware-scanner.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { algorithms, configOf } from '../service.fixture.ts';

/** Later than any job of a test is due. */
const WHEN_DUE = '2200-01-01T00:00:00.000Z';
export const CONTRACT = 'contract';

const clean: ScanVerdict = { verdict: 'clean' };

/** Stores, journal and judges over a folder that `prepareJudging` made; the scanner calls everything clean. */
export async function openJudging(folder: string) {
  const clock = { now: () => new Date() };
  const config = configOf(join(folder, 'data'));
  const stores = await openStores(config);
  const log = { write: () => undefined };
  const { sequencer } = await openJournal({ config, stores, algorithms, clock, log });
  await sequencer.start();
  const file = (name: string) => readFile(join(folder, name));
  const root = parseCertificate(await file('root.der'));
  const crls = [parseCrl(await file('0.crl')), parseCrl(await file('1.crl'))];
  const evidence = { certificates: [], crls, ocspResponses: [], failures: [] };
  const ports: IntakePorts = {
    ...stores,
    clock,
    newId: randomUUID,
    sequencer,
    judging: {
      algorithms,
      policy: defaultPolicy,
      trust: () => [{ certificate: root }],
      evidence: { fetch: async () => evidence },
      intake: INTAKE_POLICY,
    },
    scanner: { name: 'test', scan: async () => clean, answers: async () => true },
    limits: INTAKE_LIMITS,
  };
  const close = async () => {
    await sequencer.close();
    await stores.metadata.close();
  };
  return { ports, owner: OWNER, close };
}

export const OWNER: Participant = {
  id: 'exporter',
  kind: 'russian-person',
  name: exporter.name,
  inn: exporter.inn,
  ogrn: exporter.ogrn,
  state: 'active',
  registeredAt: '2026-01-01T00:00:00.000Z',
};

export interface Placing {
  readonly key: string;
  readonly document: Uint8Array;
  readonly signature: Uint8Array;
  readonly owner: Participant;
}

export function place({ key, document, signature, owner }: Placing, ports: IntakePorts) {
  const { id: participantId, kind, state } = owner;
  return receiveDocument(
    {
      principal: { participantId, kind, state, authentication: 'qualified-signature' },
      idempotencyKey: key,
      target: { kind: 'contract', contractId: CONTRACT },
      metadata: { category: 'a', title: key },
      files: filesOf(document, signature),
    },
    ports,
  );
}

async function* filesOf(document: Uint8Array, signature: Uint8Array): AsyncGenerator<IncomingFile> {
  for (const [role, bytes] of [
    ['document', document],
    ['signature', signature],
  ] as const) {
    yield { role, fileName: role, mediaType: 'application/octet-stream', content: once(bytes) };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The jobs that judge again; each comes again until it is finished. */
export async function judgingJobs({ metadata }: IntakePorts) {
  const jobs = await metadata.takeJobs(WHEN_DUE, 1000, 0);
  return jobs.filter(({ kind }) => kind === JUDGE_AGAIN);
}
