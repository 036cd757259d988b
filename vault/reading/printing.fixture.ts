// A vault with one document that was placed, and what printing needs.
import { readFile } from 'node:fs/promises';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { exporter, head } from '../../test-fixtures/pki/subjects.ts';
import { createWorld, DESCRIPTION, NOW, place, signed } from '../testing/vault-world.ts';

export const pki = await createPki({ now: NOW });
export const director = await pki.issue({ subject: head });
const crls = await Promise.all([pki.crl(), pki.crl(NOW, { of: 'root' })]);
const font = (name: string) =>
  readFile(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
const sheetFonts = { regular: await font('DejaVuSans'), bold: await font('DejaVuSans-Bold') };

export async function placedStage(metadata: object = DESCRIPTION) {
  const world = await createWorld({
    metadata: memoryMetadata(),
    blobs: memoryBlobs(),
    lastHead: memoryLastHead(),
    root: pki.root,
    seal: director,
    evidence: { crls: crls.map((der) => parseCrl(der)) },
    owner: exporter,
  });
  const files = await signed(Buffer.from('договор'), director);
  const { outcome } = await place(world, { files, metadata });
  return { world, outcome, ports: { ...world, sheetFonts, timeStamping: true } };
}
