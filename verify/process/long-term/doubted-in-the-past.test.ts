// RFC 5280 §5.3.2: a key that was compromised before it signed, as its issuer said when all was archived already.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import {
  complete,
  data,
  days,
  judgeOn,
  lasting,
  later,
  pki,
  stamper,
  text,
} from './archived.fixture.ts';

async function kept() {
  const lists = [...(await data(pki, 29)).crls, ...(await data(later, 109)).crls];
  return { certificates: [later.issuer], crls: lists.map(parseCrl), ocspResponses: [] };
}

for (const [since, expected] of [
  [0.2, ['certificate-doubted']],
  [10, []],
  [undefined, []],
] as const) {
  test(`compromised since day ${since ?? 'unknown'}, revoked after it was archived: passes, ${expected.length === 0 ? 'without' : 'with'} a warning`, async (t) => {
    const person = await pki.issue({ subject: { commonName: 'Сидоров' }, notAfter: days(30) });
    const cms = await addStamp(await complete({ identity: person }), {
      client: stamper(lasting, 2),
      type: OID.archiveTimeStampV2,
      make: archiveV2('tagged', text),
    });
    const invalid = since === undefined ? undefined : days(since);
    pki.revoke(person.certificate, days(20), 'keyCompromise', invalid);
    // The day on which the TSA still is good, and one on which only the archive time-stamp is; the lists of day 29.
    for (const day of [25, 110]) {
      const { signature } = await judgeOn(day, cms, day === 25 ? {} : { evidence: await kept() });
      t.is(signature.indication, 'TOTAL-PASSED', JSON.stringify(signature.reason));
      const doubts = signature.warnings.filter(({ code }) => code === 'certificate-doubted');
      t.deepEqual(
        doubts.map(({ code }) => code),
        [...expected],
        `day ${day}`,
      );
    }
  });
}
