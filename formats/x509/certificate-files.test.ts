import test from 'ava';
import { opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import { FormatError } from '../format-error.ts';
import { certificatesIn, crlsIn } from './certificate-files.ts';
import { pemBlocks, toPem } from './pem.ts';

const missing = await opensslMissing();
const withPeer = missing === undefined ? test : test.skip;

withPeer(`the forms in which files come are read${missing ? ` (${missing})` : ''}`, async (t) => {
  await withOpenssl(async (openssl) => {
    for (const name of ['a', 'b']) {
      await openssl(
        'req',
        '-x509',
        '-newkey',
        'ed25519',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-subj',
        `/CN=${name}`,
      );
    }
    await openssl('x509', '-in', 'a.pem', '-outform', 'DER', '-out', 'a.der');
    await openssl(
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      'a.pem',
      '-certfile',
      'b.pem',
      '-outform',
      'DER',
      '-out',
      'both.p7b',
    );
    await openssl(
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      'a.pem',
      '-certfile',
      'b.pem',
      '-out',
      'both.p7s.pem',
    );
    const read = (name: string) => openssl.read(name);
    const a = certificatesIn(await read('a.der'));
    t.is(a.length, 1);
    t.deepEqual(certificatesIn(await read('a.pem')), a);
    const marked = Buffer.concat([Buffer.from('\ufeff'), await read('a.pem')]);
    t.deepEqual(certificatesIn(marked), a, 'with a byte order mark');
    const text = Buffer.concat([
      await read('a.key'),
      await read('a.pem'),
      Buffer.from('note\r\n'),
      await read('b.pem'),
    ]);
    const both = certificatesIn(text);
    t.is(both.length, 2, 'the key is passed over');
    const ders = both.map(({ der }) => der);
    for (const name of ['both.p7b', 'both.p7s.pem']) {
      const bag = certificatesIn(await read(name)).map(({ der }) => der);
      t.deepEqual(new Set(bag.map(String)), new Set(ders.map(String)), name);
      t.deepEqual(crlsIn(await read(name)), []);
    }
    const base64 = Buffer.from(Buffer.from(await read('a.der')).toString('base64'));
    t.deepEqual(certificatesIn(base64), a);
    t.deepEqual(crlsIn(text), []);
    t.throws(() => crlsIn(a[0]?.der ?? new Uint8Array()), { instanceOf: FormatError });
  });
});

withPeer(`a signature is no bag of certificates${missing ? ` (${missing})` : ''}`, async (t) => {
  await withOpenssl(async (openssl) => {
    await openssl.write('document.txt', Buffer.from('signed'));
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const key = [...curve, '-nodes', '-keyout', 'a.key'];
    await openssl('req', '-x509', ...key, '-out', 'a.pem', '-subj', '/CN=a');
    const files = ['-in', 'document.txt', '-signer', 'a.pem', '-inkey', 'a.key'];
    for (const form of ['DER', 'PEM']) {
      await openssl('cms', '-sign', ...files, '-outform', form, '-out', 'signature');
      const signature = await openssl.read('signature');
      t.throws(() => certificatesIn(signature), {
        instanceOf: FormatError,
        message: /a signature/,
      });
      t.throws(() => crlsIn(signature), { instanceOf: FormatError });
    }
  });
});

for (const [title, bytes] of [
  ['nothing', ''],
  ['prose', 'hello, world'],
  ['a block that does not begin its line', `x${toPem('CERTIFICATE', Uint8Array.of(0x30, 0))}`],
  ['a block without an end', '-----BEGIN CERTIFICATE-----\nMAA=\n'],
  ['a block that ends as another', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END X509 CRL-----\n'],
  [
    'a block with headers',
    '-----BEGIN CERTIFICATE-----\nProc-Type: 4\n\nMAA=\n-----END CERTIFICATE-----\n',
  ],
  ['a block that is no certificate', toPem('CERTIFICATE', Uint8Array.of(0x30, 0))],
] as const) {
  test(`refused: ${title}`, (t) => {
    t.throws(() => certificatesIn(Buffer.from(bytes)), { instanceOf: FormatError });
  });
}

test('RFC 7468: what is written is read back, by label', (t) => {
  for (const length of [0, 1, 47, 48, 49, 500]) {
    const der = new Uint8Array(length).fill(7);
    const pem = toPem('CMS', der);
    t.true(pem.split('\n').every((line) => line.length <= 64));
    t.deepEqual(pemBlocks(`${pem}${toPem('X', der)}`, 'CMS'), [{ label: 'CMS', der }]);
  }
});
