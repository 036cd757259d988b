import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { encodeOcspRequest } from '../../formats/ocsp/encode-ocsp-request.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { certificatesIn, crlsIn } from '../../formats/x509/certificate-files.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import type { EvidenceRequest, EvidenceSource, FetchedEvidence } from '../process/evidence.ts';
import { accessUrls } from './access-urls.ts';
import { FetchError, type FetchLimits, fetchOctets } from './fetch-octets.ts';

export interface OnlineEvidenceOptions extends Partial<FetchLimits> {
  readonly algorithms: Algorithms;
}

/** A CRL of a national CA reaches tens of MiB; a certificate names few places. */
const DEFAULTS: FetchLimits & { readonly urls: number } = {
  time: 10_000,
  size: 64 * 1024 * 1024,
  redirects: 3,
  allowPrivate: false,
  urls: 16,
};

const SHA1 = '1.3.14.3.2.26';

/**
 * Fetches what certificates themselves point to: CRLs (CRL distribution points), OCSP answers and issuers
 * (authority information access). Never throws: what failed is said. Everything fetched is only a hint.
 */
export function onlineEvidence(options: OnlineEvidenceOptions): EvidenceSource {
  const limits = { ...DEFAULTS, ...options };
  return {
    async fetch({ certificates }) {
      const jobs = new Map<string, () => Promise<Found>>();
      for (const pair of certificates) {
        for (const job of jobsFor(pair, limits, options.algorithms)) {
          if (jobs.size < limits.urls) jobs.set(job.key, job.run);
        }
      }
      return gathered(await Promise.all([...jobs.values()].map((run) => run())));
    },
  };
}

type Found =
  | { readonly kind: 'crls'; readonly items: readonly Crl[] }
  | { readonly kind: 'ocsp'; readonly items: readonly OcspResponse[] }
  | { readonly kind: 'certificates'; readonly items: readonly Certificate[] }
  | { readonly kind: 'failure'; readonly url: string; readonly reason: string };

interface Job {
  readonly key: string;
  readonly run: () => Promise<Found>;
}

type Pair = EvidenceRequest['certificates'][number];

function jobsFor(
  { certificate, issuer }: Pair,
  limits: FetchLimits,
  algorithms: Algorithms,
): Job[] {
  const { crls, ocsp, issuers } = accessUrls(certificate);
  const job = (kind: string, url: string, found: () => Promise<Found>): Job => ({
    key: `${kind} ${url}`,
    run: () => guarded(url, found),
  });
  return [
    ...crls.map((url) =>
      job('crl', url, async () => ({
        kind: 'crls',
        items: crlsIn(await fetchOctets(url, { limits })),
      })),
    ),
    ...(issuer === undefined ? [] : ocsp).map((url, index) =>
      job(`ocsp ${index} ${certificate.serialNumber.join('.')}`, url, async () => ({
        kind: 'ocsp',
        items: [
          await askResponder(
            url,
            { certificate, issuer: issuer ?? certificate },
            limits,
            algorithms,
          ),
        ],
      })),
    ),
    ...issuers.map((url) =>
      job('issuer', url, async () => ({
        kind: 'certificates',
        items: certificatesIn(await fetchOctets(url, { limits })),
      })),
    ),
  ];
}

async function askResponder(
  url: string,
  pair: { readonly certificate: Certificate; readonly issuer: Certificate },
  limits: FetchLimits,
  algorithms: Algorithms,
): Promise<OcspResponse> {
  const sha1 = algorithms.digest(SHA1);
  if (sha1?.start === undefined) throw new FetchError('no provider computes SHA-1 for CertID');
  const stream = sha1.start.bind(sha1);
  const octets = encodeOcspRequest({
    ...pair,
    hash: (bytes) => {
      const digest = stream();
      digest.update(bytes);
      return digest.finish();
    },
  });
  const body = { type: 'application/ocsp-request', octets }; // RFC 6960 appendix A.1
  return parseOcspResponse(await fetchOctets(url, { body, limits }));
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
  return {
    certificates: found.flatMap((each) => (each.kind === 'certificates' ? each.items : [])),
    crls: found.flatMap((each) => (each.kind === 'crls' ? each.items : [])),
    ocspResponses: found.flatMap((each) => (each.kind === 'ocsp' ? each.items : [])),
    failures: found.flatMap((each) =>
      each.kind === 'failure' ? [{ url: each.url, reason: each.reason }] : [],
    ),
  };
}
