// EN 319 102-1 §5.6.3.4 step 5: archive time-stamps of one second; what each is over tells which was made first.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import type { TimeStampClient } from '../../../signing/time-stamp/client.ts';
import { addIndexed, addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import { complete, data, ended, judgeOn, lasting, pki, stamper, text } from './archived.fixture.ts';

const FORMS = {
  'v2 with tag': (cms: Uint8Array, client: TimeStampClient) =>
    addStamp(cms, { client, type: OID.archiveTimeStampV2, make: archiveV2('tagged', text) }),
  'v2 bare': (cms: Uint8Array, client: TimeStampClient) =>
    addStamp(cms, { client, type: OID.archiveTimeStampV2, make: archiveV2('bare', text) }),
  v3: (cms: Uint8Array, client: TimeStampClient) => addIndexed(cms, { client, content: text }),
} as const;
type Form = keyof typeof FORMS;

/** All that tells the status of the first TSA is inside since day 89. */
const kept = await addValidationData(await complete(), await data(pki, 89));

async function judge(cms: Uint8Array) {
  const { signature: report } = await judgeOn(400, cms);
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

/** The file with its last unsigned attribute once more. */
async function again(cms: Uint8Array): Promise<Uint8Array> {
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  return encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map(({ unsignedAttributes = [], ...info }) => ({
      ...info,
      unsignedAttributes: [
        ...unsignedAttributes,
        ...unsignedAttributes.filter(({ oid }) => ARCHIVE.has(oid)),
      ],
    })),
  });
}

const ARCHIVE: ReadonlySet<string> = new Set([OID.archiveTimeStampV2, OID.archiveTimeStampV3]);

for (const first of Object.keys(FORMS) as Form[]) {
  for (const second of Object.keys(FORMS) as Form[]) {
    test(`${second} over ${first} of the same second: the one proves the other`, async (t) => {
      const once = await FORMS[first](kept, stamper(ended, 90));
      const report = await judge(await FORMS[second](once, stamper(lasting, 90)));
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
    cms = await FORMS[form](cms, stamper(identity, 90));
  }
  const report = await judge(cms);
  t.is(report.indication, 'TOTAL-PASSED', report.told);
  t.is(report.held, 3, report.told);
});

for (const form of Object.keys(FORMS) as Form[]) {
  test(`its twins, ${form}: of two tokens of an ended TSA neither proves the other, nor one itself`, async (t) => {
    const once = await FORMS[form](kept, stamper(ended, 90));
    const alone = await judge(once);
    t.is(alone.indication, 'INDETERMINATE', alone.told);
    const twice = await judge(await FORMS[form](once, stamper(ended, 90)));
    t.is(twice.indication, 'INDETERMINATE', twice.told);
    t.deepEqual([twice.intact, twice.held], [2, 0], twice.told);
  });

  test(`its twin, ${form}: a token of an ended TSA that is there twice proves neither of the two`, async (t) => {
    const once = await FORMS[form](kept, stamper(ended, 90));
    const report = await judge(await again(once));
    t.is(report.indication, 'INDETERMINATE', report.told);
    t.deepEqual([report.intact, report.held], [2, 0], report.told);
  });

  test(`its twin, ${form}: a good token of the same second that is not over the other does not prove it`, async (t) => {
    const once = await FORMS.v3(kept, stamper(ended, 90));
    const beside = await moved(await FORMS[form](kept, stamper(lasting, 90)), once);
    const report = await judge(beside);
    t.is(report.indication, 'TOTAL-PASSED', report.told);
    t.deepEqual([report.intact, report.held], [2, 1], report.told);
  });
}
