import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import type { PathResult } from '../path/path-result.ts';
import type { EmbeddedData, SignatureFacts } from './signature-facts.ts';
import type { TimeStampJudgement } from './time-stamp/validate-time-stamp.ts';

const BASIC = /-B-B$/;

/**
 * The level of a signature (EN 319 122-1 §6, EN 319 132-1 §6), by what holds and not by what is merely there: T by
 * a signature-time-stamp, LT by validation data for the whole path inside, LTA by an archive time-stamp over
 * them. The older forms of CAdES (C, X, XL, A: EN 319 122-2) by their attributes.
 */
export function reachedLevel(
  { level, extendedForm, embedded }: SignatureFacts,
  timeStamps: readonly TimeStampJudgement[],
  path: PathResult | undefined,
): string {
  if (!BASIC.test(level)) return level;
  const held = (kind: TimeStampJudgement['kind']) =>
    timeStamps.some((each) => each.kind === kind && each.outcome.indication === 'PASSED');
  const name = (suffix: string) => level.replace(BASIC, suffix);
  if (!held('signature-time-stamp')) return level;
  const archived = held('archive-time-stamp');
  if (extendedForm !== undefined) return name(archived ? '-A' : `-${extendedForm}`);
  if (path === undefined || !isComplete(path, embedded)) return name('-B-T');
  return name(archived ? '-B-LTA' : '-B-LT');
}

/** Every certificate of the path, and something that tells the status of each, is inside. */
function isComplete({ path, anchor }: PathResult, embedded: EmbeddedData): boolean {
  if (anchor === undefined) return false;
  const below = path.slice(0, -1);
  return below.every((certificate, index) => {
    const issuer = path[index + 1];
    const inside = embedded.certificates.some(({ der }) => equalBytes(der, certificate.der));
    return inside && issuer !== undefined && hasStatus(certificate, issuer, embedded);
  });
}

function hasStatus(
  { serialNumber }: Certificate,
  { subject }: Certificate,
  { crls, ocspResponses }: EmbeddedData,
): boolean {
  const listed = crls.some((der) => {
    const crl = readable(() => parseCrl(der));
    return crl !== undefined && equalBytes(crl.issuer.der, subject.der);
  });
  return (
    listed ||
    ocspResponses.some((der) => {
      const response = readable(() => parseOcspResponse(der));
      return response?.responses.some(({ certId }) =>
        equalBytes(certId.serialNumber, serialNumber),
      );
    })
  );
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
