import { bitString, oid, sequence } from '../../formats/asn1/encode.ts';
import type { Certificate, PublicKeyInfo } from '../../formats/x509/certificate.ts';
import type { PathResult } from './path-result.ts';

const DSA = '1.2.840.10040.4.1';
const NULL_DER = Uint8Array.of(0x05, 0x00);

/** RFC 5280 §6.1.2 (g)-(i): working_public_key with its algorithm and parameters, as one structure. */
export type WorkingKey = PublicKeyInfo;

/**
 * RFC 5280 §6.1.4 (d)-(f): the key of a certificate whose issuer signs with `above`. A DSA key without
 * parameters takes those of the key above; of any other algorithm it is left as it is.
 */
export function workingKeyOf(key: PublicKeyInfo, above: WorkingKey): WorkingKey {
  if (!inheritsParameters(key)) return key;
  const parameters = above.algorithm.oid === DSA ? above.algorithm.parameters : undefined;
  if (parameters === undefined) return key;
  const algorithm = { oid: DSA, parameters };
  const der = sequence(sequence(oid(DSA), parameters), bitString(key.keyBits));
  return { der, algorithm, keyBits: key.keyBits };
}

/**
 * RFC 5280 §6.1.5: the certificate with the key that its path gives it, for what it signs. As it is where its key names
 * its own parameters, and where no path was found good.
 */
export function withWorkingKey(
  certificate: Certificate,
  path: Pick<PathResult, 'checked'> | undefined,
): Certificate {
  if (!inheritsParameters(certificate.publicKey)) return certificate;
  const publicKey = path?.checked?.keys[0];
  return publicKey === undefined ? certificate : { ...certificate, publicKey };
}

export function inheritsParameters(key: PublicKeyInfo): boolean {
  if (key.algorithm.oid !== DSA) return false;
  const { parameters } = key.algorithm;
  return parameters === undefined || isNull(parameters);
}

function isNull(der: Uint8Array): boolean {
  return der.length === NULL_DER.length && der.every((octet, at) => octet === NULL_DER[at]);
}
