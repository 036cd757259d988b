import type { FormatErrorCode } from '../../formats/format-error.ts';
import type { JournalErrorCode } from '../../vault/journal/journal-error.ts';
import type { ConflictCode, StorageErrorCode } from '../../vault/ports/storage-error.ts';
import type { VaultErrorCode } from '../../vault/vault-error.ts';
import type { RequestErrorCode } from './request-error.ts';

/** Every code that can reach a client, prefixed by its folder where the words would collide. */
export type ProblemCode =
  | RequestErrorCode
  | VaultErrorCode
  | `storage-${StorageErrorCode}`
  | `conflict-${ConflictCode}`
  | `format-${FormatErrorCode}`
  | `journal-${JournalErrorCode}`;

export interface ProblemRow {
  readonly status: number;
  readonly ru: string;
  readonly en: string;
}

const JOURNAL_STOPPED = {
  status: 503,
  ru: 'Журнал не может назвать законное время: ничего не подтверждено, повторите позже',
  en: 'The journal cannot give a legal time: nothing was acknowledged, try again later',
} as const;

/** The only place where a code becomes a status: a new code does not compile without a row. */
export const PROBLEMS = {
  'malformed-request': { status: 400, ru: 'Запрос не читается', en: 'Malformed request' },
  'malformed-json': { status: 400, ru: 'Тело запроса не JSON', en: 'The body is not JSON' },
  'malformed-multipart': {
    status: 400,
    ru: 'Тело multipart не читается или оборвано',
    en: 'The multipart body is malformed or cut short',
  },
  'unexpected-part': {
    status: 400,
    ru: 'Часть не на своём месте: порядок metadata, document, signature…',
    en: 'A part out of place: the order is metadata, document, signature…',
  },
  'missing-part': { status: 400, ru: 'Не хватает части', en: 'A part is missing' },
  'too-many-parts': { status: 413, ru: 'Слишком много частей', en: 'Too many parts' },
  'empty-document': { status: 422, ru: 'Пустой файл', en: 'The file is empty' },
  'unsupported-media-type': {
    status: 415,
    ru: 'Вид содержимого не поддерживается',
    en: 'Unsupported media type',
  },
  'body-too-large': { status: 413, ru: 'Тело запроса велико', en: 'The body is too large' },
  unauthenticated: { status: 401, ru: 'Нужен вход', en: 'Sign in first' },
  'sign-in-refused': { status: 401, ru: 'Вход отклонён', en: 'Sign-in refused' },
  'foreign-origin': {
    status: 403,
    ru: 'Запрос с чужой страницы',
    en: 'The request comes from another origin',
  },
  'no-such-resource': { status: 404, ru: 'Не найдено', en: 'Not found' },
  'method-not-allowed': { status: 405, ru: 'Метод не поддерживается', en: 'Method not allowed' },
  'precondition-required': {
    status: 428,
    ru: 'Нужен заголовок If-Match с номером редакции',
    en: 'An If-Match header with the revision is required',
  },
  'idempotency-key-required': {
    status: 400,
    ru: 'Нужен заголовок Idempotency-Key',
    en: 'An Idempotency-Key header is required',
  },
  'range-not-satisfiable': {
    status: 416,
    ru: 'Такого диапазона байтов нет',
    en: 'Range not satisfiable',
  },
  'too-many-requests': {
    status: 429,
    ru: 'Слишком много попыток',
    en: 'Too many attempts',
  },
  'too-many-uploads': {
    status: 429,
    ru: 'Слишком много передач одновременно: дождитесь конца начатых',
    en: 'Too many uploads at once: wait for those under way',
  },
  'not-ready': { status: 503, ru: 'Служба не готова', en: 'Not ready' },
  'client-gone': { status: 400, ru: 'Передача оборвана', en: 'The transfer was cut short' },
  internal: { status: 500, ru: 'Внутренняя ошибка', en: 'Internal error' },

  invalid: { status: 422, ru: 'Поля заполнены неверно', en: 'Some fields are not right' },
  denied: { status: 403, ru: 'Доступ запрещён', en: 'Access denied' },
  'not-found': { status: 404, ru: 'Не найдено', en: 'Not found' },
  stale: {
    status: 412,
    ru: 'Запись изменена другим: прочитайте её снова',
    en: 'Changed by somebody else: read it again',
  },
  'already-exists': { status: 409, ru: 'Уже есть', en: 'Already there' },
  'idempotency-mismatch': {
    status: 422,
    ru: 'Этот Idempotency-Key уже был при другом содержании',
    en: 'This Idempotency-Key was used with other content',
  },
  'too-large': { status: 413, ru: 'Файл велик', en: 'The file is too large' },
  'refused-signature': {
    status: 422,
    ru: 'Документ не принят: подпись не прошла проверку',
    en: 'The document was not taken: its signature did not pass',
  },

  // A record without its bytes is damage on our side, never «not found» to a client.
  'storage-not-found': { status: 500, ru: 'Хранилище повреждено', en: 'Storage is damaged' },
  'storage-erased': {
    status: 410,
    ru: 'Содержимое уничтожено по сроку хранения: ключ стёрт, прочитать его нельзя',
    en: 'The content was destroyed when its term ended: its key is erased',
  },
  'storage-corrupt': { status: 500, ru: 'Хранилище повреждено', en: 'Storage is damaged' },
  'storage-too-large': { status: 413, ru: 'Файл велик', en: 'The file is too large' },
  'storage-no-space': {
    status: 507, // RFC 4918 §11.5
    ru: 'Нет места на диске: ничего не принято, повторите позже',
    en: 'No space left: nothing was accepted, try again later',
  },
  'storage-unavailable': {
    status: 503,
    ru: 'Хранилище недоступно: ничего не принято, повторите позже',
    en: 'Storage is unavailable: nothing was accepted, try again later',
  },

  'conflict-stale': {
    status: 412,
    ru: 'Запись изменена другим: прочитайте её снова',
    en: 'Changed by somebody else: read it again',
  },
  'conflict-version-exists': {
    status: 409,
    ru: 'Версия уже размещена другим запросом',
    en: 'The version was placed by another request',
  },
  'conflict-key-exists': {
    status: 409,
    ru: 'Запрос с этим ключом ещё выполняется',
    en: 'A request with this key is under way',
  },

  'format-malformed': { status: 422, ru: 'Файл не читается', en: 'The file cannot be read' },
  'format-unsupported': {
    status: 422,
    ru: 'Формат файла не поддерживается',
    en: 'Unsupported file format',
  },
  'format-limit': {
    status: 422,
    ru: 'Файл превышает пределы разбора',
    en: 'The file is over the limits of parsing',
  },

  'journal-clock-went-back': JOURNAL_STOPPED,
  'journal-fork': JOURNAL_STOPPED,
  'journal-last-head-missing': JOURNAL_STOPPED,
  'journal-damaged': JOURNAL_STOPPED,
  'journal-wrong-log': JOURNAL_STOPPED,
  'journal-wrong-key': JOURNAL_STOPPED,
  'journal-closed': JOURNAL_STOPPED,
  'journal-unknown-entry': { status: 500, ru: 'Внутренняя ошибка', en: 'Internal error' },
} as const satisfies Record<ProblemCode, ProblemRow>;
