import type { PackageSubject } from '../../formats/evidence/manifest.ts';
import { authorize } from '../access/authorize.ts';
import { type DocumentInTime, openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import { historyAsOf } from '../contracts/contract-history.ts';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { FixedRequest } from '../model/request.ts';
import type { FixedSending } from '../model/sending.ts';
import type { Metadata } from '../ports/metadata.ts';
import { openContract } from '../reading/describe-contracts.ts';
import { findDocument } from '../reading/describe-documents.ts';
import type { ReadingPorts } from '../reading/reading-ports.ts';
import { type FieldErrorCode, VaultError } from '../vault-error.ts';

export interface PackageRequest {
  readonly principal: Principal;
  readonly subject: PackageSubject;
  /** Entries of the journal as of which the package tells; absent: all that there are. */
  readonly asOf?: number;
}

export interface FoundDocument {
  readonly document: DocumentRecord;
  readonly versions: readonly PlacedVersion[];
  /** Of these versions, such as the principal may know of. */
  readonly sendings: readonly FixedSending[];
}

export interface FoundSubject {
  readonly subject: PackageSubject;
  readonly asOf: number;
  /** As it stood then. */
  readonly contract: Contract;
  readonly documents: readonly FoundDocument[];
  /** Requests that the sendings answer. */
  readonly requests: readonly FixedRequest[];
}

/** Documents that are asked for as they may be read now, with everything that was ever recorded of them. */
export async function findSubject(
  { principal, subject }: PackageRequest,
  ports: ReadingPorts,
): Promise<readonly DocumentInTime[]> {
  if (subject.kind === 'contract') {
    await openContract(principal, subject.id, ports);
    const documents = await ports.metadata.documentsOf(subject.id);
    const found = await Promise.all(documents.map(({ id }) => findDocument(id, ports)));
    return found.filter((each) => each !== undefined);
  }
  const inTime = await findDocument(subject.id, ports);
  const action = 'document.read';
  const version = subject.kind === 'version' ? subject.version : undefined;
  const stored = inTime && version && (await versionOf(subject.id, version, ports));
  const object =
    inTime === undefined || (version !== undefined && stored === undefined)
      ? undefined
      : openingDocument(principal, action, inTime, stored || undefined);
  const what = version === undefined ? 'document' : 'version';
  const asked = { ...namedBy(subject), part: 'evidence package' };
  await requireAccess({ principal, action, what, object, asked }, ports);
  return inTime === undefined ? [] : [inTime];
}

/** A subject as entries of the journal name it. */
export function namedBy(subject: PackageSubject): Readonly<Record<string, string | number>> {
  if (subject.kind === 'contract') return { contract: subject.id };
  const { id: document } = subject;
  return subject.kind === 'version' ? { document, version: subject.version } : { document };
}

async function versionOf(id: string, number: number, { metadata }: ReadingPorts) {
  return (await metadata.versionsOf(id)).find((each) => each.number === number);
}

/**
 * What of it was recorded by `asOf`. A version that was refused was never placed (para. 24) and is not in it.
 * Rejects with VaultError `invalid` for a moment of which not everything is known any more.
 */
export async function subjectAsOf(
  { principal, subject }: PackageRequest,
  facts: { readonly asOf: number; readonly found: readonly DocumentInTime[] },
  ports: ReadingPorts,
): Promise<FoundSubject> {
  const { asOf, found } = facts;
  const time = await timeOf(asOf, ports.metadata);
  const documents: FoundDocument[] = [];
  for (const inTime of found) {
    const one = await documentAsOf({ principal, subject, asOf, inTime }, ports);
    if (one.versions.length > 0) documents.push(one);
  }
  const [first] = found;
  if (first === undefined || documents.length === 0) {
    throw new VaultError({ code: 'not-found', what: subject.kind });
  }
  return {
    subject,
    asOf,
    contract: contractAsOf(principal, first, time),
    documents,
    requests: await requestsOf(principal, documents, ports),
  };
}

/** Of the size of the journal: the moment of its last entry. */
async function timeOf(asOf: number, { journal }: Metadata): Promise<string> {
  const size = (await journal.head())?.size ?? 0;
  const [last] = asOf >= 1 && asOf <= size ? await journal.entries(asOf - 1, 1) : [];
  if (last !== undefined) return last.time;
  throw wrongMoment(asOf > size ? 'in-the-future' : 'malformed', `1 to ${size} entries`);
}

function wrongMoment(code: FieldErrorCode, detail: string): VaultError {
  return new VaultError({ code: 'invalid', fields: [{ pointer: '/asOf', code, detail }] });
}

async function documentAsOf(
  facts: {
    readonly principal: Principal;
    readonly subject: PackageSubject;
    readonly asOf: number;
    readonly inTime: DocumentInTime;
  },
  { metadata }: ReadingPorts,
): Promise<FoundDocument> {
  const { principal, subject, asOf, inTime } = facts;
  const { document } = inTime;
  const recorded = async (entry: string) => {
    const index = (await metadata.journal.entry(entry))?.index;
    return index !== undefined && index < asOf;
  };
  const versions: PlacedVersion[] = [];
  for (const version of await metadata.versionsOf(document.id)) {
    const object = openingDocument(principal, 'document.read', inTime, version);
    const asked = subject.kind !== 'version' || version.number === subject.version;
    const readable = asked && authorize(principal, 'document.read', object).allowed;
    if (!readable || version.state === 'refused') continue;
    if (!(await recorded(version.receivedEntry))) continue;
    // What was said of it while it waited is not kept once it is decided.
    if (version.placedEntry !== undefined && !(await recorded(version.placedEntry))) {
      throw wrongMoment('contradiction', `version ${version.number} was not decided yet`);
    }
    versions.push(version);
  }
  const sendings: FixedSending[] = [];
  for (const sending of inTime.sendings) {
    const ofThese = versions.some(({ number }) => number === sending.version);
    const object = { kind: 'sending', document, sending } as const;
    const known = ofThese && authorize(principal, 'receipt.read', object).allowed;
    if (known && (await recorded(sending.sentEntry)) && (await recorded(sending.deliveredEntry))) {
      sendings.push(sending);
    }
  }
  return { document, versions, sendings };
}

/** The revision in force then, of those up to the one by which the document is open. */
function contractAsOf(principal: Principal, inTime: DocumentInTime, time: string): Contract {
  const { contract } = openingDocument(principal, 'document.read', inTime);
  const then = historyAsOf(inTime.history, time).at(-1)?.contract;
  return then !== undefined && then.revision < contract.revision ? then : contract;
}

/** Those that were answered by the sendings and of which the principal may know. */
async function requestsOf(
  principal: Principal,
  documents: readonly FoundDocument[],
  { metadata }: ReadingPorts,
): Promise<readonly FixedRequest[]> {
  const sendings = documents.flatMap((each) => each.sendings);
  const ids = new Set(sendings.flatMap(({ answers }) => (answers ? [answers.request] : [])));
  const requests = await Promise.all([...ids].map((id) => metadata.request(id)));
  return requests.flatMap((request) => {
    if (request === undefined) return [];
    const object = { kind: 'request', request } as const;
    return authorize(principal, 'receipt.read', object).allowed ? [request] : [];
  });
}
