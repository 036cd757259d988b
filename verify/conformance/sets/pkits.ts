// NIST PKITS: path validation by RFC 5280 §6 with CRLs.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { parseCertificate } from '../../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import type { PathReasonCode } from '../../path/reasons.ts';
import { validateCertificate } from '../../path/validate-certificate.ts';
import type { CaseAnswer, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';

export interface PkitsRow {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly at: string;
  readonly leaf: string;
  readonly trustAnchor: string;
  readonly intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly requireRevocation: boolean;
  readonly params: {
    readonly user_initial_policy_set?: readonly string[];
    readonly initial_explicit_policy?: boolean;
    readonly initial_policy_mapping_inhibit?: boolean;
    readonly initial_any_policy_inhibit?: boolean;
  };
  readonly errorClass: string | null;
  readonly error: string | null;
}

export function pkits(folder: CorpusFolder, algorithms: Algorithms): ConformanceSet {
  const cases = folder.rows<PkitsRow>('pkits.jsonl').map((row) => ({
    id: row.id,
    expected: row.expected,
    judge: () => judge(row, folder, algorithms),
  }));
  return { name: 'PKITS', cases };
}

async function judge(
  row: PkitsRow,
  folder: CorpusFolder,
  algorithms: Algorithms,
): Promise<CaseAnswer> {
  const { params } = row;
  const { indication, reason } = await validateCertificate({
    leaf: parseCertificate(folder.bytes(row.leaf)),
    trust: [{ certificate: parseCertificate(folder.bytes(row.trustAnchor)) }],
    purpose: 'any',
    evidence: {
      certificates: row.intermediates.map((path) => parseCertificate(folder.bytes(path))),
      crls: row.crls.map((path) => parseCrl(folder.bytes(path))),
      ocspResponses: [],
    },
    at: new Date(row.at),
    algorithms,
    leafValidity: 'check',
    requireRevocation: row.requireRevocation,
    ...(params.user_initial_policy_set && { initialPolicies: params.user_initial_policy_set }),
    ...(params.initial_explicit_policy && { explicitPolicy: true }),
    ...(params.initial_policy_mapping_inhibit && { inhibitMapping: true }),
    ...(params.initial_any_policy_inhibit && { inhibitAny: true }),
  });
  const accepted = indication === 'PASSED';
  const known = accepted || reasonsOf(row).includes(reason.code);
  return { accepted, reason: reason.code, ...(known ? {} : { otherReason: true }) };
}

/** Which of our reasons says what the corpus says. */
function reasonsOf({ errorClass, error }: PkitsRow): readonly PathReasonCode[] {
  if (errorClass === 'RevokedError') return ['certificate-revoked', 'certificate-on-hold'];
  if (errorClass === 'StaleRevinfoError') return ['revocation-not-fresh'];
  if (errorClass === 'InsufficientRevinfoError') {
    return ['revocation-unknown', 'revocation-not-fresh'];
  }
  const found = REASONS.find(([pattern]) => pattern.test(error ?? ''));
  return found === undefined ? [] : [found[1]];
}

const REASONS: readonly (readonly [RegExp, PathReasonCode])[] = [
  [/signature of/, 'certificate-signature-invalid'],
  [/is not valid until/, 'certificate-not-yet-valid'],
  [/expired/, 'certificate-expired'],
  [/issuer name could not be matched/, 'no-issuer-found'],
  [/is not a CA/, 'not-a-ca'],
  [/maximum path length/, 'path-too-long'],
  [/not allowed to sign certificates/, 'key-usage-not-cert-sign'],
  [/no valid set of policies/, 'no-acceptable-policy'],
  [/policy mapping for the "any policy"/, 'policy-mapping-any-policy'],
  [/permitted namespace/, 'name-not-permitted'],
  [/names .* are excluded/, 'name-excluded'],
  [/unsupported critical extension/, 'unknown-critical-extension'],
];
