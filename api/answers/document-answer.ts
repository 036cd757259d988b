import {
  CATEGORIES,
  type PlacedVersion,
  type SignatureRecord,
  type StoredFile,
} from '../../vault/model/document.ts';
import type { DescribedDocument } from '../../vault/reading/describe-documents.ts';

/** A document with its versions; blobs, entries and whatever else is the vault's own stay inside. */
export function documentAnswer({ document, versions }: DescribedDocument) {
  const { letter } = CATEGORIES[document.category];
  return { ...document, categoryLetter: letter, versions: versions.map(versionAnswer) };
}

export function versionAnswer(version: PlacedVersion) {
  const { number, state, file, signatures, receivedAt, placedAt } = version;
  return {
    number,
    state,
    file: fileAnswer(file),
    signatures: signatures.map(signatureAnswer),
    receivedAt,
    ...(placedAt === undefined ? {} : { placedAt }),
    receipts: receiptsOf(version),
  };
}

/** The receipts of para. 24: each moment its own. */
export function receiptsOf({ receivedEntry, placedEntry, receivedAt, placedAt }: PlacedVersion) {
  const received = { id: receivedEntry, action: 'document.received', time: receivedAt };
  if (placedEntry === undefined || placedAt === undefined) return [received];
  return [received, { id: placedEntry, action: 'document.placed', time: placedAt }];
}

function fileAnswer({ fileName, mediaType, sha256, size }: StoredFile) {
  return { fileName, mediaType, sha256, size };
}

function signatureAnswer({ file, indication, subIndication }: SignatureRecord) {
  return {
    file: fileAnswer(file),
    indication,
    ...(subIndication === undefined ? {} : { subIndication }),
  };
}
