import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { EvidenceSource, FetchedEvidence } from '../../verify/process/evidence.ts';
import type { TrustAnchor } from '../../verify/trust/trust.ts';
import type { ReadSignature } from './read-signature.ts';

// A file from outside decides what is fetched: these keep it from making the service fetch without end.
const LONGEST_PATH = 8;
const MOST_CERTIFICATES = 32;
const MOST_ROUNDS = 4; // each round may bring the issuer that was missing in the one before

/**
 * Certificates, CRLs and OCSP responses for signers and everybody above them, as found
 * in this moment. All of it is unverified.
 */
export async function gatherEvidence(
  signature: Pick<ReadSignature, 'signers' | 'certificates'>,
  trust: readonly TrustAnchor[],
  source: EvidenceSource,
): Promise<FetchedEvidence> {
  const anchors = trust.map((anchor) => anchor.certificate);
  const found = new Found();
  const asked = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const known = [...signature.certificates, ...anchors, ...found.certificates];
    const request = pathsUpwards(signature.signers, known, anchors).filter(
      // Asked again when its issuer has come to light: without it no OCSP request could be made.
      ({ certificate, issuer }) => !asked.has(questionOf(certificate, issuer)),
    );
    if (request.length === 0) break;
    for (const { certificate, issuer } of request) asked.add(questionOf(certificate, issuer));
    const before = found.certificates.length;
    found.add(await source.fetch({ certificates: request }));
    if (found.certificates.length === before) break;
  }
  return found;
}

interface Question {
  readonly certificate: Certificate;
  readonly issuer?: Certificate;
}

/** Every certificate from the signers upwards, with its issuer by name; anchors are not asked about. */
function pathsUpwards(
  signers: readonly Certificate[],
  known: readonly Certificate[],
  anchors: readonly Certificate[],
): readonly Question[] {
  const questions = new Map<string, Question>();
  let level = signers;
  for (let depth = 0; depth < LONGEST_PATH && level.length > 0; depth += 1) {
    const above: Certificate[] = [];
    for (const certificate of level) {
      if (anchors.some((anchor) => equalBytes(anchor.der, certificate.der))) continue;
      const issuers = known.filter((each) => equalBytes(each.subject.der, certificate.issuer.der));
      for (const issuer of issuers.length > 0 ? issuers : [undefined]) {
        if (questions.size >= MOST_CERTIFICATES) return [...questions.values()];
        const key = questionOf(certificate, issuer);
        if (questions.has(key)) continue;
        questions.set(key, issuer === undefined ? { certificate } : { certificate, issuer });
        if (issuer !== undefined) above.push(issuer);
      }
    }
    level = above;
  }
  return [...questions.values()];
}

function questionOf(certificate: Certificate, issuer: Certificate | undefined): string {
  return `${nameOf(certificate)} ${issuer === undefined ? '' : nameOf(issuer)}`;
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
