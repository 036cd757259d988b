import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { tokenIn } from '../../formats/evidence/supplement.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import type { PlacedVersion } from '../model/document.ts';
import type { JournalStore } from '../ports/metadata.ts';
import { bytesFile, type PackageFile } from './package-file.ts';

export interface GatheredSupplements {
  readonly files: readonly PackageFile[];
  readonly tokens: readonly Uint8Array[];
}

/** What came after the receipts of these versions, each once: several receipts stand on one checkpoint. */
export async function gatherSupplements(
  versions: readonly PlacedVersion[],
  { metadata }: { readonly metadata: { readonly journal: JournalStore } },
): Promise<GatheredSupplements> {
  const { journal } = metadata;
  const entries = versions.flatMap(({ receivedEntry, placedEntry }) => [
    receivedEntry,
    ...(placedEntry === undefined ? [] : [placedEntry]),
  ]);
  const sizes = new Set<number>();
  for (const entry of entries) {
    const receipt = await journal.receipt(entry);
    if (receipt !== undefined) sizes.add(checkpointSize(receipt));
  }
  const files: PackageFile[] = [];
  const tokens: Uint8Array[] = [];
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const stored = await journal.supplements(size);
    // The time-stamp is always the first: the README of the package names it.
    const sorted = stored.toSorted((a, b) => Number(isCosignature(a)) - Number(isCosignature(b)));
    for (const [at, bytes] of sorted.entries()) {
      files.push(bytesFile(`supplements/${size}/${at + 1}.json`, 'supplement', bytes));
      const token = tokenIn(bytes);
      if (token !== undefined) tokens.push(token);
    }
  }
  return { files, tokens };
}

const isCosignature = (bytes: Uint8Array) => tokenIn(bytes) === undefined;

/** Entries under the checkpoint on which a receipt of ours stands. */
export function checkpointSize(receipt: Uint8Array): number {
  return parseCheckpoint(parseNote(parseReceipt(receipt).proof.checkpoint).text).size;
}
