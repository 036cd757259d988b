import test from 'ava';
import type { SignatureReport } from '../report/report.ts';
import { contradiction } from './contradiction.ts';

const good = { indication: 'TOTAL-PASSED', intact: true, cryptographicallyValid: true } as const;
const token = { ...good, kind: 'archive-time-stamp' } as const;
const report = (change: object) =>
  ({ ...good, timestamps: [], ...change }) as unknown as SignatureReport;

test('EN 319 102-1 §5.2.7: what passes was verified, and so were its time-stamps and what is over it', (t) => {
  for (const change of [
    {},
    { indication: 'INDETERMINATE', cryptographicallyValid: false },
    { indication: 'TOTAL-FAILED', intact: false },
    { timestamps: [token, { ...token, indication: 'TOTAL-FAILED', intact: false }] },
    { counterSignatures: [report({})] },
  ]) {
    t.is(contradiction(report(change)), undefined, JSON.stringify(change));
  }
});

test('its twins: each that passes without', (t) => {
  for (const never of [{ intact: false }, { cryptographicallyValid: false }]) {
    t.regex(contradiction(report(never)) ?? '', /^a signature that passed/);
    const stamped = report({ timestamps: [token, { ...token, ...never }] });
    t.regex(contradiction(stamped) ?? '', /^the archive-time-stamp that passed/);
    const over = report({ counterSignatures: [report({}), report(never)] });
    t.regex(contradiction(over) ?? '', /^a signature that passed/);
    const deep = report({ counterSignatures: [report({ counterSignatures: [report(never)] })] });
    t.regex(contradiction(deep) ?? '', /^a signature that passed/);
  }
});
