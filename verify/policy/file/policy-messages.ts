import type { Language, Message } from '../../report/messages.ts';
import { printable } from '../../report/messages.ts';
import type { PolicyProblem, PolicyProblemCode } from './policy-problem.ts';

const TYPES: Readonly<Record<string, Message>> = {
  object: { ru: 'объект { … }', en: 'an object { … }' },
  array: { ru: 'список [ … ]', en: 'a list [ … ]' },
  text: { ru: 'строка в кавычках', en: 'text in quotes' },
  number: { ru: 'число', en: 'a number' },
  flag: { ru: 'true или false', en: 'true or false' },
};

/** What is wrong, and what to do. */
const MESSAGES: Readonly<Record<PolicyProblemCode, Message>> = {
  'not-json': {
    ru: 'это не JSON в UTF-8 ({detail}). Образец: okno policy print default',
    en: 'this is no JSON in UTF-8 ({detail}). For a sample: okno policy print default',
  },
  'too-large': {
    ru: 'файл в {octets} байт больше допустимых {limit}. Укажите файл политики',
    en: 'the file has {octets} octets, over the limit of {limit}. Give a policy file',
  },
  'member-repeated': {
    ru: 'это имя уже стоит в том же объекте. Оставьте одно',
    en: 'this name stands in the same object already. Leave one of them',
  },
  'member-unknown': {
    ru: 'имени «{member}» здесь нет. Возможны: {known}',
    en: 'there is no member “{member}” here. There are: {known}',
  },
  'member-missing': {
    ru: 'не хватает этого имени. Добавьте его (образец: okno policy print default)',
    en: 'this member is missing. Add it (for a sample: okno policy print default)',
  },
  'wrong-type': { ru: 'здесь должно стоять: {expected}', en: 'here must stand {expected}' },
  'wrong-value': {
    ru: '«{found}» не подходит. Возможно: {allowed}',
    en: '“{found}” does not fit. Possible: {allowed}',
  },
  'out-of-range': {
    ru: '{found} не подходит. Нужно целое число от {from} до {to}',
    en: '{found} does not fit. A whole number from {from} to {to} is needed',
  },
  'item-repeated': {
    ru: 'это уже стоит в списке. Оставьте одно',
    en: 'this is in the list already. Leave one of them',
  },
  'too-many': {
    ru: 'в списке больше {limit} строк. Сократите его',
    en: 'the list has over {limit} items. Shorten it',
  },
  'check-unknown': {
    ru: 'проверки «{found}» нет. Есть: {known}',
    en: 'there is no check “{found}”. There are: {known}',
  },
  'level-not-allowed': {
    ru: 'проверке «{check}» нельзя дать уровень «{found}»: без неё было бы принято то, что не подписано или чему нельзя верить. Возможно: {allowed}',
    en: 'the check “{check}” cannot have the level “{found}”: without it something not signed or not to be trusted would be accepted. Possible: {allowed}',
  },
  'cannot-decide': {
    ru: 'проверка «{check}» только сообщает и решать не может: её нельзя повторить по доказательствам прошлого. Возможно: {allowed}',
    en: 'the check “{check}” only tells and cannot decide: it cannot be asked again by proofs of the past. Possible: {allowed}',
  },
  'algorithm-unknown': {
    ru: 'алгоритм «{found}» неизвестен. Укажите имя или OID: {known}',
    en: 'the algorithm “{found}” is not known. Give a name or an OID of: {known}',
  },
  'no-key-size': {
    ru: 'у алгоритма «{algorithm}» нет размеров ключа на выбор. Уберите minimumBits',
    en: 'the algorithm “{algorithm}” has no choice of key size. Take minimumBits out',
  },
  'name-reserved': {
    ru: 'имя на «okno-» носят только встроенные политики, а эта от «{name}» отличается. Дайте ей своё имя',
    en: 'names that begin with “okno-” are those of built-in policies, and this differs from “{name}”. Give it a name of its own',
  },
};

/** One line for a problem: where, what, and what to do. */
export function problemText({ code, pointer, facts }: PolicyProblem, language: Language): string {
  const sentence = MESSAGES[code][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(facts[name] ?? '—');
    const type = name === 'expected' && Object.hasOwn(TYPES, value) ? TYPES[value] : undefined;
    return type === undefined ? printable(value) : type[language];
  });
  return `${pointer === '' ? '/' : printable(pointer)}: ${sentence}.`;
}
