import { existsSync, readdirSync } from 'node:fs';
import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import type { ConformanceSet } from './conformance-set.ts';
import type { CorpusFolder } from './corpus-folder.ts';
import { ocsp } from './sets/ocsp.ts';
import { pkits } from './sets/pkits.ts';
import { timeStamps } from './sets/time-stamps.ts';
import { wycheproof } from './sets/wycheproof.ts';
import { x509Limbo } from './sets/x509-limbo.ts';
import { xmlSignatures } from './sets/xml-signatures.ts';

/** Every set of the folder, opened when it is asked for. */
export function* allSets(folder: CorpusFolder): Generator<() => ConformanceSet> {
  const algorithms = algorithmsOf([nodeCrypto, createGost()]);
  yield () => pkits(folder, algorithms);
  yield () => ocsp(folder, algorithms);
  yield () => x509Limbo(folder, algorithms);
  yield () => timeStamps(folder, algorithms);
  for (const corpus of ['xmlsec', 'xml-crypto', 'gost'] as const) {
    yield () => xmlSignatures(folder, corpus, algorithms);
  }
  const vectors = new URL('wycheproof/', folder.url);
  for (const file of existsSync(vectors) ? readdirSync(vectors).sort() : []) {
    for (const provider of [nodeCrypto, webCrypto]) {
      yield () => wycheproof(folder, file, algorithmsOf([provider]));
    }
  }
}
