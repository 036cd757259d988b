// The extensions that only path validation looks at.
import type { DerReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import type { Extension } from './certificate.ts';
import { readExtensionValue, readList } from './extension-value.ts';
import { type GeneralName, readGeneralName } from './general-name.ts';

type Extensions = readonly Extension[];

export interface GeneralSubtree {
  readonly base: GeneralName;
  readonly minimum: number;
  readonly maximum?: number;
}

export interface NameConstraints {
  readonly permitted?: readonly GeneralSubtree[];
  readonly excluded?: readonly GeneralSubtree[];
}

/** RFC 5280 §4.2.1.10: SEQUENCE { permittedSubtrees [0] OPTIONAL, excludedSubtrees [1] OPTIONAL } */
export function nameConstraints(extensions: Extensions): NameConstraints | undefined {
  return readExtensionValue(extensions, OID.nameConstraints, 'nameConstraints', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const permitted = readSubtrees(inner, contextConstructed(0));
    const excluded = readSubtrees(inner, contextConstructed(1));
    inner.finish();
    return {
      ...(permitted === undefined ? {} : { permitted }),
      ...(excluded === undefined ? {} : { excluded }),
    };
  });
}

/** GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL } */
function readSubtrees(reader: DerReader, tag: number): GeneralSubtree[] | undefined {
  if (!reader.is(tag)) return undefined;
  return readList(
    reader,
    (member) => {
      const inner = member.enter(TAG.sequence);
      const base = readGeneralName(inner);
      const minimum = inner.is(contextPrimitive(0)) ? inner.smallInteger(contextPrimitive(0)) : 0;
      const maximum = inner.more ? inner.smallInteger(contextPrimitive(1)) : undefined;
      inner.finish();
      return { base, minimum, ...(maximum === undefined ? {} : { maximum }) };
    },
    tag,
  );
}

export interface CertificatePolicy {
  readonly policyId: string;
  /** `value` is the DER of the qualifier. */
  readonly qualifiers: readonly { readonly oid: string; readonly value: Uint8Array }[];
}

/** RFC 5280 §4.2.1.4: SEQUENCE OF SEQUENCE { policyIdentifier, policyQualifiers SEQUENCE OF ... OPTIONAL } */
export function certificatePolicies(
  extensions: Extensions,
): readonly CertificatePolicy[] | undefined {
  return readExtensionValue(extensions, OID.certificatePolicies, 'certificatePolicies', (reader) =>
    readList(reader, (member) => {
      const inner = member.enter(TAG.sequence);
      const policyId = inner.oid();
      const qualifiers = inner.more ? readList(inner, readQualifier) : [];
      inner.finish();
      return { policyId, qualifiers };
    }),
  );
}

/** PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY } */
function readQualifier(reader: DerReader): { oid: string; value: Uint8Array } {
  const inner = reader.enter(TAG.sequence);
  const oid = inner.oid();
  const value = inner.element();
  inner.finish();
  return { oid, value };
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string;
  readonly subjectDomainPolicy: string;
}

/** RFC 5280 §4.2.1.5 */
export function policyMappings(extensions: Extensions): readonly PolicyMapping[] | undefined {
  return readExtensionValue(extensions, OID.policyMappings, 'policyMappings', (reader) =>
    readList(reader, (member) => {
      const inner = member.enter(TAG.sequence);
      const mapping = { issuerDomainPolicy: inner.oid(), subjectDomainPolicy: inner.oid() };
      inner.finish();
      return mapping;
    }),
  );
}

/** Numbers of certificates that may still follow. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
}

/** RFC 5280 §4.2.1.11: SEQUENCE { [0] INTEGER OPTIONAL, [1] INTEGER OPTIONAL }, not empty. */
export function policyConstraints(extensions: Extensions): PolicyConstraints | undefined {
  return readExtensionValue(extensions, OID.policyConstraints, 'policyConstraints', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const explicit = contextPrimitive(0);
    const inhibit = contextPrimitive(1);
    if (!inner.more) throw inner.error('malformed', 'empty sequence');
    const constraints = {
      ...(inner.is(explicit) ? { requireExplicitPolicy: inner.smallInteger(explicit) } : {}),
      ...(inner.is(inhibit) ? { inhibitPolicyMapping: inner.smallInteger(inhibit) } : {}),
    };
    inner.finish();
    return constraints;
  });
}

/** RFC 5280 §4.2.1.14: the number of certificates that may still follow. */
export function inhibitAnyPolicy(extensions: Extensions): number | undefined {
  return readExtensionValue(extensions, OID.inhibitAnyPolicy, 'inhibitAnyPolicy', (reader) =>
    reader.smallInteger(),
  );
}
