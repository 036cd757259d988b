import { type Language, printable } from '../messages.ts';
import type { OctetRange, SignedContent } from '../report.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import { SHOWN_WORDS } from './shown-words.ts';

/** What was signed, to the octet: which file, all of it or which bytes, how many, and their digest. */
export function contentRows(
  content: SignedContent,
  language: Language,
  label: string = WORDS[language].signed,
): Row[] {
  const parts = [...placeParts(content, language), WORDS[language].octets(content.size)];
  return [[label, parts.join(', ')], digestRow(content, language)];
}

export function digestRow(
  { digestAlgorithm, digest }: Pick<SignedContent, 'digestAlgorithm' | 'digest'>,
  language: Language,
): Row {
  return [`${SHOWN_WORDS[language].digest} ${printable(digestAlgorithm)}`, digest];
}

function placeParts(content: SignedContent, language: Language): string[] {
  const words = SHOWN_WORDS[language];
  const { name, file, ranges, whole } = content;
  const part = whole ? [] : [words.part];
  if (file === undefined || ranges === undefined) return [printable(name), ...part];
  if (isWholeFile(content)) return [printable(name), words.wholeFile];
  const what = ranges.length > 0 && name !== file ? words.inside(printable(file)) : printable(name);
  const bytes =
    ranges.length === 0 ? words.computedFrom : words.octetsOf(rangesText(ranges, language));
  return [what, ...part, bytes];
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
