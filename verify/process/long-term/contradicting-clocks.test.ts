// EN 319 102-1 §5.6.2.3: a time-stamp over a token was made after it, whatever its own clock says.
import test from 'ava';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { days, ended, judgeOn, lasting, pki, stamped, stamper, text } from './archived.fixture.ts';

interface Clocks {
  /** Whose certificate has ended when the file is judged, or not. */
  readonly by: typeof ended;
  readonly stamped: number;
  readonly archived: number;
  readonly revoked: number;
}

/** Signed on the first day, stamped by one TSA and archived by another, days by their clocks. */
async function judge(clocks: Clocks) {
  const identity = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
  const cms = await stamped({ identity, by: clocks.by, on: clocks.stamped });
  const fresh = { nextUpdate: days(300) };
  const crls = [await pki.crl(days(1), fresh), await pki.crl(days(1), { of: 'root', ...fresh })];
  const data = { certificates: [pki.issuer], crls, ocspResponses: [] };
  const complete = await addValidationData(cms, data);
  const client = stamper(lasting, clocks.archived);
  pki.revoke(identity.certificate, days(clocks.revoked));
  return (await judgeOn(200, await addIndexed(complete, { client, content: text }))).signature;
}

for (const [by, name] of [
  [ended, 'the TSA has ended'],
  [lasting, 'it has not'],
] as const) {
  test(`a clock that is behind moves no proof before the token that it is over (${name})`, async (t) => {
    const behind = await judge({ by, stamped: 25, archived: 10, revoked: 20 });
    t.is(behind.indication, 'INDETERMINATE', JSON.stringify(behind.reason));
    t.is(behind.subIndication, 'REVOKED_NO_POE');
  });

  test(`its twins: revoked after both, and a clock that is a little behind (${name})`, async (t) => {
    for (const clocks of [
      { stamped: 10, archived: 12, revoked: 20 },
      { stamped: 10, archived: 9.9999, revoked: 20 },
    ]) {
      const report = await judge({ by, ...clocks });
      t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
      t.is(report.bestSignatureTime, days(10).toISOString());
    }
  });
}
