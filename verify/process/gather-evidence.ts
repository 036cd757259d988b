import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { sameName } from './cms/signer-reference.ts';
import type { Evidence, EvidenceRequest, EvidenceSource, FetchedEvidence } from './evidence.ts';
import type { NamedSource } from './validation-input.ts';

/** Certificates of one file whose status is asked for; more are the sender's, not the signer's. */
const CERTIFICATES_LIMIT = 16;

/**
 * Asks `source` for the validation data that a signed file lacks: the status of the certificates in it and
 * of those known beside, then once more for issuers that only the first answer brought. Throws FormatError
 * for a file that cannot be read.
 */
export async function gatherEvidence(request: {
  readonly signature: NamedSource;
  readonly evidence: Evidence;
  readonly trust: readonly TrustAnchor[];
  readonly source: EvidenceSource;
}): Promise<FetchedEvidence> {
  const { certificates } = await parseSignedData(request.signature.source);
  const anchors = request.trust.map(({ certificate }) => certificate);
  const known = [...certificates, ...request.evidence.certificates].slice(0, CERTIFICATES_LIMIT);
  const first = await request.source.fetch({
    certificates: pairs(known, [...known, ...anchors]),
  });
  const fetched = first.certificates.slice(0, CERTIFICATES_LIMIT);
  if (fetched.length === 0) return first;
  const pool = [...known, ...fetched, ...anchors];
  // Certificates whose issuer was not at hand could not be asked about by OCSP.
  const orphans = known.filter(
    (certificate) => issuerOf(certificate, [...known, ...anchors]) === undefined,
  );
  const second = await request.source.fetch({
    certificates: pairs([...fetched, ...orphans], pool),
  });
  return {
    certificates: [...first.certificates, ...second.certificates],
    crls: [...first.crls, ...second.crls],
    ocspResponses: [...first.ocspResponses, ...second.ocspResponses],
    failures: [...first.failures, ...second.failures],
  };
}

function pairs(
  certificates: readonly Certificate[],
  pool: readonly Certificate[],
): EvidenceRequest['certificates'] {
  return certificates
    .filter((certificate) => !sameName(certificate.subject, certificate.issuer)) // no status of a root
    .map((certificate) => {
      const issuer = issuerOf(certificate, pool);
      return issuer === undefined ? { certificate } : { certificate, issuer };
    });
}

function issuerOf(certificate: Certificate, pool: readonly Certificate[]): Certificate | undefined {
  return pool.find((candidate) => sameName(candidate.subject, certificate.issuer));
}
