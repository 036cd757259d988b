import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { toHex } from '../../formats/hex.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import { findByKey } from './find-by-key.ts';
import { unknownAlgorithm } from './known-algorithms.ts';
import { sha256Of } from './octet-digests.ts';
import type { CertificateReference, SignerReference } from './signature-facts.ts';

/**
 * Certificates that are looked at for one signer, the first at hand. An honest file has one under an issuer and
 * serial number, a few under a key identifier; each further one costs a digest and a verification.
 */
export const CANDIDATES_LIMIT = 16;

export interface Identification {
  readonly block: Block;
  readonly certificate?: Certificate;
}

/** EN 319 102-1 §5.2.3: the one certificate whose key the signature must verify under. */
export async function identifySigningCertificate(input: {
  readonly signer: SignerReference;
  /** Certificates at hand; those given from outside come first. */
  readonly pool: readonly Certificate[];
  readonly policy: Policy;
  readonly algorithms: Algorithms;
  /** Whether the signature value is right under this certificate's key. */
  readonly verifiesUnder: (certificate: Certificate) => Promise<boolean>;
}): Promise<Identification> {
  const { signer, algorithms } = input;
  const block = new Block(input.policy);
  const named = signer.byKeyOnly ? await findByKey(input) : distinct(input.pool, signer.names);
  if (named.length === 0) {
    block.check('signing-certificate-found', absent(signer));
    return { block };
  }
  block.check('signing-certificate-found');

  const referenced = new Map<Certificate, readonly CertificateReference[]>();
  for (const certificate of named) {
    const matching = await referencedByAll(certificate, signer, algorithms);
    if (matching !== undefined) referenced.set(certificate, matching);
  }
  // §5.2.3.4: no reference digest matches: the certificate is not the one that the signer meant.
  block.check(
    'signing-certificate-reference',
    referenced.size > 0 ? undefined : mismatch(signer, algorithms),
  );
  const [only, ...others] = referenced.keys();
  if (only === undefined) return { block };
  const certificate =
    others.length === 0 ? only : await chooseByKey([only, ...others], input.verifiesUnder);
  if (others.length > 0) {
    const facts = { count: referenced.size };
    block.check(
      'signing-certificate-unique',
      failure('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-ambiguous', facts),
    );
  }
  weighReferences(block, signer, certificate, referenced.get(certificate) ?? []);
  return { block, certificate };
}

function weighReferences(
  block: Block,
  signer: SignerReference,
  certificate: Certificate,
  matches: readonly CertificateReference[],
): void {
  block.check(
    'signing-certificate-reference-present',
    signer.references.length > 0
      ? undefined
      : failure('SIG_CONSTRAINTS_FAILURE', 'signing-certificate-reference-absent'),
  );
  for (const [index, matching] of matches.entries()) {
    block.check(
      'signing-certificate-first',
      matching === signer.references[index]?.[0]
        ? undefined
        : failure('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-not-first'),
    );
    block.check(
      'signing-certificate-issuer-serial',
      matching.namesIssuerAndSerialOf?.(certificate) === false
        ? failure('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-issuer-serial-differs')
        : undefined,
    );
  }
}

/** Of each list the reference that is to this certificate; undefined when a list has none. */
async function referencedByAll(
  certificate: Certificate,
  signer: SignerReference,
  algorithms: Algorithms,
): Promise<readonly CertificateReference[] | undefined> {
  const matches: CertificateReference[] = [];
  for (const list of signer.references) {
    const matching = await matchOf(list, certificate, algorithms);
    if (matching === undefined) return undefined;
    matches.push(matching);
  }
  return matches;
}

async function matchOf(
  list: readonly CertificateReference[],
  certificate: Certificate,
  algorithms: Algorithms,
): Promise<CertificateReference | undefined> {
  const digests = new Map<string, string | undefined>();
  for (const reference of list) {
    const { digestOid } = reference;
    if (!digests.has(digestOid)) {
      digests.set(digestOid, await digestOf(certificate, digestOid, algorithms));
    }
    if (digests.get(digestOid) === toHex(reference.digest)) return reference;
  }
  return undefined;
}

/** Hexadecimal; undefined where no provider has the algorithm. SHA-256 is the one that the report tells too. */
async function digestOf(
  { der }: Certificate,
  digestOid: string,
  algorithms: Algorithms,
): Promise<string | undefined> {
  const algorithm = algorithms.digest(digestOid);
  if (algorithm === undefined) return undefined;
  return algorithm.oid === OID.sha256
    ? sha256Of(der, algorithms)
    : toHex(await algorithm.digest(der));
}

function mismatch(signer: SignerReference, algorithms: Algorithms): Failure {
  const unknown = signer.references
    .flat()
    .find(({ digestOid }) => algorithms.digest(digestOid) === undefined);
  return unknown === undefined
    ? failure('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-reference-differs', {
        signer: signer.text,
      })
    : unknownAlgorithm(unknown.digestOid);
}

function absent(signer: SignerReference): Failure {
  return failure('NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-absent', {
    signer: signer.text,
  });
}

// Without a signed reference several certificates may bear the name or key identifier. The key decides,
// and of certificates over the same key the first in the pool: position in the file proves nothing.
async function chooseByKey(
  candidates: readonly [Certificate, ...Certificate[]],
  verifiesUnder: (certificate: Certificate) => Promise<boolean>,
): Promise<Certificate> {
  for (const candidate of candidates) {
    if (await verifiesUnder(candidate)) return candidate;
  }
  return candidates[0];
}

/** The certificates that are named, each once, in their order; no more than are looked at. */
function distinct(
  pool: readonly Certificate[],
  names: (certificate: Certificate) => boolean,
): Certificate[] {
  const seen: Certificate[] = [];
  for (const certificate of pool) {
    if (seen.length === CANDIDATES_LIMIT) break;
    if (!names(certificate)) continue;
    if (!seen.some((other) => equalBytes(other.der, certificate.der))) seen.push(certificate);
  }
  return seen;
}
