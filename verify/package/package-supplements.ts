import type { Algorithms } from '../../algorithms/registry.ts';
import { receiptsIn, versionsIn } from '../../formats/evidence/manifest.ts';
import { parseReceipt, RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import { parseSupplement, SUPPLEMENT_LIMIT } from '../../formats/evidence/supplement.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import { parseNote } from '../../formats/log/note.ts';
import { sha256Of } from '../log/sha256.ts';
import { failed } from './finding.ts';
import { type OpenedPackage, readSmall } from './open-package.ts';
import type { PackageFinding } from './package-report.ts';

export interface PackageSupplements {
  /** Those about the checkpoint on which a receipt stands; undefined where there is none. */
  of(receipt: Uint8Array): Promise<readonly Uint8Array[] | undefined>;
  readonly findings: readonly PackageFinding[];
}

/** The supplements of the package by checkpoint. One that no receipt needs would lie in it unjudged. */
export async function packageSupplements(
  opened: OpenedPackage,
  algorithms: Algorithms,
): Promise<PackageSupplements> {
  const byCheckpoint = new Map<string, Uint8Array[]>();
  const findings: PackageFinding[] = [];
  const needed = await checkpointsOf(opened, algorithms);
  for (const { name } of opened.manifest.files.filter(({ role }) => role === 'supplement')) {
    const entry = opened.files.get(name);
    if (entry === undefined) continue;
    try {
      const bytes = await readSmall(entry, SUPPLEMENT_LIMIT);
      const { checkpoint } = parseSupplement(bytes);
      byCheckpoint.set(checkpoint, [...(byCheckpoint.get(checkpoint) ?? []), bytes]);
      if (!needed.has(checkpoint)) {
        findings.push(failed('supplement-stray', 'SIG_CONSTRAINTS_FAILURE', { name }));
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      const facts = { name, detail: error.message };
      findings.push(failed('evidence-unreadable', 'FORMAT_FAILURE', facts));
    }
  }
  return {
    async of(receipt) {
      const checkpoint = await checkpointOf(receipt, algorithms);
      return checkpoint === undefined ? undefined : byCheckpoint.get(checkpoint);
    },
    findings,
  };
}

/** Of all receipts. */
async function checkpointsOf(
  { manifest, files }: OpenedPackage,
  algorithms: Algorithms,
): Promise<ReadonlySet<string>> {
  const names = [...versionsIn(manifest).flatMap(receiptsIn), ...manifest.receipts];
  const checkpoints = new Set<string>();
  for (const name of names) {
    const entry = files.get(name);
    const checkpoint =
      entry && (await checkpointOf(await readSmall(entry, RECEIPT_LIMIT), algorithms));
    if (checkpoint !== undefined) checkpoints.add(checkpoint);
  }
  return checkpoints;
}

/** Lower-case hex SHA-256 of the note's text; undefined for what is no receipt, which is judged elsewhere. */
async function checkpointOf(
  receipt: Uint8Array,
  algorithms: Algorithms,
): Promise<string | undefined> {
  try {
    const { text } = parseNote(parseReceipt(receipt).proof.checkpoint);
    return toHex(await sha256Of(algorithms)(new TextEncoder().encode(text)));
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
