import test from 'ava';
import {
  explicit,
  generalizedTime,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  raw,
  sequence,
  set,
  time,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import { parseName } from '../x509/name.ts';
import {
  counterSignatures,
  findAttributes,
  readAlgorithmProtection,
  readContentType,
  readMessageDigest,
  readSigningCertificate,
  readSigningTime,
} from './attributes.ts';
import type { Attribute } from './signed-data.ts';

type Reader = (attribute: Attribute) => unknown;

const reads = test.macro((t, read: Reader, id: string, value: Uint8Array, expected: unknown) => {
  t.deepEqual(read({ oid: id, values: [value] }), expected);
  for (const values of [
    [],
    [value, value],
    [Uint8Array.from([...value, 0])],
    [value.subarray(1)],
  ]) {
    t.throws(() => read({ oid: id, values }), { instanceOf: FormatError, code: 'malformed' });
  }
});
const refused = test.macro((t, read: Reader, id: string, value: Uint8Array) => {
  t.throws(() => read({ oid: id, values: [value] }), {
    instanceOf: FormatError,
    code: 'malformed',
  });
});

const digest = new Uint8Array(32).fill(1);
const sha512 = sequence(oid(OID.sha512), nullValue());
const directory = sequence(set(sequence(oid(OID.commonName), utf8String('А'))));
const issuerSerial = sequence(sequence(explicit(4, directory)), integer(300));
const read = {
  issuer: [{ kind: 'directoryName', name: parseName(directory) }],
  serialNumber: Uint8Array.of(1, 0x2c),
};

test(
  'RFC 5652 §11.1: content-type',
  reads,
  readContentType,
  OID.contentType,
  oid(OID.data),
  OID.data,
);
test(
  'RFC 5652 §11.2: message-digest',
  reads,
  readMessageDigest,
  OID.messageDigest,
  octetString(digest),
  digest,
);
test(
  'RFC 5652 §11.3: signing-time in UTCTime',
  reads,
  readSigningTime,
  OID.signingTime,
  time(new Date('2026-11-22')),
  { time: new Date('2026-11-22'), notDer: false },
);
test(
  'RFC 5652 §11.3: signing-time in GeneralizedTime',
  reads,
  readSigningTime,
  OID.signingTime,
  generalizedTime(new Date('2050-11-22')),
  { time: new Date('2050-11-22'), notDer: false },
);
test(
  'RFC 5652 §11.3: signing-time without seconds is told as no DER',
  reads,
  readSigningTime,
  OID.signingTime,
  raw(TAG.utcTime, new TextEncoder().encode('2611220800Z')),
  { time: new Date('2026-11-22T08:00:00Z'), notDer: true },
);

const v2 = OID.signingCertificateV2;
test(
  'RFC 5035 §5.4.1.1: the default digest is SHA-256',
  reads,
  readSigningCertificate,
  v2,
  sequence(sequence(sequence(octetString(digest)))),
  [{ digestOid: OID.sha256, digest }],
);
test(
  'RFC 5035 §5.4.1.1: another digest, issuer and serial',
  reads,
  readSigningCertificate,
  v2,
  sequence(sequence(sequence(sha512, octetString(digest), issuerSerial))),
  [{ digestOid: OID.sha512, digest, issuerSerial: read }],
);
test(
  'RFC 5035 §5.4.1.1: several certificates and policies',
  reads,
  readSigningCertificate,
  v2,
  sequence(
    sequence(sequence(octetString(digest)), sequence(octetString(digest), issuerSerial)),
    sequence(sequence(oid('1.2.3'))),
  ),
  [
    { digestOid: OID.sha256, digest },
    { digestOid: OID.sha256, digest, issuerSerial: read },
  ],
);
test(
  'RFC 2634 §5.4.1: the digest of version 1 is SHA-1',
  reads,
  readSigningCertificate,
  OID.signingCertificate,
  sequence(sequence(sequence(octetString(digest)))),
  [{ digestOid: OID.sha1, digest }],
);
test(
  'RFC 2634 §5.4.1: version 1 names no digest',
  refused,
  readSigningCertificate,
  OID.signingCertificate,
  sequence(sequence(sequence(sha512, octetString(digest)))),
);
test('RFC 5035 §5.4: no certificate', refused, readSigningCertificate, v2, sequence(sequence()));
test(
  'RFC 5035 §5.4: a third field',
  refused,
  readSigningCertificate,
  v2,
  sequence(sequence(sequence(octetString(digest))), sequence(), sequence()),
);
test(
  'RFC 5035 §5.4.1.1: a fourth field',
  refused,
  readSigningCertificate,
  v2,
  sequence(sequence(sequence(octetString(digest), issuerSerial, nullValue()))),
);

const protection = OID.cmsAlgorithmProtection;
test(
  'RFC 6211 §2: of a signature',
  reads,
  readAlgorithmProtection,
  protection,
  sequence(sha512, implicit(1, sequence(oid('1.2.3')))),
  {
    digestAlgorithm: { oid: OID.sha512, parameters: nullValue() },
    signatureAlgorithm: { oid: '1.2.3' },
  },
);
test(
  'RFC 6211 §2: of a MAC',
  reads,
  readAlgorithmProtection,
  protection,
  sequence(sha512, implicit(2, sequence(oid('1.2.3')))),
  {
    digestAlgorithm: { oid: OID.sha512, parameters: nullValue() },
    macAlgorithm: { oid: '1.2.3' },
  },
);
test('RFC 6211 §2: of neither', refused, readAlgorithmProtection, protection, sequence(sha512));

test('every attribute of a type is found, for the caller to judge', (t) => {
  const one = { oid: OID.counterSignature, values: [integer(1), integer(2)] };
  const two = { oid: OID.counterSignature, values: [integer(3)] };
  const list = [one, { oid: '1.2.3', values: [] }, two];
  t.deepEqual(findAttributes(list, OID.counterSignature), [one, two]);
  t.deepEqual(counterSignatures(list), [integer(1), integer(2), integer(3)]);
  t.deepEqual(findAttributes(list, 'constructor'), []);
});
