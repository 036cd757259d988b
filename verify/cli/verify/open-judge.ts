import { algorithmsOf } from '../../../algorithms/registry.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Judge } from '../judge-task.ts';
import { type NetworkOptions, openNetwork } from '../network.ts';
import { readProviders } from '../read-providers.ts';
import type { CommandPorts } from '../verify.ts';

export interface JudgeOptions extends NetworkOptions {
  readonly providers: readonly string[];
  /** Absent: as of now. */
  readonly at?: Date;
}

/** What one run judges all files by, apart from what is handed in beside them. Throws UsageError. */
export async function openJudge(
  options: JudgeOptions,
  { cwd, now }: Pick<CommandPorts, 'cwd' | 'now'>,
): Promise<Omit<Judge, 'material'>> {
  const { providers, at } = options;
  const algorithms = algorithmsOf(await readProviders(providers, cwd));
  const common = { algorithms, policy: defaultPolicy };
  const started = at ?? now();
  const online = await openNetwork(options, algorithms, now);
  if (online === undefined) return { ...common, time: () => started };
  // What is fetched was made after the command began, and is judged as of the moment when it has come.
  return { ...common, time: () => at ?? now(), online };
}
