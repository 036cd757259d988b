import { type DerReader, readDer } from '../asn1/decode.ts';
import {
  boolean,
  explicit,
  generalizedTime,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
} from '../asn1/encode.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import { encodeAlgorithm } from '../cms/encode-signed-data.ts';
import { FormatError } from '../format-error.ts';
import type { Name } from '../x509/certificate.ts';
import { type GeneralName, readGeneralName } from '../x509/general-name.ts';
import { readExtensions } from '../x509/read-fields.ts';
import { TSP_LIMITS } from './limits.ts';
import { readMessageImprint, readNumber, readVersion } from './read-fields.ts';
import type { Accuracy, MessageImprint, TstInfo } from './time-stamp.ts';

/**
 * RFC 3161 §2.4.2: TSTInfo ::= SEQUENCE { version, policy TSAPolicyId, messageImprint, serialNumber INTEGER,
 * genTime GeneralizedTime, accuracy OPTIONAL, ordering BOOLEAN DEFAULT FALSE, nonce INTEGER OPTIONAL,
 * tsa [0] GeneralName OPTIONAL, extensions [1] IMPLICIT Extensions OPTIONAL }; strict DER. Throws FormatError.
 */
export function parseTstInfo(der: Uint8Array): TstInfo {
  if (der.length > TSP_LIMITS.tstInfo) {
    throw new FormatError('limit', { format: 'TSTInfo', reason: `${der.length} octets` });
  }
  return readDer(der, 'TSTInfo', (reader) => {
    const inner = reader.enter(TAG.sequence);
    readVersion(inner);
    const policy = inner.oid();
    const messageImprint = readMessageImprint(inner);
    const serialNumber = readNumber(inner, TSP_LIMITS.serialNumber);
    const genTime = inner.generalizedTime(true);
    const accuracy = inner.is(TAG.sequence) ? readAccuracy(inner) : undefined;
    const ordering = inner.is(TAG.boolean) ? inner.boolean() : false;
    const nonce = inner.is(TAG.integer) ? readNumber(inner, TSP_LIMITS.nonce) : undefined;
    const tsa = inner.is(contextConstructed(0)) ? readTsa(inner) : undefined;
    const extensions = inner.more ? readExtensions(inner, contextConstructed(1)) : [];
    inner.finish();
    return {
      policy,
      messageImprint,
      serialNumber,
      genTime,
      ...(accuracy === undefined ? {} : { accuracy }),
      ordering,
      ...(nonce === undefined ? {} : { nonce }),
      ...(tsa === undefined ? {} : { tsa }),
      extensions,
    };
  });
}

/** Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] (1..999), micros [1] (1..999) OPTIONAL } */
function readAccuracy(reader: DerReader): Accuracy {
  const inner = reader.enter(TAG.sequence);
  const seconds = inner.is(TAG.integer) ? inner.smallInteger() : 0;
  const milliseconds = inner.is(contextPrimitive(0)) ? readThousandths(inner, 0) : 0;
  const microseconds = inner.is(contextPrimitive(1)) ? readThousandths(inner, 1) : 0;
  inner.finish();
  return { seconds, milliseconds, microseconds };
}

function readThousandths(reader: DerReader, n: number): number {
  const value = reader.smallInteger(contextPrimitive(n));
  // Zero is said by absence; some TSAs write it out all the same, and it means nothing else.
  if (value > 999) throw reader.error('malformed', `accuracy of ${value} thousandths`);
  return value;
}

// A CHOICE is never tagged implicitly (X.680 §31.2.7): [0] is around the GeneralName.
function readTsa(reader: DerReader): GeneralName {
  const wrapper = reader.enter(contextConstructed(0));
  const name = readGeneralName(wrapper);
  wrapper.finish();
  return name;
}

/** What a TSA says; the name is the subject of its certificate. */
export interface TstInfoInput extends Omit<TstInfo, 'tsa' | 'extensions'> {
  readonly tsa?: Name;
}

/** DER of the TSTInfo. */
export function encodeTstInfo(info: TstInfoInput): Uint8Array {
  const { accuracy, nonce, tsa } = info;
  return sequence(
    integer(1),
    oid(info.policy),
    encodeMessageImprint(info.messageImprint),
    integer(info.serialNumber),
    generalizedTime(info.genTime, true),
    ...(accuracy === undefined ? [] : [encodeAccuracy(accuracy)]),
    // X.690 §11.5: a value equal to the default is left out.
    ...(info.ordering ? [boolean(true)] : []),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...(tsa === undefined ? [] : [explicit(0, explicit(4, tsa.der))]),
  );
}

export function encodeMessageImprint({ algorithm, digest }: MessageImprint): Uint8Array {
  return sequence(encodeAlgorithm(algorithm), octetString(digest));
}

function encodeAccuracy({ seconds, milliseconds, microseconds }: Accuracy): Uint8Array {
  return sequence(
    ...(seconds === 0 ? [] : [integer(seconds)]),
    ...(milliseconds === 0 ? [] : [implicit(0, integer(milliseconds))]),
    ...(microseconds === 0 ? [] : [implicit(1, integer(microseconds))]),
  );
}
