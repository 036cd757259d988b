import { indentedJson, type JsonValue } from '../../formats/evidence/canonical-json.ts';
import { checkpointSize } from '../../formats/evidence/receipt.ts';
import type { PlacedVersion, StoredBlob } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import type { FixedSending } from '../model/sending.ts';
import type { ArchiveFile } from '../ports/archive.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';

export const documentObjectId = (documentId: string): string => `urn:uuid:${documentId}`;

export const RECORD = 'record.json';
export const DOCUMENT_FORMAT = 'okno-archive-document/1';
export const RECORD_LIMIT = 64 * 1024 * 1024;

export interface DocumentPorts {
  readonly metadata: Metadata;
  /** What is stored, octet for octet. */
  readonly blobs: Pick<Blobs, 'open'>;
}

/** A blob, and where the object has it. */
export interface ListedFile {
  readonly path: string;
  readonly id: string;
  /** Of the content, lower-case hex, and its octets; absent for parts of a package. */
  readonly sha256?: string;
  readonly size?: number;
  /** Name in the package that it was made for. */
  readonly name?: string;
}

interface Drafted {
  /** By path: evidence serves many signatures. */
  readonly listed: Map<string, ListedFile>;
  readonly files: ArchiveFile[];
}

/**
 * Everything that is known of a document, as the files of its object: `record.json` tells what each is. Undefined:
 * nothing of it is in the journal yet.
 */
export async function documentFiles(
  documentId: string,
  ports: DocumentPorts,
): Promise<readonly ArchiveFile[] | undefined> {
  const { metadata } = ports;
  const document = await metadata.document(documentId);
  const versions = await metadata.versionsOf(documentId);
  if (document === undefined || versions.length === 0) return undefined;
  const sendings = await metadata.sendingsOf(documentId);
  const draft: Drafted = { listed: new Map(), files: [] };
  const described = versions.map((version) => describeVersion(version, draft));
  const receipts = await gatherReceipts({ versions, sendings }, ports, draft);
  const listed = await unerased([...draft.listed.values()], metadata);
  for (const file of listed) {
    const open = () => ports.blobs.open(file.id);
    const fixity = file.path.includes('/document') ? STREEBOG : [];
    draft.files.push({ path: file.path, content: { open }, ...storedDigest(file.id), fixity });
  }
  const contract = (await metadata.contractRevisions(document.contractId)).at(-1);
  const record = {
    format: DOCUMENT_FORMAT,
    document,
    contract,
    participants: await participantsOf([document.ownerId, ...parties(sendings)], metadata),
    versions: described,
    sendings,
    receipts,
    files: listed,
  };
  return [{ path: RECORD, content: indentedJson(jsonOf(record)) }, ...draft.files];
}

/** What was erased may be gone by now, and does not go into an object; the versions tell that it was there. */
async function unerased(files: readonly ListedFile[], { blobKeys }: Metadata) {
  const kept: ListedFile[] = [];
  for (const file of files) {
    if ((await blobKeys.find(file.id))?.state !== 'erased') kept.push(file);
  }
  return kept;
}

/** Ids of the blobs that the objects of these documents have. */
export async function documentFilesById(
  documents: readonly string[],
  { metadata }: Pick<DocumentPorts, 'metadata'>,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const document of documents) {
    const listed = new Map<string, ListedFile>();
    for (const version of await metadata.versionsOf(document))
      describeVersion(version, { listed, files: [] });
    for (const { id } of listed.values()) ids.add(id);
  }
  return ids;
}

/** What a store names by its octets need not be read to know that the object has it. */
export function storedDigest(id: string): { readonly sha256?: string } {
  const sha256 = /\/([0-9a-f]{64})$/.exec(id)?.[1];
  return sha256 === undefined ? {} : { sha256 };
}

/** Documents and signatures get the digest that a GOST signature stands on, beside OCFL's own. */
const STREEBOG: readonly string[] = ['streebog-256'];

const parties = (sendings: readonly FixedSending[]) =>
  sendings.flatMap(({ senderId, addresseeId }) => [senderId, addresseeId]);

function describeVersion(version: PlacedVersion, { listed }: Drafted) {
  const folder = `versions/${version.number}`;
  const list = (path: string, { id, sha256, size }: StoredBlob) => {
    listed.set(path, { path, id, sha256, size });
    return path;
  };
  const document = list(`${folder}/document`, version.file);
  const signatures = version.signatures.map((signature, at) => ({
    ...signature,
    // An attached signature is the document itself.
    path:
      signature.file.id === version.file.id
        ? document
        : list(`${folder}/signatures/${at + 1}`, signature.file),
    reportPath: list(`${folder}/reports/${signature.report.sha256}.json`, signature.report),
    evidencePaths: signature.evidence.map((blob) =>
      list(`evidence/${blob.sha256}.${EXTENSIONS[blob.kind]}`, blob),
    ),
  }));
  return { ...version, path: document, signatures };
}

const EXTENSIONS = { certificate: 'cer', crl: 'crl', ocsp: 'ors' } as const;

async function gatherReceipts(
  about: {
    readonly versions: readonly PlacedVersion[];
    readonly sendings: readonly FixedSending[];
  },
  { metadata: { journal } }: DocumentPorts,
  { files }: Drafted,
) {
  const entries = [
    ...about.versions.flatMap(({ receivedEntry, placedEntry }) => [receivedEntry, placedEntry]),
    ...about.sendings.flatMap(({ sentEntry, deliveredEntry }) => [sentEntry, deliveredEntry]),
  ].filter((entry) => entry !== undefined);
  const supplements = new Set<number>();
  const receipts: { entry: string; path: string; checkpoint: number }[] = [];
  for (const entry of entries) {
    const bytes = await journal.receipt(entry);
    if (bytes === undefined) continue; // not in the journal yet: the next version has it
    const path = `receipts/${entry}.json`;
    const checkpoint = checkpointSize(bytes);
    files.push({ path, content: bytes });
    receipts.push({ entry, path, checkpoint });
    supplements.add(checkpoint);
  }
  for (const size of supplements) {
    for (const [at, bytes] of (await journal.supplements(size)).entries()) {
      files.push({ path: `supplements/${size}/${at + 1}.json`, content: bytes });
    }
  }
  return receipts;
}

/** Who they were, as far as the document needs it: keys and secrets of their systems are not for the object. */
async function participantsOf(ids: readonly string[], metadata: Metadata) {
  const found: Pick<Participant, 'id' | 'kind' | 'name' | 'inn' | 'ogrn' | 'bankNumber'>[] = [];
  for (const each of new Set(ids)) {
    const participant = await metadata.participant(each);
    if (participant === undefined) continue;
    const { id, kind, name, inn, ogrn, bankNumber } = participant;
    found.push({
      id,
      kind,
      name,
      ...(inn === undefined ? {} : { inn }),
      ...(ogrn === undefined ? {} : { ogrn }),
      ...(bankNumber === undefined ? {} : { bankNumber }),
    });
  }
  return found;
}

/** Records hold JSON only: what is undefined is not there. */
const jsonOf = (value: object): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
