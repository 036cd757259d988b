import type { Language, Message } from '../messages.ts';
import type { SignatureReport } from '../report.ts';

/** EN 319 122-1 §6: what a level adds, by the end of its name. */
const LEVELS: Readonly<Record<string, Message>> = {
  'B-B': { ru: 'без штампа времени', en: 'without a time-stamp' },
  'B-T': { ru: 'со штампом времени', en: 'with a time-stamp' },
  'B-LT': {
    ru: 'со штампом времени и данными для проверки',
    en: 'with a time-stamp and the data to verify it',
  },
  'B-LTA': {
    ru: 'со штампом времени, данными для проверки и архивным штампом',
    en: 'with a time-stamp, the data to verify it and an archive time-stamp',
  },
};

/** The format with its level, and what the level means. */
export function formatText(
  { format, level }: Pick<SignatureReport, 'format' | 'level'>,
  language: Language,
): string {
  const name = level.startsWith(format) ? level : `${format}, ${level}`;
  const [, end = ''] = /-(B-\w+)$/.exec(level) ?? [];
  const meaning = Object.hasOwn(LEVELS, end) ? LEVELS[end]?.[language] : undefined;
  return meaning === undefined ? name : `${name}: ${meaning}`;
}
