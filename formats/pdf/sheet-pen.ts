// Where the next line of a sheet goes, and how a text is broken into lines.
import { type PDFDocument, type PDFFont, type PDFPage, type RGB, rgb } from 'pdf-lib';

/** Lines of a sheet unless it asks for more: a service draws it while others wait, a millisecond a line. */
export const SHEET_LINES = 2_000;
/** Characters of one text: as long as a line may get, in the names of a stranger's certificate. */
const TEXT_LENGTH = 20_000;

// Points; A4.
export const PAGE = { width: 595, height: 842 } as const;
export const MARGIN = 54;
export const BODY = 9.5;
export const SMALL = 8;
export const LEADING = 13.5;

export const INK = rgb(0.1, 0.12, 0.17);
export const SOFT = rgb(0.4, 0.43, 0.49);
export const ACCENT = rgb(0.08, 0.27, 0.49);
export const LINE = rgb(0.85, 0.87, 0.9);

/** How a panel says whether its news are good. */
export type Tone = 'good' | 'bad' | 'open';
export const PLAIN = { ink: INK, edge: ACCENT, ground: rgb(0.94, 0.96, 0.985) } as const;
export const TONES = {
  good: { ink: rgb(0.06, 0.36, 0.21), edge: rgb(0.08, 0.5, 0.28), ground: rgb(0.9, 0.96, 0.92) },
  bad: { ink: rgb(0.6, 0.09, 0.09), edge: rgb(0.7, 0.1, 0.1), ground: rgb(0.985, 0.91, 0.91) },
  open: { ink: rgb(0.46, 0.29, 0), edge: rgb(0.75, 0.5, 0.05), ground: rgb(0.99, 0.95, 0.86) },
} as const satisfies Record<Tone, unknown>;

export interface Pen {
  readonly document: PDFDocument;
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  /** Baseline of the next line. */
  y: number;
  lines: number;
  readonly linesLimit: number;
  /** Something did not fit. */
  cut: boolean;
}

export interface Manner {
  readonly size?: number;
  readonly font?: PDFFont;
  readonly color?: RGB;
  readonly indent?: number;
  /** Room left under the text. */
  readonly after?: number;
  /** Room that must be free under the first line. */
  readonly keep?: number;
}

export function write(pen: Pen, text: string, manner: Manner): void {
  const { font = pen.regular, color = INK, indent = 0, after = 0, keep = 0 } = manner;
  const width = PAGE.width - 2 * MARGIN - indent;
  const size = fittingSize(text, { font, size: manner.size ?? BODY, width });
  const leading = LEADING * (size / BODY);
  const kept = text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
  if (kept !== text) pen.cut = true;
  for (const line of wrap(kept, { font, size, width })) {
    if (!hasRoom(pen)) return;
    pen.lines += 1;
    makeRoom(pen, leading + keep);
    pen.page.drawText(line, { x: MARGIN + indent, y: pen.y, size, font, color });
    pen.y -= leading;
  }
  pen.y -= after;
}

interface Line {
  readonly font: PDFFont;
  readonly size: number;
  readonly width: number;
}

/** A digest reads better in one small line than broken in two. */
function fittingSize(text: string, { font, size, width }: Line): number {
  if (text.includes(' ')) return size;
  const wanted = (size * width) / Math.max(width, font.widthOfTextAtSize(text, size));
  return wanted < 7 ? size : wanted;
}

/** Lines that fit; a word longer than a line (a digest, a name) is broken where the line ends. */
export function wrap(text: string, { font, size, width }: Line): readonly string[] {
  const room = (width + 0.01) / size;
  const space = widthOf(' ', font);
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const word of text.split(' ')) {
    const wide = widthOf(word, font);
    const after = line === '' ? wide : used + space + wide;
    if (after <= room) {
      line = line === '' ? word : `${line} ${word}`;
      used = after;
      continue;
    }
    if (line !== '') lines.push(line);
    [line, used] = ['', 0];
    for (const character of wide <= room ? [word] : word) {
      const one = widthOf(character, font);
      if (used + one > room) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += character;
      used += one;
    }
  }
  return [...lines, line];
}

/** Laying out is what drawing costs, and sheets say the same words again and again. */
const WIDTHS = new WeakMap<PDFFont, Map<string, number>>();

/** Of a word at size 1. */
function widthOf(word: string, font: PDFFont): number {
  const widths = WIDTHS.get(font) ?? new Map<string, number>();
  WIDTHS.set(font, widths);
  const known = widths.get(word);
  if (known !== undefined) return known;
  const width = font.widthOfTextAtSize(word, 1);
  widths.set(word, width);
  return width;
}

/** Whether anything more is written; what is not is remembered as cut. */
export function hasRoom(pen: Pen): boolean {
  if (pen.lines < pen.linesLimit) return true;
  pen.cut = true;
  return false;
}

export function makeRoom(pen: Pen, needed: number): void {
  if (pen.y - needed > MARGIN) return;
  pen.page = pen.document.addPage([PAGE.width, PAGE.height]);
  pen.y = PAGE.height - MARGIN;
}

/** A hairline across the text, `above` points over the next baseline. */
export function rule(pen: Pen, above: number): void {
  const y = pen.y + above;
  const [start, end] = [
    { x: MARGIN, y },
    { x: PAGE.width - MARGIN, y },
  ];
  pen.page.drawLine({ start, end, thickness: 0.5, color: LINE });
}
