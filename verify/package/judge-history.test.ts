import test from 'ava';
import type { GrownTo, ReceiptReport } from '../receipts/receipt-report.ts';
import { judgeHistory } from './judge-history.ts';

const LOG = { origin: 'vault.example/log', index: 1, size: 2 };
const HEAD = { size: 9, root: 'aa' };

/** As far as the history asks. */
function receipt(grownTo?: GrownTo): ReceiptReport {
  const facts = { log: LOG, ...(grownTo === undefined ? {} : { grownTo }) };
  return facts as unknown as ReceiptReport;
}

test('RFC 9162 §2.1.4: receipts whose checkpoints grew into one head are of one history', (t) => {
  t.deepEqual(judgeHistory([receipt(HEAD), receipt(HEAD)]), { isProven: true, findings: [] });
});

for (const [title, receipts] of [
  ['one without a proof', [receipt(HEAD), receipt()]],
  ['two heads of different size', [receipt(HEAD), receipt({ size: 10, root: 'bb' })]],
  ['no receipts at all', []],
] as const) {
  test(`nothing is claimed of ${title}`, (t) => {
    t.deepEqual(judgeHistory(receipts), { isProven: false, findings: [] });
  });
}

test('a log that signed two heads of one size over different entries was forked', (t) => {
  const { isProven, findings } = judgeHistory([receipt(HEAD), receipt({ ...HEAD, root: 'bb' })]);
  t.false(isProven);
  t.like(findings, [
    { indication: 'TOTAL-FAILED', reason: { code: 'log-forked', facts: { log: LOG.origin } } },
  ]);
  t.is(findings.length, 1);
});
