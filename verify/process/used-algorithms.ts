import type { Algorithms } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { withWorkingKey } from '../path/working-key.ts';
import { type AlgorithmUse, algorithmTerm, judgeAlgorithm } from '../policy/algorithm-limits.ts';
import type { Policy } from '../policy/policy.ts';
import type { AlgorithmReport } from '../report/report.ts';
import { digestUse, keyUse } from './certificate-algorithms.ts';
import { namedDigest } from './known-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { Judgement } from './validate-signature.ts';

/** OIDs of the digests under the value and of what was signed. */
export function contentDigests(facts: SignatureFacts, algorithms: Algorithms): readonly string[] {
  const contents = facts.objects.map((object) => object.digestOid);
  return [...new Set([digestUnder(facts, algorithms), ...contents])];
}

function digestUnder({ value }: SignatureFacts, algorithms: Algorithms): string {
  return namedDigest(value.algorithm, algorithms) ?? value.digestOid;
}

/** The scheme of the value with the key that it is said to be under. */
export function valueUse(
  { value: { algorithm } }: SignatureFacts,
  { publicKey }: Certificate,
  algorithms: Algorithms,
): AlgorithmUse {
  return keyUse(algorithms.signature(algorithm.oid)?.name ?? algorithm.oid, publicKey);
}

/** OIDs of the digests by which the certificate, and the signature policy that the signer named, are signed. */
export function referenceDigests({ signer, signaturePolicy }: SignatureFacts): readonly string[] {
  const certificates = signer.references.flat().map(({ digestOid }) => digestOid);
  if (signaturePolicy?.kind !== 'explicit' || signaturePolicy.digest === undefined) {
    return certificates;
  }
  return [...certificates, signaturePolicy.digest.algorithm.oid];
}

/**
 * What a report tells of the algorithms of one signature, each once; those of its key where that is known. `imprints`
 * are the digests that a token adds.
 */
export function algorithmReports(
  { facts, certificate, path }: Pick<Judgement, 'facts' | 'certificate' | 'path'>,
  time: Date,
  { algorithms, policy }: { readonly algorithms: Algorithms; readonly policy: Policy },
  imprints: readonly string[] = [],
): AlgorithmReport[] {
  const oids = [...contentDigests(facts, algorithms), ...referenceDigests(facts), ...imprints];
  const digests = [...new Set(oids)].map((oid) => digestUse(oid, algorithms));
  const reports = digests.map((digest) => ({ ...digest, ...acceptance([digest], time, policy) }));
  if (certificate === undefined) return reports;
  const value = valueUse(facts, withWorkingKey(certificate, path), algorithms);
  const under = digestUse(digestUnder(facts, algorithms), algorithms);
  const both = acceptance([value, under], time, policy);
  return [{ ...value, digest: under.algorithm, ...both }, ...reports];
}

/** Of algorithms used together, which are as good as the weakest of them. */
function acceptance(
  uses: readonly AlgorithmUse[],
  time: Date,
  { algorithms: limits }: Policy,
): Pick<AlgorithmReport, 'acceptable' | 'until'> {
  const terms = uses.map((use) => algorithmTerm(use, limits));
  const ends = terms.map((term) => (term.listed ? term.until : undefined));
  const [until] = ends.filter((end) => end !== undefined).toSorted();
  const told = until !== undefined && terms.every(({ listed }) => listed);
  return {
    acceptable: uses.every((use) => judgeAlgorithm(use, time, limits).acceptable),
    ...(told ? { until } : {}),
  };
}
