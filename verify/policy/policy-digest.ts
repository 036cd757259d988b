import type { Algorithms } from '../../algorithms/registry.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../log/sha256.ts';
import { policyText } from './file/write-policy.ts';
import type { Policy } from './policy.ts';

const computed = new WeakMap<Policy, string>();

/**
 * Lower-case hex SHA-256 of the file that the policy was read from, else of the one that `policyText` writes. Throws
 * AlgorithmError where no provider has SHA-256.
 */
export async function policyDigest(policy: Policy, algorithms: Algorithms): Promise<string> {
  const known = policy.digest ?? computed.get(policy);
  if (known !== undefined) return known;
  const digest = toHex(await sha256Of(algorithms)(new TextEncoder().encode(policyText(policy))));
  computed.set(policy, digest);
  return digest;
}
