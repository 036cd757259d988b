// EN 319 102-1 §5.6.3.4 steps 3 and 8: what the policy limits is the delay to the time that is proven, not to now.
import test from 'ava';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import {
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

// Good for years: only the authority of the signature-time-stamp has ended.
const identity = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const unkept = await complete({ identity });
const once = await addIndexed(unkept, { client: stamper(ended, 2), content: text });
const renewed = await addValidationData(once, await data(pki, 89));
const kept = await addIndexed(renewed, { client: stamper(lasting, 90), content: text });

/** Stamped twelve hours after the claimed time. */
async function within(cms: Uint8Array, hours: number) {
  const policy = { ...defaultPolicy, timeStampDelay: hours * 3600 };
  const { signature } = await judgeOn(200, cms, { policy });
  const delay = signature.checks.filter(({ id }) => id === 'time-stamp-delay').at(-1)?.outcome;
  return [signature.indication, signature.reason.code, delay, signature.bestSignatureTime];
}

const stamped = days(0.5).toISOString();

test('EN 319 102-1 §5.6.3.4 step 8: the delay is measured to the time that archive time-stamps prove', async (t) => {
  t.deepEqual(await within(kept, 13), ['TOTAL-PASSED', 'passed', 'passed', stamped]);
});

test('its twins: too late at the proven time too, and where nothing proves that time', async (t) => {
  t.deepEqual(await within(kept, 11), ['INDETERMINATE', 'time-stamp-late', 'failed', stamped]);
  const now = days(200).toISOString();
  for (const cms of [unkept, once]) {
    t.deepEqual(await within(cms, 13), ['INDETERMINATE', 'time-stamp-late', 'failed', now]);
  }
});
