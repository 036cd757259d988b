// OpenSSL's OCSP responses: signatures, responders, scope and freshness by RFC 6960.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { certificatesIn } from '../../../formats/x509/certificate-files.ts';
import { validateCertificate } from '../../path/validate-certificate.ts';
import type { RevocationGap } from '../../revocation/gaps.ts';
import type { CaseAnswer, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';

interface Row {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly at: string;
  readonly leaf: string;
  readonly trustAnchor: string;
  readonly intermediates: readonly string[];
  readonly ocsp: readonly string[];
  readonly error: string | null;
}

/** What the corpus says went wrong, in our words. */
const GAPS: readonly (readonly [RegExp, readonly RevocationGap[]])[] = [
  // A responder named by its key is not found where the certificate holds another key.
  [/response signature$/, ['signature-invalid', 'responder-not-found']],
  [/could not be located/, ['responder-not-found']],
  [/issuer (name|key) hash does not match/, ['not-in-scope']],
  [/signing certificate could not be validated/, ['signer-path-invalid']],
];

export function ocsp(folder: CorpusFolder, algorithms: Algorithms): ConformanceSet {
  const cases = folder.rows<Row>('ocsp.jsonl').map((row) => ({
    id: row.id,
    expected: row.expected,
    judge: () => judge(row, folder, algorithms),
  }));
  return { name: 'OCSP', cases };
}

async function judge(row: Row, folder: CorpusFolder, algorithms: Algorithms): Promise<CaseAnswer> {
  const certificate = (path: string) => {
    const [first] = certificatesIn(folder.bytes(path));
    if (first === undefined) throw new Error(`${path}: no certificate`);
    return first;
  };
  const response = (path: string) => Buffer.from(folder.text(path), 'base64');
  const { indication, subIndication, reason } = await validateCertificate({
    leaf: certificate(row.leaf),
    trust: [{ certificate: certificate(row.trustAnchor) }],
    purpose: 'any',
    evidence: {
      certificates: row.intermediates.map(certificate),
      crls: [],
      ocspResponses: row.ocsp.map((path) => parseOcspResponse(response(path))),
    },
    at: new Date(row.at),
    algorithms,
    leafValidity: 'check',
    // The delegated cases hold no response for the intermediate certificate.
    requireRevocation: row.ocsp.length > row.intermediates.length ? true : 'leaf',
  });
  const accepted = indication === 'PASSED';
  const detail = String(reason.facts?.['detail'] ?? reason.code);
  const gaps = GAPS.find(([pattern]) => pattern.test(row.error ?? ''))?.[1];
  const known =
    gaps === undefined ? subIndication === 'TRY_LATER' : gaps.some((gap) => gap === detail);
  return { accepted, reason: detail, ...(accepted || known ? {} : { otherReason: true }) };
}
