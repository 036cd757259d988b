import { toHex } from '../../formats/hex.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { signerReport } from '../certificates/russian-fields.ts';
import type {
  CertificateReport,
  MainIndication,
  SignatureReport,
  SignedContent,
} from '../report/report.ts';
import { type Outcome, reasonOf } from './block.ts';
import type { Judgement, ProcessContext } from './validate-signature.ts';

// EN 319 102-1 §5.1.3: the status of the signature from that of the process.
const MAIN: Readonly<Record<Outcome['indication'], MainIndication>> = {
  PASSED: 'TOTAL-PASSED',
  INDETERMINATE: 'INDETERMINATE',
  FAILED: 'TOTAL-FAILED',
};

const SHA256 = '2.16.840.1.101.3.4.2.1';

export async function signatureReport(
  judgement: Judgement,
  context: ProcessContext,
): Promise<SignatureReport> {
  const { facts, outcome, blocks, certificate, cryptography, path } = judgement;
  const covered = coveredContent(judgement, context);
  const whole = covered.length > 0 && covered.every((content) => content.whole);
  return {
    format: facts.format,
    level: facts.level,
    indication: MAIN[outcome.indication],
    ...(outcome.subIndication === undefined ? {} : { subIndication: outcome.subIndication }),
    reason: outcome.reason ?? reasonOf('passed'),
    intact: cryptography?.intact ?? false,
    cryptographicallyValid: cryptography?.valid ?? false,
    trusted: path?.indication === 'PASSED',
    coverage: whole ? 'FULL' : covered.length > 0 ? 'PARTIAL' : 'NONE',
    signedContent: covered,
    ...(certificate === undefined ? {} : { signer: await signerReport(certificate, context) }),
    ...(facts.claimedSigningTime === undefined
      ? {}
      : { claimedSigningTime: facts.claimedSigningTime.toISOString() }),
    bestSignatureTime: context.control.time.toISOString(),
    timeSource: context.control.source,
    timestamps: [],
    certificates: await certificateReports(judgement, context),
    warnings: blocks.flatMap(({ warnings }) => warnings),
    checks: blocks.flatMap(({ checks }) => checks),
  };
}

/**
 * What was signed, and only when it was: nothing whose digest or signature value is wrong is ever listed.
 */
function coveredContent(judgement: Judgement, context: ProcessContext): SignedContent[] {
  const { facts, cryptography } = judgement;
  if (!cryptography?.intact || !cryptography.valid) return [];
  return facts.objects.flatMap((object) => {
    const digest = context.digests(object);
    if (object.content === undefined || digest === undefined) return [];
    return [
      {
        name: object.name,
        size: object.content.source.size,
        digestAlgorithm: context.algorithms.digest(object.digestOid)?.name ?? object.digestOid,
        digest: toHex(digest),
        whole: object.whole,
      },
    ];
  });
}

async function certificateReports(
  { path }: Judgement,
  context: ProcessContext,
): Promise<CertificateReport[]> {
  if (path === undefined) return [];
  const last = path.path.length - 1;
  const reports: CertificateReport[] = [];
  for (const [index, certificate] of path.path.entries()) {
    reports.push({
      subject: nameToText(certificate.subject),
      fingerprint: await fingerprint(certificate, context),
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

async function fingerprint(certificate: Certificate, context: ProcessContext): Promise<string> {
  const digest = await context.algorithms.digest(SHA256)?.digest(certificate.der);
  return digest === undefined ? '' : toHex(digest);
}
