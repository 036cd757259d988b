import type { FileRole } from '../../formats/evidence/manifest.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import type { Evidence } from '../process/evidence.ts';
import { failed } from './finding.ts';
import { type OpenedPackage, readSmall } from './open-package.ts';
import type { PackageFinding } from './package-report.ts';

/** Octets of all certificates, CRLs and OCSP responses; CRLs of a large authority take tens of MiB. */
export const EVIDENCE_LIMIT = 256 * 1024 * 1024;

export interface PackageEvidence {
  readonly evidence: Evidence;
  readonly findings: readonly PackageFinding[];
}

/** Certificates and revocation data of the package: hints all of them, as good as if an attacker chose them. */
export async function packageEvidence(
  opened: OpenedPackage,
  outside: Evidence,
): Promise<PackageEvidence> {
  const findings: PackageFinding[] = [];
  let left = EVIDENCE_LIMIT;
  const read = async <T>(role: FileRole, parse: (der: Uint8Array) => T): Promise<T[]> => {
    const items: T[] = [];
    for (const { name } of opened.manifest.files.filter((file) => file.role === role)) {
      const entry = opened.files.get(name);
      if (entry === undefined) continue;
      try {
        const der = await readSmall(entry, left);
        left -= der.length;
        items.push(parse(der));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        const facts = { name, detail: error.message };
        findings.push(failed('evidence-unreadable', 'FORMAT_FAILURE', facts));
      }
    }
    return items;
  };
  const evidence = {
    certificates: [...outside.certificates, ...(await read('certificate', parseCertificate))],
    crls: [...outside.crls, ...(await read('crl', parseCrl))],
    ocspResponses: [...outside.ocspResponses, ...(await read('ocsp', parseOcspResponse))],
  };
  return { evidence, findings };
}
