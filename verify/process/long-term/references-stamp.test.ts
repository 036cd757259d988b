// EN 319 122-2 annex A.2.2: a CAdES-C-time-stamp is over the signature-time-stamps, and so proves them (§5.6.2.3).
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addStamp, signatureAndReferences } from '../cms/archive-stamps.fixture.ts';
import { days, judgeOn, lasting, later, pki, stamped, stamper } from './archived.fixture.ts';

const withReferencesStamp = (cms: Uint8Array, day: number) =>
  addStamp(cms, {
    ...{ client: stamper(lasting, day), type: OID.escTimeStamp, make: signatureAndReferences },
  });

/** After signer and first TSA have ended, by lists that whoever asks has kept since day 25. */
async function judge(cms: Uint8Array) {
  const fresh = { nextUpdate: days(300) };
  const lists = [pki, later].flatMap((of) => [
    of.crl(days(21), fresh),
    of.crl(days(21), { of: 'root', ...fresh }),
  ]);
  const { signature } = await judgeOn(200, cms, {
    evidence: {
      certificates: [pki.issuer, later.issuer],
      crls: (await Promise.all(lists)).map(parseCrl),
      ocspResponses: [],
    },
    evidenceProvenAt: days(25),
  });
  return signature;
}

const once = await stamped();

test('EN 319 102-1 §5.6.3.4: a CAdES-C-time-stamp that holds proves the signature and the time-stamps under it', async (t) => {
  const report = await judge(await withReferencesStamp(once, 20));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify([report.reason, report.timestamps]));
  t.is(report.bestSignatureTime, days(0.5).toISOString());
  t.true(report.timestamps.every(({ indication }) => indication === 'TOTAL-PASSED'));
});

test('its twins: without it, or made after the ends, nothing is proven', async (t) => {
  t.is((await judge(once)).indication, 'INDETERMINATE');
  const late = await judge(await withReferencesStamp(once, 110));
  t.is(late.indication, 'INDETERMINATE', JSON.stringify(late.reason));
});
