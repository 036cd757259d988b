import { drawSheet, type SheetBlock, type SheetFonts } from '../../../formats/pdf/draw-sheet.ts';
import {
  type ShownPart,
  type ShownReport,
  type ShownSection,
  titleOf,
} from '../shown/shown-report.ts';
import { SHOWN_WORDS, type ShownWords } from '../shown/shown-words.ts';

export interface ProtocolSettings {
  readonly fonts: SheetFonts;
  /** The times inside the file. */
  readonly time: Date;
  /** At most, what is left out being said; absent: as many as a service can draw while others wait. */
  readonly lines?: number;
}

/** Reports of one language as pages to print and file: the same reports and time give the same octets. */
export function writePdf(
  reports: readonly ShownReport[],
  { fonts, time, lines }: ProtocolSettings,
): Promise<Uint8Array> {
  const language = reports[0]?.language ?? 'ru';
  const words = SHOWN_WORDS[language];
  const title = titleOf(reports, words.title);
  return drawSheet(
    {
      language,
      title,
      blocks: [
        ...reports.flatMap((report) => reportBlocks(report, words)),
        { kind: 'note', text: words.madeBy },
      ],
      footer: title,
      ...(lines === undefined ? {} : { lines }),
      time,
    },
    fonts,
  );
}

function reportBlocks({ head, parts, evidence }: ShownReport, words: ShownWords): SheetBlock[] {
  return [
    { kind: 'rows', rows: head },
    ...parts.flatMap(({ heading, verdict, sections }): SheetBlock[] => [
      ...(verdict === undefined ? headingBlock(heading) : [panelOf(heading, verdict)]),
      ...sections.flatMap(sectionBlocks),
    ]),
    ...detailBlocks(parts, evidence, words),
  ];
}

function headingBlock(text: string | undefined): SheetBlock[] {
  return text === undefined ? [] : [{ kind: 'heading', text }];
}

function panelOf(
  heading: string | undefined,
  { tone, words, code }: NonNullable<ShownPart['verdict']>,
): SheetBlock {
  const text = heading === undefined ? words : `${heading}: ${words}`;
  return { kind: 'panel', text, lines: [code], tone };
}

/** On pages of their own, after everything that people need to know. */
function detailBlocks(
  parts: readonly ShownPart[],
  evidence: readonly ShownSection[],
  words: ShownWords,
): SheetBlock[] {
  const detailed = parts.filter(({ details }) => details.length > 0);
  if (detailed.length + evidence.length === 0) return [];
  return [
    { kind: 'page' },
    { kind: 'heading', text: words.details },
    ...detailed.flatMap(({ heading, details }) => [
      ...(detailed.length === 1 ? [] : headingBlock(heading)),
      ...details.flatMap(sectionBlocks),
    ]),
    ...evidence.flatMap(sectionBlocks),
  ];
}

function sectionBlocks({ title, rows }: ShownSection): SheetBlock[] {
  return [...headingBlock(title), { kind: 'rows', rows }];
}
