// EN 319 102-1 §5.6.2.3: what a time-stamp is over existed when it was made.
import { OctetMap } from '../../../formats/octet-map.ts';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';
import { isVerified } from '../validate-signature.ts';
import { newestFirst } from './newest-first.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';
import type { ReferencedObjects } from './referenced-objects.ts';
import { isOpenInPast } from './validate-past-signature.ts';

/**
 * Before when no token of a signature can have been made, by its octets: by its own clock, or by that of a token that
 * it is over, whichever is later. A clock that is behind, or lies, moves no proof before what was there already.
 */
export async function madeAfter(
  timeStamps: readonly TimeStampJudgement[],
): Promise<OctetMap<Date>> {
  const times = new OctetMap<Date>();
  for (const one of [...(await newestFirst(timeStamps))].reverse()) {
    const under = (await one.covered?.())?.objects ?? [];
    const known = [believedTime(one), ...under.map((octets) => times.get(octets))];
    const latest = known.reduce((a, b) => (a === undefined || (b && b > a) ? b : a));
    if (latest !== undefined) times.set(one.stamp.token, latest);
  }
  return times;
}

/** Of a token whose signature holds, or may yet be found to: what anybody can make delays nothing. */
function believedTime({ info, signature }: TimeStampJudgement): Date | undefined {
  if (signature === undefined || !isVerified(signature)) return undefined;
  const { outcome } = signature;
  return outcome.indication === 'PASSED' || isOpenInPast(outcome) ? info?.genTime : undefined;
}

/** Of a token that holds. */
export async function extractProofs(
  { stamp, info, covered }: TimeStampJudgement,
  {
    made,
    referenced,
    proofs,
  }: {
    readonly made: OctetMap<Date>;
    readonly referenced: ReferencedObjects;
    readonly proofs: ProofsOfExistence;
  },
): Promise<void> {
  if (info === undefined || covered === undefined) return;
  const proof = { time: made.get(stamp.token) ?? info.genTime, token: stamp.token };
  const { objects, references } = await covered();
  for (const octets of objects) proofs.prove(octets, proof.time, proof.token);
  await referenced.prove(references, proof, proofs);
}
