// What openssl's TSA stamps, this engine passes, and the other way round; GOST by the engine.
import { writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { createGost } from '../../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseTimeStampResponse } from '../../../formats/tsp/response.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { toPem } from '../../../formats/x509/pem.ts';
import { testWithGost } from '../../../test-fixtures/peers/gost-openssl.ts';
import {
  createPki,
  type TestIdentity,
  type TestPki,
} from '../../../test-fixtures/pki/create-pki.ts';
import type { TestKeyType } from '../../../test-fixtures/pki/keys.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { answeredByOpenssl } from './openssl-tsa.fixture.ts';
import { validateTimeStamp } from './validate-time-stamp.ts';

// openssl's TSA has no clock but the system's, and certificates hold no fractions of a second.
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const algorithms = algorithmsOf([createNodeCrypto(), createGost()]);
const octets = new TextEncoder().encode('what is stamped');

interface Setting {
  readonly key: TestKeyType;
  /** As openssl calls it. */
  readonly digest: string;
  readonly digestOid: string;
}
const SETTINGS: readonly Setting[] = [
  { key: 'rsa', digest: 'sha256', digestOid: OID.sha256 },
  { key: 'ec', digest: 'sha512', digestOid: OID.sha512 },
  { key: 'gost256', digest: 'md_gost12_256', digestOid: OID.streebog256 },
  { key: 'gost512', digest: 'md_gost12_512', digestOid: OID.streebog512 },
];

async function world(key: TestKeyType): Promise<{ pki: TestPki; tsa: TestIdentity }> {
  const pki = await createPki({ now: NOW, caKey: key });
  const tsa = await pki.issue({
    subject: { commonName: 'TEST TSA' },
    key,
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  return { pki, tsa };
}

async function judge(token: Uint8Array, over: Uint8Array, pki: TestPki) {
  const time = new Date(Date.now() + 1000);
  const crls = await Promise.all([pki.crl(time), pki.crl(time, { of: 'root' })]);
  const certificates = [pki.issuer];
  return validateTimeStamp(
    { kind: 'signature-time-stamp', token, over },
    {
      trust: [{ certificate: pki.root }],
      evidence: { certificates, crls: crls.map((der) => parseCrl(der)), ocspResponses: [] },
      policy: defaultPolicy,
      algorithms,
      control: { time, source: 'validation-time' },
      validationTime: time,
      evidenceTime: time,
      fileTime: time,
    },
  );
}

for (const { key, digest, digestOid } of SETTINGS) {
  testWithGost(
    `peer: a token of openssl’s TSA (${key}) passes, over other octets it fails`,
    async (t, openssl) => {
      const { pki, tsa } = await world(key);
      const answer = await answeredByOpenssl(openssl, octets, { digest, tsa });
      const { token } = parseTimeStampResponse(answer);
      if (token === undefined) return t.fail('openssl gave no token');
      const { outcome, info } = await judge(token, octets, pki);
      t.is(outcome.indication, 'PASSED', JSON.stringify(outcome));
      t.deepEqual(info?.accuracy, { seconds: 1, milliseconds: 500, microseconds: 0 });
      t.true(info?.ordering);
      t.is(info?.messageImprint.algorithm.oid, digestOid);
      const other = await judge(token, Uint8Array.of(...octets, 0), pki);
      t.is(other.outcome.subIndication, 'HASH_FAILURE');
    },
  );

  testWithGost(
    `peer: openssl ts accepts a token of our TSA (${key}), over other octets not`,
    async (t, openssl) => {
      const { pki, tsa } = await world(key);
      const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms, digestOid });
      const { token } = await client.stamp(octets);
      const { path } = openssl;
      await writeFile(path('token'), token);
      await writeFile(path('data'), octets);
      await writeFile(path('other'), 'other');
      await writeFile(path('root.pem'), toPem('CERTIFICATE', pki.root.der));
      const verify = (data: string) =>
        openssl(
          ...['ts', '-verify', '-token_in', '-in', 'token', '-data', data],
          ...['-CAfile', 'root.pem'],
        );
      await t.notThrowsAsync(verify('data'));
      await t.throwsAsync(verify('other'));
    },
  );
}

test('without its provider a GOST token cannot be told, and proves no time', async (t: ExecutionContext) => {
  const { pki, tsa } = await world('gost256');
  const client = testTimeStamper({
    identity: tsa,
    now: () => NOW,
    algorithms,
    digestOid: OID.streebog256,
  });
  const { token } = await client.stamp(octets);
  const time = new Date(Date.now() + 1000);
  const { outcome } = await validateTimeStamp(
    { kind: 'signature-time-stamp', token, over: octets },
    {
      trust: [{ certificate: pki.root }],
      evidence: { certificates: [], crls: [], ocspResponses: [] },
      policy: defaultPolicy,
      algorithms: algorithmsOf([createNodeCrypto()]),
      control: { time, source: 'validation-time' },
      validationTime: time,
      evidenceTime: time,
      fileTime: time,
    },
  );
  t.is(outcome.indication, 'INDETERMINATE');
  t.is(outcome.reason?.code, 'provider-missing');
});
