// Typed readers over the extensions of certificates (RFC 5280 §4.2). Each answers undefined when the
// extension is absent and throws FormatError when it is malformed. Whether it is critical is the caller's to ask.
import { OID } from '../asn1/oids.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import type { Extension } from './certificate.ts';
import { readExtensionValue, readList } from './extension-value.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';
import { readNamedBits } from './named-bits.ts';

type Extensions = readonly Extension[];

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

/** RFC 5280 §4.2.1.9: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL } */
export function basicConstraints(extensions: Extensions): BasicConstraints | undefined {
  return readExtensionValue(extensions, OID.basicConstraints, 'basicConstraints', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const ca = inner.is(TAG.boolean) ? inner.boolean() : false;
    const pathLength = inner.more ? inner.smallInteger() : undefined;
    inner.finish();
    return { ca, ...(pathLength === undefined ? {} : { pathLength }) };
  });
}

/** RFC 5280 §4.2.1.3, in the order of the bits. */
const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** contentCommitment is the bit once called nonRepudiation. */
export function keyUsage(extensions: Extensions): ReadonlySet<KeyUsage> | undefined {
  return readExtensionValue(extensions, OID.keyUsage, 'keyUsage', (reader) =>
    readNamedBits(reader, TAG.bitString, KEY_USAGES),
  );
}

/** RFC 5280 §4.2.1.12: KeyPurposeIds. */
export function extendedKeyUsage(extensions: Extensions): readonly string[] | undefined {
  return readExtensionValue(extensions, OID.extendedKeyUsage, 'extendedKeyUsage', (reader) =>
    readList(reader, (member) => member.oid()),
  );
}

/** RFC 5280 §4.2.1.2 */
export function subjectKeyIdentifier(extensions: Extensions): Uint8Array | undefined {
  return readExtensionValue(
    extensions,
    OID.subjectKeyIdentifier,
    'subjectKeyIdentifier',
    (reader) => reader.content(TAG.octetString),
  );
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array;
  readonly authorityCertIssuer?: readonly GeneralName[];
  /** Content octets of the INTEGER. */
  readonly authorityCertSerialNumber?: Uint8Array;
}

/** RFC 5280 §4.2.1.1: SEQUENCE { [0] OCTET STRING, [1] GeneralNames, [2] INTEGER }, all optional. */
export function authorityKeyIdentifier(extensions: Extensions): AuthorityKeyIdentifier | undefined {
  return readExtensionValue(
    extensions,
    OID.authorityKeyIdentifier,
    'authorityKeyIdentifier',
    (reader) => {
      const inner = reader.enter(TAG.sequence);
      const identifier: {
        -readonly [K in keyof AuthorityKeyIdentifier]: AuthorityKeyIdentifier[K];
      } = {};
      if (inner.is(contextPrimitive(0)))
        identifier.keyIdentifier = inner.content(contextPrimitive(0));
      if (inner.is(contextConstructed(1))) {
        identifier.authorityCertIssuer = readGeneralNames(inner.enter(contextConstructed(1)));
      }
      if (inner.is(contextPrimitive(2))) {
        identifier.authorityCertSerialNumber = inner.integerOctets(contextPrimitive(2));
      }
      inner.finish();
      return identifier;
    },
  );
}

/** RFC 5280 §4.2.1.6 */
export function subjectAltName(extensions: Extensions): readonly GeneralName[] | undefined {
  return readExtensionValue(extensions, OID.subjectAltName, 'subjectAltName', (reader) =>
    readGeneralNames(reader.enter(TAG.sequence)),
  );
}

/** RFC 5280 §4.2.1.7 */
export function issuerAltName(extensions: Extensions): readonly GeneralName[] | undefined {
  return readExtensionValue(extensions, OID.issuerAltName, 'issuerAltName', (reader) =>
    readGeneralNames(reader.enter(TAG.sequence)),
  );
}

export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

/** RFC 5280 §4.2.2.1: SEQUENCE OF SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName } */
export function authorityInfoAccess(
  extensions: Extensions,
): readonly AccessDescription[] | undefined {
  return readExtensionValue(extensions, OID.authorityInfoAccess, 'authorityInfoAccess', (reader) =>
    readList(reader, (member) => {
      const inner = member.enter(TAG.sequence);
      const method = inner.oid();
      const location = readGeneralName(inner);
      inner.finish();
      return { method, location };
    }),
  );
}

export { findExtension } from './extension-value.ts';
export type { GeneralName } from './general-name.ts';
export {
  type CertificatePolicy,
  certificatePolicies,
  type GeneralSubtree,
  inhibitAnyPolicy,
  type NameConstraints,
  nameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  policyConstraints,
  policyMappings,
} from './path-extensions.ts';
export {
  certificateIssuer,
  crlDistributionPoints,
  crlNumber,
  type DistributionPoint,
  type DistributionPointName,
  deltaCrlIndicator,
  freshestCrl,
  type IssuingDistributionPoint,
  invalidityDate,
  issuingDistributionPoint,
  type ReasonFlag,
  reasonCode,
} from './revocation-extensions.ts';
