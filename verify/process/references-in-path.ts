import type { Algorithms } from '../../algorithms/registry.ts';
import { toHex } from '../../formats/hex.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { judgeAlgorithm } from '../policy/algorithm-limits.ts';
import type { Policy } from '../policy/policy.ts';
import { type Block, failure } from './block.ts';
import { digestUse } from './certificate-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';

/**
 * EN 319 102-1 §5.2.8.4.2.1: where the signer's reference names further certificates, each is on the path that was
 * found good. Nothing is asked where it names one alone, as nearly always.
 */
export async function checkReferences(
  block: Block,
  { signer }: Pick<SignatureFacts, 'signer'>,
  path: readonly Certificate[],
  algorithms: Algorithms,
): Promise<void> {
  if (!signer.references.some((list) => list.length > 1)) return;
  const onPath = new Map<string, ReadonlySet<string>>();
  let elsewhere: string | undefined;
  for (const { digestOid, digest } of signer.references.flat()) {
    const digests = onPath.get(digestOid) ?? (await digestsOf(path, digestOid, algorithms));
    onPath.set(digestOid, digests);
    const named = toHex(digest);
    if (!digests.has(named)) elsewhere ??= named;
  }
  block.check(
    'signing-certificate-references-in-path',
    elsewhere === undefined
      ? undefined
      : failure('SIG_CONSTRAINTS_FAILURE', 'signing-certificate-reference-elsewhere', {
          digest: elsewhere,
        }),
  );
}

/**
 * Whether the signature names the certificate, known to exist since `since`, by a digest that was acceptable then: what
 * it names is as old as it (long-term/what-a-digest-proves.md).
 */
export async function isNamed(
  { certificate, since }: { readonly certificate: Certificate; readonly since: Date },
  { signer }: Pick<SignatureFacts, 'signer'>,
  { algorithms, policy }: { readonly algorithms: Algorithms; readonly policy: Policy },
): Promise<boolean> {
  for (const { digestOid, digest } of signer.references.flat()) {
    const use = digestUse(digestOid, algorithms);
    if (!judgeAlgorithm(use, since, policy.algorithms).acceptable) continue;
    if ((await digestsOf([certificate], digestOid, algorithms)).has(toHex(digest))) return true;
  }
  return false;
}

/** Empty where no provider has the algorithm. */
async function digestsOf(
  path: readonly Certificate[],
  digestOid: string,
  algorithms: Algorithms,
): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  const algorithm = algorithms.digest(digestOid);
  if (algorithm === undefined) return digests;
  for (const { der } of path) digests.add(toHex(await algorithm.digest(der)));
  return digests;
}
