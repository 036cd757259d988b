// EN 319 122-1 §6.3: a level is told where what it asks for was verified; each twin has material that only looks so.
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../signing/cades/add-validation-data.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { validateSignatures } from './validate-signatures.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const HOUR = 60 * 60 * 1000;
const hours = (count: number) => new Date(NOW.getTime() + count * HOUR);
const algorithms = algorithmsOf([nodeCrypto]);
const text = new TextEncoder().encode('Договор № 7');
const content = bytesSource(text);
const pki = await createPki({ now: NOW });
const stranger = await pki.otherRoot();
const tsaPki = await createPki({ now: NOW, label: 'времени' });
const tsaOf = (of: TestPki) =>
  of.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const [tsa, otherTsa] = await Promise.all([tsaOf(pki), tsaOf(tsaPki)]);
const clientOf = (identity: typeof tsa, at: number) =>
  testTimeStamper({ identity, now: () => hours(at), algorithms });

async function stamped(by = tsa): Promise<Uint8Array> {
  const cms = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
  });
  return addTimeStamp(cms, clientOf(by, 1));
}

const listsOf = async (of: TestPki, at = hours(2)) => [
  await of.crl(at),
  await of.crl(at, { of: 'root' }),
];
const NONE = { certificates: [pki.issuer], crls: [], ocspResponses: [] };
const archive = (cms: Uint8Array, at: number) =>
  addArchiveTimeStamp(cms, {
    ...{ client: clientOf(tsa, at), algorithms, digestOid: OID.sha256, content },
  });

async function levelOf(cms: Uint8Array): Promise<string> {
  const lists = [...(await listsOf(pki, hours(4))), ...(await listsOf(tsaPki, hours(4)))];
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }, { certificate: tsaPki.root }],
    evidence: { certificates: [tsaPki.issuer], crls: lists.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: hours(5),
  });
  const [signature] = signatures;
  if (signature?.indication !== 'TOTAL-PASSED') {
    throw new Error(`not passed: ${JSON.stringify(signature?.reason)}`);
  }
  return signature.level;
}

test('CAdES-B-T: a signature-time-stamp that holds', async (t) => {
  t.is(await levelOf(await stamped()), 'CAdES-B-T');
});

test('CAdES-B-LT: CRLs of the authorities inside; by OCSP too', async (t) => {
  const crls = await listsOf(pki);
  t.is(await levelOf(await addValidationData(await stamped(), { ...NONE, crls })), 'CAdES-B-LT');
  const ocspResponses = [
    await pki.ocsp(signer.certificate, hours(2)),
    await pki.ocsp(tsa.certificate, hours(2)),
  ];
  const byOcsp = { ...NONE, crls: crls.slice(1), ocspResponses };
  t.is(await levelOf(await addValidationData(await stamped(), byOcsp)), 'CAdES-B-LT');
});

test('no CAdES-B-LT: CRLs that bear the issuers’ names and are signed by a stranger', async (t) => {
  const crls = await listsOf(stranger);
  t.is(await levelOf(await addValidationData(await stamped(), { ...NONE, crls })), 'CAdES-B-T');
});

test('no CAdES-B-LT: OCSP answers about these serial numbers from a stranger', async (t) => {
  const [, root] = await listsOf(pki);
  const ocspResponses = [
    await stranger.ocsp(signer.certificate, hours(2)),
    await stranger.ocsp(tsa.certificate, hours(2)),
  ];
  const data = { ...NONE, crls: root === undefined ? [] : [root], ocspResponses };
  t.is(await levelOf(await addValidationData(await stamped(), data)), 'CAdES-B-T');
});

test('no CAdES-B-LT: CRLs that were stale already when it was signed', async (t) => {
  const [at, nextUpdate] = [hours(-48), hours(-24)];
  const crls = [await pki.crl(at, { nextUpdate }), await pki.crl(at, { of: 'root', nextUpdate })];
  t.is(await levelOf(await addValidationData(await stamped(), { ...NONE, crls })), 'CAdES-B-T');
});

test('no CAdES-B-LT: nothing inside tells the status of the TSA’s certificate', async (t) => {
  const crls = await listsOf(pki);
  const cms = await stamped(otherTsa);
  t.is(await levelOf(await addValidationData(cms, { ...NONE, crls })), 'CAdES-B-T');
  const all = {
    ...{ certificates: [pki.issuer, tsaPki.issuer], ocspResponses: [] },
    crls: [...crls, ...(await listsOf(tsaPki))],
  };
  t.is(await levelOf(await addValidationData(cms, all)), 'CAdES-B-LT');
});

test('CAdES-B-LTA: an archive time-stamp over the data; no CAdES-B-LTA: over the signature before they came', async (t) => {
  const data = { ...NONE, crls: await listsOf(pki) };
  const good = await archive(await addValidationData(await stamped(), data), 3);
  t.is(await levelOf(good), 'CAdES-B-LTA');
  const before = await addValidationData(await archive(await stamped(), 3), data);
  t.is(await levelOf(before), 'CAdES-B-LT');
  t.is(await levelOf(await archive(before, 3.5)), 'CAdES-B-LTA', 'and after a second one');
});

test('more data that came later take no level away', async (t) => {
  const data = { ...NONE, crls: await listsOf(pki) };
  const good = await archive(await addValidationData(await stamped(), data), 3);
  const more = { ...NONE, crls: await listsOf(pki, hours(3.5)) };
  t.is(await levelOf(await addValidationData(good, more)), 'CAdES-B-LTA');
});
