// EN 319 102-1 §5.6.3.4 step 5: archive time-stamps of one second; what each is over tells which was made first.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import type { TimeStampClient } from '../../../signing/time-stamp/client.ts';
import { createPki, type TestPki } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { addIndexed, addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const START = new Date('2026-03-01T10:00:00Z');
const days = (count: number) => new Date(START.getTime() + count * 24 * 60 * 60 * 1000);
const text = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const content = bytesSource(text);

const pki = await createPki({ now: START });
const later = await createPki({ now: START, label: 'второй' });
const tsa = (commonName: string, until: number) => ({
  subject: { commonName },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
  notAfter: days(until),
});
const [signer, ended, lasting] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) }),
  pki.issue(tsa('ТЕСТ Служба штампов времени 1', 100)),
  later.issue(tsa('ТЕСТ Служба штампов времени 2', 3000)),
]);
const at = (identity: typeof ended, day: number) =>
  testTimeStamper({ identity, now: () => days(day), algorithms });
const data = async (of: TestPki, day: number) => ({
  certificates: [of.issuer],
  crls: [await of.crl(days(day)), await of.crl(days(day), { of: 'root' })],
  ocspResponses: [],
});

const FORMS = {
  'v2 with tag': (cms: Uint8Array, client: TimeStampClient) =>
    addStamp(cms, { client, type: OID.archiveTimeStampV2, make: archiveV2('tagged', text) }),
  'v2 bare': (cms: Uint8Array, client: TimeStampClient) =>
    addStamp(cms, { client, type: OID.archiveTimeStampV2, make: archiveV2('bare', text) }),
  v3: (cms: Uint8Array, client: TimeStampClient) => addIndexed(cms, { client, content: text }),
} as const;
type Form = keyof typeof FORMS;

/** Signed and stamped on the first day, all that tells the status of its TSA inside since day 89. */
const kept = await (async () => {
  const signed = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: START,
    digest: algorithms,
  });
  const stamped = await addTimeStamp(signed, at(ended, 0.5));
  const complete = await addValidationData(stamped, await data(pki, 1));
  return addValidationData(complete, await data(pki, 89));
})();

async function judge(cms: Uint8Array) {
  const lists = [await data(pki, 399), await data(later, 399)].flatMap(({ crls }) => crls);
  const { signatures } = await validateSignatures({
    signature: { name: 'contract.p7s', source: bytesSource(cms) },
    content: { name: 'contract', source: content },
    trust: [{ certificate: pki.root }, { certificate: later.root }],
    evidence: { certificates: [later.issuer], crls: lists.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: days(400),
  });
  const [report] = signatures;
  if (report === undefined) throw new Error('no signature');
  const archives = report.timestamps.filter(({ kind }) => kind === 'archive-time-stamp');
  return {
    ...report,
    told: JSON.stringify([report.reason, archives.map(({ reason }) => reason)]),
    held: archives.filter(({ indication }) => indication === 'TOTAL-PASSED').length,
    intact: archives.filter(({ intact }) => intact).length,
  };
}

/** The unsigned attributes of `from` that `cms` has not, beside its own. */
async function moved(from: Uint8Array, cms: Uint8Array): Promise<Uint8Array> {
  const [source, target] = [
    await parseSignedData(bytesSource(from)),
    await parseSignedData(bytesSource(cms)),
  ];
  const { content: _, signerInfos, ...parsed } = target;
  const more = source.signerInfos[0]?.unsignedAttributes?.filter(({ encoded }) => {
    const own = signerInfos[0]?.unsignedAttributes ?? [];
    return !own.some((each) => equalBytes(each.encoded, encoded));
  });
  return encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map((info) => ({
      ...info,
      unsignedAttributes: [...(info.unsignedAttributes ?? []), ...(more ?? [])],
    })),
  });
}

for (const first of Object.keys(FORMS) as Form[]) {
  for (const second of Object.keys(FORMS) as Form[]) {
    test(`${second} over ${first} of the same second: the one proves the other`, async (t) => {
      const once = await FORMS[first](kept, at(ended, 90));
      const report = await judge(await FORMS[second](once, at(lasting, 90)));
      t.is(report.indication, 'TOTAL-PASSED', report.told);
      t.is(report.held, 2, report.told);
      t.is(report.level, 'CAdES-B-LTA');
    });
  }
}

test('three of one second, each over those before it', async (t) => {
  let cms = kept;
  for (const [form, identity] of [
    ['v2 with tag', ended],
    ['v3', ended],
    ['v2 bare', lasting],
  ] as const) {
    cms = await FORMS[form](cms, at(identity, 90));
  }
  const report = await judge(cms);
  t.is(report.indication, 'TOTAL-PASSED', report.told);
  t.is(report.held, 3, report.told);
});

for (const form of Object.keys(FORMS) as Form[]) {
  test(`its twins, ${form}: of two tokens of an ended TSA neither proves the other, nor one itself`, async (t) => {
    const once = await FORMS[form](kept, at(ended, 90));
    const alone = await judge(once);
    t.is(alone.indication, 'INDETERMINATE', alone.told);
    const twice = await judge(await FORMS[form](once, at(ended, 90)));
    t.is(twice.indication, 'INDETERMINATE', twice.told);
    t.deepEqual([twice.intact, twice.held], [2, 0], twice.told);
  });

  test(`its twin, ${form}: a good token of the same second that is not over the other does not prove it`, async (t) => {
    const once = await FORMS.v3(kept, at(ended, 90));
    const beside = await moved(await FORMS[form](kept, at(lasting, 90)), once);
    const report = await judge(beside);
    t.is(report.indication, 'TOTAL-PASSED', report.told);
    t.deepEqual([report.intact, report.held], [2, 1], report.told);
  });
}
