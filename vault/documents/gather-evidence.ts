import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { EvidenceSource, FetchedEvidence } from '../../verify/process/evidence.ts';
import type { TrustAnchor } from '../../verify/trust/trust.ts';
import { anchoredLinks, type Link } from './anchored-links.ts';
import type { ReadSignature } from './read-signature.ts';

// A file from outside decides what is fetched: these keep it from making the service fetch without end.
const MOST_QUESTIONS = 32;
const MOST_ROUNDS = 4; // each round may bring an issuer that was not known in the one before

export interface EvidencePorts {
  readonly trust: readonly TrustAnchor[];
  readonly source: EvidenceSource;
  readonly algorithms: Algorithms;
}

/**
 * Certificates, CRLs and OCSP responses for signers and everybody above them, as found in this moment; all
 * of it is unverified. Asked about is only what an anchor stands above: a signature must bring the
 * certificates that lead there, since what is missing would be at an address of the sender's choice.
 */
export async function gatherEvidence(
  signature: Pick<ReadSignature, 'signers' | 'certificates'>,
  { trust, source, algorithms }: EvidencePorts,
): Promise<FetchedEvidence> {
  const { signers } = signature;
  const anchors = trust.map((anchor) => anchor.certificate);
  const found = new Found();
  const asked = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const certificates = [...signature.certificates, ...found.certificates];
    const links = await anchoredLinks({ signers, certificates, anchors, algorithms });
    const request = links
      .filter((link) => !asked.has(questionOf(link)))
      .slice(0, MOST_QUESTIONS - asked.size);
    if (request.length === 0) break;
    for (const link of request) asked.add(questionOf(link));
    const before = found.certificates.length;
    found.add(await source.fetch({ certificates: request }));
    if (found.certificates.length === before) break;
  }
  return found;
}

function questionOf({ certificate, issuer }: Link): string {
  return `${nameOf(certificate)} ${nameOf(issuer)}`;
}

/** The exact octets are the identity of a certificate. */
function nameOf({ der }: Certificate): string {
  return Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
}

/** What was fetched, each thing once. */
class Found implements FetchedEvidence {
  readonly certificates: FetchedEvidence['certificates'][number][] = [];
  readonly crls: FetchedEvidence['crls'][number][] = [];
  readonly ocspResponses: FetchedEvidence['ocspResponses'][number][] = [];
  readonly failures: FetchedEvidence['failures'][number][] = [];

  add(fetched: FetchedEvidence): void {
    addNew(this.certificates, fetched.certificates);
    addNew(this.crls, fetched.crls);
    addNew(this.ocspResponses, fetched.ocspResponses);
    this.failures.push(...fetched.failures);
  }
}

function addNew<T extends { readonly der: Uint8Array }>(to: T[], from: readonly T[]): void {
  for (const each of from) {
    if (!to.some((there) => equalBytes(there.der, each.der))) to.push(each);
  }
}
