import { type Language, printable } from '../messages.ts';
import type { AlgorithmReport, SignatureReport } from '../report.ts';
import type { Row } from '../text/text-table.ts';
import { SHOWN_WORDS } from './shown-words.ts';

interface Words {
  /** From an ISO date. */
  readonly day: (date: string) => string;
  readonly bits: (count: number) => string;
  readonly accepted: string;
  readonly acceptedUntil: (day: string) => string;
  readonly notAccepted: string;
  readonly notAcceptedSince: (day: string) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    day: (date) => date.split('-').toReversed().join('.'),
    bits: (count) => `ключ ${count} бит`,
    accepted: 'правила проверки принимают, конец срока не назначен',
    acceptedUntil: (day) => `правила проверки принимают до ${day}`,
    notAccepted: 'правила проверки НЕ ПРИНИМАЮТ',
    notAcceptedSince: (day) => `правила проверки НЕ ПРИНИМАЮТ: срок вышел ${day}`,
  },
  en: {
    day: (date) => date,
    bits: (count) => `key of ${count} bits`,
    accepted: 'accepted by the rules, with no end set',
    acceptedUntil: (day) => `accepted by the rules until ${day}`,
    notAccepted: 'NOT ACCEPTED by the rules',
    notAcceptedSince: (day) => `NOT ACCEPTED by the rules since ${day}`,
  },
};

/** Each algorithm with the term that the policy gives it; their names alone in reports kept from before. */
export function algorithmRows(
  { signatureValue, algorithms = [] }: Pick<SignatureReport, 'signatureValue' | 'algorithms'>,
  language: Language,
): Row[] {
  const { algorithms: label } = SHOWN_WORDS[language];
  if (algorithms.length > 0) {
    return algorithms.map((each) => [label, printable(algorithmText(each, WORDS[language]))]);
  }
  if (signatureValue === undefined) return [];
  return [[label, printable(`${signatureValue.algorithm}, ${signatureValue.digestAlgorithm}`)]];
}

function algorithmText(
  { algorithm, digest, bits, ...term }: AlgorithmReport,
  words: Words,
): string {
  const parts = [
    digest === undefined ? algorithm : `${algorithm} + ${digest}`,
    bits === undefined ? undefined : words.bits(bits),
    termText(term, words),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function termText(
  { acceptable, until }: Pick<AlgorithmReport, 'acceptable' | 'until'>,
  words: Words,
): string {
  const day = until && words.day(until);
  if (day === undefined) return acceptable ? words.accepted : words.notAccepted;
  return acceptable ? words.acceptedUntil(day) : words.notAcceptedSince(day);
}
