// Plain A4 pages of headings, rows and paragraphs: for printing what a file says, never instead of the file.
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';

/** TrueType files. */
export interface SheetFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

export type SheetBlock =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly [label: string, text: string])[] };

export interface Sheet {
  readonly title: string;
  readonly blocks: readonly SheetBlock[];
  /** Stands under every page, before the number of the page. */
  readonly footer: string;
  /** The times inside the file: the same sheet gives the same octets. */
  readonly time: Date;
}

/** Sheets are made of one receipt; more lines than this are cut off with a word about it. */
export const SHEET_LINES = 2_000;

// Points; A4.
const PAGE = { width: 595, height: 842 } as const;
const MARGIN = 56;
const BODY = 9.5;
const LEADING = 13.5;
const LABELS = 130;

interface Pen {
  readonly document: PDFDocument;
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  /** Baseline of the next line. */
  y: number;
  lines: number;
}

export async function drawSheet(sheet: Sheet, fonts: SheetFonts): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  document.setTitle(sheet.title);
  document.setLanguage('ru');
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
    y: PAGE.height - MARGIN,
    lines: 0,
  };
  write(pen, sheet.title, { size: 15, font: pen.bold, after: 8 });
  for (const block of sheet.blocks) drawBlock(pen, block);
  drawFooters(pen, sheet.footer);
  return document.save();
}

function drawBlock(pen: Pen, block: SheetBlock): void {
  switch (block.kind) {
    case 'heading':
      pen.y -= 8;
      write(pen, block.text, { size: 11.5, font: pen.bold, after: 2, keep: 3 * LEADING });
      return;
    case 'paragraph':
      write(pen, block.text, { after: 4 });
      return;
    case 'rows':
      for (const [label, text] of block.rows) drawRow(pen, label, text);
  }
}

function drawRow(pen: Pen, label: string, text: string): void {
  makeRoom(pen, LEADING);
  draw(pen, label, { x: MARGIN, y: pen.y, size: BODY, font: pen.bold });
  write(pen, text, { indent: LABELS, after: 1 });
}

interface Manner {
  readonly size?: number;
  readonly font?: PDFFont;
  readonly indent?: number;
  /** Room left under the text. */
  readonly after?: number;
  /** Room that must be free under the first line. */
  readonly keep?: number;
}

function write(pen: Pen, text: string, manner: Manner): void {
  const { size = BODY, font = pen.regular, indent = 0, after = 0, keep = 0 } = manner;
  const leading = LEADING * (size / BODY);
  for (const line of wrap(text, { font, size, width: PAGE.width - 2 * MARGIN - indent })) {
    if (pen.lines >= SHEET_LINES) return;
    pen.lines += 1;
    makeRoom(pen, leading + keep);
    draw(pen, pen.lines === SHEET_LINES ? '…' : line, { x: MARGIN + indent, y: pen.y, size, font });
    pen.y -= leading;
  }
  pen.y -= after;
}

interface Line {
  readonly font: PDFFont;
  readonly size: number;
  readonly width: number;
}

/** Lines that fit; a word longer than a line (a digest, a name) is broken where the line ends. */
export function wrap(text: string, { font, size, width }: Line): readonly string[] {
  const fits = (line: string) => font.widthOfTextAtSize(line, size) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (!fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}

function makeRoom(pen: Pen, needed: number): void {
  if (pen.y - needed > MARGIN) return;
  pen.page = pen.document.addPage([PAGE.width, PAGE.height]);
  pen.y = PAGE.height - MARGIN;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly font: PDFFont;
}

function draw({ page }: Pick<Pen, 'page'>, text: string, place: Place): void {
  page.drawText(text, { ...place, color: rgb(0.1, 0.1, 0.12) });
}

function drawFooters({ document, regular }: Pen, footer: string): void {
  const pages = document.getPages();
  for (const [at, page] of pages.entries()) {
    const text = `${footer} · страница ${at + 1} из ${pages.length}`;
    draw({ page }, text, { x: MARGIN, y: MARGIN / 2, size: 7.5, font: regular });
  }
}
