import type { AlgorithmProvider } from '../../../algorithms/provider.ts';
import { PolicyError } from '../../policy/file/policy-problem.ts';
import type { Policy } from '../../policy/policy.ts';
import { BadCaseError } from '../batch/bad-case.ts';
import { badFile, type MaterialFiles } from '../batch/material-files.ts';
import { builtInNamed, problemLines, readPolicyFile } from '../read-policy.ts';
import { UsageError } from '../verify-options.ts';
import type { VerifyCase } from './verify-case.ts';

/** Policies that are remembered: cases share them. */
const REMEMBERED = 16;

/** The policies that cases name: files, or names of built-in ones. One for each thread. */
export class CasePolicies {
  readonly #files: MaterialFiles;
  readonly #providers: readonly AlgorithmProvider[];
  readonly #known = new Map<string, Policy>();

  constructor(files: MaterialFiles, providers: readonly AlgorithmProvider[]) {
    this.#files = files;
    this.#providers = providers;
  }

  /** Rejects with BadCaseError for what is not there, or no policy. */
  async read(name: string, id: VerifyCase['id']): Promise<Policy> {
    const policy = builtInNamed(name) ?? this.#known.get(name) ?? (await this.#open(name, id));
    this.#known.set(name, policy);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return policy;
  }

  async #open(name: string, id: VerifyCase['id']): Promise<Policy> {
    try {
      const path = await this.#files.find(name);
      return await readPolicyFile('policy', path, { cwd: '', providers: this.#providers });
    } catch (error) {
      if (error instanceof PolicyError) {
        throw new BadCaseError('bad-policy', `no policy: ${problemLines(error, 'en').trim()}`, id);
      }
      if (error instanceof UsageError) throw new BadCaseError('file-unreadable', error.message, id);
      throw badFile(error, name, id);
    }
  }
}
