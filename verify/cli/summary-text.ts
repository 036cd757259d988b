import { EXIT } from '../report/exit-code.ts';
import { type Language, printable } from '../report/messages.ts';
import type { Verdict } from './judge-task.ts';
import type { UnreadableMaterial } from './read-material.ts';

/** How many answers of each kind there are. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly indeterminate: number;
  readonly unreadable: number;
}

type Outcome = keyof Summary;

const OUTCOMES: readonly Outcome[] = ['failed', 'unreadable', 'indeterminate', 'passed'];

interface Words {
  readonly total: string;
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly material: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    total: 'Итого',
    outcome: {
      passed: 'действительно',
      failed: 'НЕДЕЙСТВИТЕЛЬНО',
      indeterminate: 'установить нельзя',
      unreadable: 'не читается или без подписи',
    },
    material: 'Не прочитано и не учтено',
  },
  en: {
    total: 'Total',
    outcome: {
      passed: 'valid',
      failed: 'NOT VALID',
      indeterminate: 'cannot be told',
      unreadable: 'cannot be read or has no signature',
    },
    material: 'Not read, and not counted',
  },
};

export function summaryOf(verdicts: readonly Verdict[]): Summary {
  const count = (outcome: Outcome) =>
    verdicts.filter(({ exitCode }) => exitCode === EXIT[outcome]).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    indeterminate: count('indeterminate'),
    unreadable: count('unreadable'),
  };
}

/** The end of a report about several files: how many of each, and which are not in order, the worst first. */
export function summaryText(verdicts: readonly Verdict[], language: Language): string {
  const { total, outcome } = WORDS[language];
  const summary = summaryOf(verdicts);
  const counts = OUTCOMES.toReversed()
    .filter((each) => summary[each] > 0)
    .map((each) => `${outcome[each]}: ${summary[each]}`);
  const wrong = OUTCOMES.filter((each) => each !== 'passed').flatMap((each) =>
    verdicts
      .filter(({ exitCode }) => exitCode === EXIT[each])
      .map(({ file }) => `  ${outcome[each]}: ${printable(file)}`),
  );
  return `${[`${total}: ${verdicts.length}. ${counts.join('; ')}.`, ...wrong].join('\n')}\n`;
}

/** Files of folders that were to help and do not. */
export function unreadableText(
  unreadable: readonly UnreadableMaterial[],
  language: Language,
): string {
  const lines = unreadable.map(
    ({ option, file, message }) => `  ${option} ${printable(file)}: ${printable(message)}`,
  );
  return `${[`${WORDS[language].material}:`, ...lines].join('\n')}\n`;
}
