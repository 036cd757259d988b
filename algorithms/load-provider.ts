import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AlgorithmProvider } from './provider.ts';

/** What verifies where nothing else is asked for. */
export const DEFAULT_PROVIDERS: readonly string[] = ['node-crypto', 'gost'];

const BUILT_IN: ReadonlyMap<string, () => Promise<AlgorithmProvider>> = new Map([
  ['node-crypto', async () => (await import('./node-crypto/provider.ts')).createNodeCrypto()],
  ['web-crypto', async () => (await import('./web-crypto/provider.ts')).webCrypto],
  ['gost', async () => (await import('./gost/provider.ts')).createGost()],
]);

export type ProviderErrorCode =
  | 'provider-not-found' // neither one of ours, nor a file, nor an installed package
  | 'provider-fails' // its module throws when it is loaded
  | 'not-a-provider'; // its module exports something else

/** A provider that was named cannot be had; without it verdicts would differ, so nothing goes on. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: ProviderErrorCode;
  readonly provider: string;
  constructor(code: ProviderErrorCode, provider: string, cause?: unknown) {
    super(`${code}: ${provider}`, { cause });
    this.code = code;
    this.provider = provider;
  }
}

/** In the order given: the first that has an algorithm serves it. Throws ProviderError. */
export function loadProviders(
  names: readonly string[],
  folder: string,
): Promise<readonly AlgorithmProvider[]> {
  return Promise.all(names.map((name) => loadProvider(name, folder)));
}

/**
 * A provider by name: one of ours, a file (`./x.mjs`, or an absolute path), or a package as installed for
 * `folder`. Its module exports an AlgorithmProvider as `provider` or as its default. It runs with all the
 * rights of this process and decides what is valid: only the operator names it. Throws ProviderError.
 */
export async function loadProvider(name: string, folder: string): Promise<AlgorithmProvider> {
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return builtIn();
  const module = await importModule(name, moduleUrl(name, folder));
  const found = [module['provider'], module['default']].find(isProvider);
  if (found === undefined) throw new ProviderError('not-a-provider', name);
  return found;
}

function moduleUrl(name: string, folder: string): string {
  const isPath = isAbsolute(name) || /^\.{1,2}[\\/]/.test(name);
  if (isPath) return pathToFileURL(resolve(folder, name)).href;
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href;
  } catch (cause) {
    throw new ProviderError('provider-not-found', name, cause);
  }
}

async function importModule(name: string, url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (cause) {
    const missing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    throw new ProviderError(missing ? 'provider-not-found' : 'provider-fails', name, cause);
  }
}

function isProvider(value: unknown): value is AlgorithmProvider {
  const [digests, signatures] = [field(value, 'digests'), field(value, 'signatures')];
  return (
    hasTexts(value, ['name']) &&
    Array.isArray(digests) &&
    Array.isArray(signatures) &&
    digests.every(isDigest) &&
    signatures.every(isSignature)
  );
}

function isDigest(value: unknown): boolean {
  return (
    hasTexts(value, ['name', 'oid']) &&
    hasLists(value, ['xmlUris']) &&
    typeof field(value, 'size') === 'number' &&
    hasMethods(value, ['digest'])
  );
}

function isSignature(value: unknown): boolean {
  return (
    hasTexts(value, ['name']) &&
    hasLists(value, ['oids', 'xmlUris', 'keyOids']) &&
    hasMethods(value, ['digestOid', 'verify'])
  );
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof field(value, name) === 'string');
}

function hasLists(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => {
    const list: unknown = field(value, name);
    return Array.isArray(list) && list.every((one) => typeof one === 'string');
  });
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof field(value, name) === 'function');
}

// Inherited too: a provider may be an object of a class.
function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
