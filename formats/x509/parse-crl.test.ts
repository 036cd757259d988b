import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import {
  bitString,
  enumerated,
  explicit,
  integer,
  octetString,
  oid,
  rawOf,
  sequence,
  set,
  time,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { crlNumber, reasonCode } from './extensions.ts';
import { nameToText } from './name.ts';
import { parseCrl } from './parse-crl.ts';

const missing = await opensslMissing();
const withPeer = missing === undefined ? test : test.skip;

const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const issuer = sequence(set(sequence(oid(OID.commonName), utf8String('УЦ'))));
const now = new Date('2026-11-22T08:00:00Z');
const later = new Date('2026-11-23T08:00:00Z');
const number = sequence(oid(OID.crlNumber), octetString(integer(9)));
const reason = sequence(oid(OID.reasonCode), octetString(enumerated(1)));

function crl(...fields: readonly Uint8Array[]): Uint8Array {
  return sequence(sequence(...fields), algorithm, bitString(Uint8Array.of(1)));
}
function v2(...rest: readonly Uint8Array[]): Uint8Array {
  return crl(integer(1), algorithm, issuer, time(now), time(later), ...rest);
}
const entry = (serial: number, ...rest: Uint8Array[]) =>
  sequence(integer(serial), time(now), ...rest);

test('RFC 5280 §5.1: all fields are read', (t) => {
  const parsed = parseCrl(
    v2(sequence(entry(5), entry(300, sequence(reason))), explicit(0, sequence(number))),
  );
  t.is(parsed.version, 2);
  t.is(nameToText(parsed.issuer), 'CN=УЦ');
  t.deepEqual([parsed.thisUpdate, parsed.nextUpdate], [now, later]);
  t.is(crlNumber(parsed.extensions), 9n);
  const entries = [...parsed.entries()];
  t.deepEqual(
    entries.map((each) => [...each.serialNumber]),
    [[5], [1, 0x2c]],
  );
  t.deepEqual(
    entries.map((each) => reasonCode(each.extensions)),
    [undefined, 1],
  );
  t.is([...parsed.entries()].length, 2, 'and can be read again');
});

test('RFC 5280 §5.1.2.1: without a version it is version 1', (t) => {
  const parsed = parseCrl(crl(algorithm, issuer, time(now)));
  t.is(parsed.version, 1);
  t.is(parsed.nextUpdate, undefined);
  t.deepEqual([...parsed.entries()], []);
});

const refused = test.macro((t, der: Uint8Array, code: FormatErrorCode) => {
  const error = t.throws(() => [...parseCrl(der).entries()], { instanceOf: FormatError });
  t.is(error?.code, code);
});
test(
  'RFC 5280 §5.1.2.1: version 3',
  refused,
  crl(integer(2), algorithm, issuer, time(now)),
  'unsupported',
);
test(
  'RFC 5280 §5.1: extensions in version 1',
  refused,
  crl(algorithm, issuer, time(now), explicit(0, sequence(number))),
  'malformed',
);
test(
  'RFC 5280 §5.1: entry extensions in version 1',
  refused,
  crl(algorithm, issuer, time(now), sequence(entry(1, sequence(reason)))),
  'malformed',
);
test(
  'RFC 5280 §5.2: an extension twice',
  refused,
  v2(explicit(0, sequence(number, number))),
  'malformed',
);
test(
  'an entry with a field more',
  refused,
  v2(sequence(entry(1, sequence(reason), integer(1)))),
  'malformed',
);
test('an entry cut short', refused, v2(sequence(sequence(integer(1)))), 'malformed');
test('a field that the standard does not have', refused, v2(explicit(1, integer(1))), 'malformed');
test('octets after the CRL', refused, Uint8Array.from([...v2(), 0]), 'malformed');

test('a CRL of 300,000 entries is read one by one, without a limit but its size', (t) => {
  const many = Array.from({ length: 300_000 }, (_, index) => entry(index, sequence(reason)));
  const der = crl(integer(1), algorithm, issuer, time(now), rawOf(TAG.sequence, many));
  const before = process.threadCpuUsage();
  let count = 0;
  for (const { serialNumber } of parseCrl(der).entries()) {
    if (serialNumber.length > 0) count += 1;
  }
  t.is(count, 300_000);
  t.true(process.threadCpuUsage(before).user < 5e6, 'in seconds of processor time');
});

withPeer(`a CRL by openssl is read${missing ? ` (${missing})` : ''}`, async (t) => {
  await withOpenssl(async (openssl) => {
    await openssl.write(
      'index.txt',
      'R\t270101000000Z\t260101000000Z,keyCompromise\t0080FF\tunknown\t/CN=a\n',
    );
    await openssl.write('number', '1000\n');
    await openssl.write(
      'ca.cnf',
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=3\n',
    );
    await openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=CA',
    );
    await openssl(
      'ca',
      '-config',
      'ca.cnf',
      '-gencrl',
      '-keyfile',
      'key.pem',
      '-cert',
      'ca.pem',
      '-out',
      'crl.pem',
    );
    await openssl('crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der');
    const parsed = parseCrl(await openssl.read('crl.der'));
    t.is(crlNumber(parsed.extensions), 0x1000n);
    const [revoked, ...others] = parsed.entries();
    t.deepEqual(others, []);
    t.deepEqual(revoked?.serialNumber, Uint8Array.of(0, 0x80, 0xff));
    t.is(revoked?.revocationDate.toISOString(), '2026-01-01T00:00:00.000Z');
    t.is(reasonCode(revoked?.extensions ?? []), 1);
  });
});

const withCorpora = corpora === undefined ? test.skip : test;
withCorpora('every CRL of NIST PKITS is read (needs the corpora)', (t) => {
  const folder = new URL('pkits/crls/', corpora);
  const files = readdirSync(folder);
  for (const file of files) {
    t.notThrows(() => [...parseCrl(readFileSync(new URL(file, folder))).entries()], file);
  }
  t.true(files.length > 150);
});
