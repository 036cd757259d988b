import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { type ByteSource, readAll } from '../byte-source.ts';
import { isContentInfo } from '../cms/content-info.ts';
import { locateContentType } from '../cms/locate-parts.ts';
import { binarySource } from '../cms/textual-source.ts';
import { FormatError } from '../format-error.ts';
import { TSP_LIMITS } from './limits.ts';
import { parseTimeStampResponse } from './response.ts';
import type { TimeStampResponse } from './time-stamp.ts';

/** What a file of a time-stamp holds; at least one of the two. */
export interface TimeStampFile {
  /** What the authority answered with (RFC 3161 §2.4.2); absent: the token was kept without it. */
  readonly response?: Omit<TimeStampResponse, 'token'>;
  /** Octets of the TimeStampToken; absent: the authority gave none. */
  readonly token?: Uint8Array;
}

/**
 * A TimeStampToken, or the TimeStampResp in which it came or was refused: DER, BER, PEM or base64. The token itself is
 * not read yet. Throws FormatError.
 */
export async function readTimeStampFile(input: ByteSource): Promise<TimeStampFile> {
  const { source } = await binarySource(input);
  if (source.size > TSP_LIMITS.response) {
    throw new FormatError('limit', { format: 'time-stamp', reason: `${source.size} octets` });
  }
  // A copy: the token is kept longer than the source's buffer.
  const octets = new Uint8Array(await readAll(source, TSP_LIMITS.response));
  if (isContentInfo(octets)) return { token: octets };
  const { token, ...response } = parseTimeStampResponse(octets);
  return token === undefined ? { response } : { response, token };
}

/**
 * Whether a file is one of time-stamps: a CMS whose content is a TSTInfo, whoever signed it how often, or a response of
 * an authority. Such a CMS is a token by definition (RFC 3161 §2.4.2) and no signature of a document.
 */
export async function holdsTimeStamp(input: ByteSource): Promise<boolean> {
  const [first] = await input.read(0, 1);
  // As text it is decoded whole: what is too long for a token is not.
  if (first !== TAG.sequence && input.size > 2 * TSP_LIMITS.response) return false;
  try {
    const { source } = await binarySource(input);
    if (isContentInfo(await source.read(0, 16))) {
      return (await locateContentType(source)) === OID.tstInfo;
    }
    if (source.size > TSP_LIMITS.response) return false;
    parseTimeStampResponse(await readAll(source, TSP_LIMITS.response));
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
