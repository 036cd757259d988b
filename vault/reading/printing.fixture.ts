// A vault with one document that was placed, and what printing needs.
import { readFile } from 'node:fs/promises';
import { director, memoryWorld } from '../testing/memory-world.fixture.ts';
import { DESCRIPTION, place, signed } from '../testing/vault-world.ts';

const font = (name: string) =>
  readFile(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
const sheetFonts = { regular: await font('DejaVuSans'), bold: await font('DejaVuSans-Bold') };

export async function placedStage(metadata: object = DESCRIPTION) {
  const world = await memoryWorld();
  const files = await signed(Buffer.from('договор'), director);
  const { outcome } = await place(world, { files, metadata });
  return { world, outcome, ports: { ...world, sheetFonts, timeStamping: true } };
}
