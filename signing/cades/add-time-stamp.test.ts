import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { parseTimeStampToken } from '../../formats/tsp/token.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { bank, head } from '../../test-fixtures/pki/subjects.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { TimeStampError } from '../time-stamp/time-stamp-error.ts';
import { addTimeStamp } from './add-time-stamp.ts';
import { signCades } from './sign-cades.ts';

const NOW = new Date('2026-03-10T09:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const content = new TextEncoder().encode('contract');
const pki = await createPki({ now: NOW });
const [signer, second, tsa] = await Promise.all([
  pki.issue({ subject: head }),
  pki.issue({ subject: { ...head, commonName: bank.name }, key: 'rsa' }),
  pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  }),
]);
const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });
const sign = (detached: boolean) =>
  signCades({
    content: bytesSource(content),
    detached,
    identities: [signer, second],
    signingTime: NOW,
    digest: algorithms,
  });
const read = (cms: Uint8Array) => parseSignedData(bytesSource(cms));

for (const detached of [true, false]) {
  const kind = detached ? 'detached' : 'attached';
  test(`EN 319 122-1 §5.3: each signature of a ${kind} CMS gets a token over its value, and nothing else changes`, async (t) => {
    const before = await read(await sign(detached));
    const after = await read(await addTimeStamp(await sign(detached), client));
    t.is(after.content?.size, before.content?.size);
    t.is(after.certificates.length, before.certificates.length);
    for (const [index, signerInfo] of after.signerInfos.entries()) {
      t.deepEqual(signerInfo.sid, before.signerInfos[index]?.sid);
      const [attribute, ...others] = signerInfo.unsignedAttributes ?? [];
      t.is(attribute?.oid, OID.signatureTimeStamp);
      t.deepEqual(others, []);
      const { info } = await parseTimeStampToken(attribute?.values[0] ?? new Uint8Array());
      const digest = await algorithms.digest(OID.sha256)?.digest(signerInfo.signature);
      t.deepEqual(new Uint8Array(info.messageImprint.digest), digest);
    }
  });
}

test('a signature that has its time-stamp keeps that one', async (t) => {
  const once = await addTimeStamp(await sign(true), client);
  t.deepEqual(await addTimeStamp(once, client), once);
});

test('without a token there is no CAdES-B-T: the TSA’s refusal is told', async (t) => {
  const down = { stamp: () => Promise.reject(new TimeStampError('unreachable', 'down')) };
  const error = await t.throwsAsync(addTimeStamp(await sign(true), down), {
    instanceOf: TimeStampError,
  });
  t.is(error?.code, 'unreachable');
});

testWith('openssl', 'openssl')(
  'peer: openssl cms accepts CAdES-B-T, and openssl ts its token over the signature value',
  async (t) => {
    const cms = await addTimeStamp(await sign(true), client);
    const [signerInfo] = (await read(cms)).signerInfos;
    const path = await scratchFolder(t, {
      cms,
      content,
      value: signerInfo?.signature ?? new Uint8Array(),
      token: signerInfo?.unsignedAttributes?.[0]?.values[0] ?? new Uint8Array(),
      'root.pem': toPem('CERTIFICATE', pki.root.der),
    });
    const at = ['-CAfile', path('root.pem'), '-attime', String(NOW.getTime() / 1000)];
    const verified = await runPeer('openssl', [
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', path('cms')],
      ...['-content', path('content'), '-purpose', 'any', ...at],
    ]);
    t.true(verified.ok, verified.output);
    const stamped = await runPeer('openssl', [
      ...['ts', '-verify', '-token_in', '-in', path('token'), '-data', path('value'), ...at],
    ]);
    t.true(stamped.ok, stamped.output);
  },
);
