// What a policy file sets beside levels, from its text to the outcome: each with a twin that differs in one value.
import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { extensionDer } from '../../test-fixtures/chains/forge.ts';
import type { SubIndication } from '../report/report.ts';
import { readPolicy } from './file/read-policy.ts';
import {
  certificateOf,
  crlOf,
  forged,
  identityOf,
  judged,
  stamped,
} from './judged-world.fixture.ts';

const policyOf = (members: object) => {
  const file = { format: 'okno-policy/1', name: 'ours', version: '1', ...members };
  return readPolicy(new TextEncoder().encode(JSON.stringify(file)));
};

const policies = der.sequence(der.sequence(der.oid('2.999.1')));
const underPolicy = identityOf(
  certificateOf({ extensions: [extensionDer(OID.certificatePolicies, policies)] }),
);
const evidence = (...crls: ReturnType<typeof crlOf>[]) => ({
  certificates: [],
  crls,
  ocspResponses: [],
});
const plain = () => forged();
const withTime = () => forged({ unsigned: stamped() });
const path = (asked: object) => ({ certificatePath: asked });

/** The file is judged two hours after it was signed, by a list that is three hours old. */
const CASES: readonly (readonly [
  title: string,
  file: () => Promise<Uint8Array>,
  passes: object,
  fails: object,
  SubIndication,
  given?: Parameters<typeof judged>[1],
])[] = [
  [
    'freshness in seconds',
    plain,
    { revocation: { freshness: 10_801 } },
    { revocation: { freshness: 10_800 } },
    'TRY_LATER',
  ],
  [
    'a status that nothing tells',
    plain,
    { revocation: { required: 'none' } },
    { revocation: { required: 'all' } },
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    { evidence: evidence() },
  ],
  [
    'a status of the signer that nothing tells',
    plain,
    { revocation: { required: 'none' } },
    { revocation: { required: 'signer' } },
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    { evidence: evidence() },
  ],
  [
    'a policy of the certificate',
    () => forged({ identity: underPolicy }),
    path({ policies: ['2.999.1'], explicitPolicy: true }),
    path({ policies: ['2.999.2'], explicitPolicy: true }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  ],
  [
    'an explicit policy',
    plain,
    path({ explicitPolicy: false }),
    path({ explicitPolicy: true }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  ],
  [
    'the profile of RFC 5280 §4',
    plain,
    path({ strictProfile: false }),
    path({ strictProfile: true }),
    'CHAIN_CONSTRAINTS_FAILURE',
  ],
  [
    'the delay of a time-stamp',
    withTime,
    { timeStampDelay: 3600 },
    { timeStampDelay: 3599 },
    'SIG_CONSTRAINTS_FAILURE',
  ],
  [
    'the end of an algorithm',
    plain,
    algorithms('2026-06-02'),
    algorithms('2026-06-01'),
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  ],
  [
    'the size of a key',
    plain,
    algorithms('2026-06-02', 256),
    algorithms('2026-06-02', 384),
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  ],
];

function algorithms(until: string, minimumBits = 256): object {
  return { algorithms: [{ algorithm: 'sha256' }, { algorithm: 'ecdsa', minimumBits, until }] };
}

for (const [title, file, passes, fails, subIndication, given] of CASES) {
  test(`${title}: ${JSON.stringify(passes)} passes, ${JSON.stringify(fails)} does not`, async (t) => {
    const signature = await file();
    const good = await judged(signature, { ...given, policy: policyOf(passes) });
    t.is(good.indication, 'TOTAL-PASSED', JSON.stringify(good.reason));
    const bad = await judged(signature, { ...given, policy: policyOf(fails) });
    t.deepEqual(
      [bad.indication, bad.subIndication],
      ['INDETERMINATE', subIndication],
      JSON.stringify(bad.reason),
    );
  });
}

test('a revocation that is known counts whatever status is required', async (t) => {
  const revoked = crlOf([{ serial: 7, at: new Date('2026-05-01T00:00:00Z') }]);
  const policy = policyOf({ revocation: { required: 'none' } });
  const report = await judged(await plain(), { policy, evidence: evidence(revoked) });
  t.is(report.subIndication, 'REVOKED_NO_POE');
});

test('what is asked of signers is not asked of time-stamps', async (t) => {
  const file = await forged({ identity: underPolicy, unsigned: stamped() });
  const asked = { policies: ['2.999.1'], explicitPolicy: true };
  const members = {
    formats: ['CAdES'],
    requiredAttributes: ['cms-algorithm-protection'],
    certificatePath: asked,
  };
  const report = await judged(file, { policy: policyOf(members) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(
    report.timestamps[0]?.indication,
    'TOTAL-PASSED',
    JSON.stringify(report.timestamps[0]?.reason),
  );
});
