// EN 319 102-1 §5.6.2.3: a time-stamp over a token was made after it, whatever its own clock says.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const START = new Date('2026-03-01T10:00:00Z');
const days = (count: number) => new Date(START.getTime() + count * 24 * 60 * 60 * 1000);
const content = bytesSource(new TextEncoder().encode('Договор № 7'));

async function people() {
  const pki = await createPki({ now: START });
  const tsa = (notAfter: Date) =>
    pki.issue({
      subject: { commonName: 'ТЕСТ Служба штампов времени' },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
      notAfter,
    });
  const [signer, short, long] = await Promise.all([
    pki.issue({ subject: { commonName: 'Иванов Иван' } }),
    tsa(days(100)),
    tsa(days(360)),
  ]);
  return { pki, signer, short, long };
}

interface Clocks {
  /** Whose certificate has ended when the file is judged, or not. */
  readonly by: 'short' | 'long';
  readonly stamped: number;
  readonly archived: number;
  readonly revoked: number;
}

/** Signed on the first day, stamped by one authority and archived by another, days by their clocks. */
async function judge({ by, stamped, archived, revoked }: Clocks) {
  const { pki, signer, ...authorities } = await people();
  const client = (identity: TestIdentity, at: number) =>
    testTimeStamper({ identity, now: () => days(at), algorithms });
  const cms = await signCades({
    ...{ content, detached: true, identities: [signer], signingTime: START },
    digest: algorithms,
  });
  pki.revoke(signer.certificate, days(revoked));
  const fresh = { nextUpdate: days(300) };
  const crls = [await pki.crl(days(1), fresh), await pki.crl(days(1), { of: 'root', ...fresh })];
  const data = { certificates: [pki.issuer], crls, ocspResponses: [] };
  const complete = await addValidationData(
    await addTimeStamp(cms, client(authorities[by], stamped)),
    data,
  );
  const kept = await addArchiveTimeStamp(complete, {
    ...{ client: client(authorities.long, archived), algorithms, digestOid: OID.sha256, content },
  });
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(kept) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }],
    evidence: {
      certificates: [],
      crls: [parseCrl(await pki.crl(days(199), fresh))],
      ocspResponses: [],
    },
    policy: defaultPolicy,
    algorithms,
    time: days(200),
  });
  return signatures[0];
}

for (const by of ['short', 'long'] as const) {
  test(`a clock that is behind moves no proof before the token that it is over (${by})`, async (t) => {
    const behind = await judge({ by, stamped: 25, archived: 10, revoked: 20 });
    t.is(behind?.indication, 'INDETERMINATE', JSON.stringify(behind?.reason));
    t.is(behind?.subIndication, 'REVOKED_NO_POE');
  });

  test(`its twins: revoked after both, and a clock that is a little behind (${by})`, async (t) => {
    for (const clocks of [
      { stamped: 10, archived: 12, revoked: 20 },
      { stamped: 10, archived: 9.9999, revoked: 20 },
    ]) {
      const report = await judge({ by, ...clocks });
      t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
      t.is(report?.bestSignatureTime, days(10).toISOString());
    }
  });
}
