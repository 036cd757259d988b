import type { MainIndication, SubIndication } from '../../verify/report/report.ts';

/** Decree 65 para. 26 (а)–(е). */
export const CATEGORIES = {
  a: { letter: 'а', title: 'foreign-trade contracts and changes' },
  b: { letter: 'б', title: 'acts, invoices' },
  v: { letter: 'в', title: 'accounting documents' },
  g: { letter: 'г', title: 'transport, title, permit documents' },
  d: { letter: 'д', title: 'grounds and proof of currency operations' },
  e: { letter: 'е', title: 'other documents' },
} as const;
export type Category = keyof typeof CATEGORIES;

export interface DocumentRecord {
  readonly id: string;
  readonly contractId: string;
  readonly ownerId: string;
  readonly category: Category;
  readonly title: string;
  readonly number?: string;
  readonly date?: string;
  /** Contains a secret protected by law (para. 23): shown to qualified-signature sessions only. */
  readonly secret: boolean;
}

/** The key of an encrypted blob as it is kept: wrapped by a generation of the master key. */
export interface BlobKey {
  readonly ownerId: string;
  readonly generation: string;
  /** Base64url. */
  readonly wrapped: string;
}

/** Bytes that the vault keeps. */
export interface StoredBlob {
  readonly id: string;
  /** Of the content, lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  /** On its way to the commit that first names the blob, which keeps it apart from the record. */
  readonly key?: BlobKey;
}

export interface StoredFile extends StoredBlob {
  readonly fileName: string;
  readonly mediaType: string;
}

/** One signature as placed, with the answer of the verifier at intake. */
export interface SignatureRecord {
  readonly file: StoredFile;
  readonly indication: MainIndication;
  /** Who signed, by the certificates, as the receipts name them; absent: placed before they did. */
  readonly signers?: readonly string[];
  readonly subIndication?: SubIndication;
  /** The whole validation report (JSON), and the CRLs, OCSP responses and certificates it stood on. */
  readonly report: StoredBlob;
  readonly evidence: readonly EvidenceBlob[];
}

export interface EvidenceBlob extends StoredBlob {
  readonly kind: 'certificate' | 'crl' | 'ocsp';
}

/**
 * `accepted` after a passing judgement; `pending` while a signature waits to be judged again, or a file to be
 * scanned: received, not yet placed; `quarantined` when malware was found or a file cannot be scanned: received,
 * its content is for nobody; `refused` when the end went against it: kept as received, told to its owner only.
 */
export type VersionState = 'accepted' | 'pending' | 'quarantined' | 'refused';

/** Why signatures do not carry a document. */
export type RefusalCode =
  | 'no-signature' // nothing unsigned is ever called signed
  | 'unreadable-signature' // empty, truncated, random bytes, or over a parser's limit
  | 'not-a-document-signature' // signed as something else: a sign-in challenge, a time-stamp
  | 'signature-not-passed' // the table of intake-policy.ts says refuse
  | 'document-not-covered' // no signature covers the whole document
  | 'not-signed-by-participant'; // para. 26: every signature names somebody else

export type HoldCode =
  | RefusalCode
  | 'signature-undecided' // `detail`: the reason of the report
  | 'not-scanned' // the scanner did not answer
  | 'malware-found' // `detail`: what, in the scanner's words
  | 'too-large-to-scan'
  | 'waited-in-vain' // the end of the waiting came first
  | 'refused-by-operator' // `detail`: because of what
  | 'released-by-operator';

/** Why a version that was received is not placed: codes are stable, `part` names the file. */
export interface HoldReason {
  readonly code: HoldCode;
  readonly part: string;
  readonly detail?: string;
}

/** What one operator proposes for a version in quarantine; another one decides. */
export interface QuarantineProposal {
  readonly decision: 'release' | 'refuse';
  readonly because: string;
  /** Person and certificate (hex SHA-256) of the session that proposed. */
  readonly person: string;
  readonly certificate: string;
  /** Journal entry of the proposal. */
  readonly entry: string;
}

export interface VersionHold {
  readonly reasons: readonly HoldReason[];
  readonly proposal?: QuarantineProposal;
  /** Entry of the decision by which two operators released it: malware that was found counts no longer. */
  readonly released?: string;
}

/** What a document that the vault understands says otherwise than the contract, or than was said beside it. */
export interface DocumentWarning {
  readonly code:
    | 'document-number-differs'
    | 'document-date-differs'
    | 'document-before-contract'
    | 'document-currency-differs'
    | 'document-amount-over'
    | 'document-party-unknown'
    | 'document-basis-differs';
  /** What the document says, and what the contract or the request does. */
  readonly facts: { readonly document: string; readonly contract: string };
}

/** An immutable version of a document. */
export interface VersionRecord {
  readonly documentId: string;
  /** From 1. */
  readonly number: number;
  readonly file: StoredFile;
  readonly signatures: readonly SignatureRecord[];
  readonly state: VersionState;
  /** What the comparison with the contract found at intake; absent: nothing, or nothing was understood. */
  readonly warnings?: readonly DocumentWarning[];
  /** What a version that is not placed waits for, or why it never will be. */
  readonly hold?: VersionHold;
  /** Journal entries that fix the two moments of para. 24; times are known once they are sequenced. */
  readonly receivedEntry: string;
  readonly placedEntry?: string;
}

/** A version with the moments that the journal fixed (ISO 8601 UTC, milliseconds). */
export interface PlacedVersion extends VersionRecord {
  readonly receivedAt: string;
  readonly placedAt?: string;
}
