// Records for the contract suites: the least that the types ask for, told apart by their ids.
import { createHash } from 'node:crypto';
import type { Contract } from '../../vault/model/contract.ts';
import type { DocumentRecord, VersionRecord } from '../../vault/model/document.ts';
import type { PendingEntry, SequencedEntry } from '../../vault/model/journal.ts';
import type { Participant } from '../../vault/model/participant.ts';
import type {
  Changes,
  IdempotencyRecord,
  NewJob,
  SequencedBatch,
} from '../../vault/ports/metadata.ts';

export const NOON = '2026-03-02T09:00:00.000Z';

/** `seconds` after noon in Moscow. */
export function at(seconds: number): string {
  return new Date(Date.parse(NOON) + seconds * 1000).toISOString();
}

export function participant(id: string): Participant {
  return { id, kind: 'russian-person', name: `ООО «${id}»`, state: 'active', registeredAt: NOON };
}

export function contract(id: string, more: Partial<Contract> = {}): Contract {
  return {
    id,
    ownerId: 'exporter',
    number: `№ ${id}`,
    date: '2026-03-02',
    parties: [{ role: 'exporter', name: 'ООО «Экспорт»', country: 'RU' }],
    currency: 'CNY',
    revision: 1,
    ...more,
  };
}

export function document(id: string, contractId: string): DocumentRecord {
  return {
    id,
    contractId,
    ownerId: 'exporter',
    category: 'a',
    title: `Договор ${id}`,
    secret: false,
  };
}

export function entry(id: string): PendingEntry {
  return {
    id,
    action: 'document.received',
    actor: { participant: 'exporter', authentication: 'qualified-signature' },
    paragraph: 'D65-24',
    content: { text: `запись ${id}`, nested: [1, null, { deep: true }] },
    receipt: true,
  };
}

export function version(
  documentId: string,
  number: number,
  entries: { readonly received: string; readonly placed?: string },
): VersionRecord {
  const sha256 = digestOf(`${documentId}/${number}`);
  const file = {
    id: `exporter/${sha256}`,
    sha256,
    size: 1,
    fileName: 'a.pdf',
    mediaType: 'application/pdf',
  };
  return {
    documentId,
    number,
    file,
    signatures: [],
    state: 'accepted',
    receivedEntry: entries.received,
    ...(entries.placed === undefined ? {} : { placedEntry: entries.placed }),
  };
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function job(id: string, runAt: string): NewJob {
  return { id, kind: 'judge-again', payload: JSON.stringify({ id }), runAt };
}

export function idempotency(participantId: string, key: string): IdempotencyRecord {
  const fingerprint = digestOf(key);
  return { participantId, key, fingerprint, outcome: `{"документ":"${key}"}` };
}

function octets(text: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(text).digest());
}

export function sequenced(id: string, index: number, time: string): SequencedEntry {
  return {
    id,
    index,
    time,
    action: 'document.received',
    bytes: Uint8Array.from(Buffer.from(JSON.stringify({ id, index, time }))),
    salt: octets(`salt ${id}`),
    leafHash: octets(`leaf ${id}`),
  };
}

/** A batch of entries `ids` on a journal of `expectedSize`; hashes are stand-ins of the right length. */
export function batch(expectedSize: number, ids: readonly string[], time = NOON): SequencedBatch {
  const entries = ids.map((id, position) => sequenced(id, expectedSize + position, time));
  const size = expectedSize + ids.length;
  return {
    expectedSize,
    entries,
    nodes: entries.map(({ index, leafHash }) => ({ level: 0, index, hash: leafHash })),
    head: {
      size,
      root: octets(`root ${size}`),
      note: `log\n${size}\n`,
      seal: octets(`seal ${size}`),
    },
    receipts: entries.map(({ id, bytes }) => ({ entryId: id, bytes })),
  };
}

/** One document with one version, whose received entry is `DOCUMENT-NUMBER`. */
export function placement(documentId: string, number: number) {
  const received = `${documentId}-${number}`;
  return {
    contracts: [contract(`c-${documentId}`)],
    documents: [document(documentId, `c-${documentId}`)],
    entries: [entry(received)],
    versions: [version(documentId, number, { received })],
  } satisfies Changes;
}
