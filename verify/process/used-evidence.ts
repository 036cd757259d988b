import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Evidence } from './evidence.ts';
import type { JudgedSignature } from './signature-report.ts';

/** Validation data on which decisions stood, each once. */
export type UsedEvidence = Evidence;

export function usedEvidence(judgements: readonly JudgedSignature[]): UsedEvidence {
  const paths = allOf(judgements).flatMap(({ path, timeStamps }) => [
    path,
    ...timeStamps.map(({ signature }) => signature?.path),
  ]);
  const used = paths.flatMap((path) => (path === undefined ? [] : [path.used]));
  return {
    certificates: distinct(used.flatMap(({ certificates }) => certificates)),
    crls: distinct(used.flatMap(({ crls }) => crls)),
    ocspResponses: distinct(used.flatMap(({ ocspResponses }) => ocspResponses)),
  };
}

function allOf(judgements: readonly JudgedSignature[]): readonly JudgedSignature[] {
  return judgements.flatMap((one) => [one, ...allOf(one.counterSignatures)]);
}

function distinct<T extends { readonly der: Uint8Array }>(items: readonly T[]): T[] {
  const kept: T[] = [];
  for (const item of new Set(items)) {
    if (!kept.some(({ der }) => equalBytes(der, item.der))) kept.push(item);
  }
  return kept;
}
