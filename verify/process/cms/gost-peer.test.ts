// OpenSSL's gost engine on the other side: what it signs, we pass; what we sign, it passes.
import { readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { createGost } from '../../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { parseCertificate } from '../../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { pemBlocks, toPem } from '../../../formats/x509/pem.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../../signing/keys/pkcs8.ts';
import {
  digestOption,
  type EngineKey,
  engineAuthority,
  engineOcsp,
} from '../../../test-fixtures/peers/engine-authority.ts';
import { type GostOpenssl, testWithGost } from '../../../test-fixtures/peers/gost-openssl.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Evidence } from '../evidence.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto, createGost()]);
const CONTENT: Uint8Array = new TextEncoder().encode('Коносамент № 44\nline two\n'.repeat(300));

interface Judged {
  readonly cms: Uint8Array;
  readonly content: Uint8Array | undefined;
  readonly root: Uint8Array;
  readonly evidence: Evidence;
  readonly known?: typeof algorithms;
}

async function judge({ cms, content, root, evidence, known = algorithms }: Judged) {
  const report = await validateSignatures({
    signature: { name: 'cms', source: bytesSource(cms) },
    ...(content === undefined
      ? {}
      : { content: { name: 'content', source: bytesSource(content) } }),
    trust: [{ certificate: parseCertificate(root) }],
    evidence,
    policy: defaultPolicy,
    time: new Date(),
    algorithms: known,
  });
  return report.signatures;
}

async function certificate(openssl: GostOpenssl, name: string) {
  const [block] = pemBlocks(await readFile(openssl.path(`${name}.pem`), 'utf8'), 'CERTIFICATE');
  return parseCertificate(block?.der ?? new Uint8Array());
}

async function crlsOf(openssl: GostOpenssl): Promise<Evidence> {
  const crls = ['sub.crl', 'root.crl'].map(async (name) =>
    parseCrl(new Uint8Array(await readFile(openssl.path(name)))),
  );
  return {
    certificates: [await certificate(openssl, 'sub')],
    crls: await Promise.all(crls),
    ocspResponses: [],
  };
}

const FORMS: readonly (readonly [title: string, options: readonly string[]])[] = [
  ['detached', []],
  ['CAdES', ['-cades']],
  ['attached', ['-nodetach']],
  ['CAdES attached, BER stream', ['-cades', '-nodetach', '-stream', '-indef']],
  ['by subject key identifier', ['-keyid']],
  ['without attributes', ['-noattr']],
  ['without attributes, attached BER stream', ['-noattr', '-nodetach', '-stream', '-indef']],
];

async function engineSigns(openssl: GostOpenssl, key: EngineKey, options: readonly string[]) {
  await writeFile(openssl.path('content'), CONTENT);
  const by = ['-signer', 'signer.pem', '-inkey', 'signer.key', '-certfile', 'sub.pem'];
  const md = ['-md', digestOption(key).slice(1)];
  const out = ['-outform', 'DER', '-out', 'cms'];
  await openssl('cms', '-sign', '-binary', '-in', 'content', ...by, ...md, ...options, ...out);
  return new Uint8Array(await readFile(openssl.path('cms')));
}

async function passesAndFails(
  t: ExecutionContext,
  judged: Omit<Judged, 'content'>,
  { title, attached }: { title: string; attached: boolean },
) {
  const signatures = await judge({ ...judged, content: attached ? undefined : CONTENT });
  t.true(signatures.length > 0);
  for (const { indication, reason, signedContent } of signatures) {
    t.is(indication, 'TOTAL-PASSED', `${title}: ${JSON.stringify(reason)}`);
    t.is(signedContent[0]?.size, CONTENT.length);
  }
  const changed = { ...judged, cms: attached ? changeContent(judged.cms) : judged.cms };
  const content = attached ? undefined : CONTENT.map((octet, at) => (at === 5 ? octet ^ 1 : octet));
  for (const signature of await judge({ ...changed, content })) {
    t.is(signature.indication, 'TOTAL-FAILED', title);
    t.deepEqual(signature.signedContent, []);
  }
}

function changeContent(cms: Uint8Array): Uint8Array {
  const changed = Buffer.from(cms);
  const at = changed.indexOf('line two');
  changed[at] = (changed[at] ?? 0) ^ 1;
  return new Uint8Array(changed);
}

const KEYS: readonly EngineKey[] = [
  { algorithm: 'gost2012_256', set: 'A' },
  { algorithm: 'gost2012_256', set: 'TCA' },
  { algorithm: 'gost2012_512', set: 'A' },
];

for (const key of KEYS) {
  testWithGost(
    `the engine signs CMS in every form, certificates and CRLs: ${key.algorithm} ${key.set}`,
    async (t, openssl) => {
      await engineAuthority(openssl, key);
      const root = (await certificate(openssl, 'root')).der;
      const evidence = await crlsOf(openssl);
      for (const [title, options] of FORMS) {
        const cms = await engineSigns(openssl, key, options);
        const attached = options.includes('-nodetach');
        await passesAndFails(t, { cms, root, evidence }, { title, attached });
      }
    },
  );

  testWithGost(
    `without its provider a signature is INDETERMINATE: ${key.algorithm} ${key.set}`,
    async (t, openssl) => {
      await engineAuthority(openssl, key);
      const cms = await engineSigns(openssl, key, ['-cades']);
      const root = (await certificate(openssl, 'root')).der;
      const evidence = await crlsOf(openssl);
      const known = algorithmsOf([nodeCrypto]);
      const [signature] = await judge({ cms, content: CONTENT, root, evidence, known });
      t.is(signature?.indication, 'INDETERMINATE');
      t.like(signature?.reason, { code: 'provider-missing', facts: { provider: 'gost' } });
    },
  );
}

const MORE_SETS: readonly EngineKey[] = [
  ...['B', 'C', 'XA', 'XB', 'TCB', 'TCC', 'TCD'].map((set) => ({
    algorithm: 'gost2012_256' as const,
    set,
  })),
  ...['B', 'C'].map((set) => ({ algorithm: 'gost2012_512' as const, set })),
];

for (const key of MORE_SETS) {
  testWithGost(
    `the engine signs CAdES, certificates and CRLs: ${key.algorithm} ${key.set}`,
    async (t, openssl) => {
      await engineAuthority(openssl, key);
      const cms = await engineSigns(openssl, key, ['-cades']);
      const root = (await certificate(openssl, 'root')).der;
      const evidence = await crlsOf(openssl);
      await passesAndFails(t, { cms, root, evidence }, { title: key.set, attached: false });
    },
  );
}

for (const key of KEYS) {
  testWithGost(
    `RFC 6960: the engine's responder is believed: ${key.algorithm} ${key.set}`,
    async (t, openssl) => {
      await engineAuthority(openssl, key);
      const root = (await certificate(openssl, 'root')).der;
      const known = await crlsOf(openssl);
      const cms = await engineSigns(openssl, key, ['-cades']);
      // CertID by Streebog, as the engine's users write it, and by SHA-1, as RFC 5019 has it.
      for (const certIdDigest of [digestOption(key), '-sha1']) {
        const ocsp = parseOcspResponse(await engineOcsp(openssl, key, certIdDigest));
        const evidence: Evidence = { ...known, crls: known.crls.slice(1), ocspResponses: [ocsp] };
        const [signature] = await judge({ cms, content: CONTENT, root, evidence });
        t.is(signature?.indication, 'TOTAL-PASSED', JSON.stringify(signature?.reason));
        const forged = { ...ocsp, signature: ocsp.signature.map((octet) => octet ^ 1) };
        const bad: Evidence = { ...evidence, ocspResponses: [forged] };
        const [other] = await judge({ cms, content: CONTENT, root, evidence: bad });
        t.is(other?.indication, 'INDETERMINATE');
      }
    },
  );

  testWithGost(
    `a revoked certificate is found out by CRL and OCSP: ${key.algorithm} ${key.set}`,
    async (t, openssl) => {
      await engineAuthority(openssl, key);
      const root = (await certificate(openssl, 'root')).der;
      await openssl('pkey', '-in', 'revoked.key', '-out', 'signer.key');
      await writeFile(openssl.path('signer.pem'), await readFile(openssl.path('revoked.pem')));
      const cms = await engineSigns(openssl, key, ['-cades']);
      const known = await crlsOf(openssl);
      const ocsp = parseOcspResponse(await engineOcsp(openssl, key, digestOption(key)));
      for (const evidence of [
        known,
        { ...known, crls: known.crls.slice(1), ocspResponses: [ocsp] },
      ]) {
        const [signature] = await judge({ cms, content: CONTENT, root, evidence });
        t.is(signature?.indication, 'INDETERMINATE');
        t.is(signature?.subIndication, 'REVOKED_NO_POE');
      }
    },
  );
}

testWithGost('the engine signs with two signers, RSA and GOST', async (t, openssl) => {
  const key: EngineKey = { algorithm: 'gost2012_256', set: 'TCA' };
  await engineAuthority(openssl, key);
  await openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-config',
    'ca.cnf',
    '-subj',
    '/CN=RSA',
    '-keyout',
    'rsa.key',
    '-out',
    'rsa.csr',
  );
  await openssl(
    'ca',
    '-config',
    'ca.cnf',
    '-batch',
    '-notext',
    '-extensions',
    'v3_sign',
    '-in',
    'rsa.csr',
    '-out',
    'rsa.pem',
  );
  await writeFile(openssl.path('content'), CONTENT);
  const by = (name: string) => ['-signer', `${name}.pem`, '-inkey', `${name}.key`];
  const out = ['-certfile', 'sub.pem', '-outform', 'DER', '-out', 'cms'];
  await openssl('cms', '-sign', '-binary', '-in', 'content', ...by('rsa'), ...by('signer'), ...out);
  const cms = new Uint8Array(await readFile(openssl.path('cms')));
  const root = (await certificate(openssl, 'root')).der;
  const evidence = await crlsOf(openssl);
  await passesAndFails(t, { cms, root, evidence }, { title: 'two', attached: false });
  t.is((await judge({ cms, root, evidence, content: CONTENT })).length, 2);
});

for (const key of KEYS) {
  testWithGost(`we sign, the engine verifies: ${key.algorithm} ${key.set}`, async (t, openssl) => {
    await engineAuthority(openssl, key);
    await openssl('pkey', '-in', 'signer.key', '-outform', 'DER', '-out', 'signer.der');
    const identity = {
      key: signingKeyFromPkcs8(await readFile(openssl.path('signer.der'))),
      certificate: await certificate(openssl, 'signer'),
      chain: [await certificate(openssl, 'sub')],
    };
    await writeFile(openssl.path('content'), CONTENT);
    await writeFile(openssl.path('other'), CONTENT.subarray(1));
    for (const detached of [true, false]) {
      const cms = await signCades({
        content: bytesSource(CONTENT),
        detached,
        identities: [identity],
        signingTime: new Date(),
        digest: algorithms,
      });
      await writeFile(openssl.path('cms'), cms);
      const verify = (content: string) =>
        openssl(
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms', '-out', 'out'],
          ...(detached ? ['-content', content] : []),
          ...['-CAfile', 'root.pem', '-purpose', 'any'],
        );
      await t.notThrowsAsync(verify('content'));
      t.deepEqual(new Uint8Array(await readFile(openssl.path('out'))), CONTENT);
      if (detached) await t.throwsAsync(verify('other'));
      else {
        await writeFile(openssl.path('cms'), changeContent(cms));
        await t.throwsAsync(verify('content'));
      }
    }
  });
}

for (const caKey of ['gost256', 'gost512'] as const) {
  testWithGost(
    `the engine verifies certificates, CRLs and OCSP of our test PKI: ${caKey}`,
    async (t, openssl) => {
      const now = new Date();
      const pki = await createPki({ now, caKey });
      const { certificate: leaf } = await pki.issue({
        subject: { commonName: 'Лист' },
        key: caKey,
      });
      const crl = async (of: 'issuing' | 'root') => toPem('X509 CRL', await pki.crl(now, { of }));
      const files = {
        'root.pem': toPem('CERTIFICATE', pki.root.der),
        'chain.pem': toPem('CERTIFICATE', pki.root.der) + toPem('CERTIFICATE', pki.issuer.der),
        'issuer.pem': toPem('CERTIFICATE', pki.issuer.der),
        'leaf.pem': toPem('CERTIFICATE', leaf.der),
        'ocsp.der': await pki.ocsp(leaf),
      };
      for (const [name, content] of Object.entries(files)) {
        await writeFile(openssl.path(name), content);
      }
      const verify = async () => {
        await writeFile(openssl.path('crls.pem'), (await crl('issuing')) + (await crl('root')));
        return openssl(
          ...['verify', '-x509_strict', '-crl_check_all', '-CAfile', 'root.pem'],
          ...['-untrusted', 'issuer.pem', '-CRLfile', 'crls.pem', 'leaf.pem'],
        );
      };
      t.regex(String(await verify()), /OK/);
      const about = ['-issuer', 'issuer.pem', '-cert', 'leaf.pem', '-CAfile', 'chain.pem'];
      const status = await openssl('ocsp', '-respin', 'ocsp.der', '-no_nonce', ...about);
      t.regex(String(status), /leaf\.pem: good/);
      pki.revoke(leaf, new Date(now.getTime() - 1000));
      await t.throwsAsync(verify());
    },
  );
}

test('our PKI and our signatures: GOST and ECDSA in parallel under an ECDSA authority', async (t) => {
  const now = new Date();
  const pki = await createPki({ now });
  const subject = { commonName: 'Сидоров' };
  const identities = [
    await pki.issue({ subject, key: 'gost256' }),
    await pki.issue({ subject, key: 'gost512' }),
    await pki.issue({ subject, key: 'ec' }),
  ];
  const cms = await signCades({
    content: bytesSource(CONTENT),
    detached: true,
    identities,
    signingTime: now,
    digest: algorithms,
  });
  const crls = [await pki.crl(now), await pki.crl(now, { of: 'root' })].map(parseCrl);
  const evidence: Evidence = { certificates: [], crls, ocspResponses: [] };
  const judged = { cms, root: pki.root.der, evidence };
  await passesAndFails(t, judged, { title: 'parallel', attached: false });
});
