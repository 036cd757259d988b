// RFC 6960 §3.2: the status of a certificate by OCSP responses.
import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { OcspResponse, SingleResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Extension } from '../../formats/x509/certificate.ts';
import { readExtensionValue } from '../../formats/x509/extension-value.ts';
import { readInvalidityDate } from './crl-entries.ts';
import { freshnessTime, freshUntil, isFresh, withEnd } from './freshness.ts';
import { nearerGap, type RevocationGap } from './gaps.ts';
import { hashesAnother, matchesCertId } from './match-cert-id.ts';
import { authenticateResponse } from './ocsp-responder.ts';
import {
  type CertificateStatus,
  doubtAt,
  NO_EVIDENCE,
  REASON_HOLD,
  type RevocationContext,
  reasonText,
  type SignerVerdict,
  type StatusQuestion,
  uniteEvidence,
} from './status.ts';

/** One status for the certificate, in a response whose signer is authorized. */
interface Told {
  readonly response: OcspResponse;
  readonly single: SingleResponse;
  readonly signer: Extract<SignerVerdict, { trusted: true }>;
  /** By its CertHash it is about another certificate under the same serial number. */
  readonly ofAnother: boolean;
}

// RFC 6960 §4.4 and extended-revoke (§2.2): none changes what a good answer means here.
const PROCESSED: ReadonlySet<string> = new Set([
  OID.ocspNonce,
  OID.ocspArchiveCutoff,
  OID.ocspCertHash,
  '1.3.6.1.5.5.7.48.1.3', // id-pkix-ocsp-crl
  '1.3.6.1.5.5.7.48.1.9', // id-pkix-ocsp-extended-revoke
]);

export async function statusFromOcsp(
  context: RevocationContext,
  question: StatusQuestion,
): Promise<CertificateStatus> {
  const told: Told[] = [];
  let gap: RevocationGap = 'no-information';
  for (const response of context.ocspResponses) {
    const singles: SingleResponse[] = [];
    for (const single of response.responses) {
      if (await matchesCertId(context.run, single.certId, question)) singles.push(single);
    }
    if (singles.length === 0) {
      gap = nearerGap(gap, 'not-in-scope');
      continue;
    }
    const signer = await authenticate(context, question, response);
    if (!signer.trusted) gap = nearerGap(gap, signer.gap);
    else {
      for (const single of singles) {
        const ofAnother = await hashesAnother(context.run, single, question.target);
        told.push({ response, single, signer, ofAnother });
      }
    }
  }
  return conclude(context, question, told, gap);
}

async function authenticate(
  context: RevocationContext,
  question: StatusQuestion,
  response: OcspResponse,
): Promise<SignerVerdict> {
  const extensions = [response.extensions, ...response.responses.map((one) => one.extensions)];
  if (extensions.flat().some((extension) => extension.critical && !PROCESSED.has(extension.oid))) {
    return { trusted: false, gap: 'unknown-critical-extension' };
  }
  return authenticateResponse(context, question, response);
}

function conclude(
  context: RevocationContext,
  question: StatusQuestion,
  told: readonly Told[],
  gap: RevocationGap,
): CertificateStatus {
  let nearest = gap;
  // A revocation that is no hold is for ever, whatever a later answer says.
  const answers = told.map((one) => answerOf(context, question, one));
  const revoked = answers.find((answer) => answer.status === 'revoked');
  if (revoked !== undefined) return revoked;
  const dated = answers
    .map((answer, at) => ({ answer, thisUpdate: told[at]?.single.thisUpdate.getTime() ?? 0 }))
    .sort((a, b) => b.thisUpdate - a.thisUpdate)
    .map(({ answer }) => answer);
  for (const answer of dated) {
    if (answer.status === 'unknown') nearest = nearerGap(nearest, answer.gap);
    else if (answer.status !== 'issuer-out-of-bounds') return answer; // the newest that says something
  }
  return (
    dated.find((answer) => answer.status === 'issuer-out-of-bounds') ?? {
      status: 'unknown',
      gap: nearest,
    }
  );
}

function answerOf(
  { at, latestEvidence, freshness }: RevocationContext,
  { target }: StatusQuestion,
  { response, single, signer, ofAnother }: Told,
): CertificateStatus {
  const { status, thisUpdate } = single;
  const used = uniteEvidence(signer.used, {
    ...NO_EVIDENCE,
    ocspResponses: [response],
    signed: [{ object: response, key: signer.key }],
  });
  const reason = status.kind === 'revoked' ? (status.reason ?? 0) : undefined;
  const future = thisUpdate > latestEvidence || response.producedAt > latestEvidence;
  // RFC 6960 §4.2.2.1: a time that has not come is not believed. A revocation that is no hold can only be
  // told later than it happened, and is for ever: that one is.
  if (future && (reason === undefined || reason === REASON_HOLD)) {
    return { status: 'unknown', gap: 'from-the-future' };
  }
  if (status.kind === 'unknown') return { status: 'unknown', gap: 'status-unknown' };
  if (status.kind === 'revoked' && status.revocationTime <= at) {
    const named = {
      time: status.revocationTime,
      reason: reasonText(reason ?? 0),
      thisUpdate,
      used,
    };
    return { status: reason === REASON_HOLD ? 'on-hold' : 'revoked', ...named };
  }
  // A revocation counts whatever else is said; of no other certificate this one's goodness is learnt.
  if (ofAnother) return { status: 'unknown', gap: 'not-in-scope' };
  if (future) return { status: 'unknown', gap: 'from-the-future' };
  if (signer.outOfBounds) return { status: 'issuer-out-of-bounds', used };
  const { notAfter } = target.certificate;
  const covered = thisUpdate <= notAfter || keepsExpired(single.extensions, notAfter);
  if (!covered) return { status: 'unknown', gap: 'expired-certificate-not-covered' };
  const update = withEnd(single);
  const fresh = isFresh(update, freshnessTime(at, notAfter), freshness);
  // RFC 6960 §4.4.5: the extensions of CRL entries stand in the single response.
  const doubt =
    status.kind === 'revoked'
      ? doubtAt(at, status.revocationTime, readInvalidityDate(single.extensions))
      : undefined;
  return {
    status: fresh ? 'good' : 'not-fresh',
    source: 'ocsp',
    thisUpdate,
    freshUntil: freshUntil(update, freshness),
    used,
    doubt,
  };
}

/** RFC 6960 §4.4.4: archiveCutoff, since when the responder keeps expired certificates. */
function keepsExpired(extensions: readonly Extension[], notAfter: Date): boolean {
  try {
    const cutoff = readExtensionValue(
      extensions,
      OID.ocspArchiveCutoff,
      'archiveCutoff',
      (reader) => reader.generalizedTime(),
    );
    return cutoff !== undefined && cutoff <= notAfter;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
