import { type Language, printable } from '../messages.ts';
import type { OctetRange, SignedContent } from '../report.ts';
import { WORDS } from '../report-words.ts';
import { SHOWN_WORDS } from './shown-words.ts';

/** What was signed, to the octet: which file, all of it or which bytes, how many, and their digest. */
export function contentText(content: SignedContent, language: Language): string {
  const { size, digestAlgorithm, digest } = content;
  const parts = [
    ...placeParts(content, language),
    WORDS[language].octets(size),
    `${digestAlgorithm} ${digest}`,
  ];
  return parts.join(', ');
}

function placeParts(content: SignedContent, language: Language): string[] {
  const words = SHOWN_WORDS[language];
  const { name, file, ranges, whole } = content;
  const part = whole ? [] : [words.part];
  if (file === undefined || ranges === undefined) return [printable(name), ...part];
  if (isWholeFile(content)) return [printable(name), words.wholeFile];
  const from = name.startsWith(file) ? [] : [words.inFile(printable(file))];
  const bytes =
    ranges.length === 0 ? words.computedFrom : words.octetsOf(rangesText(ranges, language));
  return [printable(name), ...from, ...part, bytes];
}

/** The named file itself, and nothing taken out of it. */
function isWholeFile({ name, file, ranges = [], size, whole }: SignedContent): boolean {
  const [only] = ranges;
  return (
    whole && name === file && ranges.length === 1 && only?.offset === 0 && only.length === size
  );
}

function rangesText(ranges: readonly OctetRange[], language: Language): string {
  const { pieces } = SHOWN_WORDS[language];
  return ranges
    .map(({ offset, length, count, stride }) => {
      const range = `${offset}–${offset + length - 1}`;
      return count === undefined ? range : `${range}${pieces(count, stride ?? length)}`;
    })
    .join(', ');
}
