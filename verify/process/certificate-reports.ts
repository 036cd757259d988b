import type { Algorithms } from '../../algorithms/registry.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { fingerprint } from '../certificates/russian-fields.ts';
import type { CertificateReport, MainIndication, SignerReport } from '../report/report.ts';
import type { Outcome } from './block.ts';
import type { Judgement } from './validate-signature.ts';

// EN 319 102-1 §5.1.3: the status of the signature from that of the process.
export const MAIN_INDICATION: Readonly<Record<Outcome['indication'], MainIndication>> = {
  PASSED: 'TOTAL-PASSED',
  INDETERMINATE: 'INDETERMINATE',
  FAILED: 'TOTAL-FAILED',
};

/** The path of one signature, of a document or of a token. */
export async function certificateReports(
  { path, certificate: leaf }: Judgement,
  signer: SignerReport | undefined,
  { algorithms }: { readonly algorithms: Algorithms },
): Promise<CertificateReport[]> {
  if (path === undefined) return [];
  const last = path.path.length - 1;
  const reports: CertificateReport[] = [];
  for (const [index, certificate] of path.path.entries()) {
    const told = certificate === leaf ? signer : undefined;
    reports.push({
      subject: told?.subject ?? nameToText(certificate.subject),
      fingerprint: told?.certificate ?? (await fingerprint(certificate, algorithms)),
      role:
        path.anchor !== undefined && index === last
          ? 'trust-anchor'
          : index === 0
            ? 'signer'
            : 'ca',
      revocation: path.revocation[index] ?? { status: 'unknown' },
    });
  }
  return reports;
}
