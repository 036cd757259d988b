import type { PackageReason } from '../package/package-report.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason of a package (../package/package-report.ts). */
export const PACKAGE_MESSAGES: Readonly<Record<Exclude<PackageReason, 'passed'>, Message>> = {
  'package-unreadable': {
    ru: 'Это не пакет доказательств, или архив повреждён: {detail}.',
    en: 'This is no evidence package, or the archive is damaged: {detail}.',
  },
  'manifest-missing': {
    ru: 'В пакете нет описи ({name}).',
    en: 'The package has no manifest ({name}).',
  },
  'manifest-receipt-missing': {
    ru: 'В пакете нет квитанции о его выдаче ({name}).',
    en: 'The package has no receipt for its issue ({name}).',
  },
  'manifest-unreadable': {
    ru: 'Опись пакета не читается: {detail}.',
    en: 'The manifest of the package cannot be read: {detail}.',
  },
  'manifest-not-committed': {
    ru: 'Квитанция о выдаче относится не к этой описи: пакет изменён.',
    en: 'The receipt for the issue is not for this manifest: the package was changed.',
  },
  'container-differs': {
    ru: 'Контейнер ASiC-E не сходится с описью пакета: {name}.',
    en: 'The ASiC-E container does not agree with the manifest of the package: {name}.',
  },
  'container-seal-not-passed': {
    ru: 'Печать оператора над контейнером ({name}) не подтверждена: {cause}',
    en: 'The operator’s seal over the container ({name}) is not confirmed: {cause}',
  },
  'contents-differ': {
    ru: 'Оглавление пакета ({name}) говорит не то, что опись.',
    en: 'The table of contents ({name}) says something else than the manifest.',
  },
  'entry-added': {
    ru: 'В пакете есть файл, которого нет в описи: {name}.',
    en: 'The package has a file that its manifest does not list: {name}.',
  },
  'entry-changed': {
    ru: 'Файл пакета изменён: {name}.',
    en: 'A file of the package was changed: {name}.',
  },
  'entry-checksum': {
    ru: 'Контрольная сумма файла в архиве не сходится: {name}.',
    en: 'The archive’s checksum of a file does not agree: {name}.',
  },
  'entry-removed': {
    ru: 'В пакете нет файла из описи: {name}.',
    en: 'The package lacks a file of its manifest: {name}.',
  },
  'entry-renamed': {
    ru: 'Файл пакета переименован: {name}.',
    en: 'A file of the package was renamed: {name}.',
  },
  'entries-reordered': {
    ru: 'Порядок файлов в пакете изменён.',
    en: 'The files of the package are in another order.',
  },
  'receipt-not-passed': {
    ru: 'Квитанция {name} не подтверждена: {cause}',
    en: 'The receipt {name} is not confirmed: {cause}',
  },
  'receipt-for-other-content': {
    ru: 'Квитанция {name} выдана на другое содержание.',
    en: 'The receipt {name} is for other content.',
  },
  'receipt-of-other-log': {
    ru: 'Квитанция {name} — из другого журнала ({origin}); пакет выдан из журнала {log}.',
    en: 'The receipt {name} is of another log ({origin}); the package was issued from the log {log}.',
  },
  'receipt-after-issue': {
    ru: 'Квитанция {name} — о записи {index}, а пакет составлен по первым {asOf} записям журнала.',
    en: 'The receipt {name} is of entry {index}, while the package tells of the first {asOf} entries of the log.',
  },
  'report-not-named': {
    ru: 'Отчёт о проверке {name} — не тот, что назван в квитанции.',
    en: 'The verification report {name} is not the one that the receipt names.',
  },
  'signature-absent': {
    ru: 'У документа {name} нет подписи.',
    en: 'The document {name} has no signature.',
  },
  'signature-not-passed': {
    ru: 'Подпись {name} не подтверждена: {cause}',
    en: 'The signature {name} is not confirmed: {cause}',
  },
  'signature-partial': {
    ru: 'Подпись {name} охватывает не весь документ.',
    en: 'The signature {name} does not cover the whole document.',
  },
  'signature-unreadable': {
    ru: 'Подпись {name} не читается: {detail}.',
    en: 'The signature {name} cannot be read: {detail}.',
  },
  'evidence-unreadable': {
    ru: 'Сведения для проверки {name} не читаются: {detail}.',
    en: 'Validation data {name} cannot be read: {detail}.',
  },
  'log-forked': {
    ru: 'Квитанции пакета принадлежат разным историям журнала {log}: он раздвоен.',
    en: 'The receipts of the package are of different histories of the log {log}: it was forked.',
  },
  'supplement-stray': {
    ru: 'Дополнение «{name}» не относится ни к одной квитанции пакета.',
    en: 'The supplement “{name}” belongs to no receipt of the package.',
  },
};
