import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';

/** The providers, with a count of what they were asked to verify. */
export function countedAlgorithms() {
  const inner = algorithmsOf([nodeCrypto]);
  const asked = { times: 0 };
  const algorithms: Algorithms = {
    ...inner,
    signature(oid) {
      asked.times += 1;
      return inner.signature(oid);
    },
  };
  return { algorithms, asked };
}
