import type { SegmentRun } from '../../formats/cms/segmented-source.ts';
import { toHex } from '../../formats/hex.ts';
import type { OctetRange, SignedContent } from '../report/report.ts';
import type { Judgement, ProcessContext } from './validate-signature.ts';
import type { NamedSource } from './validation-input.ts';

/**
 * What was signed, and only when it was: nothing whose digest or signature value is wrong is ever listed.
 */
export function signedContent(judgement: Judgement, context: ProcessContext): SignedContent[] {
  const { facts, cryptography } = judgement;
  if (!cryptography?.intact || !cryptography.valid) return [];
  return facts.objects.flatMap((object) => {
    const digest = context.digests(object);
    if (object.content === undefined || digest === undefined) return [];
    return [
      {
        name: object.name,
        ...placeOf(object.content),
        size: object.content.source.size,
        digestAlgorithm: context.algorithms.digest(object.digestOid)?.name ?? object.digestOid,
        digest: toHex(digest),
        whole: object.whole,
      },
    ];
  });
}

/** More pieces than these are not listed one by one: the digest says what they are together. */
const LISTED_RUNS = 100;

function placeOf({ name, source, place }: NamedSource): { file: string; ranges: OctetRange[] } {
  if (place === undefined) return { file: name, ranges: [{ offset: 0, length: source.size }] };
  const { file, runs = [] } = place;
  return { file, ranges: runs.length > LISTED_RUNS ? [] : runs.map(rangeOf) };
}

function rangeOf({ offset, size, stride, count }: SegmentRun): OctetRange {
  const range = { offset, length: size };
  return count === 1 ? range : { ...range, count, stride };
}
