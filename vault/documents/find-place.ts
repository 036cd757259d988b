import { requireAccess } from '../access/require-access.ts';
import type { Category } from '../model/document.ts';
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
  const mayPlace = (category?: Category) => {
    const said = category === undefined ? {} : { category };
    const object = contract && ({ kind: 'contract', contract, ...said } as const);
    const action = 'document.place';
    const asked = { ...target, ...said };
    return requireAccess({ principal, action, what: target.kind, object, asked }, ports);
  };
  await mayPlace(document?.category);
  const owner = await metadata.participant(principal.participantId);
  if (contract === undefined || owner === undefined) {
    throw new VaultError({ code: 'not-found', what: target.kind });
  }
  if (document === undefined) {
    const description = readDescription(request.metadata);
    await mayPlace(description.category);
    return { owner, contract, target: { kind: 'new', description } };
  }
  readVersionMetadata(request.metadata);
  return { owner, contract, target: { kind: 'version', document } };
}
