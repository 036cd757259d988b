// Extensions that say where revocation is told (RFC 5280 §4.2.1.13), and those of CRLs (§5.2) and entries (§5.3).
import type { DerReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import type { Extension, NameAttribute } from './certificate.ts';
import { readExtensionValue, readList } from './extension-value.ts';
import { type GeneralName, readGeneralNames } from './general-name.ts';
import { readRdn } from './name.ts';
import { readNamedBits } from './named-bits.ts';

type Extensions = readonly Extension[];

/** RFC 5280 §4.2.1.13 ReasonFlags, in the order of the bits. */
export const REASON_FLAGS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type ReasonFlag = (typeof REASON_FLAGS)[number];

export type DistributionPointName =
  | { readonly kind: 'fullName'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'nameRelativeToCRLIssuer'; readonly rdn: readonly NameAttribute[] };

export interface DistributionPoint {
  readonly name?: DistributionPointName;
  readonly reasons?: ReadonlySet<ReasonFlag>;
  readonly crlIssuer?: readonly GeneralName[];
}

/** RFC 5280 §4.2.1.13 */
export function crlDistributionPoints(
  extensions: Extensions,
): readonly DistributionPoint[] | undefined {
  return readExtensionValue(
    extensions,
    OID.crlDistributionPoints,
    'crlDistributionPoints',
    readDistributionPoints,
  );
}

/** RFC 5280 §4.2.1.15, §5.2.6 */
export function freshestCrl(extensions: Extensions): readonly DistributionPoint[] | undefined {
  return readExtensionValue(extensions, OID.freshestCrl, 'freshestCRL', readDistributionPoints);
}

function readDistributionPoints(reader: DerReader): DistributionPoint[] {
  return readList(reader, readDistributionPoint);
}

/** SEQUENCE { distributionPoint [0] EXPLICIT OPTIONAL, reasons [1] OPTIONAL, cRLIssuer [2] OPTIONAL } */
function readDistributionPoint(reader: DerReader): DistributionPoint {
  const inner = reader.enter(TAG.sequence);
  const point = {
    ...readPointName(inner),
    ...(inner.is(contextPrimitive(1))
      ? { reasons: readNamedBits(inner, contextPrimitive(1), REASON_FLAGS) }
      : {}),
    ...(inner.is(contextConstructed(2))
      ? { crlIssuer: readGeneralNames(inner.enter(contextConstructed(2))) }
      : {}),
  };
  inner.finish();
  return point;
}

/** DistributionPointName ::= CHOICE { fullName [0], nameRelativeToCRLIssuer [1] }, inside [0]. */
function readPointName(reader: DerReader): { name?: DistributionPointName } {
  if (!reader.is(contextConstructed(0))) return {};
  const choice = reader.enter(contextConstructed(0));
  const full = choice.is(contextConstructed(0));
  const inner = choice.enter(contextConstructed(full ? 0 : 1));
  choice.finish();
  return {
    name: full
      ? { kind: 'fullName', names: readGeneralNames(inner) }
      : { kind: 'nameRelativeToCRLIssuer', rdn: readRdn(inner) },
  };
}

export interface IssuingDistributionPoint {
  readonly name?: DistributionPointName;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlySomeReasons?: ReadonlySet<ReasonFlag>;
  readonly indirectCRL: boolean;
  readonly onlyContainsAttributeCerts: boolean;
}

/** RFC 5280 §5.2.5: all fields [0] to [5] in order, the flags DEFAULT FALSE. */
export function issuingDistributionPoint(
  extensions: Extensions,
): IssuingDistributionPoint | undefined {
  return readExtensionValue(
    extensions,
    OID.issuingDistributionPoint,
    'issuingDistributionPoint',
    (reader) => {
      const inner = reader.enter(TAG.sequence);
      const point = {
        ...readPointName(inner),
        onlyContainsUserCerts: readFlag(inner, 1),
        onlyContainsCACerts: readFlag(inner, 2),
        ...(inner.is(contextPrimitive(3))
          ? { onlySomeReasons: readNamedBits(inner, contextPrimitive(3), REASON_FLAGS) }
          : {}),
        indirectCRL: readFlag(inner, 4),
        onlyContainsAttributeCerts: readFlag(inner, 5),
      };
      inner.finish();
      return point;
    },
  );
}

function readFlag(reader: DerReader, n: number): boolean {
  return reader.is(contextPrimitive(n)) ? reader.boolean(contextPrimitive(n)) : false;
}

/** RFC 5280 §5.2.3 */
export function crlNumber(extensions: Extensions): bigint | undefined {
  return readExtensionValue(extensions, OID.crlNumber, 'cRLNumber', (reader) => reader.integer());
}

/** RFC 5280 §5.2.4: the BaseCRLNumber. */
export function deltaCrlIndicator(extensions: Extensions): bigint | undefined {
  return readExtensionValue(extensions, OID.deltaCrlIndicator, 'deltaCRLIndicator', (reader) =>
    reader.integer(),
  );
}

/** RFC 5280 §5.3.1: the CRLReason number; 8 is removeFromCRL, 7 is not used. */
export function reasonCode(extensions: Extensions): number | undefined {
  return readExtensionValue(extensions, OID.reasonCode, 'reasonCode', (reader) =>
    reader.smallInteger(TAG.enumerated),
  );
}

/** RFC 5280 §5.3.3 */
export function certificateIssuer(extensions: Extensions): readonly GeneralName[] | undefined {
  return readExtensionValue(extensions, OID.certificateIssuer, 'certificateIssuer', (reader) =>
    readGeneralNames(reader.enter(TAG.sequence)),
  );
}

/** RFC 5280 §5.3.2 */
export function invalidityDate(extensions: Extensions): Date | undefined {
  return readExtensionValue(extensions, OID.invalidityDate, 'invalidityDate', (reader) =>
    reader.generalizedTime(),
  );
}
