import type { ConformanceFinding } from '../conformance.ts';
import type { ProviderErrorCode } from '../load-provider.ts';

export type Language = 'ru' | 'en';

export const HELP: Readonly<Record<Language, string>> = {
  ru: `okno provider test ИМЯ… — проверяет поставщика алгоритмов на опубликованных примерах.

ИМЯ: node-crypto, gost, web-crypto, файл модуля (./провайдер.mjs) или установленный пакет npm.

  --lang ru|en   язык

Код завершения: 0 — все ответы верны; 1 — есть неверный; 2 — проверить нечего;
64 — неверный вызов; 69 — поставщик не загрузился.
`,
  en: `okno provider test NAME… — holds an algorithm provider to published examples.

NAME: node-crypto, gost, web-crypto, the file of a module (./provider.mjs) or an installed npm package.

  --lang ru|en   language

Exit code: 0 every answer is right; 1 one is wrong; 2 there was nothing to check;
64 wrong usage; 69 the provider could not be loaded.
`,
};

export const SAID = {
  ru: {
    right: 'верно',
    wrong: 'НЕВЕРНО',
    unknown: 'не проверено, опубликованных примеров нет',
    passed: 'Все проверенные ответы верны.',
    failed: 'Поставщик отвечает неверно. Пользоваться им нельзя.',
    nothing: 'Проверить нечего: ни для одного алгоритма поставщика нет опубликованных примеров.',
  },
  en: {
    right: 'right',
    wrong: 'WRONG',
    unknown: 'not checked, there are no published examples',
    passed: 'Every answer that was checked is right.',
    failed: 'The provider answers wrongly. It must not be used.',
    nothing: 'Nothing to check: no algorithm of the provider has published examples.',
  },
} as const satisfies Readonly<Record<Language, unknown>>;

type Said = Readonly<Record<Language, string>>;

export const FOUND: Readonly<Record<ConformanceFinding['problem'], Said>> = {
  'wrong-digest': { ru: 'другой хеш', en: 'another digest' },
  'wrong-digest-size': { ru: 'другая длина хеша', en: 'another size of the digest' },
  'stream-differs': { ru: 'по частям ответ другой', en: 'another answer in pieces' },
  'valid-refused': { ru: 'верная подпись отвергнута', en: 'a valid signature refused' },
  'invalid-accepted': { ru: 'неверная подпись принята', en: 'an invalid signature accepted' },
  'threw-for-a-bad-signature': {
    ru: 'ошибка вместо ответа «неверна»',
    en: 'an error instead of the answer “invalid”',
  },
};

type SaidOf = Readonly<Record<Language, (name: string) => string>>;

export const NOT_LOADED: Readonly<Record<ProviderErrorCode, SaidOf>> = {
  'provider-not-found': {
    ru: (name) =>
      `Поставщик «${name}» не найден. Есть node-crypto, gost и web-crypto; файл указывается с «./», пакет должен быть установлен.`,
    en: (name) =>
      `Provider “${name}” was not found. There are node-crypto, gost and web-crypto; a file begins with “./”, a package must be installed.`,
  },
  'provider-fails': {
    ru: (name) => `Модуль поставщика «${name}» не загружается.`,
    en: (name) => `The module of provider “${name}” cannot be loaded.`,
  },
  'not-a-provider': {
    ru: (name) =>
      `Модуль «${name}» не экспортирует поставщика: нужен AlgorithmProvider под именем provider или default.`,
    en: (name) =>
      `Module “${name}” exports no provider: an AlgorithmProvider is needed as provider or default.`,
  },
};
