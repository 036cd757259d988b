import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import { decodeBase64 } from '../asn1/base64.ts';
import {
  bitString,
  enumerated,
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
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { nameToText } from '../x509/name.ts';
import { parseCertificate } from '../x509/parse-certificate.ts';
import { pemBlocks } from '../x509/pem.ts';
import { encodeOcspRequest } from './encode-ocsp-request.ts';
import { parseOcspResponse } from './parse-ocsp-response.ts';

const missing = await opensslMissing();
const withPeer = missing === undefined ? test : test.skip;
const withCorpora = corpora === undefined ? test.skip : test;

const now = new Date('2026-11-22T08:00:00Z');
const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const issuer = sequence(set(sequence(oid(OID.commonName), utf8String('OCSP'))));
const certId = sequence(
  sequence(oid(OID.sha1), nullValue()),
  octetString(new Uint8Array(20)),
  octetString(new Uint8Array(20).fill(1)),
  integer(300),
);
const byKey = explicit(2, octetString(new Uint8Array(20).fill(2)));
const byName = explicit(1, issuer);
const good = implicit(0, nullValue());
const nonce = sequence(oid(OID.ocspNonce), octetString(octetString(Uint8Array.of(9))));

function single(status: Uint8Array, ...rest: readonly Uint8Array[]): Uint8Array {
  return sequence(certId, status, generalizedTime(now), ...rest);
}
interface Parts {
  readonly version?: Uint8Array;
  readonly responder?: Uint8Array;
  readonly responses?: readonly Uint8Array[];
  readonly tail?: readonly Uint8Array[];
}
function basic(parts: Parts = {}): Uint8Array {
  const tbs = sequence(
    ...(parts.version === undefined ? [] : [parts.version]),
    parts.responder ?? byKey,
    generalizedTime(now),
    sequence(...(parts.responses ?? [single(good)])),
    ...(parts.tail ?? []),
  );
  return sequence(tbs, algorithm, bitString(Uint8Array.of(1)));
}
function whole(response: Uint8Array, status = 0, type: string = OID.ocspBasic): Uint8Array {
  return sequence(enumerated(status), explicit(0, sequence(oid(type), octetString(response))));
}

test('RFC 6960 §4.2.1: the response and the basic response alone have the same facts', (t) => {
  const [outer, inner] = [parseOcspResponse(whole(basic())), parseOcspResponse(basic())];
  t.deepEqual({ ...outer, der: inner.der }, inner);
  t.deepEqual(outer.der, whole(basic()));
  t.like(inner, { responderId: { kind: 'by-key' }, producedAt: now, extensions: [] });
  t.like(inner.responses, [
    { certId: { serialNumber: Uint8Array.of(1, 0x2c) }, status: { kind: 'good' } },
  ]);
});

test('RFC 6960 §4.2.1: each status of a certificate', (t) => {
  const at = generalizedTime(now);
  const { responses } = parseOcspResponse(
    basic({
      responses: [
        single(good, explicit(0, at), explicit(1, sequence(nonce))),
        single(implicit(2, nullValue())),
        single(implicit(1, sequence(at))),
        single(implicit(1, sequence(at, explicit(0, enumerated(1))))),
      ],
    }),
  );
  t.deepEqual(
    responses.map(({ status }) => status),
    [
      { kind: 'good' },
      { kind: 'unknown' },
      { kind: 'revoked', revocationTime: now },
      { kind: 'revoked', revocationTime: now, reason: 1 },
    ],
  );
  t.deepEqual(responses[0]?.nextUpdate, now);
  t.is(responses[0]?.extensions.length, 1);
});

test('RFC 6960 §4.2.1: extensions without members are none, of the response and of an answer', (t) => {
  const none = explicit(1, sequence());
  const { extensions, responses } = parseOcspResponse(
    basic({ responses: [single(good, none)], tail: [none] }),
  );
  t.deepEqual([extensions, responses[0]?.extensions], [[], []]);
});

test('RFC 6960 §4.2.1: a certificate that cannot be read is passed over', (t) => {
  const certificates = explicit(0, sequence(sequence(integer(1))));
  const tbs = sequence(byKey, generalizedTime(now), sequence(single(good)));
  const response = sequence(tbs, algorithm, bitString(Uint8Array.of(1)), certificates);
  t.deepEqual(parseOcspResponse(response).certificates, []);
});

test('RFC 6960 §4.2.1: responder by name, version written out, extensions', (t) => {
  const parsed = parseOcspResponse(
    basic({
      responder: byName,
      version: explicit(0, integer(0)),
      tail: [explicit(1, sequence(nonce))],
    }),
  );
  t.is(parsed.responderId.kind === 'by-name' && nameToText(parsed.responderId.name), 'CN=OCSP');
  t.is(parsed.extensions[0]?.oid, OID.ocspNonce);
});

for (const [status, name] of [
  [1, 'malformedRequest'],
  [3, 'tryLater'],
  [6, 'unauthorized'],
  [9, '9'],
] as const) {
  test(`RFC 6960 §4.2.1: status ${name} is told by its name`, (t) => {
    const error = t.throws(() => parseOcspResponse(sequence(enumerated(status))), {
      instanceOf: FormatError,
    });
    t.is(error?.code, 'unsupported');
    t.true(error?.message.includes(`status ${name}`));
  });
}

const refused = test.macro((t, der: Uint8Array, code: FormatErrorCode) => {
  const error = t.throws(() => parseOcspResponse(der), { instanceOf: FormatError });
  t.is(error?.code, code);
});
test('successful without a response', refused, sequence(enumerated(0)), 'malformed');
test('a response of another type', refused, whole(basic(), 0, '1.2.3'), 'unsupported');
test('version 2', refused, basic({ version: explicit(0, integer(1)) }), 'unsupported');
test(
  'a responder by a third choice',
  refused,
  basic({ responder: explicit(3, issuer) }),
  'malformed',
);
test(
  'good with content',
  refused,
  basic({ responses: [single(raw(0x80, Uint8Array.of(1)))] }),
  'malformed',
);
test(
  'a fourth status',
  refused,
  basic({ responses: [single(implicit(3, nullValue()))] }),
  'malformed',
);
test(
  'revoked without a time',
  refused,
  basic({ responses: [single(implicit(1, sequence()))] }),
  'malformed',
);
test(
  'a field that the standard does not have',
  refused,
  basic({ tail: [explicit(2, nullValue())] }),
  'malformed',
);
test('octets after the response', refused, Uint8Array.from([...whole(basic()), 0]), 'malformed');

test('each octet changed ends in a response or a FormatError', (t) => {
  const der = whole(basic({ tail: [explicit(1, sequence(nonce))] }));
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.nat(255), (index, value) => {
      const copy = Uint8Array.from(der);
      copy[index] = value;
      try {
        parseOcspResponse(copy);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 5000 },
  );
  t.pass();
});

withCorpora('the OpenSSL responses are read (needs the corpora)', (t) => {
  const folder = new URL('ocsp/', corpora);
  const files = readdirSync(folder).filter((file) => file.endsWith('.ors'));
  for (const file of files) {
    const der = decodeBase64(readFileSync(new URL(file, folder), 'latin1'), 'test');
    t.is(parseOcspResponse(der).responses.length, 1, file);
  }
  t.true(files.length > 10);
});

withPeer(
  `openssl answers our request, and its answer is read${missing ? ` (${missing})` : ''}`,
  async (t) => {
    await withOpenssl(async (openssl) => {
      const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
      await openssl(
        'req',
        '-x509',
        ...ec,
        '-keyout',
        'ca.key',
        '-out',
        'ca.pem',
        '-subj',
        '/CN=CA',
      );
      await openssl(
        'req',
        '-x509',
        ...ec,
        '-keyout',
        'a.key',
        '-out',
        'a.pem',
        '-subj',
        '/CN=a',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-set_serial',
        '0x80ff',
      );
      await openssl.write(
        'index.txt',
        'R\t300101000000Z\t260101000000Z,keyCompromise\t80FF\tunknown\t/CN=a\n',
      );
      const pem = async (name: string) => {
        const [block] = pemBlocks(Buffer.from(await openssl.read(name)).toString());
        return parseCertificate(block?.der ?? new Uint8Array());
      };
      const [certificate, authority] = [await pem('a.pem'), await pem('ca.pem')];
      const request = encodeOcspRequest({
        certificate,
        issuer: authority,
        hash: (bytes) => new Uint8Array(createHash('sha1').update(bytes).digest()),
        nonce: new Uint8Array(32).fill(3),
      });
      await openssl.write('request.der', request);
      t.regex(await openssl('ocsp', '-reqin', 'request.der', '-req_text'), /Serial Number: 80FF/);
      await openssl(
        'ocsp',
        '-index',
        'index.txt',
        '-CA',
        'ca.pem',
        '-rsigner',
        'ca.pem',
        '-rkey',
        'ca.key',
        '-reqin',
        'request.der',
        '-respout',
        'response.der',
        '-ndays',
        '1',
      );
      const response = parseOcspResponse(await openssl.read('response.der'));
      const [answer, ...others] = response.responses;
      t.deepEqual(others, []);
      t.deepEqual(answer?.certId.serialNumber, certificate.serialNumber);
      t.deepEqual(answer?.status, {
        kind: 'revoked',
        revocationTime: new Date('2026-01-01'),
        reason: 1,
      });
      t.true(answer?.nextUpdate instanceof Date);
      t.is(response.extensions[0]?.oid, OID.ocspNonce);
      t.deepEqual(response.certificates, [authority]);
      t.is(
        response.responderId.kind === 'by-name' && nameToText(response.responderId.name),
        'CN=CA',
      );
    });
  },
);
