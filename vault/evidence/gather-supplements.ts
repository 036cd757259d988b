import { checkpointSize } from '../../formats/evidence/receipt.ts';
import { encodeSupplement, parseSupplement, tokenIn } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { parseNote } from '../../formats/log/note.ts';
import { consistencyProof } from '../../formats/log/proofs.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { JournalStore } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { madeFile, type PackageFile } from './package-file.ts';
import type { PackagePorts } from './write-package.ts';

export interface GatheredSupplements {
  readonly files: readonly PackageFile[];
  readonly tokens: readonly Uint8Array[];
}

/**
 * What came after the receipts of these entries, each once: several receipts stand on one checkpoint. With each the proof
 * that the log only grew from there to its head of now, so that all receipts are proven to be of one history.
 */
export async function gatherSupplements(
  entries: readonly string[],
  { metadata, algorithms }: Pick<PackagePorts, 'metadata' | 'algorithms'>,
): Promise<GatheredSupplements> {
  const { journal } = metadata;
  const sizes = new Set<number>();
  for (const entry of entries) {
    const receipt = await journal.receipt(entry);
    if (receipt !== undefined) sizes.add(checkpointSize(receipt));
  }
  const files: PackageFile[] = [];
  const tokens: Uint8Array[] = [];
  const growth = await growthOf({ journal, sha256: sha256Of(algorithms) });
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
    const proof = await growth(size);
    files.push(madeFile(`supplements/${size}/consistency.json`, { ...GROWTH, bytes: proof }));
  }
  return { files, tokens };
}

const GROWTH = {
  role: 'supplement',
  about: {
    ru: 'Доказательство, что с этой контрольной точки журнал только рос',
    en: 'Proof that the log only grew from this checkpoint on',
  },
} as const;

/** A file for each checkpoint that was signed, towards the head as it is now. */
async function growthOf({
  journal,
  sha256,
}: {
  readonly journal: JournalStore;
  readonly sha256: Sha256;
}): Promise<(size: number) => Promise<Uint8Array>> {
  const head = await journal.head();
  return async (size) => {
    const note = await journal.checkpoint(size);
    if (head === undefined || note === undefined) {
      throw new StorageError('corrupt', `no checkpoint of ${size} entries`);
    }
    const text = new TextEncoder().encode(parseNote(note).text);
    const sizes = { oldSize: size, newSize: head.size };
    const proof = await consistencyProof(sha256, journal.nodes.bind(journal), sizes);
    const checkpoint = toHex(await sha256(text));
    return encodeSupplement({ kind: 'consistency', checkpoint, later: head.note, proof });
  };
}

const KINDS = {
  'time-stamp': { ru: 'Штамп времени над', en: 'Time-stamp over' },
  cosignature: { ru: 'Ещё одна подпись под', en: 'Another signature under' },
  consistency: { ru: 'Доказательство роста журнала за', en: 'Proof that the log grew beyond' },
} as const;
