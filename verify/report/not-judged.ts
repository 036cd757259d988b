import { EXIT, type ExitCode } from './exit-code.ts';
import type { Language } from './messages.ts';

/** Why a file is not judged. */
export type NotJudgedCode =
  | 'no-signature'
  | 'only-time-stamp'
  | 'validation-data'
  | 'pdf-signature'
  | 'signed-container'
  | 'several-documents'
  | 'several-stamped'
  | 'symbolic-link'
  | 'not-a-file'
  | 'folder-unreadable'
  | 'internal'
  | 'nothing-there';

export interface NotJudged {
  readonly code: NotJudgedCode;
  /** Names that the sentence tells; absent: none. */
  readonly names?: readonly string[];
}

/** What each means for the exit code, and what the reader can do. */
export const NOT_JUDGED: Readonly<
  Record<NotJudgedCode, Readonly<Record<Language, string>> & { readonly exitCode: ExitCode }>
> = {
  'no-signature': {
    ru: 'Не читается как подпись, штамп времени, квитанция или пакет, и подпись к этому файлу не названа и не найдена (рядом: имя.sig, .p7s, .sgn, .p7m). Если она лежит в другом месте: okno verify ПОДПИСЬ --content ФАЙЛ.',
    en: 'Cannot be read as a signature, a time-stamp, a receipt or a package, and no signature of it was named or found (beside it: name.sig, .p7s, .sgn, .p7m). If it lies elsewhere: okno verify SIGNATURE --content FILE.',
    exitCode: EXIT.unreadable,
  },
  'only-time-stamp': {
    ru: 'Подписи к этому файлу нет. Рядом есть штамп времени ({names}), но штамп не показывает, кто подписал файл.',
    en: 'There is no signature of this file. A time-stamp lies beside it ({names}), but a time-stamp does not show who signed the file.',
    exitCode: EXIT.unreadable,
  },
  'validation-data': {
    ru: 'Сертификат, список отзыва или ответ OCSP: это не документ, подписи под ним нет. Чтобы он помог проверке, укажите его в --certificates, --crl или --ocsp.',
    en: 'A certificate, revocation list or OCSP response: no document, and no signature of one covers it. To let it help, name it in --certificates, --crl or --ocsp.',
    exitCode: EXIT.unreadable,
  },
  'pdf-signature': {
    ru: 'Внутри PDF есть подпись, которую эта версия не проверяет. Подпись рядом (имя.pdf.sig) проверяется.',
    en: 'The PDF has a signature inside, which this version does not judge. A signature beside it (name.pdf.sig) is judged.',
    exitCode: EXIT.indeterminate,
  },
  'signed-container': {
    ru: 'Контейнер с подписями внутри (ASiC, OpenDocument, Office), который эта версия не проверяет. Подписи из него можно извлечь и проверить отдельно.',
    en: 'A container with signatures inside (ASiC, OpenDocument, Office), which this version does not judge. The signatures can be taken out and judged each.',
    exitCode: EXIT.indeterminate,
  },
  'several-documents': {
    ru: 'По имени не понять, какой из документов подписан: {names}. Укажите его: --content ФАЙЛ.',
    en: 'The name does not tell which document was signed: {names}. Say which: --content FILE.',
    exitCode: EXIT.indeterminate,
  },
  'several-stamped': {
    ru: 'По имени не понять, на какой из файлов поставлен штамп времени: {names}. Укажите его: --content ФАЙЛ.',
    en: 'The name does not tell which file the time-stamp is over: {names}. Say which: --content FILE.',
    exitCode: EXIT.indeterminate,
  },
  'symbolic-link': {
    ru: 'Символическая ссылка {names}: внутри папки по ссылкам не ходят. Укажите сам файл.',
    en: 'A symbolic link {names}: links inside a folder are not followed. Name the file itself.',
    exitCode: EXIT.unreadable,
  },
  'not-a-file': {
    ru: 'Не файл, а устройство, канал, сокет или папка на месте файла {names}: не читается.',
    en: 'No file but a device, pipe, socket, or a folder in place of a file {names}: not read.',
    exitCode: EXIT.unreadable,
  },
  'folder-unreadable': {
    ru: 'Папка не читается ({names}). Проверьте права.',
    en: 'The folder cannot be read ({names}). Check the permissions.',
    exitCode: EXIT.unreadable,
  },
  internal: {
    ru: 'Проверка оборвалась ({names}): ошибка этой программы или нехватка памяти. О подписи ничего не сказано; остальные файлы проверены.',
    en: 'The judging broke off ({names}): a flaw of this program, or no memory. Nothing is said of the signature; the other files were judged.',
    exitCode: EXIT.unreadable,
  },
  'nothing-there': {
    ru: 'В папке нечего проверять: в ней нет ни одного файла.',
    en: 'Nothing to judge in the folder: it holds no file.',
    exitCode: EXIT.unreadable,
  },
};

const QUOTED: Readonly<Record<Language, (name: string) => string>> = {
  ru: (name) => `«${name}»`,
  en: (name) => `“${name}”`,
};

/** The sentence for a reader. Names are the sender's: they are to be made printable. */
export function notJudgedText({ code, names = [] }: NotJudged, language: Language): string {
  const told = names.map(QUOTED[language]).join(', ');
  return NOT_JUDGED[code][language].replace(/ ?\(?\{names\}\)?/, (place) =>
    names.length === 0 ? '' : place.replace('{names}', () => told),
  );
}

export function isNotJudgedCode(code: string): code is NotJudgedCode {
  return Object.hasOwn(NOT_JUDGED, code);
}
