import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import type { Sha256 } from '../../formats/log/tree.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';

/** SHA-256 of the providers handed in; the log knows no other digest (C2SP tlog-tiles, "Merkle Tree"). */
export function sha256Of(algorithms: Algorithms): Sha256 {
  const digest = algorithms.digest(SHA256);
  if (digest === undefined) {
    throw new AlgorithmError('unknown-algorithm', SHA256, 'no provider has SHA-256');
  }
  return (data) => digest.digest(data);
}
