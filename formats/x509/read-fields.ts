// The fields that certificates, CRLs and OCSP responses share.
import type { DerReader } from '../asn1/decode.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import type { AlgorithmIdentifier, Extension, PublicKeyInfo } from './certificate.ts';

/** Extensions of one structure; PKITS and the field stay under 20. */
const MAX_EXTENSIONS = 256;

/** AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } */
export function readAlgorithm(reader: DerReader, tag: number = TAG.sequence): AlgorithmIdentifier {
  const inner = reader.enter(tag);
  const oid = inner.oid();
  if (!inner.more) return { oid };
  const parameters = inner.element();
  inner.finish();
  return { oid, parameters };
}

/** SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING } */
export function readPublicKeyInfo(reader: DerReader, der: Uint8Array): PublicKeyInfo {
  const inner = reader.enter(TAG.sequence);
  const algorithm = readAlgorithm(inner);
  const keyBits = inner.bitOctets();
  inner.finish();
  return { der, algorithm, keyBits };
}

/**
 * Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension, inside `[n] EXPLICIT`; `least` 0 takes an empty one, as
 * responders in the field write.
 */
export function readExplicitExtensions(
  reader: DerReader,
  n: number,
  least: 0 | 1 = 1,
): Extension[] {
  const wrapper = reader.enter(contextConstructed(n));
  const extensions = readExtensions(wrapper, TAG.sequence, least);
  wrapper.finish();
  return extensions;
}

/**
 * Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
 * RFC 5280 §4.2: no extension may stand twice, or two readers could go by different ones.
 */
export function readExtensions(
  reader: DerReader,
  tag: number = TAG.sequence,
  least: 0 | 1 = 1,
): Extension[] {
  const sequence = reader.enter(tag);
  const extensions: Extension[] = [];
  if (least > 0 && !sequence.more) throw sequence.error('malformed', 'no extension');
  while (sequence.more) {
    const start = sequence.offset;
    const extension = readExtension(sequence.enter(TAG.sequence));
    if (extensions.some(({ oid }) => oid === extension.oid)) {
      throw sequence.error('malformed', `extension ${extension.oid} twice`, start);
    }
    if (extensions.length >= MAX_EXTENSIONS) {
      throw sequence.error('limit', `over ${MAX_EXTENSIONS} extensions`, start);
    }
    extensions.push(extension);
  }
  return extensions;
}

function readExtension(inner: DerReader): Extension {
  const oid = inner.oid();
  // FALSE written out is not DER, yet common: it is read, and means what absence means.
  const critical = inner.is(TAG.boolean) ? inner.boolean() : false;
  const value = inner.content(TAG.octetString);
  inner.finish();
  return { oid, critical, value };
}
