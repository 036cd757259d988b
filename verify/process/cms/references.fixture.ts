// RFC 5126 §6.2.1, §6.2.2: references to validation data, written from the standard's text and not from the verifier.
import { createHash } from 'node:crypto';
import { explicit, octetString, oid, sequence } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { withAttribute } from './archive-stamps.fixture.ts';

/** Each as its octets. */
export interface Referred {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  /** OCSP responses, whole or basic. */
  readonly answers?: readonly Uint8Array[];
  readonly digest?: 'sha1' | 'sha256' | 'sha512';
}

/** The first signature of `cms` with complete-certificate-references and complete-revocation-references. */
export async function withReferences(
  cms: Uint8Array,
  { certificates, crls, answers = [], digest = 'sha256' }: Referred,
): Promise<Uint8Array> {
  const hash = (octets: Uint8Array) => {
    const value = octetString(createHash(digest).update(octets).digest());
    return digest === 'sha1' ? value : sequence(sequence(oid(OID[digest])), value);
  };
  const identifier = sequence(octetString(Uint8Array.of(1)));
  const hashes = (list: readonly Uint8Array[]) => list.map((der) => sequence(hash(der)));
  const responses = answers.map((der) => sequence(identifier, hash(der)));
  const revocation = sequence(
    explicit(0, sequence(sequence(...hashes(crls)))),
    explicit(1, sequence(sequence(...responses))),
  );
  const toCertificates = await withAttribute(cms, {
    oid: OID.completeCertificateReferences,
    values: [sequence(...hashes(certificates))],
  });
  return withAttribute(toCertificates, {
    oid: OID.completeRevocationReferences,
    values: [sequence(revocation)],
  });
}
