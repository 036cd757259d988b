import { algorithmsOf } from '../../../algorithms/registry.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Judge } from '../judge-task.ts';
import { readProviders } from '../read-providers.ts';
import type { CommandPorts } from '../verify.ts';

export interface JudgeOptions {
  readonly providers: readonly string[];
  readonly online: boolean;
  readonly allowPrivate: boolean;
  /** Absent: as of now. */
  readonly at?: Date;
}

/** What one run judges all files by, apart from what is handed in beside them. Throws UsageError. */
export async function openJudge(
  { providers, at, ...network }: JudgeOptions,
  { cwd, now }: Pick<CommandPorts, 'cwd' | 'now'>,
): Promise<Omit<Judge, 'material'>> {
  const algorithms = algorithmsOf(await readProviders(providers, cwd));
  const common = { algorithms, policy: defaultPolicy };
  const started = at ?? now();
  if (!network.online) return { ...common, time: () => started };
  const { onlineEvidence } = await import('../../fetching/online-evidence.ts');
  const { evidenceCache } = await import('../../fetching/evidence-cache.ts');
  const { allowPrivate } = network;
  const cache = evidenceCache({ now });
  return {
    ...common,
    // What is fetched was made after the command began, and is judged as of the moment when it has come.
    time: () => at ?? now(),
    online: onlineEvidence({ algorithms, cache, allowPrivate }),
  };
}
