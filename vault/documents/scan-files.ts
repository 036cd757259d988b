import type { ByteSource } from '../../formats/byte-source.ts';
import type { HoldReason } from '../model/document.ts';
import type { MalwareScanner, ScanVerdict } from '../ports/malware-scanner.ts';
import type { IntakePolicy } from './intake-policy.ts';
import type { SCAN_REASONS } from './sealed-content.ts';
import type { SignedFile } from './signed-file.ts';

const PIECE = 64 * 1024;

export interface ScannedFiles {
  readonly decision: 'pass' | 'pending' | 'quarantine';
  /** One for each file that does not pass. */
  readonly reasons: readonly HoldReason[];
}

const REASON = {
  infected: 'malware-found',
  'too-large': 'too-large-to-scan',
  unavailable: 'not-scanned',
} as const satisfies Record<string, (typeof SCAN_REASONS)[number]>;

/** What the scanner, if one is set, makes of the files: the worst of its verdicts by the table of the policy. */
export async function scanFiles(
  files: readonly Pick<SignedFile, 'part' | 'source'>[],
  ports: { readonly scanner?: MalwareScanner; readonly intake: IntakePolicy },
): Promise<ScannedFiles> {
  const { scanner, intake } = ports;
  if (scanner === undefined) return { decision: 'pass', reasons: [] };
  const reasons: HoldReason[] = [];
  const decisions: ScannedFiles['decision'][] = [];
  // One after the other: a scanner has few threads, and other uploads want them too.
  for (const { part, source } of files) {
    const scanned = await scanner.scan(pieces(source));
    decisions.push(intake.scans[scanned.verdict]);
    reasons.push(...reasonOf(part, scanned));
  }
  const decision =
    (['quarantine', 'pending'] as const).find((each) => decisions.includes(each)) ?? 'pass';
  return { decision, reasons };
}

async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += PIECE) {
    yield await source.read(at, Math.min(PIECE, source.size - at));
  }
}

function reasonOf(part: string, scanned: ScanVerdict): readonly HoldReason[] {
  if (scanned.verdict === 'clean') return [];
  const said = scanned.verdict === 'infected' ? scanned.name : scanned.detail;
  // The scanner's words are not ours: they stand in the journal, which takes well-formed text only.
  return [{ code: REASON[scanned.verdict], part, detail: said.slice(0, 200).toWellFormed() }];
}
