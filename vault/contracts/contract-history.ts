import type { Contract, ContractRevision } from '../model/contract.ts';
import type { Metadata } from '../ports/metadata.ts';

/** A revision with the whole span in which it was in force. */
export interface RevisionInForce extends ContractRevision {
  /** ISO 8601 UTC: the first moment at which it no longer was; absent: it is the current one. */
  readonly until?: string;
}

/** The revisions of a contract that the journal has fixed, in order; empty for a contract that is not there. */
export async function contractHistory(
  id: string,
  { metadata }: { readonly metadata: Pick<Metadata, 'contractRevisions'> },
): Promise<readonly RevisionInForce[]> {
  const revisions = await metadata.contractRevisions(id);
  return revisions.map((each, at) => {
    const until = revisions[at + 1]?.since;
    return until === undefined ? each : { ...each, until };
  });
}

/** The revisions that were in force at a moment (ISO 8601 UTC, milliseconds) or before it. */
export function historyAsOf(
  history: readonly RevisionInForce[],
  moment: string,
): readonly RevisionInForce[] {
  const begun = history.filter(({ since }) => since === undefined || since <= moment);
  const last = begun.at(-1);
  if (last === undefined) return [];
  const { until: _ended, ...current } = last;
  return [...begun.slice(0, -1), current];
}

/** The terms of every revision up to the `last`. */
export function termsUpTo(
  history: readonly RevisionInForce[],
  last: Contract,
): readonly Contract[] {
  const terms = history.map(({ contract }) => contract);
  return [...terms.filter(({ revision }) => revision < last.revision), last];
}
