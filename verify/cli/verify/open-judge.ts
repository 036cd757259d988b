import type { MessagePort } from 'node:worker_threads';
import type { AlgorithmProvider } from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { KnownAuthorities } from '../../path/known-authorities.ts';
import type { Judge } from '../judge-task.ts';
import { type NetworkOptions, openNetwork } from '../network.ts';
import { policyOption } from '../read-policy.ts';
import { readProviders } from '../read-providers.ts';
import { readSignaturePolicies } from '../read-signature-policies.ts';
import type { CommandPorts } from '../verify.ts';

export interface JudgeOptions extends NetworkOptions {
  readonly providers: readonly string[];
  /** A policy file or the name of a built-in policy. */
  readonly policy: string;
  /** Documents of signature policies: `[OID=]PATH`. */
  readonly signaturePolicies: readonly string[];
  /** Absent: as of now. */
  readonly at?: Date;
}

export interface CommonJudge extends Omit<Judge, 'material'> {
  readonly providers: readonly AlgorithmProvider[];
}

/** What one run judges all files by, apart from what is handed in beside them. Throws UsageError. */
export async function openJudge(
  options: JudgeOptions,
  {
    cwd,
    now,
    relay,
  }: Pick<CommandPorts, 'cwd' | 'now'> & { readonly relay?: MessagePort | undefined },
): Promise<CommonJudge> {
  const { providers, at } = options;
  const loaded = await readProviders(providers, cwd);
  const algorithms = algorithmsOf(loaded);
  const common = {
    algorithms,
    providers: loaded,
    known: new KnownAuthorities(),
    policy: await policyOption('--policy', options.policy, { cwd, providers: loaded }),
    signaturePolicies: await readSignaturePolicies(options.signaturePolicies, cwd),
  };
  const started = at ?? now();
  const online = await openNetwork(options, { algorithms, clock: now, relay });
  if (online === undefined) return { ...common, time: () => started };
  // What is fetched was made after the command began, and is judged as of the moment when it has come.
  return { ...common, time: () => at ?? now(), online };
}
