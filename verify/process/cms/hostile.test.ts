import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { type ByteSource, bytesSource } from '../../../formats/byte-source.ts';
import {
  encodeSignedAttributes,
  encodeSignedData,
} from '../../../formats/cms/encode-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { certificatesIn } from '../../../formats/x509/certificate-files.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../../signing/keys/pkcs8.ts';
import { corpora } from '../../../test-fixtures/peers/corpora.ts';
import { withOpenssl } from '../../../test-fixtures/peers/openssl.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { textReport } from '../../report/text-report.ts';
import type { TrustAnchor } from '../../trust/trust.ts';
import { SIGNATURES_LIMIT } from '../read-signatures.ts';
import { validateSignatures } from '../validate-signatures.ts';
import type { NamedSource, ValidationInput } from '../validation-input.ts';
import { isAttributeSet } from './content-ambiguity.ts';

const NOW = new Date();
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const signer = await pki.issue({ subject: { commonName: 'Лебедева' } });
const crls = await Promise.all(
  (['issuing', 'root'] as const).map(async (of) => parseCrl(await pki.crl(NOW, { of }))),
);
const CONTENT: Uint8Array = new TextEncoder().encode('act of acceptance');
const good = await signCades({
  content: bytesSource(CONTENT),
  detached: true,
  identities: [signer],
  signingTime: NOW,
  digest: algorithms,
});

function inputOf(signature: NamedSource): ValidationInput {
  return {
    signature,
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: new Date(NOW.getTime() + 60_000),
    algorithms,
  };
}

function judge(cms: Uint8Array, content = CONTENT, trust?: readonly TrustAnchor[]) {
  return validateSignatures({
    ...inputOf({ name: 'act.p7s', source: bytesSource(cms) }),
    content: { name: 'act', source: bytesSource(content) },
    ...(trust === undefined ? {} : { trust }),
  });
}

test('any mutation of a signature file is judged or FormatError; a pass hands back the true content', async (t) => {
  t.is((await judge(good)).signatures[0]?.indication, 'TOTAL-PASSED');
  const digest = (await algorithms.digest('2.16.840.1.101.3.4.2.1')?.digest(CONTENT)) ?? [];
  const change = fc.record({
    at: fc.nat(good.length - 1),
    value: fc.nat(255),
    kind: fc.constantFrom('set', 'insert', 'remove', 'truncate'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      let bytes = [...good];
      for (const { at, value, kind } of changes) {
        if (kind === 'set') bytes[at] = value;
        else if (kind === 'insert') bytes.splice(at, 0, value);
        else if (kind === 'remove') bytes.splice(at, 1);
        else bytes = bytes.slice(0, at);
      }
      try {
        const report = await judge(Uint8Array.from(bytes));
        textReport(report, 'ru');
        for (const { indication, signedContent, signer: who } of report.signatures) {
          if (indication !== 'TOTAL-PASSED') continue;
          t.deepEqual(
            signedContent.map((each) => each.digest),
            [Buffer.from(digest).toString('hex')],
          );
          t.is(who?.commonName, 'Лебедева');
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 400 },
  );
});

test('over the limit of signatures in one file: FormatError limit, before any is judged', async (t) => {
  const cms = await signCades({
    content: bytesSource(CONTENT),
    detached: true,
    identities: Array.from({ length: SIGNATURES_LIMIT + 1 }, () => signer),
    signingTime: NOW,
    digest: algorithms,
  });
  await t.throwsAsync(judge(cms), { instanceOf: FormatError, message: /limit of 128/ });
});

const attributes = encodeSignedAttributes([{ oid: '1.2.3', values: [new Uint8Array([5, 0])] }]);
for (const [title, bytes, ambiguous] of [
  ['a set of attributes', attributes, true],
  [
    'the same with indefinite length',
    new Uint8Array([0x31, 0x80, ...attributes.subarray(2), 0, 0]),
    true,
  ],
  [
    'the same with a padded length',
    new Uint8Array([0x31, 0x82, 0, attributes.length - 2, ...attributes.subarray(2)]),
    true,
  ],
  ['an octet more behind', new Uint8Array([...attributes, 0]), false],
  ['text that begins with 1', new TextEncoder().encode('1 March'), false],
  ['a set of something else', new Uint8Array([0x31, 3, 2, 1, 5]), false],
  ['nothing', new Uint8Array(), false],
  ['one octet', new Uint8Array([0x31]), false],
] as const) {
  test(`content that is ${title} ${ambiguous ? 'is' : 'is not'} ambiguous`, async (t) => {
    t.is(await isAttributeSet(bytesSource(bytes)), ambiguous);
  });
}

test('content without attributes over 1 MiB that opens as an exact SET is taken for attributes', async (t) => {
  const size = 2 * 1024 * 1024;
  const content = new Uint8Array(size);
  content.set([0x31, 0x83, ...[(size - 5) >> 16, ((size - 5) >> 8) & 255, (size - 5) & 255]]);
  t.true(await isAttributeSet(bytesSource(content)));
  content[4] = 0;
  t.false(await isAttributeSet(bytesSource(content)));
});

test('content that changes between two readings is not what was signed', async (t) => {
  // Signed without attributes: the value is over the content itself, which is read twice.
  const { issuer, serialNumber } = signer.certificate;
  const cms = encodeSignedData({
    contentType: '1.2.840.113549.1.7.1',
    certificates: [signer.certificate, pki.issuer],
    signerInfos: [
      {
        sid: { kind: 'issuer-and-serial', issuer, serialNumber },
        digestAlgorithm: { oid: signer.key.digestOid },
        signatureAlgorithm: signer.key.signatureAlgorithm,
        signature: await signer.key.sign(CONTENT),
      },
    ],
  });
  const ask = async (source: ByteSource) => {
    const signature = { name: 'act.p7s', source: bytesSource(cms) };
    const { signatures } = await validateSignatures({
      ...inputOf(signature),
      content: { name: 'act', source },
    });
    return signatures[0];
  };
  t.is((await ask(bytesSource(CONTENT)))?.indication, 'TOTAL-PASSED');
  let readings = 0;
  const shifting: ByteSource = {
    size: CONTENT.length,
    read: async (offset, length) => {
      // The probe for ambiguous content asks for 8 octets; the whole is read after it.
      if (length > 8) readings += 1;
      const shown = readings === 1 ? new Uint8Array(CONTENT.length).fill(65) : CONTENT;
      return shown.subarray(offset, offset + length);
    },
  };
  const report = await ask(shifting);
  t.is(readings, 2);
  t.deepEqual([report?.indication, report?.signedContent], ['TOTAL-FAILED', []]);
});

const gostTest = corpora === undefined ? test.skip : test;
const lacking = corpora === undefined ? ' (needs shared/corpora beside the checkout)' : '';
gostTest(
  `GOST without its provider: INDETERMINATE, naming algorithm and provider${lacking}`,
  async (t) => {
    const file = await readFile(new URL('gost/signed_a111.pem', corpora));
    const { signatures } = await judge(new Uint8Array(file));
    t.true(signatures.length > 0);
    for (const { indication, reason, signedContent } of signatures) {
      t.is(indication, 'INDETERMINATE');
      t.deepEqual(signedContent, []);
      t.like(reason, { code: 'provider-missing', facts: { provider: 'gost' } });
    }
  },
);

const opensslTest = testWith('openssl', 'openssl');
opensslTest(
  'Ed25519 under a certificate that is itself the anchor: passes, and only there',
  async (t) => {
    const { certificate, key } = await withOpenssl(async (openssl) => {
      const request = ['-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=Ed'];
      await openssl('req', ...request, '-keyout', 'key', '-out', 'crt');
      const [found] = certificatesIn(await openssl.read('crt'));
      return { certificate: found, key: signingKeyFromPkcs8(await openssl.read('key')) };
    });
    if (certificate === undefined) throw new Error('openssl made no certificate');
    const cms = await signCades({
      content: bytesSource(CONTENT),
      detached: true,
      identities: [{ key, certificate, chain: [] }],
      signingTime: NOW,
      digest: algorithms,
    });
    const [passed] = (await judge(cms, CONTENT, [{ certificate }])).signatures;
    t.is(passed?.indication, 'TOTAL-PASSED', JSON.stringify(passed?.reason));
    const [alone] = (await judge(cms)).signatures;
    t.is(alone?.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
    t.true(alone?.cryptographicallyValid);
  },
);
