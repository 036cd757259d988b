import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import type { Judging } from '../../vault/documents/intake-ports.ts';
import { problemLines, readPolicyFile } from '../../verify/cli/read-policy.ts';
import { readSignaturePolicies } from '../../verify/cli/read-signature-policies.ts';
import { UsageError } from '../../verify/cli/verify-options.ts';
import { comparePolicies } from '../../verify/policy/compare-policies.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { PolicyError } from '../../verify/policy/file/policy-problem.ts';
import type { Config } from '../config.ts';
import { ConfigError } from '../config-values.ts';

type Read = Pick<Judging, 'policy' | 'signaturePolicies'>;

/**
 * The validation policy and the documents of signature policies that the settings name; without settings the default
 * policy and none. Rejects with ConfigError for a policy that accepts more than the default one: who relies on the
 * service relies on that.
 */
export async function readValidationPolicy(
  { policy: path = 'default', signaturePolicies = [] }: Config,
  providers: readonly AlgorithmProvider[],
): Promise<Read> {
  const cwd = '/'; // the settings hold whole paths
  try {
    const policy = await readPolicyFile('policy', path, { cwd, providers });
    const weaker = comparePolicies(defaultPolicy, policy).filter(
      ({ effect }) => effect === 'weaker',
    );
    if (weaker.length > 0) {
      const named = weaker.map(({ what, from, to }) => `${what} (${from} → ${to})`).join(', ');
      throw new ConfigError(
        `policy may only be stricter than the default, ${path} weakens ${named}`,
      );
    }
    return { policy, signaturePolicies: await readSignaturePolicies(signaturePolicies, cwd) };
  } catch (error) {
    throw error instanceof PolicyError
      ? new ConfigError(`policy: ${path} is no policy\n${problemLines(error, 'en')}`)
      : error instanceof UsageError
        ? new ConfigError(error.advice.en)
        : error;
  }
}
