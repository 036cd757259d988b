import { derReader, readDer } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import type { AlgorithmIdentifier } from '../x509/certificate.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';

/** EN 319 122-1 §5.2.9: the signature policy that the signer says the signature follows. */
export type SignaturePolicyIdentifier =
  | { readonly kind: 'implied' }
  | {
      readonly kind: 'explicit';
      readonly id: string;
      /** Of the policy’s document; absent: none was signed, or one of zeros, which says the same. */
      readonly digest?: PolicyDigest;
      /** SPuri: where the signer says that the document lies. A hint, and nothing more. */
      readonly uri?: string;
    };

export interface PolicyDigest {
  readonly algorithm: AlgorithmIdentifier;
  readonly value: Uint8Array;
}

/** RFC 5126 §5.8.1: id-spq-ets-uri. */
const SP_URI = '1.2.840.113549.1.9.16.5.1';
/** Of a URI that is shown; a longer one is no hint any more. */
const URI_LIMIT = 2048;

/**
 * SignaturePolicy ::= CHOICE { SEQUENCE { sigPolicyId OBJECT IDENTIFIER, sigPolicyHash OtherHashAlgAndValue OPTIONAL,
 * sigPolicyQualifiers SEQUENCE OF SigPolicyQualifierInfo OPTIONAL }, signaturePolicyImplied NULL }
 */
export function readSignaturePolicy(attribute: Attribute): SignaturePolicyIdentifier {
  const format = 'signature-policy-identifier';
  return readValue(attribute, format, (reader) => {
    if (reader.is(TAG.null)) {
      reader.nullValue();
      return { kind: 'implied' };
    }
    const inner = reader.enter(TAG.sequence);
    const id = inner.oid();
    const parts: Uint8Array[] = [];
    while (inner.more && parts.length < 2) parts.push(inner.elementOf(TAG.sequence));
    inner.finish();
    const [first, second] = parts;
    const hash = first === undefined ? 'none' : readHash(first);
    const uri = uriAmong(hash === 'none' ? first : second);
    if (hash === 'none' && second !== undefined) {
      throw new FormatError('malformed', { format, reason: 'qualifiers twice' });
    }
    return {
      kind: 'explicit',
      id,
      ...(hash === 'none' || hash === 'not-told' ? {} : { digest: hash }),
      ...(uri === undefined ? {} : { uri }),
    };
  });
}

/**
 * EN 319 122-1 §5.2.10: SignaturePolicyStore ::= SEQUENCE { spDocSpec CHOICE { oid OBJECT IDENTIFIER, uri IA5String },
 * spDocument CHOICE { sigPolicyEncoded OCTET STRING, sigPolicyLocalURI UTF8String } }: the document, unless only its
 * place is told. It is unsigned: what it is worth, the digest that was signed tells.
 */
export function readPolicyStore(attribute: Attribute): Uint8Array | undefined {
  return readValue(attribute, 'signature-policy-store', (reader) => {
    const inner = reader.enter(TAG.sequence);
    if (inner.is(TAG.ia5String)) inner.element();
    else inner.oid();
    const document = inner.is(TAG.octetString) ? inner.octetString() : undefined;
    if (document === undefined) inner.elementOf(TAG.utf8String);
    inner.finish();
    return document;
  });
}

/**
 * OtherHashAlgAndValue ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashValue OCTET STRING }. Qualifiers, which
 * may come in its place, begin with a SEQUENCE too: `none`. A value of zeros says that it is not told.
 */
function readHash(der: Uint8Array): PolicyDigest | 'not-told' | 'none' {
  return readDer(der, 'sigPolicyHash', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const algorithm = inner.more ? readAlgorithm(inner) : undefined;
    if (algorithm === undefined || !inner.is(TAG.octetString)) {
      while (inner.more) inner.element();
      return 'none';
    }
    const value = inner.content(TAG.octetString);
    inner.finish();
    return value.every((octet) => octet === 0) ? 'not-told' : { algorithm, value };
  });
}

/** SigPolicyQualifierInfo ::= SEQUENCE { sigPolicyQualifierId OBJECT IDENTIFIER, sigQualifier ANY } */
function uriAmong(qualifiers: Uint8Array | undefined): string | undefined {
  if (qualifiers === undefined) return undefined;
  try {
    const list = derReader(qualifiers, 'sigPolicyQualifiers').enter(TAG.sequence);
    while (list.more) {
      const qualifier = list.enter(TAG.sequence);
      if (qualifier.oid() !== SP_URI || !qualifier.is(TAG.ia5String)) continue;
      const uri = qualifier.content(TAG.ia5String);
      return uri.length > URI_LIMIT ? undefined : String.fromCharCode(...uri);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error; // a hint that cannot be read is none
  }
  return undefined;
}
