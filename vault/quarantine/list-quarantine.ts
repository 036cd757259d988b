import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Participant, Principal } from '../model/participant.ts';
import { recordReading } from '../reading/record-reading.ts';

/** A version that two operators must decide on. */
export interface Quarantined {
  readonly document: DocumentRecord;
  readonly version: PlacedVersion;
  readonly owner: Participant | undefined;
}

/** Everything in quarantine, for the operator; rejects with VaultError `denied`. */
export async function listQuarantine(
  principal: Principal,
  ports: Pick<ContractPorts, 'metadata' | 'newId'>,
): Promise<readonly Quarantined[]> {
  const { metadata } = ports;
  const object = { kind: 'none' } as const;
  const action = 'quarantine.read';
  await requireAccess({ principal, action, what: 'quarantine', object, asked: {} }, ports);
  const listed: Quarantined[] = [];
  for (const { documentId, number } of await metadata.quarantined()) {
    const document = await metadata.document(documentId);
    const version = (await metadata.versionsOf(documentId)).find((each) => each.number === number);
    // Decided between the two looks: no longer there.
    if (document === undefined || version?.state !== 'quarantined') continue;
    listed.push({ document, version, owner: await metadata.participant(document.ownerId) });
  }
  const documents = listed.map(({ document }) => document.id);
  await recordReading(principal, 'document.read', { documents, part: 'quarantine' }, ports);
  return listed;
}
