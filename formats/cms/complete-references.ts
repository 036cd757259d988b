// RFC 5126 §6.2: references, by digest, to validation data that is kept elsewhere.
import type { DerReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';

/** References of one list; an archive gathers hundreds. */
const MOST_REFERENCES = 10_000;

/** Something that is named by the digest of its encoding: a certificate, a CRL, an OCSP response. */
export interface DigestReference {
  readonly digestOid: string;
  readonly digest: Uint8Array;
}

type Read = (reader: DerReader) => readonly DigestReference[];

/** For the signer's path and for attribute certificates, by the type of the attribute. */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  [OID.completeCertificateReferences, certificateReferences],
  [OID.attributeCertificateReferences, certificateReferences],
  [OID.completeRevocationReferences, revocationReferences],
  [OID.attributeRevocationReferences, revocationReferences],
]);

/** What an attribute refers to; empty for one of another type. Throws FormatError for what cannot be read. */
export function readReferences(attribute: Attribute): readonly DigestReference[] {
  const read = READERS.get(attribute.oid);
  return read === undefined ? [] : readValue(attribute, 'references', read);
}

/** CompleteCertificateRefs ::= SEQUENCE OF OtherCertID { otherCertHash OtherHash, issuerSerial OPTIONAL } */
function certificateReferences(reader: DerReader): readonly DigestReference[] {
  return eachOf(reader, hashFirst);
}

/**
 * CompleteRevocationRefs ::= SEQUENCE OF CrlOcspRef { crlids [0] CRLListID OPTIONAL, ocspids [1] OcspListID OPTIONAL,
 * otherRev [2] OtherRevRefs OPTIONAL }, explicit tags; each list is a SEQUENCE that holds one SEQUENCE OF.
 */
function revocationReferences(reader: DerReader): readonly DigestReference[] {
  return eachOf(reader, (reference) => {
    // CrlValidatedID ::= SEQUENCE { crlHash OtherHash, crlIdentifier OPTIONAL }
    const crls = listIn(reference, 0, hashFirst);
    // OcspResponsesID ::= SEQUENCE { ocspIdentifier, ocspRepHash OtherHash OPTIONAL }
    const ocspResponses = listIn(reference, 1, (id) => {
      id.elementOf(TAG.sequence);
      return id.more ? [otherHash(id)] : [];
    });
    if (reference.is(contextConstructed(2))) reference.element();
    return [...crls, ...ocspResponses];
  });
}

function listIn(reference: DerReader, n: number, read: Read): readonly DigestReference[] {
  if (!reference.is(contextConstructed(n))) return [];
  const wrapper = reference.enter(contextConstructed(n));
  const list = wrapper.enter(TAG.sequence);
  wrapper.finish();
  const found = eachOf(list, read);
  list.finish();
  return found;
}

/** Of each member, a SEQUENCE, of the SEQUENCE OF that comes next. */
function eachOf(reader: DerReader, read: Read): readonly DigestReference[] {
  const list = reader.enter(TAG.sequence);
  const found: (readonly DigestReference[])[] = [];
  while (list.more) {
    if (found.length >= MOST_REFERENCES) {
      throw list.error('limit', `over ${MOST_REFERENCES} references`);
    }
    const member = list.enter(TAG.sequence);
    found.push(read(member));
    member.finish();
  }
  return found.flat();
}

/** A digest, and what else names the same, which proves nothing. */
function hashFirst(id: DerReader): readonly DigestReference[] {
  const hash = otherHash(id);
  if (id.more) id.elementOf(TAG.sequence);
  return [hash];
}

/** OtherHash ::= CHOICE { sha1Hash OCTET STRING, otherHash SEQUENCE { hashAlgorithm, hashValue OCTET STRING } } */
function otherHash(reader: DerReader): DigestReference {
  if (!reader.is(TAG.sequence)) return { digestOid: OID.sha1, digest: reader.octetString() };
  const inner = reader.enter(TAG.sequence);
  const { oid } = readAlgorithm(inner);
  const digest = inner.octetString();
  inner.finish();
  return { digestOid: oid, digest };
}
