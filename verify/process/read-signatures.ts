import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import { withCounterSignatures } from '../report/with-counter-signatures.ts';
import { readCmsSignatures } from './cms/read-cms-signatures.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { ValidationInput } from './validation-input.ts';
import { looksLikeXml } from './xml/looks-like-xml.ts';

/** Signatures that are judged in one file, counter-signatures among them: each costs a path and public-key operations. */
export const SIGNATURES_LIMIT = 128;
/** Time-stamps in one file: each is judged as a signature in its own right. */
export const TIME_STAMPS_LIMIT = 128;

type Read = Pick<ValidationInput, 'signature' | 'content' | 'algorithms'> &
  Partial<Pick<ValidationInput, 'policy' | 'known'>>;

/**
 * The facts of every signature in a file. Each format has its reader; the process that judges them knows
 * none of the formats. Throws FormatError for what cannot be read.
 */
export async function readSignatures(input: Read): Promise<readonly SignatureFacts[]> {
  const signatures = (await looksLikeXml(input.signature.source))
    ? await xmlSignatures(input)
    : await readCmsSignatures(input);
  refuseToken(signatures);
  const all = withCounterSignatures(signatures);
  refuseOver(SIGNATURES_LIMIT, all.length, 'signatures');
  const timeStamps = all.map(
    ({ timeStamps: judged = [], otherTimeStamps = 0 }) => judged.length + otherTimeStamps,
  );
  const stamps = timeStamps.reduce((sum, count) => sum + count, 0);
  refuseOver(TIME_STAMPS_LIMIT, stamps, 'time-stamps');
  return signatures;
}

/** Loaded only now: most files are CMS, and need no XML parser. */
async function xmlSignatures(input: Read): Promise<readonly SignatureFacts[]> {
  const { readXmlSignatures } = await import('./xml/read-xml-signatures.ts');
  return readXmlSignatures(input, SIGNATURES_LIMIT);
}

/** RFC 3161 §2.4.2: a TSTInfo that is signed is a time-stamp by itself (time-stamp/), and nobody's signature. */
function refuseToken(signatures: readonly SignatureFacts[]): void {
  if (!signatures.some(({ contentType }) => contentType === OID.tstInfo)) return;
  throw new FormatError('unsupported', { format: 'signed file', reason: 'a time-stamp token' });
}

function refuseOver(limit: number, count: number, what: string): void {
  if (count <= limit) return;
  const reason = `${count} ${what} are over the limit of ${limit}`;
  throw new FormatError('limit', { format: 'signed file', reason });
}
