// EN 319 102-1 §5.6.3.4 steps 2 and 4: what is at hand, and since when each of it is known to exist.
import type { Evidence } from '../evidence.ts';
import { EvidenceMerger } from '../merge-evidence.ts';
import type { EmbeddedData } from '../signature-facts.ts';
import type { ProcessContext } from '../validate-signature.ts';
import type { TimedJudgement } from '../validate-with-time.ts';
import { ProofsOfExistence } from './proofs-of-existence.ts';

/** What came along with the signature and with each of its tokens serves all of them. */
export function evidenceOfAll(
  { facts, timeStamps }: TimedJudgement,
  context: ProcessContext,
): { readonly evidence: Evidence; readonly merger: EvidenceMerger } {
  const embedded: readonly EmbeddedData[] = [
    facts.embedded,
    ...timeStamps.flatMap(({ signature }) => (signature ? [signature.facts.embedded] : [])),
  ];
  const merger = context.merger ?? new EvidenceMerger(context.evidence);
  const { evidence } = merger.with({
    certificates: embedded.flatMap(({ certificates }) => certificates),
    crls: embedded.flatMap(({ crls }) => crls),
    ocspResponses: embedded.flatMap(({ ocspResponses }) => ocspResponses),
  });
  return { evidence, merger: merger.over(evidence) };
}

/**
 * Step 2: everything exists now, what is in the file since the file does, what was handed in since that is proven;
 * step 4: the signature since its best time.
 */
export function startingProofs(
  { facts, timeStamps }: TimedJudgement,
  context: ProcessContext,
): ProofsOfExistence {
  const proofs = new ProofsOfExistence(context.validationTime);
  const { evidence, evidenceTime } = context;
  const responders = evidence.ocspResponses.flatMap((one) => one.certificates);
  const given = [evidence.certificates, responders, evidence.crls, evidence.ocspResponses];
  for (const { der } of given.flat()) proofs.prove(der, evidenceTime);
  const { certificates, crls, ocspResponses } = facts.embedded;
  const inFile = [
    ...certificates.map(({ der }) => der),
    ...crls,
    ...ocspResponses,
    ...timeStamps.map(({ stamp }) => stamp.token),
    ...timeStamps.flatMap(({ signature }) => (signature ? [signature.facts.value.value] : [])),
  ];
  for (const octets of inFile) proofs.prove(octets, context.fileTime);
  return proofs;
}
