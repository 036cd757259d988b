import type { Level } from './checks/check.ts';
import { CHECK_IDS, levelOf } from './checks/checks.ts';
import { compareAlgorithms } from './compare-algorithms.ts';
import { policyValue } from './file/write-policy.ts';
import type { Policy } from './policy.ts';

/** Whether more is accepted than before, less, or something else. */
export type Effect = 'weaker' | 'stricter' | 'other';

export interface PolicyDifference {
  /** JSON Pointer into the file as `policyText` writes it; of algorithms the name, and the size of key. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly effect: Effect;
}

/** What `policy` changes against `base`, in the order of the file. */
export function comparePolicies(base: Policy, policy: Policy): readonly PolicyDifference[] {
  const [a, b] = [policyValue(base), policyValue(policy)];
  return [
    ...CHECK_IDS.map((id) => {
      const [from, to] = [levelOf(base.levels, id), levelOf(policy.levels, id)];
      return difference(`/checks/${id}`, from, to, RANK[from] - RANK[to]);
    }),
    ...compareAlgorithms(base.algorithms, policy.algorithms),
    compareLists('/formats', a.formats, b.formats),
    compareLists('/requiredAttributes', b.requiredAttributes, a.requiredAttributes, 'swapped'),
    compareLists('/signaturePolicies', a.signaturePolicies, b.signaturePolicies),
    difference(
      '/revocation/required',
      a.revocation.required,
      b.revocation.required,
      STATUS.indexOf(b.revocation.required) - STATUS.indexOf(a.revocation.required),
    ),
    compareFreshness(a.revocation.freshness, b.revocation.freshness),
    compareLists(
      '/certificatePath/policies',
      a.certificatePath.policies,
      b.certificatePath.policies,
    ),
    ...FLAGS.map((name) => {
      const [from, to] = [a.certificatePath[name], b.certificatePath[name]];
      return difference(`/certificatePath/${name}`, from, to, Number(from) - Number(to));
    }),
    compareMaximum(
      '/certificatePath/maximumLength',
      [a, b].map((one) => one.certificatePath.maximumLength),
    ),
    compareMaximum('/timeStampDelay', [a.timeStampDelay, b.timeStampDelay]),
    ...(['references', 'transforms'] as const).map((name) =>
      difference(`/xml/${name}`, a.xml[name], b.xml[name], b.xml[name] - a.xml[name]),
    ),
  ].filter(({ from, to }) => from !== to);
}

const RANK: Readonly<Record<Level, number>> = { fail: 3, warn: 2, inform: 1, ignore: 0 };
/** From the strictest to the weakest. */
const STATUS: readonly string[] = ['all', 'signer', 'none'];
const FLAGS = [
  'explicitPolicy',
  'inhibitPolicyMapping',
  'inhibitAnyPolicy',
  'strictProfile',
] as const;

/** `weakening`: above zero where more is accepted, below where less is. */
function difference(what: string, from: unknown, to: unknown, weakening: number): PolicyDifference {
  const effect = weakening > 0 ? 'weaker' : weakening < 0 ? 'stricter' : 'other';
  return { what, from: JSON.stringify(from), to: JSON.stringify(to), effect };
}

type List = readonly string[] | null;

/** Lists of what is accepted: null is everything. `swapped`: of what is required, given in the opposite order. */
function compareLists(what: string, a: List, b: List, order?: 'swapped'): PolicyDifference {
  const within = (inner: List, outer: List) =>
    outer === null || inner?.every((each) => outer.includes(each)) === true;
  const fewer = within(b, a);
  const more = within(a, b);
  // Where neither holds the other, what the new one alone has is accepted too.
  const weakening = fewer && more ? 0 : fewer ? -1 : 1;
  const [from, to] = order === undefined ? [a, b] : [b, a];
  return difference(what, from?.toSorted() ?? null, to?.toSorted() ?? null, weakening);
}

/** With a maximum nextUpdate is not asked any more, which may accept what it would not have. */
function compareFreshness(from: number | null, to: number | null): PolicyDifference {
  const weakening = from !== null && to !== null ? to - from : to === null ? 0 : 1;
  return difference('/revocation/freshness', from, to, weakening);
}

/** null is without limit. */
function compareMaximum(what: string, [from = null, to = null]: readonly (number | null)[]) {
  const value = (limit: number | null) => limit ?? Number.POSITIVE_INFINITY;
  const weakening = from === to ? 0 : value(to) > value(from) ? 1 : -1;
  return difference(what, from, to, weakening);
}
