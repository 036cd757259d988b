import { berReader, type DerReader } from '../asn1/decode.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import { toDer } from '../asn1/to-der.ts';
import type { Name } from '../x509/certificate.ts';
import { knownName, parseName } from '../x509/name.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { readAttributes, readSignedAttributes } from './read-attributes.ts';
import type { Attributes, SignerIdentifier, SignerInfo } from './signed-data.ts';

/**
 * RFC 5652 §5.3: SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0] OPTIONAL,
 * signatureAlgorithm, signature OCTET STRING, unsignedAttrs [1] OPTIONAL }; `known` as in `readName`.
 */
export function readSignerInfo(reader: DerReader, known: readonly Name[] = []): SignerInfo {
  const inner = reader.enter(TAG.sequence);
  const fields: Uint8Array[] = [];
  const field = <T>(read: () => T): T => {
    const start = inner.offset;
    const value = read();
    fields.push(inner.since(start));
    return value;
  };
  const version = field(() => inner.smallInteger());
  const sid = field(() => readSignerIdentifier(inner, known));
  const digestAlgorithm = field(() => readAlgorithm(inner));
  const signed = inner.is(contextConstructed(0));
  const signedAttributes = signed ? field(() => readSigned(inner)) : undefined;
  const signatureAlgorithm = field(() => readAlgorithm(inner));
  const signature = field(() => inner.octetString());
  const unsignedStart = inner.offset;
  const unsignedAttributes = inner.is(contextConstructed(1))
    ? readAttributes(inner.enter(contextConstructed(1)))
    : undefined;
  const unsigned =
    unsignedAttributes === undefined ? {} : { unsignedAttributes: inner.since(unsignedStart) };
  inner.finish();
  return {
    version,
    sid,
    digestAlgorithm,
    ...(signedAttributes === undefined ? {} : { signedAttributes }),
    signatureAlgorithm,
    signature,
    ...(unsignedAttributes === undefined ? {} : { unsignedAttributes }),
    encoded: { fields, ...unsigned },
  };
}

/** One SignerInfo by itself, as a counter-signature attribute holds it. Throws FormatError. */
export function parseSignerInfo(bytes: Uint8Array): SignerInfo {
  const reader = berReader(bytes, 'SignerInfo');
  const signerInfo = readSignerInfo(reader);
  reader.finish();
  return signerInfo;
}

/** SignerIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier [0] OCTET STRING } */
function readSignerIdentifier(reader: DerReader, known: readonly Name[]): SignerIdentifier {
  if (!reader.is(TAG.sequence)) {
    const keyIdentifier = reader.octetString(contextPrimitive(0));
    return { kind: 'subject-key-identifier', keyIdentifier };
  }
  const inner = reader.enter(TAG.sequence);
  const encoded = inner.elementOf(TAG.sequence);
  // In DER, as certificates have it, for the names to be compared.
  const issuer = knownName(encoded, known) ?? parseName(toDer(encoded, 'CMS'));
  const serialNumber = inner.integerOctets();
  inner.finish();
  return { kind: 'issuer-and-serial', issuer, serialNumber };
}

function readSigned(reader: DerReader): Attributes {
  const element = reader.elementOf(contextConstructed(0));
  const own = berReader(element, 'signed attributes');
  return readSignedAttributes(element, own.enter(contextConstructed(0)));
}
