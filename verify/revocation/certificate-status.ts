import { statusFromCrls } from './crl.ts';
import { nearerGap } from './gaps.ts';
import { statusFromOcsp } from './ocsp.ts';
import type { CertificateStatus, Doubt, RevocationContext, StatusQuestion } from './status.ts';

/** RFC 5280 §6.1.3 (a)(3): the status of a certificate by everything at hand, OCSP and CRLs. */
export async function statusOf(
  context: RevocationContext,
  question: StatusQuestion,
): Promise<CertificateStatus> {
  const ocsp = await statusFromOcsp(context, question);
  const crl = await statusFromCrls(context, question);
  const status = combine(ocsp, crl);
  const doubt = doubtIn(ocsp) ?? doubtIn(crl);
  return 'source' in status ? { ...status, doubt } : status;
}

function doubtIn(status: CertificateStatus): Doubt | undefined {
  return 'source' in status ? status.doubt : undefined;
}

/**
 * A revocation wins always. Between a hold and the absence of one, the later information wins. Fresh
 * information wins over old, and «unknown» only stands where nothing else does.
 */
export function combine(a: CertificateStatus, b: CertificateStatus): CertificateStatus {
  if (a.status === 'revoked') return b.status === 'revoked' && b.time < a.time ? b : a;
  if (b.status === 'revoked') return b;
  if (a.status === 'on-hold' || b.status === 'on-hold') return laterOfHold(a, b);
  if (a.status === 'unknown' && b.status === 'unknown') {
    return { status: 'unknown', gap: nearerGap(a.gap, b.gap) };
  }
  if (a.status === 'good' && b.status === 'good') return a.thisUpdate >= b.thisUpdate ? a : b;
  return RANK[a.status] >= RANK[b.status] ? a : b;
}

function laterOfHold(a: CertificateStatus, b: CertificateStatus): CertificateStatus {
  if (!('thisUpdate' in a)) return b;
  if (!('thisUpdate' in b)) return a;
  if (a.thisUpdate.getTime() === b.thisUpdate.getTime()) return a.status === 'on-hold' ? a : b;
  return a.thisUpdate > b.thisUpdate ? a : b;
}

const RANK = {
  unknown: 0,
  'issuer-out-of-bounds': 1,
  'not-fresh': 2,
  good: 3,
  'on-hold': 4,
  revoked: 5,
} as const satisfies Record<CertificateStatus['status'], number>;
