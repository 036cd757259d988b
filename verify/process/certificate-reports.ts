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
      toldBy.push(await revocationSha256(object, algorithms));
    }
    reports.push({
      subject,
      fingerprint: await fingerprint(certificate, algorithms),
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
