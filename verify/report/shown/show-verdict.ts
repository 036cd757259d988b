import { type Language, printable } from '../messages.ts';
import { WORDS } from '../report-words.ts';
import type { Verdict } from '../verdict.ts';
import { showPackage } from './show-package.ts';
import { showReceipt } from './show-receipt.ts';
import { showValidation } from './show-validation.ts';
import type { ShownReport } from './shown-report.ts';

/** Any answer about a file, for people. */
export function showVerdict(verdict: Verdict, language: Language): ShownReport {
  switch (verdict.kind) {
    case 'signature':
      return showValidation(verdict.report, language);
    case 'receipt':
      return showReceipt(baseName(verdict.file), verdict.report, language);
    case 'package':
      return showPackage(verdict.report, language);
    case 'unreadable':
      return showUnreadable(verdict, language);
  }
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const UNREADABLE: Readonly<Record<Language, string>> = {
  ru: 'Не читается как подпись, квитанция или пакет',
  en: 'Cannot be read as a signature, a receipt or a package',
};

function showUnreadable(
  { file, error }: Extract<Verdict, { kind: 'unreadable' }>,
  language: Language,
): ShownReport {
  return {
    language,
    head: [[WORDS[language].file, printable(file)]],
    parts: [
      {
        heading: `${UNREADABLE[language]}: ${printable(error.message)}.`,
        sections: [],
        details: [],
      },
    ],
    evidence: [],
  };
}
