import { authorize, mayName } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import { describeContract } from './describe-contracts.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** A document with the versions that the principal may know of: names, digests, moments, no content. */
export interface DescribedDocument {
  readonly contract: Contract;
  readonly document: DocumentRecord;
  readonly versions: readonly PlacedVersion[];
  /** False: title, number, date and file names are not for this session (para. 23, para 5). */
  readonly named: boolean;
}

type FoundDocument = Pick<DescribedDocument, 'contract' | 'document'>;

/** The documents of one contract, those without a version that the principal may see left out. */
export async function documentsOfContract(
  principal: Principal,
  contractId: string,
  ports: ReadingPorts,
): Promise<readonly DescribedDocument[]> {
  const contract = await describeContract(principal, contractId, ports);
  const documents = await ports.metadata.documentsOf(contractId);
  const described = await Promise.all(
    documents.map((document) => describe(principal, { contract, document }, ports)),
  );
  const shown = described.filter(({ versions }) => versions.length > 0);
  const ids = shown.map(({ document }) => document.id);
  const content = { contract: contractId, documents: ids, part: 'description' };
  await recordReading(principal, 'document.read', content, ports);
  return shown;
}

export async function describeDocument(
  principal: Principal,
  documentId: string,
  ports: ReadingPorts,
): Promise<DescribedDocument> {
  const found = await findDocument(documentId, ports);
  const object = found && ({ kind: 'document', ...found } as const);
  const asked = { document: documentId };
  await requireAccess(
    { principal, action: 'document.describe', what: 'document', object, asked },
    ports,
  );
  if (found === undefined) throw notFound();
  const described = await describe(principal, found, ports);
  if (described.versions.length === 0) throw notFound();
  await recordReading(principal, 'document.read', { ...asked, part: 'description' }, ports);
  return described;
}

export async function findDocument(
  documentId: string,
  { metadata }: ReadingPorts,
): Promise<FoundDocument | undefined> {
  const document = await metadata.document(documentId);
  const contract = document && (await metadata.contract(document.contractId));
  return document && contract && { contract, document };
}

async function describe(
  principal: Principal,
  found: FoundDocument,
  { metadata }: ReadingPorts,
): Promise<DescribedDocument> {
  const versions = await metadata.versionsOf(found.document.id);
  const visible = ({ state }: PlacedVersion) =>
    authorize(principal, 'document.describe', { kind: 'document', ...found, state }).allowed;
  const named = mayName(principal, found.document);
  return { ...found, versions: versions.filter(visible), named };
}

function notFound(): VaultError {
  return new VaultError({ code: 'not-found', what: 'document' });
}
