// RFC 5280 §6.3.3: the status of a certificate by CRLs.
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import type { WorkingKey } from '../path/working-key.ts';
import { concludeCrls, type Told } from './conclude-crls.ts';
import { type FoundEntry, findEntry } from './crl-entries.ts';
import { type CrlFacts, keepsProfile } from './crl-facts.ts';
import type { IndexedCrl } from './crl-index.ts';
import { coveredReasons } from './crl-scope.ts';
import { authenticateCrl } from './crl-signer.ts';
import { freshnessTime, freshUntil, isFresh } from './freshness.ts';
import { nearerGap, type RevocationGap } from './gaps.ts';
import {
  type CertificateStatus,
  doubtAt,
  NO_EVIDENCE,
  REASON_HOLD,
  REASON_REMOVE_FROM_CRL,
  type RevocationContext,
  type StatusQuestion,
  type UsedEvidence,
  uniteEvidence,
} from './status.ts';

export async function statusFromCrls(
  context: RevocationContext,
  question: StatusQuestion,
): Promise<CertificateStatus> {
  const usable: CrlFacts[] = [];
  let gap: RevocationGap = 'no-information';
  for (const facts of context.crls) {
    const reason = unusable(context, question.target, facts);
    if (reason === undefined) usable.push(facts);
    else gap = nearerGap(gap, reason);
  }
  const inTime = ({ crl }: CrlFacts) => crl.thisUpdate <= context.latestEvidence;
  const deltas = usable.filter((crl) => crl.base !== undefined);
  const told = await revocationsIn(context, question, [
    ...deltas,
    ...usable.filter((crl) => crl.base === undefined && !inTime(crl)),
    ...context.crls.filter((crl) => isStray(context, question.target, crl)),
  ]);
  for (const complete of usable.filter((crl) => crl.base === undefined)) {
    const result = inTime(complete)
      ? await consult(context, question, complete, deltas.filter(inTime))
      : ({ gap: 'from-the-future' } as const);
    if ('gap' in result) gap = nearerGap(gap, result.gap);
    else told.push(result);
  }
  return concludeCrls(told, gap);
}

function unusable(
  context: RevocationContext,
  target: CertificateFacts,
  facts: CrlFacts,
): RevocationGap | undefined {
  if (coveredReasons(context.run.budget, facts, target).size === 0)
    return facts.fault ?? 'not-in-scope';
  if (facts.fault !== undefined) return facts.fault;
  return context.strict && !keepsProfile(facts) ? 'profile-violation' : undefined;
}

/**
 * A CRL of the certificate's own issuer that is not for it, by its distribution point or kind. Serial numbers are
 * unique under one issuer (RFC 5280 §4.1.2.2), those of attribute certificates apart.
 */
function isStray({ run }: RevocationContext, target: CertificateFacts, crl: CrlFacts): boolean {
  if (crl.fault !== undefined || crl.issuer !== target.issuer) return false;
  if (crl.point === undefined || crl.point.onlyContainsAttributeCerts) return false;
  return coveredReasons(run.budget, crl, target).size === 0;
}

/**
 * CRLs by which no certificate is good: a delta by itself, one issued after `latestEvidence`, and one that is not
 * for the certificate. Of them a revocation that is no hold counts all the same: it is told later than it happened,
 * and is for ever.
 */
async function revocationsIn(
  context: RevocationContext,
  question: StatusQuestion,
  crls: readonly CrlFacts[],
): Promise<Told[]> {
  const told: Told[] = [];
  for (const facts of crls) {
    // Most list nothing of the certificate: a signature is verified where it would tell something.
    const listed = await findEntry(facts, question.target, context.at);
    if (listed === undefined || 'gap' in listed) continue;
    const entry = entryAt(context.at, listed, undefined);
    if (entry === undefined || entry.reason === REASON_HOLD) continue;
    const signer = await authenticateCrl(context, question, facts);
    if (!signer.trusted) continue;
    told.push({
      reasons: coveredReasons(context.run.budget, facts, question.target),
      entry,
      thisUpdate: facts.crl.thisUpdate,
      fresh: true,
      outOfBounds: signer.outOfBounds,
      used: uniteEvidence(signer.used, signedCrl(facts.crl, signer.key)),
    });
  }
  return told;
}

async function consult(
  context: RevocationContext,
  question: StatusQuestion,
  complete: CrlFacts,
  deltas: readonly CrlFacts[],
): Promise<Told | { gap: RevocationGap }> {
  const signer = await authenticateCrl(context, question, complete); // (f), (g)
  if (!signer.trusted) return signer;
  const listed = await findEntry(complete, question.target, context.at); // (j)
  if (listed !== undefined && 'gap' in listed) return listed;
  const delta = signer.outOfBounds
    ? undefined
    : await newestDelta(context, question, { complete, key: signer.key }, deltas);
  const { at } = context;
  const entry = entryAt(at, listed, delta?.entry);
  const current = delta === undefined ? [complete.crl] : [delta.facts.crl, complete.crl];
  const { notAfter } = question.target.certificate;
  if (entry === undefined && !coversExpired(complete, notAfter)) {
    return { gap: 'expired-certificate-not-covered' };
  }
  const askedAt = freshnessTime(at, notAfter);
  return {
    reasons: coveredReasons(context.run.budget, complete, question.target),
    entry,
    thisUpdate: current[0]?.thisUpdate ?? complete.crl.thisUpdate,
    fresh: current.some((crl) => isFresh(crl, askedAt, context.freshness)),
    freshUntil: current
      .map((crl) => freshUntil(crl, context.freshness))
      .reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a)),
    outOfBounds: signer.outOfBounds,
    doubt: doubtOf(at, delta?.entry) ?? doubtOf(at, listed),
    used: uniteEvidence(
      signer.used,
      ...(delta === undefined ? [] : [delta.used]),
      signedCrl(complete.crl, signer.key),
    ),
  };
}

function doubtOf(at: Date, entry: FoundEntry | undefined) {
  return entry && doubtAt(at, entry.revocationDate, entry.invaliditySince);
}

/** RFC 5280 §6.3.3 (i)-(k): the entry that holds at the time, the delta's before the complete CRL's. */
function entryAt(
  at: Date,
  listed: FoundEntry | undefined,
  delta: FoundEntry | undefined,
): Told['entry'] {
  // removeFromCRL undoes a hold (§5.3.1), never a revocation.
  if (delta?.reason === REASON_REMOVE_FROM_CRL) {
    if (listed === undefined || listed.reason === REASON_HOLD) return undefined;
  }
  for (const entry of [delta, listed]) {
    if (entry === undefined || entry.reason === REASON_REMOVE_FROM_CRL) continue;
    if (entry.revocationDate <= at) return { time: entry.revocationDate, reason: entry.reason };
  }
  return undefined;
}

// RFC 5280 §3.3: an entry stays until one CRL after the certificate's expiry; a later one may have lost it.
function coversExpired({ crl, keepsExpiredSince }: CrlFacts, notAfter: Date): boolean {
  if (crl.thisUpdate <= notAfter) return true;
  return keepsExpiredSince !== undefined && keepsExpiredSince <= notAfter;
}

interface UsableDelta {
  readonly facts: CrlFacts;
  readonly entry?: FoundEntry | undefined;
  readonly used: UsedEvidence;
}

function signedCrl(crl: Crl | IndexedCrl, key: WorkingKey): UsedEvidence {
  // What is too large for memory is too large to be handed on as evidence: it stays where it is.
  const crls = 'index' in crl ? [] : [crl];
  return { ...NO_EVIDENCE, crls, signed: [{ object: crl, key }] };
}

/** RFC 5280 §6.3.3 (c), (h): the newest delta that fits the complete CRL and that the same key signed. */
async function newestDelta(
  context: RevocationContext,
  question: StatusQuestion,
  { complete, key }: { readonly complete: CrlFacts; readonly key: WorkingKey },
  deltas: readonly CrlFacts[],
): Promise<UsableDelta | undefined> {
  const fitting = deltas
    .filter((delta) => fits(delta, complete))
    .sort((a, b) => Number((b.number ?? 0n) - (a.number ?? 0n)));
  for (const facts of fitting) {
    if ((await context.run.verify(facts.crl, key)) !== 'valid') continue;
    const entry = await findEntry(facts, question.target, context.at);
    if (entry !== undefined && 'gap' in entry) continue;
    return { facts, entry, used: signedCrl(facts.crl, key) };
  }
  return undefined;
}

/** RFC 5280 §5.2.4, §6.3.3 (c): same issuer, scope and key; the numbers join. */
function fits(delta: CrlFacts, complete: CrlFacts): boolean {
  if (delta.issuer !== complete.issuer) return false;
  if (!sameOctets(delta.pointDer, complete.pointDer)) return false;
  if (!sameOctets(delta.authorityKeyId, complete.authorityKeyId)) return false;
  if (delta.base === undefined || delta.number === undefined || complete.number === undefined) {
    return false;
  }
  return complete.number >= delta.base && complete.number < delta.number;
}

function sameOctets(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}
