import type { Language } from '../../report/messages.ts';

export const POLICY_HELP: Readonly<Record<Language, string>> = {
  ru: `okno policy — политики проверки подписей (EN 319 102-1)

  okno policy print [ИМЯ]   встроенная политика как файл: default (по умолчанию) или russian
  okno policy check ФАЙЛ    читается ли файл политики, что он меняет против default и что ослабляет
  okno policy checks        таблица проверок: пункт стандарта, что проверяется, уровни
  okno policy schema        схема файла политики (JSON Schema 2020-12)

Уровни: fail — решает; warn — предупреждение в отчёте; inform — сведение в отчёте; ignore —
не проверяется. Чего в файле нет, то как в default (или в политике, названной в base).
Проверять по политике: okno verify … --policy ФАЙЛ.

  --provider ИМЯ            чьи алгоритмы политика может назвать кроме известных (для check)
  --lang ru|en              язык; иначе по среде (LC_ALL, LC_MESSAGES, LANG), а без неё русский

Код завершения check: 0 — политика не слабее default; 2 — что-то ослаблено; 1 — это не
политика; 64 — неверный вызов.
`,
  en: `okno policy — validation policies of signatures (EN 319 102-1)

  okno policy print [NAME]  a built-in policy as a file: default (when none is named) or russian
  okno policy check FILE    whether a policy file can be read, what it changes against default,
                            and what it weakens
  okno policy checks        the table of checks: clause, what is checked, levels
  okno policy schema        the schema of a policy file (JSON Schema 2020-12)

Levels: fail decides; warn puts a warning into the report; inform puts a note into it; ignore
checks nothing. What a file leaves out is as in default (or in the policy that base names).
To judge by a policy: okno verify … --policy FILE.

  --provider NAME           whose algorithms a policy may name beside the known ones (for check)
  --lang ru|en              language; else of the locale (LC_ALL, LC_MESSAGES, LANG), without one Russian

Exit code of check: 0 no weaker than default; 2 something is weakened; 1 this is no policy;
64 wrong usage.
`,
};
