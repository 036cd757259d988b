import { type DerReader, derReader } from '../asn1/decode.ts';
import { plainArray } from '../asn1/plain-array.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import type { Certificate, Extension, Name } from './certificate.ts';
import { readName } from './name.ts';
import { readAlgorithm, readExplicitExtensions, readPublicKeyInfo } from './read-fields.ts';

/**
 * RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier,
 * signatureValue BIT STRING }, strict DER; `known` as in `readName`. Nothing is verified. Throws FormatError.
 */
export function parseCertificate(bytes: Uint8Array, known: readonly Name[] = []): Certificate {
  const der = plainArray(bytes);
  const outer = derReader(der, 'certificate');
  const body = outer.enter(TAG.sequence);
  outer.finish();
  const fields = readTbs(body, known);
  const signatureAlgorithm = readAlgorithm(body);
  const signature = body.signatureOctets();
  body.finish();
  return { der, ...fields, signatureAlgorithm, signature };
}

type TbsFields = Omit<Certificate, 'der' | 'signatureAlgorithm' | 'signature'>;

/**
 * TBSCertificate ::= SEQUENCE { version [0] EXPLICIT DEFAULT v1, serialNumber, signature, issuer, validity,
 * subject, subjectPublicKeyInfo, issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL,
 * extensions [3] EXPLICIT OPTIONAL }
 */
function readTbs(body: DerReader, known: readonly Name[]): TbsFields {
  const tbs = body.elementOf(TAG.sequence);
  const reader = derReader(tbs, 'certificate').enter(TAG.sequence);
  const version = readVersion(reader);
  const serialNumber = reader.integerOctets();
  const tbsSignatureAlgorithm = readAlgorithm(reader);
  const issuer = readName(reader, known);
  const { notBefore, notAfter } = readValidity(reader.enter(TAG.sequence));
  const subject = readName(reader, [issuer, ...known]);
  const keyDer = reader.elementOf(TAG.sequence);
  const publicKey = readPublicKeyInfo(derReader(keyDer, 'certificate'), keyDer);
  const extensions = readTail(reader, version);
  return {
    tbs,
    version,
    serialNumber,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    tbsSignatureAlgorithm,
    extensions,
  };
}

function readVersion(reader: DerReader): number {
  if (!reader.is(contextConstructed(0))) return 1;
  const start = reader.offset;
  const wrapper = reader.enter(contextConstructed(0));
  const version = wrapper.smallInteger() + 1;
  wrapper.finish();
  if (version > 3) throw reader.error('unsupported', `certificate version ${version}`, start);
  return version;
}

/** Validity ::= SEQUENCE { notBefore Time, notAfter Time } */
function readValidity(validity: DerReader): { notBefore: Date; notAfter: Date } {
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.finish();
  return { notBefore, notAfter };
}

// RFC 5280 §4.1.2.8, §4.1.2.9: unique identifiers want version 2, extensions version 3.
function readTail(reader: DerReader, version: number): Extension[] {
  for (const n of [1, 2]) {
    if (version >= 2 && reader.is(contextPrimitive(n))) reader.bitString(contextPrimitive(n));
  }
  const present = version === 3 && reader.is(contextConstructed(3));
  const extensions = present ? readExplicitExtensions(reader, 3) : [];
  reader.finish();
  return extensions;
}
