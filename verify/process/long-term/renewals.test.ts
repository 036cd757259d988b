// EN 319 102-1 §5.6.3.4 step 5: an archive that was stamped again and again, each time before the last TSA ended.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import type { TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { complete, data, days, judgeOn, lasting, pki, stamper, text } from './archived.fixture.ts';

const tsa = (number: number, until: number) =>
  pki.issue({
    subject: { commonName: `ТЕСТ Служба, поколение ${number}` },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    notAfter: days(until),
  });
const GENERATIONS: readonly (readonly [TestIdentity, stamped: number])[] = [
  [await tsa(1, 100), 2],
  [await tsa(2, 200), 95],
  [await tsa(3, 300), 195],
  [await tsa(4, 400), 295],
  [lasting, 395],
];

/** Each with the status of the TSA before it, but of one generation. */
async function archived(withoutStatusBefore?: number): Promise<Uint8Array> {
  let cms = await complete();
  for (const [at, [identity, stamped]] of GENERATIONS.entries()) {
    if (at > 0 && at !== withoutStatusBefore) {
      cms = await addValidationData(cms, await data(pki, stamped - 1));
    }
    cms = await addIndexed(cms, { client: stamper(identity, stamped), content: text });
  }
  return cms;
}

test('five generations of archive time-stamps, of which the last one holds', async (t) => {
  const { signature } = await judgeOn(1000, await archived());
  const told = JSON.stringify(signature.timestamps.map(({ reason }) => reason));
  t.is(signature.indication, 'TOTAL-PASSED', told);
  t.is(signature.bestSignatureTime, days(0.5).toISOString());
  t.is(signature.timestamps.filter(({ indication }) => indication === 'TOTAL-PASSED').length, 6);
});

test('its twin: where the status of one generation was not kept, what lies before it is proven by none', async (t) => {
  const { signature } = await judgeOn(1000, await archived(2));
  t.is(signature.indication, 'INDETERMINATE', JSON.stringify(signature.reason));
});
