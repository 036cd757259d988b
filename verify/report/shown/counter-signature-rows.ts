import { type Language, printable, reasonText } from '../messages.ts';
import type { SignatureReport } from '../report.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import { withCounterSignatures } from '../with-counter-signatures.ts';
import { SHOWN_WORDS } from './shown-words.ts';
import { claimText } from './signature-rows.ts';
import { headline } from './verdict-words.ts';

/** One line for each signature over the value of this one, those upon it behind it: who, and whether it counts. */
export function counterSignatureRows(
  { counterSignatures = [] }: SignatureReport,
  language: Language,
): Row[] {
  return withCounterSignatures(counterSignatures).map((one) => [
    SHOWN_WORDS[language].counterSignature,
    counterSignatureText(one, language),
  ]);
}

/** A word on those that do not hold: the state above them is not theirs. */
export function counterSignatureNotes(
  { counterSignatures = [] }: SignatureReport,
  language: Language,
): Row[] {
  const all = withCounterSignatures(counterSignatures);
  const held = all.filter(({ indication }) => indication === 'TOTAL-PASSED');
  if (held.length === all.length) return [];
  const { counterSignaturesNotHeld: told } = SHOWN_WORDS[language];
  return [[WORDS[language].warnings, told(all.length - held.length, all.length)]];
}

function counterSignatureText(report: SignatureReport, language: Language): string {
  const { signer, claimedSigningTime, indication, reason } = report;
  const words = WORDS[language];
  const name = signer && (signer.commonName ?? signer.subject);
  const parts = [
    name && printable(name),
    claimedSigningTime && `${words.moment(claimedSigningTime)} (${claimText(report, words)})`,
    headline(report, 'signature', language),
  ].filter(Boolean);
  const told = parts.join(', ');
  return indication === 'TOTAL-PASSED' ? told : `${told}: ${reasonText(reason, language)}`;
}
