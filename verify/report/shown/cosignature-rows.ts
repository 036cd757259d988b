import type { CosignatureReport } from '../../receipts/receipt-report.ts';
import { type Language, printable } from '../messages.ts';
import { momentText } from '../moment-text.ts';
import type { Row } from '../text/text-table.ts';

const WORDS = {
  ru: {
    label: 'Свидетель',
    verified: 'подпись под контрольной точкой верна',
    wrong: 'подпись под контрольной точкой неверна',
    'unknown-key': 'ключ не указан (--witness-key), ничего не доказывает',
    'not-supported': 'здесь нечем вычислить подпись, ничего не доказывает',
  },
  en: {
    label: 'Witness',
    verified: 'the cosignature is right',
    wrong: 'the cosignature is wrong',
    'unknown-key': 'its key was not given (--witness-key), it proves nothing',
    'not-supported': 'nothing here can compute the cosignature, it proves nothing',
  },
} as const satisfies Record<Language, Record<CosignatureReport['status'] | 'label', string>>;

/** One line for each cosignature: whose, when, and whether it counts. */
export function cosignatureRows(
  reports: readonly CosignatureReport[],
  language: Language,
): readonly Row[] {
  const words = WORDS[language];
  return reports.map(({ name, algorithm, status, time }): Row => {
    const parts = [printable(name), algorithm, time && momentText(time, language), words[status]];
    return [words.label, parts.filter(Boolean).join(', ')];
  });
}
