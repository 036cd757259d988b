import type { Algorithms } from '../../algorithms/registry.ts';
import { fileSamples } from './file-samples.ts';
import { pathSamples } from './path-samples.ts';
import { policySamples } from './policy-samples.ts';
import type { Sample } from './sample.ts';
import { signatureSamples } from './signature-samples.ts';
import { timeSamples } from './time-samples.ts';
import { sampleWorld } from './world.ts';

/** Every sample, made anew around `now`: each differs from a valid one in one thing. */
export async function createSamples(now: Date, digest: Algorithms): Promise<readonly Sample[]> {
  const world = await sampleWorld(now, digest);
  return [
    ...(await fileSamples(world, digest)),
    ...(await signatureSamples(world)),
    ...(await pathSamples(world)),
    ...(await policySamples(world)),
    ...(await timeSamples(world)),
  ];
}
