// What openssl signs, this engine passes; the same with one octet of the document changed, it fails.
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { toPem } from '../../../formats/x509/pem.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { type Openssl, withOpenssl } from '../../../test-fixtures/peers/openssl.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';

const NOW = new Date();
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const subject = { commonName: 'Сидоров' };
const rsa = await pki.issue({ subject, key: 'rsa' });
const ec = await pki.issue({ subject, key: 'ec' });
const crls = await Promise.all(
  (['issuing', 'root'] as const).map(async (of) => parseCrl(await pki.crl(NOW, { of }))),
);
const CONTENT: Uint8Array = new TextEncoder().encode('Bill of lading 44\nline two\n'.repeat(900));
const opensslTest = testWith('openssl', 'openssl');

async function prepare(openssl: Openssl): Promise<void> {
  await openssl.write('content', CONTENT);
  await openssl.write('issuer.pem', toPem('CERTIFICATE', pki.issuer.der));
  await openssl.write('root.pem', toPem('CERTIFICATE', pki.root.der));
  for (const [name, { certificate, pkcs8 }] of Object.entries({ rsa, ec })) {
    await openssl.write(`${name}.pem`, toPem('CERTIFICATE', certificate.der));
    await openssl.write(`${name}.key`, toPem('PRIVATE KEY', pkcs8));
  }
}

async function judge(cms: Uint8Array, content: Uint8Array | undefined) {
  const report = await validateSignatures({
    signature: { name: 'cms', source: bytesSource(cms) },
    ...(content === undefined
      ? {}
      : { content: { name: 'content', source: bytesSource(content) } }),
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms,
  });
  return report.signatures;
}

const by = (name: string) => ['-signer', `${name}.pem`, '-inkey', `${name}.key`];
const CASES: readonly (readonly [title: string, options: readonly string[]])[] = [
  ['RSA detached', [...by('rsa')]],
  ['ECDSA detached', [...by('ec')]],
  ['CAdES', [...by('ec'), '-cades']],
  ['attached', [...by('rsa'), '-nodetach']],
  ['attached BER stream', [...by('rsa'), '-nodetach', '-stream', '-indef']],
  ['detached BER', [...by('ec'), '-stream', '-indef']],
  ['by subject key identifier', [...by('ec'), '-keyid']],
  ['without attributes', [...by('rsa'), '-noattr']],
  [
    'without attributes, attached, ECDSA',
    [...by('ec'), '-noattr', '-nodetach', '-stream', '-indef'],
  ],
  ['SHA-512', [...by('rsa'), '-md', 'sha512']],
  ['SHA-384', [...by('ec'), '-md', 'sha384']],
  ['RSASSA-PSS', [...by('rsa'), '-keyopt', 'rsa_padding_mode:pss']],
  ['two signers', [...by('rsa'), ...by('ec')]],
  ['PEM', [...by('rsa'), '-outform', 'PEM']],
];

for (const [title, options] of CASES) {
  opensslTest(
    `openssl cms -sign, ${title}: passes, and fails over a changed document`,
    async (t) => {
      const cms = await withOpenssl(async (openssl) => {
        await prepare(openssl);
        const common = ['-binary', '-in', 'content', '-certfile', 'issuer.pem', '-outform', 'DER'];
        await openssl('cms', '-sign', ...common, ...options, '-out', 'cms');
        return openssl.read('cms');
      });
      const attached = options.includes('-nodetach');
      const signatures = await judge(cms, attached ? undefined : CONTENT);
      t.is(signatures.length, title === 'two signers' ? 2 : 1);
      for (const { indication, reason, signedContent } of signatures) {
        t.is(indication, 'TOTAL-PASSED', JSON.stringify(reason));
        t.is(signedContent[0]?.size, CONTENT.length);
      }

      const changed = attached ? changeContent(cms) : cms;
      const content = Uint8Array.from(CONTENT);
      content[5] = (content[5] ?? 0) ^ 1;
      for (const signature of await judge(changed, attached ? undefined : content)) {
        t.is(signature.indication, 'TOTAL-FAILED');
        t.false(signature.intact);
        t.deepEqual(signature.signedContent, []);
      }
    },
  );
}

/** One octet of the attached document, where its text stands in the file. */
function changeContent(cms: Uint8Array): Uint8Array {
  const changed = Buffer.from(cms);
  const at = changed.indexOf('line two');
  changed[at] = (changed[at] ?? 0) ^ 1;
  return new Uint8Array(changed);
}

opensslTest(
  'what passes here, openssl verifies; what it refuses, does not pass here',
  async (t) => {
    const cms = await signCades({
      content: bytesSource(CONTENT),
      detached: true,
      identities: [rsa, ec],
      signingTime: NOW,
      digest: algorithms,
    });
    await withOpenssl(async (openssl) => {
      await prepare(openssl);
      await openssl.write('cms', cms);
      const verify = (content: string) =>
        openssl(
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms'],
          ...['-content', content, '-CAfile', 'root.pem', '-purpose', 'any', '-out', 'out'],
        );
      await t.notThrowsAsync(verify('content'));
      t.deepEqual(
        (await judge(cms, CONTENT)).map(({ indication }) => indication),
        ['TOTAL-PASSED', 'TOTAL-PASSED'],
      );
      await openssl.write('other', CONTENT.subarray(1));
      await t.throwsAsync(verify('other'));
      t.false((await judge(cms, CONTENT.subarray(1))).some(({ intact }) => intact));
    });
  },
);
