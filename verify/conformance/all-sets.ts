import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import type { ConformanceSet } from './conformance-set.ts';
import type { CorpusFolder } from './corpus-folder.ts';
import { ocsp } from './sets/ocsp.ts';
import { pkits } from './sets/pkits.ts';
import { timeStamps } from './sets/time-stamps.ts';
import { WYCHEPROOF_FILES, wycheproof } from './sets/wycheproof.ts';
import { x509Limbo } from './sets/x509-limbo.ts';
import { xmlSignatures } from './sets/xml-signatures.ts';

export interface SetPlace {
  /** Where its index lies in the folder. */
  readonly path: string;
  /** Throws where it is not there. */
  readonly open: () => ConformanceSet;
}

/** Every set that is asked for, and what the folder has beside them. */
export function* allSets(folder: CorpusFolder): Generator<SetPlace> {
  const algorithms = algorithmsOf([nodeCrypto, createGost()]);
  yield { path: 'pkits.jsonl', open: () => pkits(folder, algorithms) };
  yield { path: 'ocsp.jsonl', open: () => ocsp(folder, algorithms) };
  yield { path: 'x509-limbo.json', open: () => x509Limbo(folder, algorithms) };
  yield { path: 'rfc3161.jsonl', open: () => timeStamps(folder, algorithms) };
  for (const corpus of ['xmlsec', 'xml-crypto', 'gost'] as const) {
    const open = () => xmlSignatures(folder, corpus, algorithms);
    yield { path: `${corpus}.jsonl`, open };
  }
  const vectors = new Set([...WYCHEPROOF_FILES, ...folder.names('wycheproof/')]);
  for (const file of [...vectors].sort()) {
    for (const provider of [nodeCrypto, webCrypto]) {
      const open = () => wycheproof(folder, file, algorithmsOf([provider]));
      yield { path: `wycheproof/${file}`, open };
    }
  }
}

/** The sets that are asked for and are not there: vectors that are missing must not pass for vectors that agree. */
export function missingSets(folder: CorpusFolder): readonly string[] {
  const paths = [...allSets(folder)].map(({ path }) => path);
  return [...new Set(paths)].filter((path) => !folder.has(path));
}
