import { basename } from 'node:path';
import type { ExitCode } from '../report/exit-code.ts';
import { stableJson } from '../report/json-report.ts';
import { type Language, printable } from '../report/messages.ts';
import { packageText } from '../report/package-text.ts';
import { receiptText } from '../report/receipt-text.ts';
import { textReport } from '../report/text-report.ts';
import { fetchingLines, type ToldRemarks } from './fetching-text.ts';
import type { Verdict } from './judge-task.ts';
import type { UnreadableMaterial } from './read-material.ts';
import { summaryOf, summaryText, unreadableText } from './summary-text.ts';
import { isNotJudgedCode, notJudgedText } from './tasks/not-judged.ts';

interface Form {
  readonly format: 'text' | 'json';
  readonly language: Language;
  readonly exitCode: ExitCode;
  readonly unreadable: readonly UnreadableMaterial[];
}

/** All verdicts as one JSON object, or as texts one after the other and a summary where there are several. */
export function showVerdicts(verdicts: readonly Verdict[], form: Form): string {
  const { exitCode, unreadable, language } = form;
  if (form.format === 'json') {
    const told = unreadable.length === 0 ? {} : { unreadable };
    return stableJson({ exitCode, files: verdicts, summary: summaryOf(verdicts), ...told });
  }
  return [
    ...verdicts.map((verdict) => verdictText(verdict, language)),
    ...(verdicts.length > 1 ? [summaryText(verdicts, language)] : []),
    ...(unreadable.length > 0 ? [unreadableText(unreadable, language)] : []),
  ].join('\n');
}

function verdictText(verdict: Verdict, language: Language): string {
  switch (verdict.kind) {
    case 'signature':
      return `${textReport(verdict.report, language)}${fetchingText(verdict, language)}`;
    case 'receipt':
      return receiptText(basename(verdict.file), verdict.report, language);
    case 'package':
      return packageText(verdict.report, language);
    case 'unreadable':
      return notJudgedFileText(verdict, language);
  }
}

function fetchingText(remarks: ToldRemarks, language: Language): string {
  return fetchingLines(remarks, language)
    .map((line) => `${line}\n`)
    .join('');
}

const UNREADABLE: Readonly<Record<Language, [file: string, sentence: string]>> = {
  ru: ['Файл', 'Не читается как подпись, квитанция или пакет'],
  en: ['File', 'Cannot be read as a signature, a receipt or a package'],
};

function notJudgedFileText(
  { file, error }: Extract<Verdict, { kind: 'unreadable' }>,
  language: Language,
): string {
  const [label, sentence] = UNREADABLE[language];
  const { code, message, names = [] } = error;
  const why = isNotJudgedCode(code)
    ? notJudgedText({ code, names }, language)
    : `${sentence}: ${message}.`;
  return `${label}: ${printable(file)}\n\n${printable(why)}\n`;
}
