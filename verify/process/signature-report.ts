import { toHex } from '../../formats/hex.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { fingerprint, signerReport } from '../certificates/russian-fields.ts';
import type {
  CertificateReport,
  MainIndication,
  SignatureReport,
  SignedContent,
  SignerReport,
} from '../report/report.ts';
import { type Outcome, reasonOf } from './block.ts';
import type { Judgement, ProcessContext } from './validate-signature.ts';

// EN 319 102-1 §5.1.3: the status of the signature from that of the process.
const MAIN: Readonly<Record<Outcome['indication'], MainIndication>> = {
  PASSED: 'TOTAL-PASSED',
  INDETERMINATE: 'INDETERMINATE',
  FAILED: 'TOTAL-FAILED',
};

export async function signatureReport(
  judgement: Judgement,
  context: ProcessContext,
): Promise<SignatureReport> {
  const { facts, outcome, blocks, certificate, cryptography, path } = judgement;
  const covered = coveredContent(judgement, context);
  const signer = certificate && (await signerReport(certificate, context));
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
    ...(signer === undefined ? {} : { signer }),
    ...(facts.claimedSigningTime === undefined
      ? {}
      : { claimedSigningTime: facts.claimedSigningTime.toISOString() }),
    bestSignatureTime: context.control.time.toISOString(),
    timeSource: context.control.source,
    timestamps: [],
    certificates: await certificateReports(judgement, signer, context),
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
  { path, certificate: leaf }: Judgement,
  signer: SignerReport | undefined,
  { algorithms }: ProcessContext,
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
