// RFC 5126 §6.4.1, RFC 5652 §5.3: archive time-stamps that are values of one attribute, each over the attribute as it
// was before the value came: with fewer values, or not there yet.
import test from 'ava';
import { oid, sequence, set } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import {
  addStamp,
  addValue,
  archiveV2,
  type Maker,
  withElement,
} from '../cms/archive-stamps.fixture.ts';
import {
  algorithms,
  complete,
  data,
  days,
  ended,
  judgeOn,
  lasting,
  pki,
  stamper,
  text,
} from './archived.fixture.ts';

const FORMS = ['tagged', 'bare'] as const;
type Form = (typeof FORMS)[number];
const over = (form: Form) => archiveV2(form, text);

/** All that tells the status of the first TSA is inside since day 89. */
const kept = await addValidationData(await complete(), await data(pki, 89));
const stampedOn = (day: number, form: Form, make: Maker = over(form)) =>
  addStamp(kept, { client: stamper(ended, day), type: OID.archiveTimeStampV2, make });

/** As who relies on the second TSA alone: the first has ended, and holds by what the second proves. */
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

/** What a stamp would be over were there no archive time-stamp yet. */
const withoutArchives =
  (make: Maker): Maker =>
  (signedData, { unsignedAttributes = [], ...signerInfo }) =>
    make(signedData, {
      ...signerInfo,
      unsignedAttributes: unsignedAttributes.filter(({ oid: type }) => {
        return type !== OID.archiveTimeStampV2;
      }),
    });

/** The values of the archive-time-stamp-v2 attribute of `cms`, written anew. */
async function withValues(
  cms: Uint8Array,
  change: (values: readonly Uint8Array[]) => readonly Uint8Array[],
): Promise<Uint8Array> {
  const { signerInfos } = await parseSignedData(bytesSource(cms));
  const archive = signerInfos[0]?.unsignedAttributes?.find((one) => {
    return one.oid === OID.archiveTimeStampV2;
  });
  if (archive === undefined) throw new Error('no archive time-stamp');
  const changed = sequence(oid(archive.oid), set(...change(archive.values)));
  return withElement(cms, archive.encoded, changed);
}

for (const form of FORMS) {
  for (const [title, first, second] of [
    ['later', 89.5, 90],
    ['in the same second', 90, 90],
  ] as const) {
    for (const place of ['last', 'first'] as const) {
      test(`${form}: a value that came ${title}, standing ${place}, is over the one before it and proves it`, async (t) => {
        const client = stamper(lasting, second);
        const cms = await addValue(await stampedOn(first, form), {
          ...{ client, make: over(form), place },
        });
        const report = await judge(cms);
        t.is(report.indication, 'TOTAL-PASSED', report.told);
        t.deepEqual([report.intact, report.held], [2, 2], report.told);
        t.is(report.level, 'CAdES-B-LTA');
      });
    }
  }

  test(`${form}: of three values each is over those before it`, async (t) => {
    let cms = await stampedOn(88, form);
    for (const [identity, day] of [
      [ended, 89],
      [lasting, 90],
    ] as const) {
      cms = await addValue(cms, {
        client: stamper(identity, day),
        make: over(form),
        place: 'last',
      });
    }
    const report = await judge(cms);
    t.is(report.indication, 'TOTAL-PASSED', report.told);
    t.deepEqual([report.intact, report.held], [3, 3], report.told);
  });

  for (const digestOid of [OID.sha256, OID.sha512]) {
    test(`${form}: values that came together are over the same, and neither proves the other (${digestOid})`, async (t) => {
      const client = testTimeStamper({
        ...{ identity: lasting, now: () => days(90), algorithms, digestOid },
      });
      const make = withoutArchives(over(form));
      const cms = await addValue(await stampedOn(89.5, form), { client, make, place: 'last' });
      const report = await judge(cms);
      t.deepEqual([report.intact, report.held], [2, 1], report.told);
    });
  }

  test(`its twins, ${form}: with another first value, or without it, the second is over nothing that is here`, async (t) => {
    const client = stamper(lasting, 90);
    const cms = await addValue(await stampedOn(89.5, form), {
      ...{ client, make: over(form), place: 'last' },
    });
    const strange = await stampedOn(89.4, form);
    const { signerInfos } = await parseSignedData(bytesSource(strange));
    const other = signerInfos[0]?.unsignedAttributes?.find((one) => {
      return one.oid === OID.archiveTimeStampV2;
    })?.values[0];
    if (other === undefined) throw new Error('no archive time-stamp');
    for (const [name, change] of [
      ['another', ([, second]) => [other, second ?? other]],
      ['none', ([, second]) => [second ?? other]],
    ] satisfies readonly [string, Parameters<typeof withValues>[1]][]) {
      const report = await judge(await withValues(cms, change));
      t.is(report.held, 0, `${name}: ${report.told}`);
      t.is(report.indication, 'INDETERMINATE', report.told);
      const wrong = report.timestamps.filter((one) => one.subIndication === 'HASH_FAILURE');
      t.is(wrong.length, 1, `${name}: ${report.told}`);
    }
  });

  test(`its twin, ${form}: two values of an ended TSA prove neither each other nor the signature`, async (t) => {
    const cms = await addValue(await stampedOn(89.5, form), {
      ...{ client: stamper(ended, 90), make: over(form), place: 'last' },
    });
    const report = await judge(cms);
    t.is(report.indication, 'INDETERMINATE', report.told);
    t.deepEqual([report.intact, report.held], [2, 0], report.told);
  });
}
