// The state of RFC 5280 §6.1: how it begins (§6.1.2), what each issuer does to it (§6.1.4), how it ends (§6.1.5).
import { OID } from '../../formats/asn1/oids.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { NameConstraintState } from './name-constraints.ts';
import { PolicyGraph } from './policy-graph.ts';
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

export interface PathState {
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

/** RFC 5280 §6.1.2 */
export function initialize(
  run: ValidationRun,
  anchor: CertificateFacts,
  n: number,
  parameters: PathParameters,
): PathState {
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
 * RFC 5937 §3.2: name constraints, path length and policy constraints that the anchor's own certificate states
 * hold for the path, beside those that whoever trusts it sets. One that says that it is no CA, or must not sign certificates, issues nothing.
 */
export function anchorLimits(
  state: PathState,
  { certificate, extensions }: CertificateFacts,
  anchor: TrustAnchor,
): PathReason | undefined {
  const { basicConstraints, keyUsage, nameConstraints } = extensions;
  limitPolicies(state, extensions);
  if (certificate.version === 3 && basicConstraints?.ca !== true) return { code: 'not-a-ca' };
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    return { code: 'key-usage-not-cert-sign' };
  }
  for (const limit of [basicConstraints?.pathLength, anchor.maximumPathLength]) {
    state.pathLength = Math.min(state.pathLength, limit ?? state.pathLength);
  }
  if (anchor.explicitPolicy === true) state.explicitPolicy = 0;
  if (anchor.inhibitMapping === true) state.policyMapping = 0;
  if (anchor.inhibitAny === true) state.inhibitAny = 0;
  for (const constraints of [nameConstraints, anchor.nameConstraints]) {
    const reason = constraints && state.names.add(constraints);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** RFC 5280 §6.1.4 */
export function prepareNext(state: PathState, facts: CertificateFacts): PathReason | undefined {
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
function mapPolicies(state: PathState, { extensions }: CertificateFacts): PathReason | undefined {
  const mappings = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of extensions.policyMappings ?? []) {
    if (issuerDomainPolicy === OID.anyPolicy || subjectDomainPolicy === OID.anyPolicy) {
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
function countDown(state: PathState, { extensions, selfIssued }: CertificateFacts): void {
  const step = selfIssued ? 0 : 1;
  state.explicitPolicy = Math.max(0, state.explicitPolicy - step);
  state.policyMapping = Math.max(0, state.policyMapping - step);
  state.inhibitAny = Math.max(0, state.inhibitAny - step);
  limitPolicies(state, extensions);
}

/** RFC 5280 §6.1.4 (i), (j) */
function limitPolicies(
  state: PathState,
  { policyConstraints, inhibitAnyPolicy }: CertificateFacts['extensions'],
): void {
  const { requireExplicitPolicy, inhibitPolicyMapping } = policyConstraints ?? {};
  const least = (value: number, limit: number | undefined) => Math.min(value, limit ?? value);
  state.explicitPolicy = least(state.explicitPolicy, requireExplicitPolicy);
  state.policyMapping = least(state.policyMapping, inhibitPolicyMapping);
  state.inhibitAny = least(state.inhibitAny, inhibitAnyPolicy);
}

/** RFC 5280 §6.1.4 (k): versions 1 and 2 cannot say that they are CAs, so they are none. */
function checkCa({ certificate, extensions }: CertificateFacts): PathReason | undefined {
  const ca = certificate.version === 3 && extensions.basicConstraints?.ca === true;
  return ca ? undefined : { code: 'not-a-ca' };
}

/** RFC 5280 §6.1.5 (a)-(f); (g) is PolicyGraph.intersect. */
export function wrapUp(state: PathState, facts: CertificateFacts): PathReason | undefined {
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1); // (a)
  if (facts.extensions.policyConstraints?.requireExplicitPolicy === 0) state.explicitPolicy = 0; // (b)
  state.key = workingKeyOf(facts.certificate.publicKey, state.key); // (c)-(e)
  return facts.fault; // (f)
}
