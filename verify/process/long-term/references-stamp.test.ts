// EN 319 122-2 annex A.2.2: a CAdES-C-time-stamp is over the signature-time-stamps, and so proves them (§5.6.2.3).
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { oid, rawOf } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { joinBytes } from '../../../formats/join-bytes.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const START = new Date('2026-03-01T10:00:00Z');
const days = (count: number) => new Date(START.getTime() + count * 24 * 60 * 60 * 1000);
const content = bytesSource(new TextEncoder().encode('Договор № 7'));
const pki = await createPki({ now: START });
const tsaUntil = (notAfter: Date) =>
  pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    notAfter,
  });
const [signer, short, long] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) }),
  tsaUntil(days(100)),
  tsaUntil(days(360)),
]);
const client = (identity: TestIdentity, at: number) =>
  testTimeStamper({ identity, now: () => days(at), algorithms });

/** The signature with a CAdES-C-time-stamp over it and, if asked, over the signature-time-stamp. */
async function withReferencesStamp(cms: Uint8Array, at: number): Promise<Uint8Array> {
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  const [info] = signerInfos;
  if (info === undefined) throw new Error('no signer');
  const { unsignedAttributes = [], signature } = info;
  const stamps = unsignedAttributes.map(({ values }) =>
    joinBytes([oid(OID.signatureTimeStamp), rawOf(TAG.set, values)]),
  );
  const { token } = await client(long, at).stamp(joinBytes([signature, ...stamps]));
  const attribute = { oid: OID.escTimeStamp, values: [token] };
  return encodeSignedData({
    ...parsed,
    signerInfos: [{ ...info, unsignedAttributes: [...unsignedAttributes, attribute] }],
  });
}

/** After signer and first authority have ended, by lists that whoever asks has kept since day 25. */
async function judge(cms: Uint8Array) {
  const fresh = { nextUpdate: days(300) };
  const lists = [await pki.crl(days(21), fresh), await pki.crl(days(21), { of: 'root', ...fresh })];
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }],
    evidence: {
      certificates: [pki.issuer],
      crls: lists.map(parseCrl),
      ocspResponses: [],
    },
    policy: defaultPolicy,
    algorithms,
    time: days(200),
    evidenceProvenAt: days(25),
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

const signed = await signCades({
  ...{ content, detached: true, identities: [signer], signingTime: START },
  digest: algorithms,
});

test('EN 319 102-1 §5.6.3.4: a CAdES-C-time-stamp that holds proves the signature and the time-stamps under it', async (t) => {
  const stamped = await addTimeStamp(signed, client(short, 0.5));
  const report = await judge(await withReferencesStamp(stamped, 20));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify([report.reason, report.timestamps]));
  t.is(report.bestSignatureTime, days(0.5).toISOString());
  t.true(report.timestamps.every(({ indication }) => indication === 'TOTAL-PASSED'));
});

test('its twins: without it, or made after the ends, nothing is proven', async (t) => {
  const stamped = await addTimeStamp(signed, client(short, 0.5));
  t.is((await judge(stamped)).indication, 'INDETERMINATE');
  const late = await judge(await withReferencesStamp(stamped, 110));
  t.is(late.indication, 'INDETERMINATE', JSON.stringify(late.reason));
});
