// RFC 5280 §6 leaves building to the implementation; RFC 4158 is the guide: forward from the leaf, depth
// first, the likeliest issuer first, no entity twice.
import type { MaybePromise } from '../../algorithms/provider.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';
import type { ValidationRun } from './validation-run.ts';
import { inheritsParameters } from './working-key.ts';

/** Leaf first, the certificate that the anchor issued last. Only names and signatures were looked at. */
export interface CandidatePath {
  readonly certificates: readonly CertificateFacts[];
  readonly anchor: TrustAnchor;
}

/** A branch that reached no anchor, and why. */
export interface DeadEnd {
  readonly certificates: readonly CertificateFacts[];
  readonly reason: PathReason;
}

/** Looks at what was found; the search ends with the first that it takes. */
export type Taken = (found: CandidatePath | DeadEnd) => boolean | Promise<boolean>;

/**
 * Every candidate path from the leaf to one of the anchors, one by one, and the dead ends between them, until one is
 * taken; answers whether one was. Throws PathLimitError when the budget of the run is spent.
 */
export function buildPaths(
  run: ValidationRun,
  leaf: Certificate,
  anchors: readonly TrustAnchor[],
  taken: Taken,
): Promise<boolean> {
  return extend({ run, anchors, taken }, [run.facts(leaf)]);
}

interface Building {
  readonly run: ValidationRun;
  readonly anchors: readonly TrustAnchor[];
  readonly taken: Taken;
}

async function extend(
  building: Building,
  certificates: readonly CertificateFacts[],
): Promise<boolean> {
  const { run, anchors, taken } = building;
  const top = certificates.at(-1);
  if (top === undefined) return false;
  if (certificates.length >= run.budget.limits.depth) {
    const value = run.budget.limits.depth;
    return taken({
      certificates,
      reason: { code: 'path-limit', facts: { limit: 'depth', value } },
    });
  }
  let found = false;
  for (const anchor of anchorsOf(run, top, anchors)) {
    const issuer = run.facts(anchor.certificate);
    if (isRepeated(issuer, certificates)) continue;
    found = true;
    const reason = await notIssuedBy(run, top, issuer);
    const branch =
      reason === undefined
        ? { certificates, anchor }
        : { certificates: [...certificates, issuer], reason };
    if (await taken(branch)) return true;
  }
  for (const issuer of likeliestFirst(top, run.subjects(top.issuer))) {
    run.budget.spend('candidates');
    if (isRepeated(issuer, certificates)) continue;
    found = true;
    const reason = await notIssuedBy(run, top, issuer);
    const longer = [...certificates, issuer];
    const done =
      reason === undefined ? extend(building, longer) : taken({ certificates: longer, reason });
    if (await done) return true;
  }
  if (found) return false;
  const issuer = nameToText(top.certificate.issuer);
  return taken({ certificates, reason: { code: 'no-issuer-found', facts: { issuer } } });
}

function anchorsOf(
  run: ValidationRun,
  top: CertificateFacts,
  anchors: readonly TrustAnchor[],
): readonly TrustAnchor[] {
  const named = anchors.filter((anchor) => run.facts(anchor.certificate).subject === top.issuer);
  return named.length < 2
    ? named
    : [...named].sort((a, b) => {
        return keyRank(top, run.facts(a.certificate)) - keyRank(top, run.facts(b.certificate));
      });
}

function likeliestFirst(
  top: CertificateFacts,
  issuers: readonly CertificateFacts[],
): readonly CertificateFacts[] {
  if (issuers.length < 2) return issuers;
  return [...issuers].sort((a, b) => keyRank(top, a) - keyRank(top, b));
}

// RFC 5280 §4.2.1.1: the key identifier helps to find the issuer; it refuses none.
function keyRank(top: CertificateFacts, issuer: CertificateFacts): number {
  const wanted = top.extensions.authorityKeyId;
  const offered = issuer.extensions.subjectKeyId;
  if (wanted === undefined || offered === undefined) return 1;
  return equalBytes(wanted, offered) ? 0 : 2;
}

// RFC 4158 §2.4.2: the same subject with the same key adds nothing but a loop.
function isRepeated(issuer: CertificateFacts, path: readonly CertificateFacts[]): boolean {
  return path.some(
    (facts) =>
      facts.subject === issuer.subject &&
      equalBytes(facts.certificate.publicKey.der, issuer.certificate.publicKey.der),
  );
}

function notIssuedBy(
  run: ValidationRun,
  top: CertificateFacts,
  issuer: CertificateFacts,
): MaybePromise<PathReason | undefined> {
  // A key that inherits parameters is known only from the anchor down: validation verifies it.
  if (inheritsParameters(issuer.certificate.publicKey)) return undefined;
  const outcome = run.verify(top.certificate, issuer.certificate.publicKey);
  if (!(outcome instanceof Promise)) return signatureReason(outcome, top);
  return outcome.then((settled) => signatureReason(settled, top));
}

export function signatureReason(
  outcome: 'valid' | 'invalid' | 'not-checked',
  { certificate }: CertificateFacts,
): PathReason | undefined {
  if (outcome === 'valid') return undefined;
  if (outcome === 'invalid') return { code: 'certificate-signature-invalid' };
  const algorithm = certificate.signatureAlgorithm.oid;
  return { code: 'certificate-signature-not-checked', facts: { algorithm } };
}
