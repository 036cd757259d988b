import { readDer } from '../asn1/decode.ts';
import { boolean, integer, oid, sequence } from '../asn1/encode.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import { readExtensions } from '../x509/read-fields.ts';
import { TSP_LIMITS } from './limits.ts';
import { readMessageImprint, readNumber, readVersion } from './read-fields.ts';
import type { TimeStampRequest } from './time-stamp.ts';
import { encodeMessageImprint } from './tst-info.ts';

/**
 * RFC 3161 §2.4.1: TimeStampReq ::= SEQUENCE { version, messageImprint, reqPolicy OPTIONAL, nonce OPTIONAL,
 * certReq BOOLEAN DEFAULT FALSE, extensions [0] IMPLICIT OPTIONAL }; strict DER. Throws FormatError.
 */
export function parseTimeStampRequest(der: Uint8Array): TimeStampRequest {
  if (der.length > TSP_LIMITS.request) {
    const reason = `${der.length} octets`;
    throw new FormatError('limit', { format: 'time-stamp request', reason });
  }
  return readDer(der, 'time-stamp request', (reader) => {
    const inner = reader.enter(TAG.sequence);
    readVersion(inner);
    const messageImprint = readMessageImprint(inner);
    const policy = inner.is(TAG.oid) ? inner.oid() : undefined;
    const nonce = inner.is(TAG.integer) ? readNumber(inner, TSP_LIMITS.nonce) : undefined;
    // FALSE written out is not DER, yet openssl reads it: it means what absence means.
    const certificate = inner.is(TAG.boolean) ? inner.boolean() : false;
    const extensions = inner.more ? readExtensions(inner, contextConstructed(0)) : [];
    inner.finish();
    return {
      messageImprint,
      ...(policy === undefined ? {} : { policy }),
      ...(nonce === undefined ? {} : { nonce }),
      certificate,
      extensions,
    };
  });
}

/** DER of the TimeStampReq; we send no extensions. */
export function encodeTimeStampRequest(request: Omit<TimeStampRequest, 'extensions'>): Uint8Array {
  const { messageImprint, policy, nonce, certificate } = request;
  return sequence(
    integer(1),
    encodeMessageImprint(messageImprint),
    ...(policy === undefined ? [] : [oid(policy)]),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...(certificate ? [boolean(true)] : []),
  );
}
