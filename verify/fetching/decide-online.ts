import { OctetMap } from '../../formats/octet-map.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { PathResult } from '../path/path-result.ts';
import type { PathReasonCode } from '../path/reasons.ts';
import type {
  Evidence,
  EvidenceRequest,
  EvidenceSource,
  FetchedEvidence,
} from '../process/evidence.ts';
import { accessUrls } from './access-urls.ts';

/** Each round may bring an issuer that was not known in the one before. */
const MOST_ROUNDS = 6;
/** A certificate from outside decides what is asked: together at most so many questions. */
const MOST_QUESTIONS = 64;

/** What the network did not give. */
export interface FetchRemarks {
  readonly failures: FetchedEvidence['failures'];
  /** OCSP responders that did not repeat the nonce. */
  readonly withoutNonce: readonly string[];
}

export interface OnlineDecision extends FetchRemarks {
  readonly result: PathResult;
}

/**
 * Decides with what is at hand and, while no path holds, fetches what the certificates of the paths that fell
 * point to, and decides again. What is fetched is a hint like what was given.
 */
export async function decideOnline(
  given: Evidence,
  decide: (evidence: Evidence) => Promise<PathResult>,
  source: EvidenceSource,
): Promise<OnlineDecision> {
  const openPaths = (result: PathResult) => (result.indication === 'PASSED' ? [] : [result]);
  const { decision, ...remarks } = await decideWithFetched(given, { decide, openPaths }, source);
  return { result: decision, ...remarks };
}

/** The same for a decision that stands on several paths: it ends when none of them is open. */
export async function decideWithFetched<T>(
  given: Evidence,
  question: {
    readonly decide: (evidence: Evidence) => Promise<T>;
    readonly openPaths: (decision: T) => readonly PathResult[];
  },
  source: EvidenceSource,
): Promise<FetchRemarks & { readonly decision: T }> {
  const { decide, openPaths } = question;
  const asked = new Map<Certificate, Set<Certificate | undefined>>();
  const failures: FetchedEvidence['failures'][number][] = [];
  const withoutNonce = new Set<string>();
  let evidence = given;
  let decision = await decide(evidence);
  let questions = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const open = openPaths(decision).flatMap((path) => openQuestions(path, asked));
    const request = open.slice(0, MOST_QUESTIONS - questions);
    const [cut] = open.slice(request.length);
    if (cut !== undefined) {
      const count = open.length - request.length;
      const url = firstUrl(cut.certificate);
      failures.push({ url, reason: `${count} not asked: over ${MOST_QUESTIONS} questions` });
    }
    if (request.length === 0) break;
    questions += request.length;
    const fetched = await source.fetch({ certificates: request });
    failures.push(...fetched.failures);
    for (const url of fetched.withoutNonce ?? []) withoutNonce.add(url);
    const more = withNew(evidence, fetched);
    if (more === undefined) continue; // the next questions are of other certificates
    evidence = more;
    decision = await decide(evidence);
  }
  return { decision, failures, withoutNonce: [...withoutNonce] };
}

/**
 * Every certificate of the paths that fell, beside the issuer that it had in one of them; each pair once. A
 * certificate whose key did not sign the one below it has its place there by its name alone: what it points to is
 * nobody's business.
 */
function openQuestions(
  { path, reason, tried }: PathResult,
  asked: Map<Certificate, Set<Certificate | undefined>>,
): EvidenceRequest['certificates'] {
  const request: EvidenceRequest['certificates'][number][] = [];
  for (const certificates of [{ path, reason }, ...tried].map(linkedPart)) {
    for (const [index, certificate] of certificates.entries()) {
      const issuer = certificates[index + 1];
      const issuers = asked.get(certificate) ?? new Set();
      asked.set(certificate, issuers);
      if (issuers.has(issuer)) continue;
      issuers.add(issuer);
      request.push({ certificate, ...(issuer === undefined ? {} : { issuer }) });
    }
  }
  return request;
}

const NOT_SIGNED: ReadonlySet<PathReasonCode> = new Set([
  'certificate-signature-invalid',
  'certificate-signature-not-checked',
]);

/** The part of a path whose signatures hold, from the leaf. */
function linkedPart({ path, reason }: PathResult['tried'][number]): readonly Certificate[] {
  if (!NOT_SIGNED.has(reason.code)) return path;
  // Where validation named the certificate, and not the search for issuers, any of them may be the one.
  return reason.facts?.['certificate'] === undefined ? path.slice(0, -1) : path.slice(0, 1);
}

function firstUrl(certificate: Certificate): string {
  const { issuers, crls, ocsp } = accessUrls(certificate);
  return [...issuers, ...crls, ...ocsp][0] ?? '';
}

/** Undefined when nothing came that was not there. */
function withNew(known: Evidence, fetched: Evidence): Evidence | undefined {
  const certificates = newOnes(known.certificates, fetched.certificates);
  const crls = newOnes(known.crls, fetched.crls);
  const ocspResponses = newOnes(known.ocspResponses, fetched.ocspResponses);
  if (certificates.length + crls.length + ocspResponses.length === 0) return undefined;
  return {
    // What was given stays, lists that are not in memory among it: a revocation must not be forgotten.
    ...known,
    certificates: [...known.certificates, ...certificates],
    crls: [...known.crls, ...crls],
    ocspResponses: [...known.ocspResponses, ...ocspResponses],
  };
}

/** A stranger's server may answer with thousands, and each is looked for among thousands. */
function newOnes<T extends { readonly der: Uint8Array }>(known: readonly T[], found: readonly T[]) {
  const isNew = new OctetMap<boolean>();
  for (const { der } of found) isNew.set(der, true);
  for (const { der } of known) if (isNew.has(der)) isNew.set(der, false);
  return found.filter(({ der }) => {
    const first = isNew.get(der) === true;
    isNew.set(der, false);
    return first;
  });
}
