import { FieldReader } from '../field-reader.ts';
import { CATEGORIES, type Category } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';

export interface IntakeRequest {
  readonly principal: Principal;
  /** Honoured for ever, per participant. */
  readonly idempotencyKey: string;
  /** A new document of a contract, or a further version of a document. */
  readonly target: IntakeTarget;
  /** JSON of the metadata part; for a further version absent or an empty object. */
  readonly metadata: unknown;
  /** `document` first, then the signatures; consumed one after the other. */
  readonly files: AsyncIterable<IncomingFile>;
}

export type IntakeTarget =
  | { readonly kind: 'contract'; readonly contractId: string }
  | { readonly kind: 'document'; readonly documentId: string };

export interface IncomingFile {
  readonly role: 'document' | 'signature';
  readonly fileName?: string | undefined;
  readonly mediaType?: string | undefined;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface DocumentDescription {
  readonly category: Category;
  readonly title: string;
  readonly number?: string;
  readonly date?: string;
  readonly secret: boolean;
}

const TITLE_LONGEST = 300;
const NUMBER_LONGEST = 100;

/** Throws VaultError `invalid` naming each field at fault. */
export function readDescription(metadata: unknown): DocumentDescription {
  const fields = new FieldReader(metadata);
  const category = fields.code('category', isCategory);
  const title = fields.text('title', TITLE_LONGEST);
  const number = fields.optionalText('number', NUMBER_LONGEST);
  const date = fields.optionalDate('date');
  const secret = fields.optionalBoolean('secret') ?? false;
  fields.finish();
  return {
    category,
    title,
    ...(number === undefined ? {} : { number }),
    ...(date === undefined ? {} : { date }),
    secret,
  };
}

function isCategory(value: string): value is Category {
  return Object.hasOwn(CATEGORIES, value);
}

/** A further version changes bytes, not the description. */
export function readVersionMetadata(metadata: unknown): void {
  new FieldReader(metadata ?? {}).finish();
}
