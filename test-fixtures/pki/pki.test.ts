import test, { type ExecutionContext } from 'ava';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../peers/peer-test.ts';
import { scratchFolder } from '../peers/scratch-folder.ts';
import { createPki, type TestPki } from './create-pki.ts';
import { responderUrls, startResponder } from './responder.ts';
import { head } from './subjects.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const withOpenssl = testWith('openssl', 'openssl');
const openssl = (...args: readonly string[]) => runPeer('openssl', args);

const attime = ['-attime', String(NOW.getTime() / 1000)];

async function verifyWithCrls(t: ExecutionContext, pki: TestPki, leaf: Uint8Array) {
  const path = await scratchFolder(t, {
    'root.pem': toPem('CERTIFICATE', pki.root.der),
    'issuer.pem': toPem('CERTIFICATE', pki.issuer.der),
    'leaf.pem': toPem('CERTIFICATE', leaf),
    'crls.pem':
      toPem('X509 CRL', await pki.crl()) + toPem('X509 CRL', await pki.crl(NOW, { of: 'root' })),
  });
  return openssl(
    'verify',
    ...attime,
    '-x509_strict',
    '-crl_check_all',
    ...[
      '-CAfile',
      path('root.pem'),
      '-untrusted',
      path('issuer.pem'),
      '-CRLfile',
      path('crls.pem'),
    ],
    path('leaf.pem'),
  );
}

for (const key of ['rsa', 'ec'] as const) {
  withOpenssl(
    `openssl verifies an ${key} certificate of the test PKI with CRLs of the whole path`,
    async (t) => {
      const pki = await createPki({ now: NOW, caKey: key });
      const { certificate } = await pki.issue({ subject: head, key });
      const good = await verifyWithCrls(t, pki, certificate.der);
      t.true(good.ok, good.output);
      pki.revoke(certificate, new Date('2026-11-19T00:00:00Z'), 'keyCompromise');
      const bad = await verifyWithCrls(t, pki, certificate.der);
      t.false(bad.ok);
      t.regex(bad.output, /certificate revoked/);
    },
  );
}

withOpenssl('a revoked issuing authority is on the CRL of the root', async (t) => {
  const pki = await createPki({ now: NOW });
  const { certificate } = await pki.issue({ subject: head });
  pki.revoke(pki.issuer, new Date('2026-11-19T00:00:00Z'), 'cACompromise');
  const verdict = await verifyWithCrls(t, pki, certificate.der);
  t.false(verdict.ok);
  t.regex(verdict.output, /error 23 at 1 depth/);
});

withOpenssl('a revocation in the future is not yet on the CRL', async (t) => {
  const pki = await createPki({ now: NOW });
  const { certificate } = await pki.issue({ subject: head });
  pki.revoke(certificate, new Date('2026-11-21T00:00:00Z'));
  const verdict = await verifyWithCrls(t, pki, certificate.der);
  t.true(verdict.ok, verdict.output);
});

withOpenssl('equal names, other keys: a certificate of another root is not verified', async (t) => {
  const pki = await createPki({ now: NOW });
  const other = await pki.otherRoot();
  const { certificate } = await other.issue({ subject: head });
  t.deepEqual(other.root.subject, pki.root.subject);
  const verdict = await verifyWithCrls(t, pki, certificate.der);
  t.false(verdict.ok);
});

withOpenssl(
  'FSB order 795: openssl shows the fields of a Russian qualified certificate',
  async (t) => {
    const pki = await createPki({ now: NOW });
    const { certificate } = await pki.issue({ subject: head, key: 'rsa' });
    const path = await scratchFolder(t, { 'leaf.der': certificate.der });
    const { output } = await openssl(
      ...['x509', '-inform', 'DER', '-in', path('leaf.der'), '-noout', '-text'],
      ...['-nameopt', 'utf8,sep_multiline,show_type'],
    );
    for (const expected of [
      '1.2.643.100.4=NUMERICSTRING:9901000010',
      'INN=NUMERICSTRING:990100001169',
      'OGRN=NUMERICSTRING:1029900000019',
      'SNILS=NUMERICSTRING:90000000182',
      'SN=UTF8STRING:Смирнова',
      'GN=UTF8STRING:Анна Павловна',
      'O=UTF8STRING:ТЕСТ ООО «Северный экспорт»',
      'Signing Tool of Subject',
      'Signing Tool of Issuer',
      'Class of Signing Tool KC1',
      'Digital Signature, Non Repudiation',
    ]) {
      t.true(output.includes(expected), `${expected} in\n${output}`);
    }
  },
);

withOpenssl(
  'RFC 6960: openssl ocsp reads good, then revoked, from the responder over HTTP',
  async (t) => {
    let pki: TestPki | undefined;
    const now = () => new Date();
    const responder = await startResponder(() => {
      if (pki === undefined) throw new Error('not yet');
      return pki;
    });
    t.teardown(() => responder.close());
    pki = await createPki({ now, urls: responderUrls(responder.origin) });
    const { certificate } = await pki.issue({ subject: head });
    const path = await scratchFolder(t, {
      'root.pem': toPem('CERTIFICATE', pki.root.der),
      'issuer.pem': toPem('CERTIFICATE', pki.issuer.der),
      'leaf.pem': toPem('CERTIFICATE', certificate.der),
    });
    const ask = (...hash: string[]) =>
      openssl(
        ...['ocsp', ...hash, '-issuer', path('issuer.pem'), '-cert', path('leaf.pem')],
        ...['-CAfile', path('root.pem'), '-url', `${responder.origin}/ocsp`, '-nonce'],
      );
    const good = await ask();
    t.regex(good.output, /leaf\.pem: good/);
    t.regex(good.output, /Response verify OK/);
    t.regex((await ask('-sha256')).output, /leaf\.pem: good/);
    pki.revoke(certificate, new Date(Date.now() - 60_000), 'superseded');
    const revoked = await ask();
    t.regex(revoked.output, /leaf\.pem: revoked/);
    t.regex(revoked.output, /Reason: superseded/);
    t.regex(revoked.output, /Response verify OK/);
  },
);

test('the responder serves what the certificates point to, and nothing else', async (t) => {
  const pki = await createPki({ now: NOW });
  const responder = await startResponder(pki);
  t.teardown(() => responder.close());
  const urls = responderUrls(responder.origin);
  const issuer = await fetch(urls.caIssuers);
  t.deepEqual(new Uint8Array(await issuer.arrayBuffer()), pki.issuer.der);
  t.is((await fetch(urls.crl)).headers.get('content-type'), 'application/pkix-crl');
  t.is((await fetch(`${responder.origin}/other`)).status, 404);
  t.is((await fetch(urls.ocsp, { method: 'POST', body: new Uint8Array(20_000) })).status, 413);
  const malformed = await fetch(urls.ocsp, { method: 'POST', body: 'no request' });
  t.deepEqual(new Uint8Array(await malformed.arrayBuffer()), Uint8Array.of(0x30, 3, 0x0a, 1, 1));
});
