import { NOT_LOADED } from '../../algorithms/cli/provider-messages.ts';
import { DEFAULT_PROVIDERS, loadProviders, ProviderError } from '../../algorithms/load-provider.ts';
import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import { UsageError } from './verify-options.ts';

/** The providers of `--provider`, or ours. Throws UsageError for one that cannot be had. */
export async function readProviders(
  names: readonly string[],
  folder: string,
): Promise<readonly AlgorithmProvider[]> {
  try {
    return await loadProviders(names.length === 0 ? DEFAULT_PROVIDERS : names, folder);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { ru, en } = NOT_LOADED[error.code];
    throw new UsageError({
      ru: `--provider: ${ru(error.provider)}`,
      en: `--provider: ${en(error.provider)}`,
    });
  }
}
