import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../log/sha256.ts';
import { BUILT_IN_NAMES, builtInPolicy } from '../policy/built-in.ts';
import { POLICY_FILE_LIMIT } from '../policy/file/parse-json.ts';
import { problemText } from '../policy/file/policy-messages.ts';
import { PolicyError } from '../policy/file/policy-problem.ts';
import { readPolicy } from '../policy/file/read-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Language } from '../report/messages.ts';
import { openFileSource } from './file-source.ts';
import { fileError, requireFile } from './require-file.ts';
import { UsageError } from './verify-options.ts';

/** The built-in policy that a word names; undefined: it is none. */
export function builtInNamed(word: string): Policy | undefined {
  const name = BUILT_IN_NAMES.find((each) => each === word);
  return name === undefined ? undefined : builtInPolicy(name);
}

export interface PolicyPorts {
  readonly cwd: string;
  /** What they have a policy may name too, and one of them computes the digest. */
  readonly providers: readonly AlgorithmProvider[];
}

/**
 * The policy of a file, with the digest of its octets; `default` and `russian` are the built-in ones. Throws
 * UsageError for a file that is not there, and PolicyError for one that is no policy.
 */
export async function readPolicyFile(
  option: string,
  path: string,
  { cwd, providers }: PolicyPorts,
): Promise<Policy> {
  const builtIn = builtInNamed(path);
  if (builtIn !== undefined) return builtIn;
  const octets = await readOctets(option, await requireFile(option, path, cwd));
  const names = providers.flatMap(({ digests, signatures }) => [...digests, ...signatures]);
  const policy = readPolicy(
    octets,
    names.map(({ name }) => name),
  );
  return { ...policy, digest: toHex(await sha256Of(algorithmsOf(providers))(octets)) };
}

/** As `readPolicyFile`, what is wrong with the file being advice. */
export async function policyOption(
  option: string,
  path: string,
  ports: PolicyPorts,
): Promise<Policy> {
  try {
    return await readPolicyFile(option, path, ports);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new UsageError({
      ru: `${option}: «${path}» — не политика.\n${problemLines(error, 'ru')}`,
      en: `${option}: “${path}” is no policy.\n${problemLines(error, 'en')}`,
    });
  }
}

export function problemLines({ problems }: PolicyError, language: Language): string {
  return problems.map((problem) => `  ${problemText(problem, language)}`).join('\n');
}

async function readOctets(option: string, path: string): Promise<Uint8Array> {
  try {
    await using source = await openFileSource(path);
    return await source.read(0, Math.min(source.size, POLICY_FILE_LIMIT + 1));
  } catch (error) {
    throw fileError(option, path, error);
  }
}
