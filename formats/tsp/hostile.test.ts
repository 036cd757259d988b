import test from 'ava';
import fc from 'fast-check';
import {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  set,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { encodeSignedData } from '../cms/encode-signed-data.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { TSP_LIMITS } from './limits.ts';
import { parseTimeStampRequest } from './request.ts';
import { parseTimeStampResponse } from './response.ts';
import { parseTimeStampToken } from './token.ts';
import { parseTstInfo } from './tst-info.ts';

const imprint = sequence(sequence(oid(OID.sha256)), octetString(new Uint8Array(32)));
const extension = sequence(oid('1.2.3'), octetString(Uint8Array.of(5, 0)));
const text = (value: string) => new TextEncoder().encode(value);

const head = [integer(1), oid('1.2.3'), imprint, integer(7)];
const now = generalizedTime(new Date('2026-03-10T09:00:00Z'));

test('the form that the refused ones differ from in one thing is read', (t) => {
  t.notThrows(() => parseTstInfo(sequence(...head, now)));
  t.notThrows(() => parseTimeStampRequest(sequence(integer(1), imprint)));
  t.notThrows(() => parseTimeStampResponse(sequence(sequence(integer(0)), sequence())));
});

const infos: Readonly<Record<string, readonly [Uint8Array, FormatErrorCode]>> = {
  'version 2': [sequence(integer(2), ...head.slice(1), now), 'unsupported'],
  'without policy': [sequence(integer(1), imprint, integer(7), now), 'malformed'],
  'without genTime': [sequence(...head), 'malformed'],
  'with a UTCTime': [sequence(...head, raw(0x17, text('260310090000Z'))), 'malformed'],
  'with local time': [sequence(...head, raw(0x18, text('20260310090000+0300'))), 'malformed'],
  'with time without seconds': [sequence(...head, raw(0x18, text('202603100900Z'))), 'malformed'],
  'with a fraction ending in zero': [
    sequence(...head, raw(0x18, text('20260310090000.50Z'))),
    'malformed',
  ],
  'on 30 February': [sequence(...head, raw(0x18, text('20260230090000Z'))), 'malformed'],
  'with an accuracy of 1000 ms': [
    sequence(...head, now, sequence(implicit(0, integer(1000)))),
    'malformed',
  ],
  'with a negative accuracy': [sequence(...head, now, sequence(integer(-1))), 'malformed'],
  'with accuracy in another order': [
    sequence(...head, now, sequence(implicit(1, integer(1)), implicit(0, integer(1)))),
    'malformed',
  ],
  'with ordering not in DER': [sequence(...head, now, raw(0x01, Uint8Array.of(1))), 'malformed'],
  'with the nonce before ordering': [
    sequence(...head, now, integer(1), boolean(true)),
    'malformed',
  ],
  'with a padded serial number': [
    sequence(...head.slice(0, 3), raw(0x02, Uint8Array.of(0, 1)), now),
    'malformed',
  ],
  'with a serial number over the limit': [
    sequence(
      ...head.slice(0, 3),
      integer(new Uint8Array(TSP_LIMITS.serialNumber + 1).fill(1)),
      now,
    ),
    'limit',
  ],
  'with a digest over the limit': [
    sequence(
      integer(1),
      oid('1.2.3'),
      sequence(sequence(oid(OID.sha256)), octetString(new Uint8Array(TSP_LIMITS.digest + 1))),
      integer(7),
      now,
    ),
    'limit',
  ],
  'with two names': [
    sequence(
      ...head,
      now,
      explicit(0, Buffer.concat([implicit(2, ia5String('a')), implicit(2, ia5String('b'))])),
    ),
    'malformed',
  ],
  'with an extension twice': [
    sequence(...head, now, implicit(1, sequence(extension, extension))),
    'malformed',
  ],
  'with no extension in extensions': [sequence(...head, now, implicit(1, sequence())), 'malformed'],
  'with octets left over': [Buffer.concat([sequence(...head, now), Uint8Array.of(0)]), 'malformed'],
  'with a field left over': [
    sequence(...head, now, implicit(1, sequence(extension)), integer(1)),
    'malformed',
  ],
  'over the limit': [new Uint8Array(TSP_LIMITS.tstInfo + 1), 'limit'],
};

for (const [title, [der, code]] of Object.entries(infos)) {
  test(`RFC 3161 §2.4.2: a TSTInfo ${title} is refused`, (t) => {
    t.is(t.throws(() => parseTstInfo(der), { instanceOf: FormatError })?.code, code);
  });
}

const requests: Readonly<Record<string, readonly [Uint8Array, FormatErrorCode]>> = {
  'of version 3': [sequence(integer(3), imprint), 'unsupported'],
  'without imprint': [sequence(integer(1)), 'malformed'],
  'with the imprint outside its digest': [
    sequence(integer(1), sequence(sequence(oid(OID.sha256)), utf8String('x'))),
    'malformed',
  ],
  'with the nonce before the policy': [
    sequence(integer(1), imprint, integer(1), oid('1.2.3')),
    'malformed',
  ],
  'with a nonce over the limit': [
    sequence(integer(1), imprint, integer(new Uint8Array(TSP_LIMITS.nonce + 1).fill(1))),
    'limit',
  ],
  'in BER': [
    Buffer.concat([Uint8Array.of(0x30, 0x80), integer(1), imprint, Uint8Array.of(0, 0)]),
    'malformed',
  ],
  'over the limit': [new Uint8Array(TSP_LIMITS.request + 1), 'limit'],
};

for (const [title, [der, code]] of Object.entries(requests)) {
  test(`RFC 3161 §2.4.1: a request ${title} is refused`, (t) => {
    t.is(t.throws(() => parseTimeStampRequest(der), { instanceOf: FormatError })?.code, code);
  });
}

const status = (...parts: Uint8Array[]) => sequence(sequence(...parts));
const responses: Readonly<Record<string, readonly [Uint8Array, FormatErrorCode]>> = {
  'granted without a token': [status(integer(0)), 'malformed'],
  'rejected with a token': [sequence(sequence(integer(2)), sequence()), 'malformed'],
  'of an unknown status': [status(integer(6)), 'unsupported'],
  'of a negative status': [status(integer(-1)), 'malformed'],
  'with a token that is a SET': [sequence(sequence(integer(0)), set()), 'malformed'],
  'with two tokens': [sequence(sequence(integer(0)), sequence(), sequence()), 'malformed'],
  'with no text in the texts': [status(integer(2), sequence()), 'malformed'],
  'with too many texts': [
    status(
      integer(2),
      sequence(...Array.from({ length: TSP_LIMITS.statusStrings + 1 }, () => utf8String('a'))),
    ),
    'limit',
  ],
  'with a text over the limit': [
    status(integer(2), sequence(utf8String('a'.repeat(TSP_LIMITS.statusCharacters + 1)))),
    'limit',
  ],
  'with failures over the limit': [
    status(integer(2), bitString(new Uint8Array(9).fill(1))),
    'limit',
  ],
  'over the limit': [new Uint8Array(TSP_LIMITS.response + 1), 'limit'],
};

for (const [title, [der, code]] of Object.entries(responses)) {
  test(`RFC 3161 §2.4.2: a response ${title} is refused`, (t) => {
    t.is(t.throws(() => parseTimeStampResponse(der), { instanceOf: FormatError })?.code, code);
  });
}

const signedData = (members: Partial<Parameters<typeof encodeSignedData>[0]>) =>
  encodeSignedData({
    contentType: OID.tstInfo,
    content: sequence(...head, now),
    certificates: [],
    signerInfos: [],
    ...members,
  });
const tokens: Readonly<Record<string, readonly [Uint8Array, FormatErrorCode]>> = {
  'without a signature': [signedData({}), 'malformed'],
  'of other content': [signedData({ contentType: OID.data }), 'unsupported'],
  'without content': [
    encodeSignedData({ contentType: OID.tstInfo, certificates: [], signerInfos: [] }),
    'malformed',
  ],
  'that is not CMS': [sequence(integer(1)), 'malformed'],
  'over the limit': [new Uint8Array(TSP_LIMITS.response + 1), 'limit'],
};

for (const [title, [der, code]] of Object.entries(tokens)) {
  test(`RFC 3161 §2.4.2: a token ${title} is refused`, async (t) => {
    const error = await t.throwsAsync(parseTimeStampToken(der), { instanceOf: FormatError });
    t.is(error?.code, code);
  });
}

test('random octets end in FormatError or a reading, never in another error', async (t) => {
  const readers = [
    parseTstInfo,
    parseTimeStampRequest,
    parseTimeStampResponse,
    parseTimeStampToken,
  ];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (octets) => {
      const inputs = [octets, sequence(octets), sequence(...head, now, octets)];
      for (const read of readers) {
        for (const input of inputs) {
          try {
            await read(input);
          } catch (error) {
            if (!(error instanceof FormatError)) throw error;
          }
        }
      }
    }),
  );
  t.pass();
});
