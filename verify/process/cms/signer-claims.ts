import { OID } from '../../../formats/asn1/oids.ts';
import type { Attribute } from '../../../formats/cms/signed-data.ts';
import {
  type CommitmentType,
  type ContentHints,
  readCommitmentType,
  readContentHints,
  readMimeType,
  readSignerLocation,
  type SignerLocation,
} from '../../../formats/cms/signer-claims.ts';
import {
  readSignerAttributes,
  readSignerAttributesV2,
  type SignerRoles,
} from '../../../formats/cms/signer-roles.ts';

/** What the signer says of the act of signing: signed, and so surely said, yet proven by nothing. */
export interface SignerClaims {
  readonly commitment?: CommitmentType;
  readonly location?: SignerLocation;
  /** Of both attributes, where both are there. */
  readonly roles?: SignerRoles;
  readonly contentHints?: ContentHints;
  readonly mimeType?: string;
}

/** Reads the one attribute of a type; undefined where it is not there, or is at fault. */
type ReadSingle = <T>(oid: string, read: (attribute: Attribute) => T) => T | undefined;

export function readSignerClaims(single: ReadSingle): SignerClaims {
  const commitment = single(OID.commitmentType, readCommitmentType);
  const location = single(OID.signerLocation, readSignerLocation);
  const contentHints = single(OID.contentHints, readContentHints);
  const mimeType = single(OID.mimeType, readMimeType);
  const roles = [
    single(OID.signerAttributes, readSignerAttributes),
    single(OID.signerAttributesV2, readSignerAttributesV2),
  ].filter((each) => each !== undefined);
  return {
    ...(commitment === undefined ? {} : { commitment }),
    ...(location === undefined ? {} : { location }),
    ...(contentHints === undefined ? {} : { contentHints }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(roles.length === 0 ? {} : { roles: joined(roles) }),
  };
}

function joined(all: readonly SignerRoles[]): SignerRoles {
  return {
    claimed: all.flatMap(({ claimed }) => claimed),
    certified: all.flatMap(({ certified }) => certified),
  };
}
