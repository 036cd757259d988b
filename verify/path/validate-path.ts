// RFC 5280 §6.1, with the policy processing of RFC 9618, in the order of the standard. Revocation,
// §6.1.3 (a)(3), is asked afterwards, of the CheckedPath: see verify/revocation.
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { type CandidatePath, signatureReason } from './build-path.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { NameConstraintState } from './name-constraints.ts';
import { PolicyGraph, type PolicySet } from './policy-graph.ts';
import type { PathReason } from './reasons.ts';
import type { ValidationRun } from './validation-run.ts';
import { type WorkingKey, workingKeyOf } from './working-key.ts';

/** RFC 5280 §6.1.1 (b)-(g). */
export interface PathParameters {
  readonly at: Date;
  /** user-initial-policy-set; absent: any-policy. */
  readonly initialPolicies?: readonly string[] | undefined;
  readonly explicitPolicy?: boolean | undefined;
  readonly inhibitMapping?: boolean | undefined;
  readonly inhibitAny?: boolean | undefined;
  /** Intermediate certificates that are not self-issued, at most; absent: as many as there are. */
  readonly maximumPathLength?: number | undefined;
  /** `report`: EN 319 102-1 §5.2.6 judges the period of the signing certificate apart. */
  readonly leafValidity: 'check' | 'report';
}

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

interface State {
  readonly run: ValidationRun;
  readonly parameters: PathParameters;
  readonly graph: PolicyGraph;
  readonly names: NameConstraintState;
  explicitPolicy: number;
  policyMapping: number;
  inhibitAny: number;
  pathLength: number;
  key: WorkingKey;
  issuer: string;
}

export async function validatePath(
  run: ValidationRun,
  candidate: CandidatePath,
  parameters: PathParameters,
): Promise<PathVerdict> {
  const anchor = run.facts(candidate.anchor.certificate);
  const state = initialize(run, anchor, candidate.certificates.length, parameters);
  const anchorReason = anchor.fault ?? anchorLimits(state, anchor);
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
  const policies = state.graph.intersect(userPolicies(parameters));
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

function userPolicies({ initialPolicies }: PathParameters): PolicySet {
  if (initialPolicies === undefined || initialPolicies.includes(ANY_POLICY)) return 'any';
  return new Set(initialPolicies);
}

const ANY_POLICY = '2.5.29.32.0';

/** RFC 5280 §6.1.2 */
function initialize(
  run: ValidationRun,
  anchor: CertificateFacts,
  n: number,
  parameters: PathParameters,
): State {
  return {
    run,
    parameters,
    graph: new PolicyGraph(run.budget), // (a)
    names: new NameConstraintState(run.budget), // (b), (c)
    explicitPolicy: parameters.explicitPolicy === true ? 0 : n + 1, // (d)
    inhibitAny: parameters.inhibitAny === true ? 0 : n + 1, // (e)
    policyMapping: parameters.inhibitMapping === true ? 0 : n + 1, // (f)
    key: anchor.certificate.publicKey, // (g)-(i)
    issuer: anchor.subject, // (j)
    pathLength: Math.min(n, parameters.maximumPathLength ?? n), // (k)
  };
}

/**
 * RFC 5937 §3.2: name constraints and path length that the anchor's own certificate states hold for the
 * path. One that says that it is no CA, or must not sign certificates, issues nothing.
 */
function anchorLimits(
  state: State,
  { certificate, extensions }: CertificateFacts,
): PathReason | undefined {
  const { basicConstraints, keyUsage, nameConstraints } = extensions;
  if (certificate.version === 3 && basicConstraints?.ca !== true) return { code: 'not-a-ca' };
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    return { code: 'key-usage-not-cert-sign' };
  }
  state.pathLength = Math.min(state.pathLength, basicConstraints?.pathLength ?? state.pathLength);
  return nameConstraints === undefined ? undefined : state.names.add(nameConstraints);
}

/** RFC 5280 §6.1.3 (a) */
async function checkBasics(
  state: State,
  facts: CertificateFacts,
  last: boolean,
): Promise<PathReason | undefined> {
  // What cannot be read cannot be checked: before all else.
  if (facts.fault?.code === 'certificate-malformed') return facts.fault;
  const { certificate } = facts;
  const outcome = await state.run.verify(certificate, state.key); // (a)(1)
  const signature = signatureReason(outcome, facts);
  if (signature !== undefined) return signature;
  if (!last || state.parameters.leafValidity === 'check') {
    const period = periodReason(certificate, state.parameters.at); // (a)(2)
    if (period !== undefined) return period;
  }
  // (a)(4)
  return facts.issuer === state.issuer ? undefined : { code: 'no-issuer-found' };
}

/** RFC 5280 §4.1.2.5: both ends are inside, to the second. */
export function periodReason(certificate: Certificate, at: Date): PathReason | undefined {
  // notAfter has no fraction: the whole of its last second is inside.
  if (at < certificate.notBefore) {
    const notBefore = certificate.notBefore.toISOString();
    return { code: 'certificate-not-yet-valid', facts: { notBefore } };
  }
  if (at.getTime() < certificate.notAfter.getTime() + 1000) return undefined;
  return { code: 'certificate-expired', facts: { notAfter: certificate.notAfter.toISOString() } };
}

/** RFC 5280 §6.1.3 (b)-(f) */
function checkNamesAndPolicies(
  state: State,
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

/** RFC 5280 §6.1.4 */
function prepareNext(state: State, facts: CertificateFacts): PathReason | undefined {
  const { extensions, certificate } = facts;
  const mapping = mapPolicies(state, facts); // (a), (b)
  if (mapping !== undefined) return mapping;
  state.issuer = facts.subject; // (c)
  state.key = workingKeyOf(certificate.publicKey, state.key); // (d)-(f)
  if (extensions.nameConstraints !== undefined) {
    const reason = state.names.add(extensions.nameConstraints); // (g)
    if (reason !== undefined) return reason;
  }
  countDown(state, facts); // (h)-(j)
  const ca = checkCa(facts); // (k)
  if (ca !== undefined) return ca;
  // (l)
  if (!facts.selfIssued) {
    if (state.pathLength <= 0) return { code: 'path-too-long' };
    state.pathLength -= 1;
  }
  // (m)
  const limit = extensions.basicConstraints?.pathLength;
  if (limit !== undefined) state.pathLength = Math.min(state.pathLength, limit);
  // (n)
  if (extensions.keyUsage?.has('keyCertSign') === false) return { code: 'key-usage-not-cert-sign' };
  return facts.fault; // (o)
}

/** RFC 5280 §6.1.4 (a), (b) */
function mapPolicies(state: State, { extensions }: CertificateFacts): PathReason | undefined {
  const mappings = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of extensions.policyMappings ?? []) {
    if (issuerDomainPolicy === ANY_POLICY || subjectDomainPolicy === ANY_POLICY) {
      return { code: 'policy-mapping-any-policy' };
    }
    const mapped = mappings.get(issuerDomainPolicy);
    if (mapped === undefined) mappings.set(issuerDomainPolicy, new Set([subjectDomainPolicy]));
    else mapped.add(subjectDomainPolicy);
  }
  if (mappings.size === 0 || state.graph.isNull) return undefined;
  if (state.policyMapping > 0) state.graph.map(mappings);
  else state.graph.remove(mappings.keys());
  return undefined;
}

/** RFC 5280 §6.1.4 (h)-(j) */
function countDown(state: State, { extensions, selfIssued }: CertificateFacts): void {
  const { policyConstraints, inhibitAnyPolicy } = extensions;
  const step = selfIssued ? 0 : 1;
  const next = (value: number, limit: number | undefined) =>
    Math.min(Math.max(0, value - step), limit ?? Number.POSITIVE_INFINITY);
  state.explicitPolicy = next(state.explicitPolicy, policyConstraints?.requireExplicitPolicy);
  state.policyMapping = next(state.policyMapping, policyConstraints?.inhibitPolicyMapping);
  state.inhibitAny = next(state.inhibitAny, inhibitAnyPolicy);
}

/** RFC 5280 §6.1.4 (k): versions 1 and 2 cannot say that they are CAs, so they are none. */
function checkCa({ certificate, extensions }: CertificateFacts): PathReason | undefined {
  const ca = certificate.version === 3 && extensions.basicConstraints?.ca === true;
  return ca ? undefined : { code: 'not-a-ca' };
}

/** RFC 5280 §6.1.5 (a)-(f); (g) is PolicyGraph.intersect. */
function wrapUp(state: State, facts: CertificateFacts): PathReason | undefined {
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1); // (a)
  if (facts.extensions.policyConstraints?.requireExplicitPolicy === 0) state.explicitPolicy = 0; // (b)
  state.key = workingKeyOf(facts.certificate.publicKey, state.key); // (c)-(e)
  return facts.fault; // (f)
}
