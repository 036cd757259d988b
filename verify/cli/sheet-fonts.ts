import { readFile } from 'node:fs/promises';
import type { SheetFonts } from '../../formats/pdf/draw-sheet.ts';

/** DejaVu Sans: Cyrillic, Latin and Greek, free to embed. */
export async function readSheetFonts(): Promise<SheetFonts> {
  const read = (name: string) =>
    readFile(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
  const [regular, bold] = await Promise.all([read('DejaVuSans'), read('DejaVuSans-Bold')]);
  return { regular, bold };
}
