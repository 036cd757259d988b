import { authorize, mayName } from '../access/authorize.ts';
import { type DocumentInTime, openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import { contractHistory } from '../contracts/contract-history.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { FixedSending } from '../model/sending.ts';
import { VaultError } from '../vault-error.ts';
import { openContract } from './describe-contracts.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** A document with the versions that the principal may know of: names, digests, moments, no content. */
export interface DescribedDocument {
  readonly document: DocumentRecord;
  readonly versions: readonly PlacedVersion[];
  /** Sendings of these versions that the principal may know of: as their owner or addressee. */
  readonly sendings: readonly FixedSending[];
  /** False: title, number, date and file names are not for this session (para. 23, para 5). */
  readonly named: boolean;
}

/** Which view of documents was taken, for the journal. */
export type DocumentView =
  | 'list'
  | 'description'
  | 'version'
  | 'receipts'
  | 'history'
  | 'history print'
  | 'sendings'
  | 'quarantine';

/** One document, and the view of it. */
export interface Viewed {
  readonly id: string;
  readonly part: DocumentView;
}

/** The documents of one contract, those without a version that the principal may see left out. */
export async function documentsOfContract(
  principal: Principal,
  contractId: string,
  ports: ReadingPorts,
): Promise<readonly DescribedDocument[]> {
  await openContract(principal, contractId, ports);
  const documents = await ports.metadata.documentsOf(contractId);
  const found = await Promise.all(documents.map((document) => inTime(document, ports)));
  const described = await Promise.all(
    found.flatMap((each) => (each === undefined ? [] : describe(principal, each, ports))),
  );
  const shown = described.filter(({ versions }) => versions.length > 0);
  const ids = shown.map(({ document }) => document.id);
  const content = { contract: contractId, documents: ids, part: 'list' } as const;
  await recordReading(principal, 'document.read', content, ports);
  return shown;
}

export async function describeDocument(
  principal: Principal,
  { id, part }: Viewed,
  ports: ReadingPorts,
): Promise<DescribedDocument> {
  const asked = { document: id, part };
  const described = await openDocument(principal, asked, ports);
  await recordReading(principal, 'document.read', asked, ports);
  return described;
}

export interface DescribedVersion extends Pick<DescribedDocument, 'sendings' | 'named'> {
  readonly version: PlacedVersion;
}

/** One version of it, under the same rules. */
export async function describeVersion(
  principal: Principal,
  { id, number, part }: Viewed & { readonly number: number },
  ports: ReadingPorts,
): Promise<DescribedVersion> {
  const asked = { document: id, version: number, part };
  const { versions, ...rest } = await openDocument(principal, asked, ports);
  const version = versions.find((each) => each.number === number);
  if (version === undefined) throw new VaultError({ code: 'not-found', what: 'version' });
  await recordReading(principal, 'document.read', asked, ports);
  return { ...rest, version };
}

/** What the principal may know of it; a denial is journalled, a reading not yet. */
async function openDocument(
  principal: Principal,
  asked: { readonly document: string; readonly part: DocumentView; readonly version?: number },
  ports: ReadingPorts,
): Promise<DescribedDocument> {
  const found = await findDocument(asked.document, ports);
  const action = 'document.describe';
  const object = found && openingDocument(principal, action, found);
  await requireAccess({ principal, action, what: 'document', object, asked }, ports);
  if (found === undefined) throw notFound();
  const described = await describe(principal, found, ports);
  if (described.versions.length === 0) throw notFound();
  return described;
}

export async function findDocument(
  documentId: string,
  ports: Pick<ReadingPorts, 'metadata'>,
): Promise<DocumentInTime | undefined> {
  const document = await ports.metadata.document(documentId);
  return document && inTime(document, ports);
}

async function inTime(
  document: DocumentRecord,
  ports: Pick<ReadingPorts, 'metadata'>,
): Promise<DocumentInTime | undefined> {
  const contract = await ports.metadata.contract(document.contractId);
  const history = await contractHistory(document.contractId, ports);
  const sendings = await ports.metadata.sendingsOf(document.id);
  return contract && { document, contract, history, sendings };
}

async function describe(
  principal: Principal,
  found: DocumentInTime,
  { metadata }: ReadingPorts,
): Promise<DescribedDocument> {
  const { document } = found;
  const action = 'document.describe';
  const visible = (version: PlacedVersion) =>
    authorize(principal, action, openingDocument(principal, action, found, version)).allowed;
  const versions = (await metadata.versionsOf(document.id)).filter(visible);
  const known = (sending: FixedSending) =>
    authorize(principal, 'receipt.read', { kind: 'sending', document, sending }).allowed;
  const sendings = found.sendings.filter(known);
  return { document, versions, sendings, named: mayName(principal, document) };
}

function notFound(): VaultError {
  return new VaultError({ code: 'not-found', what: 'document' });
}
