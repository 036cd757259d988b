// EN 319 122-1 §5.2.6: in which roles the signer says to have signed.
import type { DerReader } from '../asn1/decode.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { readStringOrHex } from '../x509/string-value.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';
import { withinLimit } from './signer-claims.ts';

/** Roles, certificates and assertions together. */
const MAX_MEMBERS = 256;

/** One value of an attribute that the signer gives to itself. */
export interface ClaimedRole {
  /** OID of the attribute, e.g. that of title. */
  readonly type: string;
  /** Its text; `#` and hexadecimal for a value that is no string (RFC 4514 §2.4). */
  readonly value: string;
}

/** What somebody else is said to vouch for, as found: neither read nor verified. */
export interface CertifiedRole {
  readonly kind: 'attribute-certificate' | 'other-attribute-certificate' | 'signed-assertion';
  readonly der: Uint8Array;
}

export interface SignerRoles {
  readonly claimed: readonly ClaimedRole[];
  readonly certified: readonly CertifiedRole[];
}

type Add = (role: ClaimedRole | CertifiedRole) => void;

/**
 * SignerAttribute ::= SEQUENCE OF CHOICE { claimedAttributes [0] SEQUENCE OF Attribute, certifiedAttributes [1]
 * AttributeCertificate }, explicit tags (RFC 5126 §5.11.3)
 */
export function readSignerAttributes(attribute: Attribute): SignerRoles {
  return readRoles(attribute, 'signer-attributes', (inner, add) => {
    while (inner.more) {
      if (inner.is(contextConstructed(0))) readClaimed(inner, add);
      else readCertificate(inner, contextConstructed(1), 'attribute-certificate', add);
    }
  });
}

/**
 * SignerAttributeV2 ::= SEQUENCE { claimedAttributes [0] SEQUENCE OF Attribute OPTIONAL, certifiedAttributesV2 [1]
 * SEQUENCE OF CHOICE { attributeCertificate [0] AttributeCertificate, otherAttributeCertificate [1] SEQUENCE }
 * OPTIONAL, signedAssertions [2] SEQUENCE OF SEQUENCE OPTIONAL }, explicit tags
 */
export function readSignerAttributesV2(attribute: Attribute): SignerRoles {
  return readRoles(attribute, 'signer-attributes-v2', (inner, add) => {
    if (inner.is(contextConstructed(0))) readClaimed(inner, add);
    eachUnder(inner, 1, (list) => {
      const isAttributeCertificate = list.is(contextConstructed(0));
      const [n, kind] = isAttributeCertificate
        ? ([0, 'attribute-certificate'] as const)
        : ([1, 'other-attribute-certificate'] as const);
      readCertificate(list, contextConstructed(n), kind, add);
    });
    eachUnder(inner, 2, (list) => {
      add({ kind: 'signed-assertion', der: list.elementOf(TAG.sequence) });
    });
  });
}

function readRoles(
  attribute: Attribute,
  name: string,
  read: (inner: DerReader, add: Add) => void,
): SignerRoles {
  return readValue(attribute, name, (reader) => {
    const inner = reader.enter(TAG.sequence);
    const claimed: ClaimedRole[] = [];
    const certified: CertifiedRole[] = [];
    read(inner, (role) => {
      if (claimed.length + certified.length >= MAX_MEMBERS) {
        throw inner.error('limit', `over ${MAX_MEMBERS} roles`);
      }
      if ('der' in role) certified.push(role);
      else claimed.push(role);
    });
    inner.finish();
    return { claimed, certified };
  });
}

function readClaimed(inner: DerReader, add: Add): void {
  eachUnder(inner, 0, (list) => {
    const attribute = list.enter(TAG.sequence);
    const type = attribute.oid();
    const values = attribute.enter(TAG.set);
    attribute.finish();
    do {
      const start = values.offset;
      const value = withinLimit(values, start, readStringOrHex(values));
      add({ type, value });
    } while (values.more);
  });
}

function readCertificate(
  list: DerReader,
  tag: number,
  kind: CertifiedRole['kind'],
  add: Add,
): void {
  const wrapper = list.enter(tag);
  add({ kind, der: wrapper.elementOf(TAG.sequence) });
  wrapper.finish();
}

/** Every member of the SEQUENCE under `[n]`, where it is there. */
function eachUnder(inner: DerReader, n: number, read: (list: DerReader) => void): void {
  if (!inner.is(contextConstructed(n))) return;
  const wrapper = inner.enter(contextConstructed(n));
  const list = wrapper.enter(TAG.sequence);
  wrapper.finish();
  while (list.more) read(list);
}
