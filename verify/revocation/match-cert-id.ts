import { MD5, RIPEMD160 } from '../../algorithms/identifiers/digests.ts';
import type { DigestAlgorithm } from '../../algorithms/provider.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { CertId, SingleResponse } from '../../formats/ocsp/ocsp-response.ts';
import { findExtension, readExtensionValue } from '../../formats/x509/extension-value.ts';
import { readAlgorithm } from '../../formats/x509/read-fields.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import type { ValidationRun } from '../path/validation-run.ts';
import type { StatusQuestion } from './status.ts';

/** RFC 5019 §2.1.1, RFC 9654: SHA-1 and SHA-256. No policy judges these digests, so what had ended before is no hash here. */
const ENDED: ReadonlySet<string> = new Set([MD5, RIPEMD160]);

function hashNamed({ algorithms }: ValidationRun, oid: string): DigestAlgorithm | undefined {
  return ENDED.has(oid) ? undefined : algorithms.digest(oid);
}

/**
 * RFC 6960 §4.1.1: whether the CertID names the certificate: its serial number, and its issuer's name and
 * key, hashed anew with the hash that the CertID names. An unknown hash matches nothing.
 */
export async function matchesCertId(
  run: ValidationRun,
  id: CertId,
  { target, issuerKey }: StatusQuestion,
): Promise<boolean> {
  const { certificate } = target;
  if (!equalBytes(id.serialNumber, certificate.serialNumber)) return false;
  run.budget.spend('candidates');
  const hash = hashNamed(run, id.hashAlgorithm.oid);
  if (hash === undefined) return false;
  const name = await hash.digest(certificate.issuer.der);
  if (!equalBytes(id.issuerNameHash, name)) return false;
  return equalBytes(id.issuerKeyHash, await hash.digest(issuerKey.keyBits));
}

/**
 * Common PKI, part 4 §3.1.2: CertHash ::= SEQUENCE { hashAlgorithm, certificateHash OCTET STRING }. Whether it is
 * there and is not the certificate's; what cannot be read or computed is not.
 */
export async function hashesAnother(
  run: ValidationRun,
  { extensions }: SingleResponse,
  { certificate }: CertificateFacts,
): Promise<boolean> {
  if (findExtension(extensions, OID.ocspCertHash) === undefined) return false;
  const told = readCertHash(extensions);
  const hash = told && hashNamed(run, told.algorithm);
  if (told === undefined || hash === undefined) return true;
  return !equalBytes(told.octets, await hash.digest(certificate.der));
}

function readCertHash(extensions: SingleResponse['extensions']) {
  try {
    return readExtensionValue(extensions, OID.ocspCertHash, 'CertHash', (reader) => {
      const inner = reader.enter(TAG.sequence);
      const algorithm = readAlgorithm(inner).oid;
      const octets = inner.octetString();
      inner.finish();
      return { algorithm, octets };
    });
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
