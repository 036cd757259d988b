import { type Language, printable, reasonText } from '../messages.ts';
import { momentText } from '../moment-text.ts';
import type { MainIndication } from '../report.ts';
import type { Row } from '../text/text-table.ts';
import type { TimeStampKind, TimeStampReport } from '../time-stamp-report.ts';

interface TimeStampWords {
  /** By what the token is over. */
  readonly label: Readonly<Record<TimeStampKind, string>>;
  readonly verdict: Readonly<Record<MainIndication, string>>;
  readonly by: string;
  readonly accuracy: (seconds: number) => string;
}

const WORDS: Readonly<Record<Language, TimeStampWords>> = {
  ru: {
    label: {
      'file-time-stamp': 'Штамп на файл',
      'content-time-stamp': 'Штамп на документ',
      'signature-time-stamp': 'Штамп на подпись',
      'signature-and-references-time-stamp': 'Штамп на данные',
      'references-time-stamp': 'Штамп на ссылки',
      'archive-time-stamp': 'Архивный штамп',
      'checkpoint-time-stamp': 'Штамп',
    },
    verdict: {
      'TOTAL-PASSED': 'штамп времени действителен',
      INDETERMINATE: 'о штампе времени нельзя сказать, действителен ли он',
      'TOTAL-FAILED': 'штамп времени недействителен',
    },
    by: 'служба штампов времени',
    accuracy: (seconds) => `± ${seconds} с`,
  },
  en: {
    label: {
      'file-time-stamp': 'File stamped',
      'content-time-stamp': 'Content stamped',
      'signature-time-stamp': 'Signature stamped',
      'signature-and-references-time-stamp': 'Data stamped',
      'references-time-stamp': 'References stamped',
      'archive-time-stamp': 'Archive stamped',
      'checkpoint-time-stamp': 'Time-stamp',
    },
    verdict: {
      'TOTAL-PASSED': 'the time-stamp is valid',
      INDETERMINATE: 'it cannot be told whether the time-stamp is valid',
      'TOTAL-FAILED': 'the time-stamp is not valid',
    },
    by: 'time-stamping authority',
    accuracy: (seconds) => `± ${seconds} s`,
  },
};

/** One line for each token: what it says, who says so, and whether it counts. */
export function timeStampRows(reports: readonly TimeStampReport[], language: Language): Row[] {
  return reports.map((report) => [
    WORDS[language].label[report.kind],
    timeStampText(report, language),
  ]);
}

function timeStampText(report: TimeStampReport, language: Language): string {
  const words = WORDS[language];
  const { genTime, accuracy, signer, indication, subIndication = indication, reason } = report;
  const name = signer && (signer.commonName ?? signer.subject);
  const passed = indication === 'TOTAL-PASSED';
  const parts = [
    genTime && momentText(genTime, language),
    accuracy && words.accuracy(accuracy),
    name && `${words.by} ${printable(name)}`,
    `${words.verdict[indication]} (${subIndication})`,
  ].filter(Boolean);
  return passed ? parts.join(', ') : `${parts.join(', ')}: ${reasonText(reason, language)}`;
}
