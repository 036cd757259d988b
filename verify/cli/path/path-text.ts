import { fetchingSections } from '../../report/fetching-words.ts';
import { type Language, printable, reasonText } from '../../report/messages.ts';
import { momentText } from '../../report/moment-text.ts';
import { revocationText } from '../../report/shown/signature-rows.ts';
import type { FallenPath, PathAnswer, PathStep } from './judge-path-case.ts';

interface Words {
  readonly indication: Readonly<Record<PathAnswer['indication'], string>>;
  readonly asOf: string;
  readonly why: string;
  readonly path: string;
  readonly role: Readonly<Record<PathStep['role'], string>>;
  readonly validity: (from: string, until: string) => string;
  readonly status: string;
  readonly tried: string;
  readonly notTold: (count: number) => string;
  readonly unreadable: string;
}

const PATH_WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    indication: {
      PASSED: 'ПОДТВЕРЖДЁН',
      INDETERMINATE: 'НЕ ПОДТВЕРЖДЁН',
      FAILED: 'НЕДЕЙСТВИТЕЛЕН',
    },
    asOf: 'На момент',
    why: 'Почему',
    path: 'Цепочка',
    role: { leaf: 'проверяемый', ca: 'издатель', 'trust-anchor': 'доверенный центр' },
    validity: (from, until) => `действует с ${from} по ${until}`,
    status: 'отзыв',
    tried: 'Другие цепочки и почему они не подошли',
    notTold: (count) => `и ещё ${count}`,
    unreadable: 'Не читается и не учтено',
  },
  en: {
    indication: {
      PASSED: 'CONFIRMED',
      INDETERMINATE: 'NOT CONFIRMED',
      FAILED: 'NOT VALID',
    },
    asOf: 'As of',
    why: 'Why',
    path: 'Path',
    role: { leaf: 'asked about', ca: 'issuer', 'trust-anchor': 'trusted authority' },
    validity: (from, until) => `valid from ${from} to ${until}`,
    status: 'revocation',
    tried: 'Other paths, and why each fell',
    notTold: (count) => `and ${count} more`,
    unreadable: 'Cannot be read and does not count',
  },
};

/** The answer for people: the verdict, the path from the leaf to the anchor, and what else was tried. */
export function pathText(file: string, answer: PathAnswer, language: Language): string {
  const words = PATH_WORDS[language];
  const { indication, subIndication, reason, at } = answer;
  const code = subIndication === undefined ? indication : `${indication}, ${subIndication}`;
  const lines = [
    printable(file),
    `${words.indication[indication]} (${code})`,
    `${words.asOf}: ${momentText(at, language)}`,
    `${words.why}: ${reasonText(reason, language)}`,
    ...section(
      words.path,
      answer.path.flatMap((step, index) => stepLines(step, index, language)),
    ),
    ...section(words.tried, [
      ...others(answer).flatMap((path) => fallenLines(path, language)),
      ...(answer.notTold === undefined ? [] : [words.notTold(answer.notTold)]),
    ]),
    ...section(
      words.unreadable,
      (answer.unreadable ?? []).map(({ file: name, message }) => `${name}: ${message}`),
    ),
    ...fetchingSections(answer, language).flatMap(({ title, lines: told }) => section(title, told)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${printable(line)}`)];
}

function stepLines(step: PathStep, index: number, language: Language): readonly string[] {
  const words = PATH_WORDS[language];
  const { role, subject, notBefore, notAfter, revocation } = step;
  const period = words.validity(momentText(notBefore, language), momentText(notAfter, language));
  const status = `${words.status}: ${revocationText(revocation, language)}`;
  return [
    `${index + 1}. ${words.role[role]}: ${subject}`,
    `   ${period}${role === 'trust-anchor' ? '' : `; ${status}`}`,
  ];
}

// The path that is told above is not told twice.
function others({ path, tried, reason }: PathAnswer): readonly FallenPath[] {
  const told = path.map(({ subject }) => subject).join('\n');
  return tried.filter((each) => each.path.join('\n') !== told || each.reason.code !== reason.code);
}

function fallenLines({ path, reason }: FallenPath, language: Language): readonly string[] {
  return [path.join(' ← '), `   ${reasonText(reason, language)}`];
}
