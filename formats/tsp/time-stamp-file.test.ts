import test from 'ava';
import { explicit, integer, octetString, oid, raw, sequence, set } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { bytesSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { toPem } from '../x509/pem.ts';
import { TSP_LIMITS } from './limits.ts';
import { encodeGranted, encodeRefusal } from './response.ts';
import { holdsTimeStamp, readTimeStampFile } from './time-stamp-file.ts';

const END = new Uint8Array(2);
const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64');

/** As much of a CMS as tells what its content is. */
const cms = (contentType: string, contentInfo: string = OID.signedData, digests = 1) =>
  sequence(
    oid(contentInfo),
    explicit(
      0,
      sequence(
        integer(3),
        set(...Array.from({ length: digests }, () => sequence(oid(OID.sha256)))),
        sequence(oid(contentType), explicit(0, octetString(Uint8Array.of(1)))),
        set(),
      ),
    ),
  );
const token = cms(OID.tstInfo);
const granted = encodeGranted(token);
const refusal = encodeRefusal('badAlg', 'нет');
const indefinite = Uint8Array.of(
  ...[0x30, 0x80, ...oid(OID.signedData), 0xa0, 0x80, 0x30, 0x80, ...integer(3), ...set()],
  ...[0x30, 0x80, ...oid(OID.tstInfo), ...END, ...END, ...END, ...END],
);

const FILES: Readonly<Record<string, readonly [octets: Uint8Array, isOne: boolean]>> = {
  'a token': [token, true],
  'a token in BER': [indefinite, true],
  'a token in PEM': [bytes(toPem('CMS', token)), true],
  'a token in base64': [bytes(base64(token)), true],
  'a token whose content type comes late': [cms(OID.tstInfo, OID.signedData, 200), true],
  'a CMS of plain data': [cms(OID.data), false],
  'a CMS that is not signed': [cms(OID.tstInfo, OID.data), false],
  'a CMS that ends before it says what it holds': [token.subarray(0, 30), false],
  'a granted response': [granted, true],
  'a granted response in base64': [bytes(base64(granted)), true],
  'a refusal': [refusal, true],
  'a refusal with something after it': [Uint8Array.of(...refusal, 0), false],
  'a response that grants nothing': [sequence(sequence(integer(0))), false],
  'a response of a status that is not known': [sequence(sequence(integer(6))), false],
  'a certificate, as it begins': [sequence(sequence(explicit(0, integer(2)), integer(1))), false],
  'a list, as it begins': [sequence(sequence(integer(1), sequence(oid(OID.sha256)))), false],
  'a response over the limit': [
    sequence(sequence(integer(0)), raw(0x30, new Uint8Array(TSP_LIMITS.response))),
    false,
  ],
  'text over the limit': [bytes(base64(token).padEnd(2 * TSP_LIMITS.response + 4, '\n')), false],
  'a letter': [bytes('My name is Ivan'), false],
  nothing: [new Uint8Array(), false],
};

for (const [title, [octets, isOne]] of Object.entries(FILES)) {
  test(`RFC 3161 §2.4.2: ${title} is ${isOne ? 'a file of a time-stamp' : 'none'}`, async (t) => {
    t.is(await holdsTimeStamp(bytesSource(octets)), isOne);
  });
}

test('RFC 3161 §2.4.2: a response is told with the token in it, a token alone without one', async (t) => {
  const read = (octets: Uint8Array) => readTimeStampFile(bytesSource(octets));
  const answer = { status: 'granted', statusText: [], failures: [] } as const;
  t.deepEqual(await read(token), { token });
  t.deepEqual(await read(bytes(toPem('PKCS7', token))), { token });
  t.deepEqual(await read(granted), { response: answer, token });
  t.deepEqual(await read(refusal), {
    response: { status: 'rejection', statusText: ['нет'], failures: ['badAlg'] },
  });
});

test('a file that is no time-stamp, or one over the limit, is refused', async (t) => {
  for (const [octets, code] of [
    [bytes('noise'), 'malformed'],
    [sequence(integer(1)), 'malformed'],
    [sequence(oid(OID.signedData), raw(4, new Uint8Array(TSP_LIMITS.response))), 'limit'],
  ] as const) {
    const refused = await t.throwsAsync(readTimeStampFile(bytesSource(octets)), {
      instanceOf: FormatError,
    });
    t.is(refused?.code, code);
  }
});
