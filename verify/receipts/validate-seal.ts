import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../log/sha256.ts';
import type { PathResult } from '../path/path-result.ts';
import { judgeSignatures } from '../process/validate-signatures.ts';
import type { ProofOfExistence } from '../process/validation-input.ts';
import type { MainIndication, Reason, SignatureReport, SubIndication } from '../report/report.ts';
import type { ReceiptReason } from './receipt-report.ts';
import type { ReceiptInput } from './verify-receipt.ts';

export interface SealFinding {
  readonly indication: Exclude<MainIndication, 'TOTAL-PASSED'>;
  readonly subIndication?: SubIndication;
  readonly code: Extract<ReceiptReason, 'seal-not-canonical' | 'seal-not-valid'>;
  readonly facts?: Readonly<Record<string, string>>;
  readonly cause?: Reason;
}

export interface SealVerdict {
  readonly report?: SignatureReport;
  readonly findings: readonly SealFinding[];
  /** Paths that fell where more evidence could still settle the decision; absent: none would help. */
  readonly openPaths?: readonly PathResult[];
}

type Judging = 'trust' | 'evidence' | 'policy' | 'algorithms' | 'time' | 'work' | 'known';

export interface SealInput extends Pick<ReceiptInput, Judging> {
  readonly seal: Uint8Array;
  /** The octets that it is over. */
  readonly sealed: Uint8Array;
  /** Since when the seal is proven to exist, as by an entry in the log; undefined: it is judged as of now. */
  readonly provenTime: Date | undefined;
}

/** Judges the operator's seal: a CMS signature in its one form, over exactly these octets. */
export async function validateSeal(input: SealInput): Promise<SealVerdict> {
  const { seal, sealed, trust, evidence, policy, algorithms, time, provenTime } = input;
  try {
    const parsed = await parseSignedData(bytesSource(seal));
    const fault = formFault(parsed, seal);
    if (fault !== undefined) return { findings: [notCanonical(fault)] };
    const { report: judged, openPaths } = await judgeSignatures({
      signature: { name: 'seal', source: bytesSource(seal) },
      content: { name: 'sealed', source: bytesSource(sealed) },
      purpose: 'seal',
      // A seal carries its path: were issuers taken from elsewhere, those inside could be changed unseen.
      evidence: { ...evidence, certificates: [] },
      ...{ trust, policy, algorithms, time },
      ...(input.work === undefined ? {} : { work: input.work }),
      known: input.known,
      ...(provenTime === undefined ? {} : { proofOfExistence: proofOf(provenTime) }),
    });
    const [report] = judged.signatures;
    if (report === undefined) return { findings: [notCanonical('no signature')] };
    if (report.indication !== 'TOTAL-PASSED') {
      return { report, findings: [notValid(report)], openPaths };
    }
    const stray = await strayOctets(input, parsed, report);
    return { report, findings: stray === undefined ? [] : [notCanonical(stray)] };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { findings: [notCanonical(error.message)] };
  }
}

const proofOf = (time: Date): ProofOfExistence => ({ time, source: 'receipt' });

/**
 * A receipt is one immutable file: octets of the seal that no signature covers (versions, unsigned attributes,
 * parameters, order) have one spelling only, so that a changed octet is seen wherever it is.
 */
function formFault(parsed: SignedData, seal: Uint8Array): string | undefined {
  const { content, certificates, crls, ocspResponses, signerInfos, contentType, remarks } = parsed;
  const [signer, ...others] = signerInfos;
  if (signer === undefined || others.length > 0) return 'not exactly one signature';
  if (content !== undefined) return 'not detached';
  if (signer.signedAttributes === undefined) return 'no signed attributes';
  if (signer.unsignedAttributes !== undefined) return 'unsigned attributes';
  if (crls.length + ocspResponses.length > 0) return 'revocation data inside';
  if (remarks.length > 0) return remarks.join('; ');
  const parameters = [parsed.digestAlgorithms[0], signer.digestAlgorithm].map(
    (each) => each?.parameters,
  );
  // RFC 5754 §2: parameters of the digest absent or NULL
  if (parameters.some((each) => each !== undefined && !equalBytes(each, DER_NULL))) {
    return 'parameters of the digest algorithm';
  }
  const canonical = encodeSignedData({ contentType, certificates, signerInfos });
  return equalBytes(canonical, seal) ? undefined : 'not in canonical form';
}

const DER_NULL = new Uint8Array([0x05, 0x00]);

/**
 * What came along that the validated path does not vouch for: certificates outside it or twice, the root (which
 * comes from outside), and a name of the signer in another spelling (RFC 5280 §7.1 compares without regard to case).
 */
async function strayOctets(
  { algorithms }: SealInput,
  { certificates, signerInfos }: SignedData,
  report: SignatureReport,
): Promise<string | undefined> {
  const sha256 = sha256Of(algorithms);
  const path = new Set(report.certificates.map(({ fingerprint }) => fingerprint));
  const seen = new Set<string>();
  let named = false;
  for (const certificate of certificates) {
    const { der, issuer, subject, serialNumber } = certificate;
    const fingerprint = toHex(await sha256(der));
    const isSigner = fingerprint === report.signer?.certificate;
    if (!path.has(fingerprint)) return 'a certificate outside the path';
    if (seen.has(fingerprint)) return 'a certificate twice';
    seen.add(fingerprint);
    if (!isSigner && equalBytes(issuer.der, subject.der)) return 'a root certificate inside';
    const sid = signerInfos[0]?.sid;
    if (isSigner && sid?.kind === 'issuer-and-serial') {
      named = equalBytes(sid.issuer.der, issuer.der) && equalBytes(sid.serialNumber, serialNumber);
    }
  }
  return named ? undefined : 'the signer is not named as in its certificate';
}

function notCanonical(detail: string): SealFinding {
  const code = 'seal-not-canonical';
  return { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', code, facts: { detail } };
}

function notValid({ indication, subIndication, reason }: SignatureReport): SealFinding {
  return {
    indication: indication === 'TOTAL-FAILED' ? indication : 'INDETERMINATE',
    ...(subIndication === undefined ? {} : { subIndication }),
    code: 'seal-not-valid',
    cause: reason,
  };
}
