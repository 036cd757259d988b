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
  /** Each that is told, in one attribute or several (EN 319 122-1 §5.2.3); absent: none. */
  readonly commitments?: readonly CommitmentType[];
  readonly location?: SignerLocation;
  /** Of both attributes, where both are there. */
  readonly roles?: SignerRoles;
  readonly contentHints?: ContentHints;
  readonly mimeType?: string;
}

export interface AttributeReaders {
  /** Reads the one attribute of a type; undefined where it is not there, or is at fault. */
  readonly single: <T>(oid: string, read: (attribute: Attribute) => T) => T | undefined;
  /** Reads each value of each attribute of a type; none where one is at fault. */
  readonly each: <T>(oid: string, read: (attribute: Attribute) => T) => readonly T[];
}

export function readSignerClaims({ single, each }: AttributeReaders): SignerClaims {
  const commitments = each(OID.commitmentType, readCommitmentType);
  const location = single(OID.signerLocation, readSignerLocation);
  const contentHints = single(OID.contentHints, readContentHints);
  const mimeType = single(OID.mimeType, readMimeType);
  const roles = [
    single(OID.signerAttributes, readSignerAttributes),
    single(OID.signerAttributesV2, readSignerAttributesV2),
  ].filter((found) => found !== undefined);
  return {
    ...(commitments.length === 0 ? {} : { commitments }),
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
