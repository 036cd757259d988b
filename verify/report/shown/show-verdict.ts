import { type FetchingRemarks, fetchingSections } from '../fetching-words.ts';
import { type Language, printable } from '../messages.ts';
import { isNotJudgedCode, notJudgedText } from '../not-judged.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import type { UnreadableError, Verdict } from '../verdict.ts';
import { showPackage } from './show-package.ts';
import { showReceipt } from './show-receipt.ts';
import { showTimeStamp } from './show-time-stamp.ts';
import { showValidation } from './show-validation.ts';
import type { ShownReport } from './shown-report.ts';

/** Any answer about a file, for people; `whole`: among answers about other files, its name has its folders. */
export function showVerdict(
  verdict: Verdict,
  language: Language,
  { whole = false }: { readonly whole?: boolean } = {},
): ShownReport {
  const shown = showAlone(verdict, language);
  if (!whole) return shown;
  const [, ...others] = shown.head;
  return { ...shown, head: [[WORDS[language].file, printable(verdict.file)], ...others] };
}

function showAlone(verdict: Verdict, language: Language): ShownReport {
  switch (verdict.kind) {
    case 'signature':
      return withRemarks(showValidation(verdict.report, language), verdict.fetching ?? {});
    case 'time-stamp':
      return withRemarks(showTimeStamp(verdict.report, language), verdict.fetching ?? {});
    case 'receipt':
      return withRemarks(
        showReceipt(baseName(verdict.file), verdict.report, language),
        verdict.fetching ?? {},
      );
    case 'package':
      return showPackage(verdict.report, language);
    case 'unreadable':
      return showUnreadable(verdict, language);
  }
}

/** After the signatures: what could have settled their questions and did not come. */
function withRemarks(shown: ShownReport, remarks: FetchingRemarks): ShownReport {
  const rows = fetchingSections(remarks, shown.language).flatMap(({ title, lines }) =>
    lines.map((line): Row => [title, printable(line)]),
  );
  if (rows.length === 0) return shown;
  return { ...shown, parts: [...shown.parts, { sections: [{ rows }], details: [] }] };
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const UNREADABLE: Readonly<Record<Language, string>> = {
  ru: 'Не читается как подпись, штамп времени, квитанция или пакет',
  en: 'Cannot be read as a signature, a time-stamp, a receipt or a package',
};

function whyNot({ code, message, names = [] }: UnreadableError, language: Language): string {
  if (isNotJudgedCode(code)) return notJudgedText({ code, names }, language);
  return `${UNREADABLE[language]}: ${message}.`;
}

function showUnreadable(
  { file, error }: Extract<Verdict, { kind: 'unreadable' }>,
  language: Language,
): ShownReport {
  return {
    language,
    head: [[WORDS[language].file, printable(file)]],
    parts: [
      {
        heading: printable(whyNot(error, language)),
        sections: [],
        details: [],
      },
    ],
    evidence: [],
  };
}
