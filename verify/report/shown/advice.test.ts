import { readFile } from 'node:fs/promises';
import test from 'ava';
import type { SubIndication } from '../report.ts';
import { meaningOf } from './advice.ts';

/** EN 319 102-1 v1.4.1 table 6, as the report has it. */
async function subIndications(): Promise<readonly SubIndication[]> {
  const path = new URL('../json/validation-report.schema.json', import.meta.url);
  return JSON.parse(await readFile(path, 'utf8')).$defs.subIndication.enum;
}

test('every answer is explained in both languages, without the words of the standard', async (t) => {
  for (const indication of ['INDETERMINATE', 'TOTAL-FAILED'] as const) {
    for (const subIndication of await subIndications()) {
      const [ru, en] = [
        meaningOf({ indication, subIndication }, 'ru'),
        meaningOf({ indication, subIndication }, 'en'),
      ];
      t.regex(ru, /[А-Яа-я].*\.$/, subIndication);
      t.notRegex(en, /[А-Яа-я]/, subIndication);
      t.notRegex(`${ru}${en}`, /INDETERMINATE|TOTAL|POE|_|EN 319/, subIndication);
    }
  }
});

test('only a pass says that the signature is right, only what is open not to rely on it yet', (t) => {
  const right = /signature is right/;
  const wait = /until that is settled/;
  const open = meaningOf({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' }, 'en');
  const failed = meaningOf({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }, 'en');
  const passed = meaningOf({ indication: 'TOTAL-PASSED' }, 'en');
  t.deepEqual([right.test(passed), wait.test(passed)], [true, false]);
  t.deepEqual([right.test(open), wait.test(open)], [false, true]);
  t.deepEqual([right.test(failed), wait.test(failed)], [false, false]);
});

test('an unknown status is said, and what mends it; another fault of the path has no such remedy', (t) => {
  const judged = {
    indication: 'INDETERMINATE',
    subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  } as const;
  t.regex(meaningOf({ ...judged, reason: { code: 'revocation-unknown' } }, 'en'), /--crl/);
  t.notRegex(meaningOf({ ...judged, reason: { code: 'path-too-long' } }, 'en'), /--crl/);
});
