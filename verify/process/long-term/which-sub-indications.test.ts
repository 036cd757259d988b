// which-sub-indications-are-final.md: what past validation lacked is told beside the answer that stands for want of it.
import test from 'ava';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { complete, judgeOn, lasting, stamper, text } from './archived.fixture.ts';

const archive = (cms: Uint8Array) =>
  addIndexed(cms, { client: stamper(lasting, 2), content: text });

async function withLists(cms: Uint8Array, crls: readonly Uint8Array[]): Promise<Uint8Array> {
  const { content: _, ...parsed } = await parseSignedData(bytesSource(cms));
  return encodeSignedData({ ...parsed, crls });
}

/** The anchor is trusted for ten days. */
async function judge(cms: Uint8Array) {
  const { signature } = await judgeOn(20, cms, { until: 10 });
  const row = signature.checks.find(({ id }) => id === 'past-signature-validation');
  return [signature.indication, signature.subIndication, row?.reason?.code];
}

test('EN 319 102-1 §5.6.2.4 step 2: NO_POE is not the answer, and why there is no proof is told; its twin has the lists in time', async (t) => {
  const kept = await complete();
  t.deepEqual(await judge(await archive(kept)), ['TOTAL-PASSED', undefined, undefined]);
  const { crls } = await parseSignedData(bytesSource(kept));
  const late = await withLists(await archive(await withLists(kept, [])), crls);
  t.deepEqual(await judge(late), [
    'INDETERMINATE',
    'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
    'revocation-not-proven',
  ]);
});
