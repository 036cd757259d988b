import type { Algorithms } from '../../algorithms/registry.ts';
import { certificateText } from '../certificates/certificate-text.ts';
import { fingerprint } from '../certificates/russian-fields.ts';
import type { CertificateReport } from '../report/report.ts';
import { revocationSha256 } from './octet-digests.ts';
import type { Judgement } from './validate-signature.ts';

/** The path of one signature, of a document or of a token. */
export async function certificateReports(
  { path }: Judgement,
  { algorithms }: { readonly algorithms: Algorithms },
): Promise<CertificateReport[]> {
  if (path === undefined) return [];
  const last = path.path.length - 1;
  const reports: CertificateReport[] = [];
  for (const [index, certificate] of path.path.entries()) {
    const { subject, serialNumber, notBefore, notAfter } = certificateText(certificate);
    const toldBy: string[] = [];
    for (const object of path.told[index] ?? []) {
      const sha256 = revocationSha256(object, algorithms);
      toldBy.push(sha256 instanceof Promise ? await sha256 : sha256);
    }
    const digest = fingerprint(certificate, algorithms);
    reports.push({
      subject,
      fingerprint: digest instanceof Promise ? await digest : digest,
      serialNumber,
      notBefore,
      notAfter,
      role:
        path.anchor !== undefined && index === last
          ? 'trust-anchor'
          : index === 0
            ? 'signer'
            : 'ca',
      revocation: path.revocation[index] ?? { status: 'unknown' },
      toldBy,
    });
  }
  return reports;
}
