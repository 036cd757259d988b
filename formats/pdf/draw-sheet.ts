// Plain A4 pages for printing what a file says, never instead of the file.
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import {
  ACCENT,
  BODY,
  hasRoom,
  LEADING,
  LINE,
  MARGIN,
  makeRoom,
  PAGE,
  type Pen,
  PLAIN,
  rule,
  SHEET_LINES,
  SMALL,
  SOFT,
  TONES,
  type Tone,
  wrap,
  write,
} from './sheet-pen.ts';

/** TrueType files. */
export interface SheetFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** A point on a line of time. */
export interface SheetEvent {
  /** Day, and time of day. */
  readonly when: readonly [string, string];
  readonly title: string;
  readonly lines: readonly string[];
}

export type SheetBlock =
  | { readonly kind: 'heading' | 'paragraph' | 'note'; readonly text: string }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly [label: string, text: string])[] }
  /** What the sheet is about, large, in a box; then what belongs to it. */
  | {
      readonly kind: 'panel';
      readonly text: string;
      readonly lines: readonly string[];
      /** Absent: neither good nor bad. */
      readonly tone?: Tone;
    }
  /** What follows begins a page. */
  | { readonly kind: 'page' }
  | { readonly kind: 'events'; readonly events: readonly SheetEvent[] };

export type SheetLanguage = 'ru' | 'en';

export interface Sheet {
  readonly language: SheetLanguage;
  readonly title: string;
  readonly subtitle?: string;
  readonly blocks: readonly SheetBlock[];
  /** Stands under every page, before the number of the page. */
  readonly footer: string;
  /**
   * Lines at most; absent: SHEET_LINES. What does not fit is left out, and the sheet says so on its first page and on
   * its last.
   */
  readonly lines?: number;
  /** The times inside the file: the same sheet gives the same octets. */
  readonly time: Date;
}

const LABELS = 128;
const EVENTS = 92;
/** Room over a panel. */
const PANEL_ABOVE = 6;
/** Room for the first lines that follow a panel: it is theirs, and stands on their page. */
const PANEL_KEEP = 3 * LEADING;
/** Lines of a row that stay on one page; a longer one may be broken anywhere. */
const ROW_KEEP = 8;

export async function drawSheet(sheet: Sheet, fonts: SheetFonts): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  document.setTitle(sheet.title);
  document.setLanguage(sheet.language);
  document.setProducer('Okno Vault');
  document.setCreationDate(sheet.time);
  document.setModificationDate(sheet.time);
  // pdf-lib gives subsets random names unless one is given.
  const embed = (bytes: Uint8Array, name: string) =>
    document.embedFont(bytes, { subset: true, customName: `OKNOVT+${name}` });
  const pen: Pen = {
    document,
    regular: await embed(fonts.regular, 'Regular'),
    bold: await embed(fonts.bold, 'Bold'),
    page: document.addPage([PAGE.width, PAGE.height]),
    y: PAGE.height - MARGIN - 10,
    lines: 0,
    linesLimit: sheet.lines ?? SHEET_LINES,
    cut: false,
  };
  pen.page.drawRectangle({ x: 0, y: PAGE.height - 7, width: PAGE.width, height: 7, color: ACCENT });
  const { title, subtitle } = sheet;
  write(pen, title, { size: 17, font: pen.bold, color: ACCENT, after: subtitle ? 0 : 6 });
  if (subtitle !== undefined) write(pen, subtitle, { color: SOFT, after: 6 });
  for (const block of sheet.blocks) drawBlock(pen, block);
  if (pen.cut) sayCut(pen, sheet.language);
  drawFooters(pen, sheet);
  return document.save();
}

function drawBlock(pen: Pen, block: SheetBlock): void {
  if (!hasRoom(pen)) return;
  switch (block.kind) {
    case 'heading': {
      pen.y -= 9;
      const manner = { size: 11, font: pen.bold, color: ACCENT, after: 3, keep: 3 * LEADING };
      write(pen, block.text, manner);
      return;
    }
    case 'paragraph':
      write(pen, block.text, { after: 4 });
      return;
    case 'note':
      pen.y -= 3;
      write(pen, block.text, { size: SMALL, color: SOFT, after: 6 });
      return;
    case 'panel':
      drawPanel(pen, block);
      return;
    case 'page':
      makeRoom(pen, PAGE.height);
      return;
    case 'rows':
      for (const [label, text] of block.rows) if (hasRoom(pen)) drawRow(pen, label, text);
      return;
    case 'events':
      for (const event of block.events) if (hasRoom(pen)) drawEvent(pen, event);
  }
}

function drawPanel(pen: Pen, { text, lines, tone }: Extract<SheetBlock, { kind: 'panel' }>): void {
  const { ink, edge, ground } = tone === undefined ? PLAIN : TONES[tone];
  const width = PAGE.width - 2 * MARGIN;
  const inner = { font: pen.regular, size: 9.5, width: width - 28 };
  const count = lines.flatMap((line) => wrap(line, inner)).length;
  const height = 40 + count * LEADING;
  makeRoom(pen, height + PANEL_ABOVE + PANEL_KEEP);
  pen.y -= PANEL_ABOVE;
  const y = pen.y - height + 12;
  pen.page.drawRectangle({ x: MARGIN, y, width, height, color: ground });
  pen.page.drawRectangle({ x: MARGIN, y, width: 3, height, color: edge });
  pen.y -= 12;
  write(pen, text, { size: 15, font: pen.bold, color: ink, indent: 14, after: 1 });
  for (const line of lines) write(pen, line, { indent: 14 });
  pen.y = y - 14;
}

function drawRow(pen: Pen, label: string, text: string): void {
  makeRoom(pen, heightOfRow(pen, text));
  const { page, y } = pen;
  const size = 8.5;
  page.drawText(label, { x: MARGIN, y, size, font: pen.regular, color: SOFT });
  write(pen, text, { indent: LABELS, after: 2.5 });
  rule(pen, LEADING - 3);
}

/** How much of a row stays together. */
function heightOfRow(pen: Pen, text: string): number {
  // Away from the foot of the page nothing is broken, and nothing needs to be measured.
  if (pen.y - ROW_KEEP * LEADING > MARGIN) return LEADING;
  const width = PAGE.width - 2 * MARGIN - LABELS;
  const count = wrap(text.slice(0, 2000), { font: pen.regular, size: BODY, width }).length;
  return (count > ROW_KEEP ? 1 : count) * LEADING;
}

/** An event stays on one page: what it says belongs to its moment. */
function drawEvent(pen: Pen, { when, title, lines }: SheetEvent): void {
  const width = PAGE.width - 2 * MARGIN - EVENTS;
  const small = { font: pen.regular, size: SMALL, width };
  const count = lines.flatMap((line) => wrap(line, small)).length;
  makeRoom(pen, 2 * LEADING + count * LEADING * 0.85);
  const { page, y: top } = pen;
  const [date, time] = when;
  page.drawText(date, { x: MARGIN, y: top, size: 9.5, font: pen.bold });
  const place = { x: MARGIN, y: top - 11.5, size: SMALL };
  page.drawText(time, { ...place, font: pen.regular, color: SOFT });
  write(pen, title, { size: 10.5, font: pen.bold, indent: EVENTS });
  for (const line of lines) write(pen, line, { size: SMALL, indent: EVENTS, color: SOFT });
  pen.y -= 9;
  const x = MARGIN + EVENTS - 14;
  if (page === pen.page) {
    const [start, end] = [
      { x, y: top - 3 },
      { x, y: pen.y + 11 },
    ];
    page.drawLine({ start, end, thickness: 1, color: LINE });
  }
  page.drawCircle({ x, y: top + 3.5, size: 3, color: ACCENT });
}

const PAGE_OF: Readonly<Record<SheetLanguage, (page: number, pages: number) => string>> = {
  ru: (page, pages) => `страница ${page} из ${pages}`,
  en: (page, pages) => `page ${page} of ${pages}`,
};

function drawFooters({ document, regular }: Pen, { footer, language }: Sheet): void {
  const pages = document.getPages();
  for (const [at, page] of pages.entries()) {
    const text = `${footer} · ${PAGE_OF[language](at + 1, pages.length)}`;
    page.drawText(text, { x: MARGIN, y: MARGIN / 2, size: 7.5, font: regular, color: SOFT });
  }
}

const CUT: Readonly<Record<SheetLanguage, string>> = {
  ru: 'ПОКАЗАНО НЕ ВСЁ: на лист поместилось не всё, что есть в исходном файле.',
  en: 'NOT ALL IS SHOWN: the file itself holds more than fits on this sheet.',
};

/** Where the sheet begins and where it breaks off, so that nobody takes a part for the whole. */
function sayCut(pen: Pen, language: SheetLanguage): void {
  const text = CUT[language];
  const manner = { x: MARGIN, size: 9, font: pen.bold, color: TONES.bad.ink };
  pen.document.getPage(0).drawText(text, { ...manner, y: PAGE.height - 26 });
  makeRoom(pen, 2 * LEADING);
  pen.page.drawText(text, { ...manner, y: pen.y - LEADING });
}
