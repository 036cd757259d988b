import { OID } from '../asn1/oids.ts';
import { bytesSource, readAll } from '../byte-source.ts';
import { parseSignedData } from '../cms/parse-signed-data.ts';
import type { SignedData } from '../cms/signed-data.ts';
import { FormatError } from '../format-error.ts';
import { TSP_LIMITS } from './limits.ts';
import type { TstInfo } from './time-stamp.ts';
import { parseTstInfo } from './tst-info.ts';

export interface TimeStampToken {
  readonly signedData: SignedData;
  /** The octets that are signed, of which `info` is the reading. */
  readonly tstInfo: Uint8Array;
  readonly info: TstInfo;
}

/**
 * RFC 3161 §2.4.2: TimeStampToken ::= ContentInfo, a SignedData whose content is the DER of a TSTInfo and
 * which has no other signature than the TSA's. Nothing is verified. Throws FormatError.
 */
export async function parseTimeStampToken(bytes: Uint8Array): Promise<TimeStampToken> {
  if (bytes.length > TSP_LIMITS.response) throw refused('limit', `${bytes.length} octets`);
  const signedData = await parseSignedData(bytesSource(bytes));
  const { contentType, content, signerInfos } = signedData;
  if (contentType !== OID.tstInfo) throw refused('unsupported', `content of type ${contentType}`);
  if (content === undefined) throw refused('malformed', 'no content');
  if (signerInfos.length !== 1) throw refused('malformed', `${signerInfos.length} signatures`);
  if (content.size > TSP_LIMITS.tstInfo)
    throw refused('limit', `TSTInfo of ${content.size} octets`);
  const tstInfo = new Uint8Array(await readAll(content, TSP_LIMITS.tstInfo));
  return { signedData, tstInfo, info: parseTstInfo(tstInfo) };
}

function refused(code: 'malformed' | 'unsupported' | 'limit', reason: string): FormatError {
  return new FormatError(code, { format: 'time-stamp token', reason });
}
