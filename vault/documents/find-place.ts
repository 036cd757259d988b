import { requireAccess } from '../access/require-access.ts';
import { VaultError } from '../vault-error.ts';
import type { Place } from './intake-attempt.ts';
import type { IntakePorts } from './intake-ports.ts';
import { type IntakeRequest, readDescription, readVersionMetadata } from './intake-request.ts';

type PlacePorts = Pick<IntakePorts, 'metadata' | 'newId'>;

/** The contract and document that a request names; throws VaultError when the principal may not place there. */
export async function findPlace(request: IntakeRequest, ports: PlacePorts): Promise<Place> {
  const { principal, target } = request;
  const { metadata } = ports;
  const document =
    target.kind === 'document' ? await metadata.document(target.documentId) : undefined;
  const contractId = target.kind === 'contract' ? target.contractId : document?.contractId;
  const contract = contractId === undefined ? undefined : await metadata.contract(contractId);
  const object = contract === undefined ? undefined : ({ kind: 'contract', contract } as const);
  await requireAccess(
    { principal, action: 'document.place', what: target.kind, object, asked: { ...target } },
    ports,
  );
  const owner = await metadata.participant(principal.participantId);
  if (contract === undefined || owner === undefined) {
    throw new VaultError({ code: 'not-found', what: target.kind });
  }
  if (document === undefined) {
    const description = readDescription(request.metadata);
    return { owner, contract, target: { kind: 'new', description } };
  }
  readVersionMetadata(request.metadata);
  return { owner, contract, target: { kind: 'version', document } };
}
