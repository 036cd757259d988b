import { equalBytes } from '../../formats/equal-bytes.ts';
import type { CertId } from '../../formats/ocsp/ocsp-response.ts';
import type { ValidationRun } from '../path/validation-run.ts';
import type { StatusQuestion } from './status.ts';

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
  const hash = run.algorithms.digest(id.hashAlgorithm.oid);
  if (hash === undefined) return false;
  const name = await hash.digest(certificate.issuer.der);
  if (!equalBytes(id.issuerNameHash, name)) return false;
  return equalBytes(id.issuerKeyHash, await hash.digest(issuerKey.keyBits));
}
