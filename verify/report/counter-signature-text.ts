import { type Language, printable, reasonText } from './messages.ts';
import { momentText } from './moment-text.ts';
import type { SignatureReport } from './report.ts';
import { WORDS } from './report-words.ts';
import { headline, type Row } from './text-rows.ts';

const LABEL: Readonly<Record<Language, string>> = {
  ru: 'Заверяющая подпись',
  en: 'Counter-signature',
};

/** One line for each signature over the value of this one, those upon it behind it: who, and whether it counts. */
export function counterSignatureRows(
  { counterSignatures = [] }: SignatureReport,
  language: Language,
): Row[] {
  return counterSignatures.flatMap((one) => [
    [LABEL[language], counterSignatureText(one, language)],
    ...counterSignatureRows(one, language),
  ]);
}

function counterSignatureText(report: SignatureReport, language: Language): string {
  const { signer, claimedSigningTime, indication, reason } = report;
  const name = signer && (signer.commonName ?? signer.subject);
  const parts = [
    name && printable(name),
    claimedSigningTime && momentText(claimedSigningTime, language),
    headline(report, WORDS[language], 'signature'),
  ].filter(Boolean);
  const told = parts.join(', ');
  return indication === 'TOTAL-PASSED' ? told : `${told}: ${reasonText(reason, language)}`;
}
