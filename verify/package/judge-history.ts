import type { GrownTo, ReceiptReport } from '../receipts/receipt-report.ts';
import { failed } from './finding.ts';
import type { PackageFinding } from './package-report.ts';

/** What the consistency proofs of a package say of its receipts. */
export interface JudgedHistory {
  /** Every receipt is proven to stand in the history of one signed checkpoint. */
  readonly isProven: boolean;
  readonly findings: readonly PackageFinding[];
}

/**
 * RFC 9162 §2.1.4: that the checkpoints of all receipts grew into one and the same later checkpoint. A log that signed two
 * heads of one size over different entries was forked. Where a proof is missing nothing is claimed.
 */
export function judgeHistory(receipts: readonly ReceiptReport[]): JudgedHistory {
  const grown = receipts.flatMap(({ grownTo, log }) =>
    grownTo === undefined || log === undefined ? [] : [{ grownTo, origin: log.origin }],
  );
  const forked = grown.find(({ grownTo }) => grown.some((each) => isFork(each.grownTo, grownTo)));
  const [first] = grown;
  const same = grown.every(({ grownTo }) => grownTo.root === first?.grownTo.root);
  return {
    isProven: receipts.length > 0 && grown.length === receipts.length && same,
    findings:
      forked === undefined ? [] : [failed('log-forked', 'HASH_FAILURE', { log: forked.origin })],
  };
}

const isFork = (one: GrownTo, other: GrownTo) => one.size === other.size && one.root !== other.root;
