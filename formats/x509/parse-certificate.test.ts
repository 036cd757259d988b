import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  time,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { basicConstraints, keyUsage, subjectAltName, subjectKeyIdentifier } from './extensions.ts';
import { nameToText } from './name.ts';
import { parseCertificate } from './parse-certificate.ts';
import { pemBlocks } from './pem.ts';

const missing = await opensslMissing();
const gostMissing = await opensslMissing({ gost: true });

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const kinds: readonly { name: string; key: readonly string[]; gost?: boolean }[] = [
  { name: 'RSA', key: ['rsa:2048'] },
  { name: 'ECDSA P-256', key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
  { name: 'Ed25519', key: ['ed25519'] },
  {
    name: 'GOST R 34.10-2012, 256 bits',
    key: ['gost2012_256', '-pkeyopt', 'paramset:A', '-engine', 'gost'],
    gost: true,
  },
  {
    name: 'GOST R 34.10-2012, 512 bits',
    key: ['gost2012_512', '-pkeyopt', 'paramset:A', '-engine', 'gost'],
    gost: true,
  },
];

for (const { name, key, gost } of kinds) {
  const why = gost ? gostMissing : missing;
  const withPeer = why === undefined ? test : test.skip;
  withPeer(`a certificate by openssl is read: ${name}${why ? ` (${why})` : ''}`, async (t) => {
    await withOpenssl(async (openssl) => {
      await openssl(
        ...['req', '-x509', '-newkey', ...key, '-nodes', '-keyout', 'key.pem', '-days', '30'],
        ...['-utf8', '-subj', '/C=RU/O=ООО «Тест»/CN=Иванов, Иван/INN=001234567890'],
        ...['-addext', 'subjectAltName=DNS:example.ru,IP:127.0.0.1', '-set_serial', '0x80ff'],
        ...['-addext', 'keyUsage=critical,digitalSignature,nonRepudiation', '-out', 'it.pem'],
      );
      await openssl('x509', '-in', 'it.pem', '-outform', 'DER', '-out', 'it.der');
      const engine = gost ? ['-engine', 'gost'] : [];
      await openssl('x509', '-in', 'it.pem', '-noout', '-pubkey', '-out', 'pub.pem', ...engine);
      const certificate = parseCertificate(await openssl.read('it.der'));
      const text = await openssl('x509', '-in', 'it.pem', '-noout', '-ext', 'subjectKeyIdentifier');
      const dates = await openssl('x509', '-in', 'it.pem', '-noout', '-dates');
      t.is(certificate.version, 3);
      t.is(hex(certificate.serialNumber), '0080ff');
      t.is(nameToText(certificate.subject), 'INN=001234567890,CN=Иванов\\, Иван,O=ООО «Тест»,C=RU');
      t.deepEqual(certificate.issuer.der, certificate.subject.der);
      t.is(Date.parse(/notBefore=(.*)/.exec(dates)?.[1] ?? ''), certificate.notBefore.getTime());
      t.is(Date.parse(/notAfter=(.*)/.exec(dates)?.[1] ?? ''), certificate.notAfter.getTime());
      const [publicKey] = pemBlocks(Buffer.from(await openssl.read('pub.pem')).toString());
      t.deepEqual(certificate.publicKey.der, publicKey?.der);
      t.deepEqual(certificate.signatureAlgorithm, certificate.tbsSignatureAlgorithm);
      const identifier = subjectKeyIdentifier(certificate.extensions) ?? new Uint8Array();
      t.true(text.replaceAll(':', '').toLowerCase().includes(hex(identifier)));
      t.deepEqual(basicConstraints(certificate.extensions), { ca: true });
      t.deepEqual(
        [...(keyUsage(certificate.extensions) ?? [])],
        ['digitalSignature', 'contentCommitment'],
      );
      t.deepEqual(subjectAltName(certificate.extensions), [
        { kind: 'dNSName', value: 'example.ru' },
        { kind: 'iPAddress', octets: Uint8Array.of(127, 0, 0, 1) },
      ]);
    });
  });
}

const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const name = sequence(setOf([sequence(oid(OID.commonName), utf8String('А'))]));
const validity = sequence(time(new Date('2026-01-01')), time(new Date('2051-01-01')));
const key = sequence(sequence(oid('1.3.101.112')), bitString(new Uint8Array(32)));
function extension(id: string, ...rest: Uint8Array[]): Uint8Array {
  return sequence(oid(id), ...rest, octetString(octetString(Uint8Array.of(1))));
}

interface Parts {
  readonly version?: Uint8Array;
  readonly serial?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly uniqueIds?: readonly Uint8Array[];
  readonly tail?: Uint8Array;
  readonly signature?: Uint8Array;
}

function build(parts: Parts): Uint8Array {
  const tbs = sequence(
    parts.version ?? explicit(0, integer(2)),
    parts.serial ?? integer(1),
    algorithm,
    name,
    validity,
    name,
    key,
    ...(parts.uniqueIds ?? []),
    ...(parts.extensions === undefined ? [] : [explicit(3, sequence(...parts.extensions))]),
    parts.tail ?? new Uint8Array(),
  );
  return sequence(tbs, algorithm, parts.signature ?? bitString(Uint8Array.of(1, 2)));
}

test('RFC 5280 §4.1: versions, times over 2049, unique identifiers', (t) => {
  t.is(parseCertificate(build({ version: new Uint8Array() })).version, 1);
  const ids = [implicit(1, bitString(Uint8Array.of(1))), implicit(2, bitString(Uint8Array.of(2)))];
  t.is(parseCertificate(build({ version: explicit(0, integer(1)), uniqueIds: ids })).version, 2);
  const certificate = parseCertificate(build({ extensions: [extension('1.2.3', boolean(true))] }));
  t.is(certificate.notAfter.toISOString(), '2051-01-01T00:00:00.000Z');
  t.like(certificate.extensions, [{ oid: '1.2.3', critical: true }]);
});

test('RFC 5280 §4.2: critical FALSE written out means what absence means', (t) => {
  const certificate = parseCertificate(build({ extensions: [extension('1.2.3', boolean(false))] }));
  t.like(certificate.extensions, [{ critical: false }]);
});

test('a signature of odd bits is a value that no scheme takes', (t) => {
  const certificate = parseCertificate(build({ signature: bitString(Uint8Array.of(0xf0), 4) }));
  t.deepEqual(certificate.signature, Uint8Array.of(4, 0xf0));
});

const refused = test.macro((t, der: Uint8Array, code: FormatErrorCode) => {
  const error = t.throws(() => parseCertificate(der), { instanceOf: FormatError });
  t.is(error?.code, code);
});
test(
  'RFC 5280 §4.2: an extension twice',
  refused,
  build({ extensions: [extension('1.2.3'), extension('1.2.3')] }),
  'malformed',
);
test('RFC 5280 §4.1: extensions without any', refused, build({ extensions: [] }), 'malformed');
test(
  'RFC 5280 §4.1.2.1: version 4',
  refused,
  build({ version: explicit(0, integer(3)) }),
  'unsupported',
);
test(
  'RFC 5280 §4.1.2.9: extensions in version 2',
  refused,
  build({ version: explicit(0, integer(1)), extensions: [extension('1.2.3')] }),
  'malformed',
);
test(
  'RFC 5280 §4.1.2.8: unique identifiers in version 1',
  refused,
  build({ version: new Uint8Array(), uniqueIds: [implicit(1, bitString(Uint8Array.of(1)))] }),
  'malformed',
);
test('a field that the standard does not have', refused, build({ tail: integer(1) }), 'malformed');
test('a padded serial number', refused, build({ serial: Uint8Array.of(2, 2, 0, 1) }), 'malformed');
test(
  '257 extensions',
  refused,
  build({ extensions: Array.from({ length: 257 }, (_, i) => extension(`1.2.${i}`)) }),
  'limit',
);
test('octets after the certificate', refused, Uint8Array.from([...build({}), 0]), 'malformed');
test('nothing', refused, new Uint8Array(), 'malformed');

test('a Buffer is read as the plain octets that it holds', (t) => {
  const der = build({});
  const parent = Buffer.concat([Buffer.from('before'), der]);
  const certificate = parseCertificate(parent.subarray(6));
  t.deepEqual(certificate, parseCertificate(der));
  t.is(certificate.tbs.constructor, Uint8Array);
});

test('each octet changed and each cut ends in a certificate or a FormatError', (t) => {
  const der = build({ extensions: [extension('1.2.3', boolean(true)), extension('1.2.4')] });
  const attempt = (bytes: Uint8Array) => {
    try {
      parseCertificate(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  };
  for (let index = 0; index < der.length; index += 1) {
    for (let value = 0; value < 256; value += 1) {
      const copy = Uint8Array.from(der);
      copy[index] = value;
      attempt(copy);
    }
    t.throws(() => parseCertificate(der.subarray(0, index)), { instanceOf: FormatError });
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt), { numRuns: 1000 });
});

const withCorpora = corpora === undefined ? test.skip : test;
withCorpora('every certificate of NIST PKITS is read (needs the corpora)', (t) => {
  const folder = new URL('pkits/certs/', corpora);
  const files = readdirSync(folder);
  for (const file of files) {
    const der = readFileSync(new URL(file, folder));
    t.deepEqual(parseCertificate(der).der, new Uint8Array(der), file);
  }
  t.true(files.length > 300);
});
