import { explicit, oid, sequence, setOf, utf8String } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import {
  type CommitmentType,
  readCommitmentType,
  readMimeType,
  readSignerLocation,
  type SignerLocation,
} from '../../formats/cms/signer-claims.ts';
import { type ClaimedRole, readSignerAttributesV2 } from '../../formats/cms/signer-roles.ts';
import { FormatError } from '../../formats/format-error.ts';
import { SigningError } from '../signing-error.ts';

/** What the signer wants to have said of the act of signing (EN 319 122-1 §5.2); proof of nothing. */
export interface ClaimsToSign {
  /** Qualifiers have their OID only. */
  readonly commitment?: CommitmentType;
  readonly location?: SignerLocation;
  /** Each an attribute with one value, which is text. */
  readonly roles?: readonly ClaimedRole[];
  /** Of the content; not of a counter-signature. */
  readonly mimeType?: string;
}

/** The attributes for `claims`. Throws SigningError `claim-refused` for what no verifier of ours would read. */
export function claimAttributes(claims: ClaimsToSign): readonly Attribute[] {
  const { commitment, location, roles = [], mimeType } = claims;
  const attribute = (type: string, value: Uint8Array): Attribute => ({
    oid: type,
    values: [value],
  });
  return readable(() => [
    ...(commitment === undefined
      ? []
      : [attribute(OID.commitmentType, commitmentType(commitment))]),
    ...(location === undefined ? [] : [attribute(OID.signerLocation, signerLocation(location))]),
    ...(roles.length === 0 ? [] : [attribute(OID.signerAttributesV2, signerAttributes(roles))]),
    ...(mimeType === undefined ? [] : [attribute(OID.mimeType, text(mimeType))]),
  ]);
}

/** §5.2.3: SEQUENCE { commitmentTypeId, SEQUENCE OF SEQUENCE { commitmentTypeIdentifier } OPTIONAL } */
function commitmentType({ type, qualifiers }: CommitmentType): Uint8Array {
  const list = qualifiers.map((qualifier) => sequence(oid(qualifier)));
  return list.length === 0 ? sequence(oid(type)) : sequence(oid(type), sequence(...list));
}

/** §5.2.5: SEQUENCE { countryName [0], localityName [1], postalAddress [2] SEQUENCE OF }, all OPTIONAL */
function signerLocation({ country, locality, postalAddress }: SignerLocation): Uint8Array {
  return sequence(
    ...(country === undefined ? [] : [explicit(0, text(country))]),
    ...(locality === undefined ? [] : [explicit(1, text(locality))]),
    ...(postalAddress === undefined ? [] : [explicit(2, sequence(...postalAddress.map(text)))]),
  );
}

/** §5.2.6.1: SEQUENCE { claimedAttributes [0] SEQUENCE OF Attribute } */
function signerAttributes(roles: readonly ClaimedRole[]): Uint8Array {
  const attributes = roles.map(({ type, value }) => sequence(oid(type), setOf([text(value)])));
  return sequence(explicit(0, sequence(...attributes)));
}

/** A lone surrogate would be written as another character, and signed so. */
function text(value: string): Uint8Array {
  if (!value.isWellFormed()) throw new RangeError('a lone surrogate is no character');
  return utf8String(value);
}

const READERS: ReadonlyMap<string, (attribute: Attribute) => unknown> = new Map<
  string,
  (attribute: Attribute) => unknown
>([
  [OID.commitmentType, readCommitmentType],
  [OID.signerLocation, readSignerLocation],
  [OID.signerAttributesV2, readSignerAttributesV2],
  [OID.mimeType, readMimeType],
]);

function readable(make: () => readonly Attribute[]): readonly Attribute[] {
  try {
    const attributes = make();
    for (const attribute of attributes) READERS.get(attribute.oid)?.(attribute);
    return attributes;
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof RangeError)) throw error;
    throw new SigningError('claim-refused', error.message, error);
  }
}
