import {
  CATEGORIES,
  type PlacedVersion,
  type SignatureRecord,
  type StoredFile,
} from '../../vault/model/document.ts';
import type { FixedSending } from '../../vault/model/sending.ts';
import type { DescribedDocument } from '../../vault/reading/describe-documents.ts';
import { holdAnswer } from './hold-answer.ts';
import { sendingAnswer, sendingReceipts } from './sending-answer.ts';
import { warningAnswer } from './warning-answer.ts';

/** A document with its versions; blobs, entries and whatever else is the vault's own stay inside. */
export function documentAnswer({ document, versions, sendings, named }: DescribedDocument) {
  const { title, number, date, ...record } = document;
  const { letter } = CATEGORIES[document.category];
  return {
    ...record,
    ...(named ? { title, ...withoutAbsent({ number, date }) } : {}),
    categoryLetter: letter,
    versions: versions.map((version) => versionAnswer(version, { named, sendings })),
  };
}

function withoutAbsent(words: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined));
}

/** What a session that may hear names, and one that may not (`DescribedDocument.named`), get of a version. */
export function versionAnswer(
  version: PlacedVersion,
  { named, sendings }: Pick<DescribedDocument, 'named' | 'sendings'>,
) {
  const { number, state, file, signatures, warnings = [], receivedAt, placedAt, hold } = version;
  const sent = sendings.filter((sending) => sending.version === number);
  return {
    number,
    state,
    file: fileAnswer(file, named),
    signatures: signatures.map((signature) => signatureAnswer(signature, named)),
    // They quote the document: who may not hear its number and date hears no warning either.
    ...(named && warnings.length > 0 ? { warnings: warnings.map(warningAnswer) } : {}),
    ...(hold === undefined ? {} : { reasons: hold.reasons.map(holdAnswer) }),
    receivedAt,
    ...(placedAt === undefined ? {} : { placedAt }),
    receipts: receiptsOf(version, sendings),
    ...(sent.length > 0 ? { sendings: sent.map(sendingAnswer) } : {}),
  };
}

/** The receipts of para. 24: each moment its own. */
export function receiptsOf(version: PlacedVersion, sendings: readonly FixedSending[]) {
  const { number, receivedEntry, placedEntry, receivedAt, placedAt } = version;
  const received = { id: receivedEntry, action: 'document.received', time: receivedAt };
  const placed =
    placedEntry === undefined || placedAt === undefined
      ? []
      : [{ id: placedEntry, action: 'document.placed', time: placedAt }];
  const sent = sendings.filter((sending) => sending.version === number);
  return [received, ...placed, ...sent.flatMap(sendingReceipts)];
}

function fileAnswer({ fileName, mediaType, sha256, size }: StoredFile, named: boolean) {
  return { ...(named ? { fileName } : {}), mediaType, sha256, size };
}

function signatureAnswer({ file, indication, subIndication }: SignatureRecord, named: boolean) {
  return {
    file: fileAnswer(file, named),
    indication,
    ...(subIndication === undefined ? {} : { subIndication }),
  };
}
