// RFC 5280 §6.1, with the policy processing of RFC 9618, in the order of the standard. Revocation,
// §6.1.3 (a)(3), is asked afterwards, of the CheckedPath: see verify/revocation.
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { type CandidatePath, signatureReason } from './build-path.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import {
  anchorLimits,
  initialize,
  type PathParameters,
  type PathState,
  prepareNext,
  wrapUp,
} from './path-state.ts';
import type { PolicySet } from './policy-graph.ts';
import type { PathReason } from './reasons.ts';
import type { ValidationRun } from './validation-run.ts';
import { periodReason } from './validity-period.ts';
import type { WorkingKey } from './working-key.ts';

declare const checked: unique symbol;

/** A path that RFC 5280 §6.1 accepts, revocation apart. Only validatePath makes one. */
export interface CheckedPath {
  readonly [checked]: true;
  /** Leaf first, the anchor's certificate last. */
  readonly certificates: readonly CertificateFacts[];
  /** The key that each certificate of the path signs with, in the same order. */
  readonly keys: readonly WorkingKey[];
  readonly anchor: TrustAnchor;
  readonly policies: PolicySet;
}

export type PathVerdict =
  | { readonly valid: true; readonly path: CheckedPath }
  | { readonly valid: false; readonly reason: PathReason; readonly certificate: Certificate };

export async function validatePath(
  run: ValidationRun,
  candidate: CandidatePath,
  parameters: PathParameters,
): Promise<PathVerdict> {
  const anchor = run.facts(candidate.anchor.certificate);
  const state = initialize(run, anchor, candidate.certificates.length, parameters);
  const anchorReason = anchor.fault ?? anchorLimits(state, anchor, candidate.anchor);
  if (anchorReason !== undefined) return falls(anchorReason, anchor);
  const keys = [state.key];
  for (const [below, facts] of [...candidate.certificates.entries()].reverse()) {
    const last = below === 0;
    const reason =
      (await checkBasics(state, facts, last)) ??
      checkNamesAndPolicies(state, facts, last) ??
      (last ? wrapUp(state, facts) : prepareNext(state, facts));
    if (reason !== undefined) return falls(reason, facts);
    keys.unshift(state.key);
  }
  const policies = state.graph.intersect(userPolicies(parameters, anchor, candidate.anchor));
  const leaf = candidate.certificates[0] ?? anchor;
  // RFC 5280 §6.1.5: explicit_policy is zero and no policy is left.
  if (state.explicitPolicy === 0 && policies !== 'any' && policies.size === 0) {
    return falls({ code: 'no-acceptable-policy' }, leaf);
  }
  const certificates = [...candidate.certificates, anchor];
  const path = { certificates, keys, anchor: candidate.anchor, policies } as unknown as CheckedPath;
  return { valid: true, path };
}

/** EN 319 102-1 §5.2.6 step a: the leaf is itself an anchor, so that there is no path to validate. */
export function directlyTrusted(run: ValidationRun, anchor: TrustAnchor): CheckedPath {
  const facts = run.facts(anchor.certificate);
  const keys = [facts.certificate.publicKey];
  return { certificates: [facts], keys, anchor, policies: 'any' } as unknown as CheckedPath;
}

function falls(reason: PathReason, { certificate }: CertificateFacts): PathVerdict {
  return { valid: false, reason, certificate };
}

/** RFC 5937 §3.2: user-initial-policy-set without what the anchor's own certificate is not for. */
function userPolicies(
  { initialPolicies }: PathParameters,
  { extensions }: CertificateFacts,
  anchor: TrustAnchor,
): PolicySet {
  const anchored = common(policySet(extensions.policies), policySet(anchor.policies));
  return common(policySet(initialPolicies), anchored);
}

function common(a: PolicySet, b: PolicySet): PolicySet {
  if (a === 'any') return b;
  return b === 'any' ? a : new Set([...a].filter((policy) => b.has(policy)));
}

function policySet(policies: readonly string[] | undefined): PolicySet {
  return policies === undefined || policies.includes(OID.anyPolicy) ? 'any' : new Set(policies);
}

/** RFC 5280 §6.1.3 (a) */
async function checkBasics(
  state: PathState,
  facts: CertificateFacts,
  last: boolean,
): Promise<PathReason | undefined> {
  // What cannot be read cannot be checked: before all else.
  if (facts.fault?.code === 'certificate-malformed') return facts.fault;
  const { certificate } = facts;
  const verified = state.run.verify(certificate, state.key); // (a)(1)
  const outcome = verified instanceof Promise ? await verified : verified;
  const signature = signatureReason(outcome, facts);
  if (signature !== undefined) return signature;
  if (!last || state.parameters.leafValidity === 'check') {
    const period = periodReason(certificate, state.parameters.at); // (a)(2)
    if (period !== undefined) return period;
  }
  // (a)(4)
  return facts.issuer === state.issuer ? undefined : { code: 'no-issuer-found' };
}

/** RFC 5280 §6.1.3 (b)-(f) */
function checkNamesAndPolicies(
  state: PathState,
  facts: CertificateFacts,
  last: boolean,
): PathReason | undefined {
  // (b), (c)
  if (last || !facts.selfIssued) {
    const reason = state.names.check(facts);
    if (reason !== undefined) return reason;
  }
  const { policies } = facts.extensions;
  if (policies === undefined)
    state.graph.setNull(); // (e)
  else if (!state.graph.isNull) {
    const anyAllowed = state.inhibitAny > 0 || (!last && facts.selfIssued);
    state.graph.addCertificate(policies, anyAllowed); // (d)
  }
  // (f)
  if (state.explicitPolicy > 0 || !state.graph.isNull) return undefined;
  return { code: 'no-acceptable-policy' };
}
