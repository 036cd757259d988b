import { CHECK_IDS, checkOf, isFixed } from '../../policy/checks/checks.ts';
import type { Effect, PolicyDifference } from '../../policy/compare-policies.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Language } from '../../report/messages.ts';

interface PolicyWords {
  readonly policy: string;
  readonly same: string;
  readonly changes: string;
  readonly effect: Readonly<Record<Effect, string>>;
  readonly weakened: (count: number) => string;
  readonly notWeaker: string;
  readonly columns: readonly string[];
  readonly only: string;
}

const WORDS: Readonly<Record<Language, PolicyWords>> = {
  ru: {
    policy: 'Политика',
    same: 'Ничего не меняет против default.',
    changes: 'Меняет против default:',
    effect: { weaker: 'СЛАБЕЕ', stricter: 'строже', other: 'иначе' },
    weakened: (count) =>
      `Ослаблено: ${count}. Подпись, которую default не примет, может быть принята.`,
    notWeaker: 'Ничего не ослаблено.',
    columns: ['Проверка', 'Пункт', 'Что проверяется', 'По умолчанию', 'Допустимые уровни'],
    only: 'только fail',
  },
  en: {
    policy: 'Policy',
    same: 'It changes nothing against default.',
    changes: 'It changes against default:',
    effect: { weaker: 'WEAKER', stricter: 'stricter', other: 'other' },
    weakened: (count) => `Weakened: ${count}. A signature that default refuses may be accepted.`,
    notWeaker: 'Nothing is weakened.',
    columns: ['Check', 'Clause', 'What is checked', 'Default', 'Levels allowed'],
    only: 'fail only',
  },
};

/** What `okno policy check` says of a policy that could be read. */
export function comparisonText(
  { name }: Policy,
  digest: string,
  differences: readonly PolicyDifference[],
  language: Language,
): string {
  const words = WORDS[language];
  const head = `${words.policy} ${name}, SHA-256 ${digest}\n\n`;
  if (differences.length === 0) return `${head}${words.same}\n`;
  const lines = differences.map(({ what, from, to, effect }) => {
    return `  ${words.effect[effect].padEnd(9)} ${what}: ${from} → ${to}\n`;
  });
  const weakened = differences.filter(({ effect }) => effect === 'weaker').length;
  const verdict = weakened === 0 ? words.notWeaker : words.weakened(weakened);
  return `${head}${words.changes}\n${lines.join('')}\n${verdict}\n`;
}

/** The table of checks as Markdown, a row to a check. */
export function checksTable(language: Language): string {
  const { columns, only } = WORDS[language];
  const rows = CHECK_IDS.map((id) => {
    const check = checkOf(id);
    const allowed = isFixed(id) ? only : check.allowed.join(', ');
    return [`\`${id}\``, check.clause, check[language], check.level, allowed];
  });
  const lines = [columns, columns.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
