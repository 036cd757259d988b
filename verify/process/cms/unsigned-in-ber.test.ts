// RFC 5652 §5.3: "The unsignedAttrs … need not be DER encoded": tokens and validation data in BER count as in DER.
import test from 'ava';
import { explicit, sequence } from '../../../formats/asn1/encode.ts';
import { indefinite } from '../../../formats/asn1/indefinite.fixture.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { Attribute } from '../../../formats/cms/signed-data.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { algorithms, CONTENT } from './crafted.fixture.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const pki = await createPki({ now: NOW });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const tsa = await pki.issue({
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
});
const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })];
const kept = [signer, tsa].map(({ certificate }) => certificate.der);

const values: readonly Attribute[] = [
  { oid: OID.certificateValues, values: [sequence(pki.issuer.der)] },
  { oid: OID.revocationValues, values: [sequence(explicit(0, sequence(...crls)))] },
];

/** What tells trust lies in the unsigned attributes alone. */
async function report(written: (file: Uint8Array) => Uint8Array, without?: string) {
  const cms = await signCades({
    content: bytesSource(CONTENT),
    detached: true,
    identities: [{ ...signer, chain: [] }],
    signingTime: NOW,
    digest: algorithms,
  });
  const { content: _, ...parsed } = await parseSignedData(bytesSource(cms));
  const [signerInfo] = parsed.signerInfos;
  if (signerInfo === undefined) throw new Error('no signer');
  const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });
  const { token } = await client.stamp(signerInfo.signature);
  const unsignedAttributes = [{ oid: OID.signatureTimeStamp, values: [token] }, ...values].filter(
    ({ oid }) => oid !== without,
  );
  const file = encodeSignedData({
    ...parsed,
    certificates: [signer.certificate],
    signerInfos: [{ ...signerInfo, unsignedAttributes }],
  });
  return judge(written(file));
}

async function judge(file: Uint8Array) {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(file) },
    content: { name: 'a', source: bytesSource(CONTENT) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: NOW,
  });
  return signatures[0];
}

const ber = (file: Uint8Array) =>
  indefinite(file, [...kept, pki.issuer.der, pki.root.der, ...crls]);

for (const [title, written] of [
  ['DER', (file: Uint8Array) => file],
  ['BER', ber],
] as const) {
  test(`${title}: token, certificate-values and revocation-values count; without one of them it cannot be told`, async (t) => {
    const whole = await report(written);
    t.is(whole?.indication, 'TOTAL-PASSED', JSON.stringify(whole?.reason));
    t.is(
      whole?.timestamps[0]?.indication,
      'TOTAL-PASSED',
      JSON.stringify(whole?.timestamps[0]?.reason),
    );
    t.is(
      (await report(written, OID.certificateValues))?.subIndication,
      'NO_CERTIFICATE_CHAIN_FOUND',
    );
    t.not((await report(written, OID.revocationValues))?.indication, 'TOTAL-PASSED');
    t.deepEqual((await report(written, OID.signatureTimeStamp))?.timestamps, []);
  });
}

test('EN 319 122-1 §5.5.3 note 7: of what was written again in another encoding the index names nothing', async (t) => {
  const signed = await signCades({
    content: bytesSource(CONTENT),
    detached: true,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
  });
  const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });
  const evidence = { certificates: [], crls, ocspResponses: [] };
  const whole = await addValidationData(await addTimeStamp(signed, client), evidence);
  const request = { client, algorithms, digestOid: OID.sha256, content: bytesSource(CONTENT) };
  const archived = await addArchiveTimeStamp(whole, request);
  const verdict = async (file: Uint8Array) => {
    const report = await judge(file);
    const archive = report?.timestamps.find(({ kind }) => kind === 'archive-time-stamp');
    return [report?.level, archive?.indication, archive?.reason.code];
  };
  t.deepEqual(await verdict(archived), ['CAdES-B-LTA', 'TOTAL-PASSED', 'passed']);
  t.deepEqual(await verdict(ber(archived)), [
    'CAdES-B-LT',
    'TOTAL-FAILED',
    'time-stamp-index-differs',
  ]);
});
