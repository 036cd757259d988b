// EN 319 102-1 §5.6.2.4 step 4 answers that an algorithm has ended, never that nobody could verify the value: what could
// not be computed is not verified, and nothing that is proven of the past makes it good.
import test from 'ava';
import { counterSign } from '../../../signing/cades/counter-sign.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { mainIndication } from '../main-indication.ts';
import {
  ARCHIVES,
  algorithms,
  ended,
  HINDRANCES,
  hours,
  judge,
  notary,
  revoked,
  START,
  signed,
  signer,
  stamped,
  withTokenThatIsNone,
  withWrongValue,
} from './unverified.fixture.ts';

const LOOSE: Policy = {
  ...defaultPolicy,
  levels: { ...defaultPolicy.levels, 'signature-algorithms': 'warn' },
};

const plain = await signed(signer);
const OVER = Object.entries({ ...ARCHIVES, 'a token that is none': withTokenThatIsNone });
const FILES: (readonly [string, Uint8Array])[] = [];
for (const [over, add] of OVER) {
  FILES.push([`under ${over}`, await add(plain)]);
  FILES.push([`with another value, under ${over}`, await add(await withWrongValue(plain))]);
}

for (const [hindrance, provider] of Object.entries(HINDRANCES)) {
  for (const [what, cms] of FILES) {
    for (const policy of [defaultPolicy, LOOSE]) {
      const name =
        policy === LOOSE ? 'a policy that only warns of algorithms' : 'the default policy';
      test(`${hindrance}: a signature ${what}, is not called good by ${name}`, async (t) => {
        const report = await judge(cms, { provider, policy });
        t.is(report.indication, 'INDETERMINATE', JSON.stringify(report.reason));
        t.is(report.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
        t.false(report.cryptographicallyValid);
        t.deepEqual(report.signedContent, []);
      });
    }
  }

  test(`${hindrance}: a counter-signature is not called good by what is proven of the signature`, async (t) => {
    const cms = await ARCHIVES['an archive-time-stamp-v3'](
      await counterSign(await signed(notary), {
        ...{ identity: signer, signingTime: START, digest: algorithms },
      }),
    );
    const good = await judge(cms);
    t.is(good.counterSignatures?.[0]?.indication, 'TOTAL-PASSED');
    const report = await judge(cms, { provider });
    t.is(report.indication, 'TOTAL-PASSED');
    t.is(report.counterSignatures?.[0]?.indication, 'INDETERMINATE');
  });

  for (const [over, archive] of Object.entries(ARCHIVES)) {
    for (const [why, identity, asked] of [
      ['was revoked', signer, { crls: revoked }],
      ['has ended', ended, {}],
    ] as const) {
      test(`${hindrance}: a time-stamp under ${over} proves nothing of a signer who ${why}`, async (t) => {
        const cms = await archive(await stamped(await signed(identity)));
        // The twin: the token is verified, and is from before the revocation or the end.
        const good = await judge(cms, asked);
        t.is(good.indication, 'TOTAL-PASSED');
        t.is(good.bestSignatureTime, hours(1).toISOString());
        const report = await judge(cms, { ...asked, provider });
        t.not(report.indication, 'TOTAL-PASSED');
        const stamps = report.timestamps.filter(({ kind }) => kind === 'signature-time-stamp');
        t.deepEqual(
          stamps.map(({ indication }) => indication),
          ['INDETERMINATE'],
          JSON.stringify(stamps.map(({ reason }) => reason)),
        );
        t.true(good.bestSignatureTime < report.bestSignatureTime);
      });
    }
  }
}

test('the twins: with all algorithms at hand the right value passes, the other fails', async (t) => {
  for (const [what, cms] of FILES) {
    const { indication } = await judge(cms);
    t.is(indication, what.includes('another value') ? 'TOTAL-FAILED' : 'TOTAL-PASSED', what);
  }
});

test('a signature that nobody verified cannot be reported as good', (t) => {
  t.is(mainIndication({ indication: 'PASSED' }, true), 'TOTAL-PASSED');
  t.throws(() => mainIndication({ indication: 'PASSED' }, false), { instanceOf: RangeError });
  t.is(mainIndication({ indication: 'FAILED' }, false), 'TOTAL-FAILED');
});
