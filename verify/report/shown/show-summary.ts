import { EXIT } from '../exit-code.ts';
import { type Language, printable } from '../messages.ts';
import type { Row } from '../text/text-table.ts';
import type { UnreadableMaterial, Verdict } from '../verdict.ts';
import type { ShownPart, ShownReport } from './shown-report.ts';

/** How many answers of each kind there are. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly indeterminate: number;
  readonly unreadable: number;
}

/** The worst first. */
const OUTCOMES = [
  'failed',
  'unreadable',
  'indeterminate',
  'passed',
] as const satisfies readonly (keyof Summary)[];

interface Words {
  readonly total: string;
  readonly outcome: Readonly<Record<keyof Summary, string>>;
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
  const count = (outcome: keyof Summary) =>
    verdicts.filter(({ exitCode }) => exitCode === EXIT[outcome]).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    indeterminate: count('indeterminate'),
    unreadable: count('unreadable'),
  };
}

/**
 * The end of a report: of several files how many came out how, and which are not in order; then what was to help
 * and did not. Undefined where there is nothing to add.
 */
export function showSummary(
  verdicts: readonly Verdict[],
  unreadable: readonly UnreadableMaterial[],
  language: Language,
): ShownReport | undefined {
  const several = verdicts.length > 1;
  if (!several && unreadable.length === 0) return undefined;
  const parts = [...(several ? outOfOrder(verdicts, language) : []), ...left(unreadable, language)];
  return { language, head: several ? [totalRow(verdicts, language)] : [], parts, evidence: [] };
}

function totalRow(verdicts: readonly Verdict[], language: Language): Row {
  const { total, outcome } = WORDS[language];
  const summary = summaryOf(verdicts);
  const counts = OUTCOMES.toReversed()
    .filter((each) => summary[each] > 0)
    .map((each) => `${outcome[each]}: ${summary[each]}`);
  return [total, `${verdicts.length}; ${counts.join('; ')}`];
}

function outOfOrder(verdicts: readonly Verdict[], language: Language): readonly ShownPart[] {
  const rows = OUTCOMES.filter((each) => each !== 'passed').flatMap((each) =>
    verdicts
      .filter(({ exitCode }) => exitCode === EXIT[each])
      .map(({ file }): Row => [WORDS[language].outcome[each], printable(file)]),
  );
  return rows.length === 0 ? [] : [{ sections: [{ rows }], details: [] }];
}

function left(unreadable: readonly UnreadableMaterial[], language: Language): readonly ShownPart[] {
  if (unreadable.length === 0) return [];
  const rows = unreadable.map(
    ({ option, file, message }): Row => [option, printable(`${file}: ${message}`)],
  );
  return [{ heading: WORDS[language].material, sections: [{ rows }], details: [] }];
}
