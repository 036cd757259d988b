import { randomBytes } from 'node:crypto';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { encodeOcspRequest } from '../../formats/ocsp/encode-ocsp-request.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { certificatesIn, crlsIn } from '../../formats/x509/certificate-files.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import type { EvidenceRequest, EvidenceSource, FetchedEvidence } from '../process/evidence.ts';
import { accessUrls } from './access-urls.ts';
import { askResponder, type NoncePolicy } from './ask-responder.ts';
import type { EvidenceCache } from './evidence-cache.ts';
import { FetchError, type FetchLimits, fetchOctets } from './fetch-octets.ts';
import type { Found } from './found.ts';
import type { HostTurns } from './host-turns.ts';

export interface OnlineEvidenceOptions extends Partial<FetchLimits> {
  readonly algorithms: Algorithms;
  /** Absent: every question is asked anew. */
  readonly cache?: EvidenceCache;
  /**
   * RFC 9654: `offered` (the default) takes an answer without the nonce too, since many responders answer from
   * what they signed before, and tells it; `demanded` does not. An answer with another nonce never counts.
   */
  readonly nonce?: NoncePolicy;
  /** Exchanges with one host at a time; absent: as many as are asked for. */
  readonly turns?: Pick<HostTurns, 'take'>;
  /** Octets that nobody can foretell; absent: those of the system. */
  readonly random?: (size: number) => Uint8Array;
}

/** A CRL of a national CA reaches tens of MiB; a path of some certificates names a dozen places. */
const DEFAULTS: FetchLimits & { readonly urls: number } = {
  time: 10_000,
  size: 64 * 1024 * 1024,
  redirects: 3,
  allowPrivate: false,
  urls: 32,
};

/**
 * What one place may answer with: an issuer, or those of a bridge between authorities, which names under a hundred
 * (RFC 5280 §4.2.2.1). The paths of a whole decision are built out of all that came.
 */
const ANSWER = { items: 256, certificates: 1024 * 1024 } as const;

const SHA1 = '1.3.14.3.2.26';

/**
 * Fetches what certificates themselves point to: CRLs (CRL distribution points), OCSP answers and issuers
 * (authority information access). Never throws: what failed is said. Everything fetched is only a hint.
 */
export function onlineEvidence(options: OnlineEvidenceOptions): EvidenceSource {
  const { algorithms, cache, turns } = options;
  const limits = { ...DEFAULTS, ...options };
  const { nonce = 'offered', random = randomBytes } = options;
  const settings = { limits, sha1: sha1By(algorithms), nonce, random };
  const run = ({ question, url, fetch }: Job) => {
    const ask = turns === undefined ? fetch : () => turns.take(url, fetch);
    return cache === undefined ? ask() : cache.found(question, ask);
  };
  return {
    async fetch({ certificates }) {
      const jobs = new Map<string, Job>();
      let cut: (Job & { count: number }) | undefined;
      for (const pair of certificates) {
        for (const job of jobsFor(pair, settings)) {
          if (jobs.has(job.question)) continue;
          if (jobs.size < limits.urls) jobs.set(job.question, job);
          else cut = { ...(cut ?? job), count: (cut?.count ?? 0) + 1 };
        }
      }
      const found = await Promise.all([...jobs.values()].map(run));
      return gathered(cut === undefined ? found : [...found, notAsked(cut, limits.urls)]);
    },
  };
}

/** One thing to ask at one place. Equal questions have equal answers. */
interface Job {
  readonly question: string;
  readonly url: string;
  readonly fetch: () => Promise<Found>;
}

type Pair = EvidenceRequest['certificates'][number];

interface Settings {
  readonly limits: FetchLimits;
  /** Absent when no provider computes SHA-1. */
  readonly sha1: ((bytes: Uint8Array) => Uint8Array) | undefined;
  readonly nonce: NoncePolicy;
  readonly random: (size: number) => Uint8Array;
}

function jobsFor({ certificate, issuer }: Pair, settings: Settings): Job[] {
  const { crls, ocsp, issuers } = accessUrls(certificate);
  const { limits } = settings;
  const few = { ...limits, size: Math.min(limits.size, ANSWER.certificates) };
  const get = (
    kind: string,
    url: string,
    read: (octets: Uint8Array) => Found,
    within: FetchLimits,
  ): Job => ({
    question: `${kind} ${url}`,
    url,
    fetch: () => guarded(url, async () => read(await fetchOctets(url, { limits: within }))),
  });
  return [
    ...crls.map((url) => get('crl', url, (octets) => ofCrls(crlsIn(octets)), limits)),
    ...(issuer === undefined ? [] : ocspJobs(ocsp, { certificate, issuer }, settings)),
    ...issuers.map((url) => get('issuer', url, (octets) => ofIssuers(certificatesIn(octets)), few)),
  ];
}

const ofCrls = (items: readonly Crl[]): Found => ({ kind: 'crls', items: notTooMany(items) });

const ofIssuers = (items: readonly Certificate[]): Found => {
  return { kind: 'certificates', items: notTooMany(items) };
};

function notTooMany<T>(items: readonly T[]): readonly T[] {
  if (items.length > ANSWER.items) throw new FetchError(`over ${ANSWER.items} in one answer`);
  return items;
}

function ocspJobs(
  urls: readonly string[],
  pair: Required<Pair>,
  { limits, sha1, nonce: policy, random }: Settings,
): Job[] {
  if (sha1 === undefined) return urls.map((url) => withoutSha1(url));
  const request = (nonce?: Uint8Array) =>
    encodeOcspRequest({ ...pair, hash: sha1, ...(nonce === undefined ? {} : { nonce }) });
  // The whole request but the nonce: serial numbers of two authorities may be equal.
  const question = Buffer.from(request()).toString('base64');
  return urls.map((url) => ({
    question: `ocsp ${question} ${url}`,
    url,
    fetch: () => guarded(url, () => askResponder(url, { request, policy, random, limits })),
  }));
}

function withoutSha1(url: string): Job {
  const reason = 'no provider computes SHA-1 for CertID';
  return { question: `ocsp ${url}`, url, fetch: async () => ({ kind: 'failure', url, reason }) };
}

function notAsked({ url, count }: { url: string; count: number }, most: number): Found {
  return { kind: 'failure', url, reason: `${count} not asked: over ${most} places at once` };
}

function sha1By(algorithms: Algorithms): Settings['sha1'] {
  const sha1 = algorithms.digest(SHA1);
  if (sha1?.start === undefined) return undefined;
  const start = sha1.start.bind(sha1);
  return (bytes) => {
    const digest = start();
    digest.update(bytes);
    return digest.finish();
  };
}

async function guarded(url: string, found: () => Promise<Found>): Promise<Found> {
  try {
    return await found();
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof FormatError)) throw error;
    return { kind: 'failure', url, reason: error.message };
  }
}

function gathered(found: readonly Found[]): FetchedEvidence {
  const withoutNonce = found.flatMap((each) =>
    each.kind === 'ocsp' && each.withoutNonce !== undefined ? [each.withoutNonce] : [],
  );
  return {
    ...(withoutNonce.length === 0 ? {} : { withoutNonce }),
    certificates: found.flatMap((each) => (each.kind === 'certificates' ? each.items : [])),
    crls: found.flatMap((each) => (each.kind === 'crls' ? each.items : [])),
    ocspResponses: found.flatMap((each) => (each.kind === 'ocsp' ? each.items : [])),
    failures: found.flatMap((each) =>
      each.kind === 'failure' ? [{ url: each.url, reason: each.reason }] : [],
    ),
  };
}
