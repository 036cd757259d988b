import { checkpointSize } from '../../formats/evidence/receipt.ts';
import { parseSupplement, tokenIn } from '../../formats/evidence/supplement.ts';
import type { JournalStore } from '../ports/metadata.ts';
import type { PackageFile } from './package-file.ts';

export interface GatheredSupplements {
  readonly files: readonly PackageFile[];
  readonly tokens: readonly Uint8Array[];
}

/** What came after the receipts of these entries, each once: several receipts stand on one checkpoint. */
export async function gatherSupplements(
  entries: readonly string[],
  { metadata }: { readonly metadata: { readonly journal: JournalStore } },
): Promise<GatheredSupplements> {
  const { journal } = metadata;
  const sizes = new Set<number>();
  for (const entry of entries) {
    const receipt = await journal.receipt(entry);
    if (receipt !== undefined) sizes.add(checkpointSize(receipt));
  }
  const files: PackageFile[] = [];
  const tokens: Uint8Array[] = [];
  for (const size of [...sizes].sort((a, b) => a - b)) {
    for (const [at, bytes] of (await journal.supplements(size)).entries()) {
      const { kind } = parseSupplement(bytes);
      const { ru, en } = KINDS[kind];
      const about = {
        ru: `${ru} контрольной точкой журнала на ${size} записей`,
        en: `${en} the checkpoint of the log at ${size} entries`,
      };
      const name = `supplements/${size}/${at + 1}-${kind}.json`;
      const content = { kind: 'supplement', size, at } as const;
      files.push({ name, role: 'supplement', about, content });
      const token = tokenIn(bytes);
      if (token !== undefined) tokens.push(token);
    }
  }
  return { files, tokens };
}

const KINDS = {
  'time-stamp': { ru: 'Штамп времени над', en: 'Time-stamp over' },
  cosignature: { ru: 'Ещё одна подпись под', en: 'Another signature under' },
} as const;
