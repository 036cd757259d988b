import type { FsckReport } from '../composition/fsck-stores.ts';
import type { Language } from '../http/context.ts';

export const FSCK_HELP: Readonly<Record<Language, string>> = {
  ru: `okno fsck [--config ФАЙЛ.json] [--repair --by КТО] [--format text|json]
okno fsck --ocfl ПАПКА [--format text|json]

Перечитывает всё: архив и его вторую копию (archiveMirror) по правилам OCFL 1.1 со всеми хэшами, как копии относятся
друг к другу, номера отрезков журнала, каждый сохранённый файл (в папке или в S3) по его имени, по базе данных и по тому,
что перечисляет архив. Называет изменённое, недостающее и неизвестное, отставшее и противоречивое.

  --config ФАЙЛ  настройки службы (как у okno serve)
  --repair       исправить объект той копией, в которой есть октеты с хэшами из его же описи, файл — копией из архива;
                 опись второй копии берётся, только если она говорит то же, что журнал; если копии говорят разное, не
                 меняется ни одна. Каждое исправление — запись журнала; заменённое остаётся в damaged. Служба
                 при этом остановлена
  --by КТО       кто исправляет: так скажет журнал
  --ocfl ПАПКА   проверить любое хранилище OCFL 1.0 или 1.1
  --format       text или json

Код выхода: 0 — повреждений нет или все исправлены; 1 — есть; 64 — вызов или настройки неверны; 69 — служба работает,
или хранилище не отвечает.
`,
  en: `okno fsck [--config FILE.json] [--repair --by WHO] [--format text|json]
okno fsck --ocfl FOLDER [--format text|json]

Re-reads everything: the archive and its second copy (archiveMirror) by the rules of OCFL 1.1 with all digests, how the
copies stand to each other, the numbers of the journal's segments, every stored file (in a folder or in S3) by its name, the
database and what the archive lists. Names what is changed, missing, unknown, older or in conflict.

  --config FILE  settings of the service (as of okno serve)
  --repair       mend an object from the copy that has octets with the digests of its own inventory, a file from the
                 archive; the second copy's inventory is taken only when it says what the journal says; where the copies
                 say different things, neither is changed. Each repair is an entry of the journal; what was replaced
                 stays in damaged. The service is stopped meanwhile
  --by WHO       who repairs, as the journal shall say
  --ocfl FOLDER  check any storage root of OCFL 1.0 or 1.1
  --format       text or json

Exit code: 0 no damage, or all of it repaired; 1 there is damage; 64 wrong usage or settings; 69 the service runs, or a
store does not answer.
`,
};

const KINDS = {
  ru: {
    changed: 'ИЗМЕНЕНО',
    missing: 'НЕТ',
    unknown: 'НЕИЗВЕСТНО',
    invalid: 'НЕВЕРНО',
    older: 'ОТСТАЛО',
    conflict: 'ПРОТИВОРЕЧИЕ',
  },
  en: {
    changed: 'CHANGED',
    missing: 'MISSING',
    unknown: 'UNKNOWN',
    invalid: 'INVALID',
    older: 'OLDER',
    conflict: 'CONFLICT',
  },
} as const;

export function fsckText(report: FsckReport, language: Language): string {
  const ru = language === 'ru';
  const repaired = ru ? ' — исправлено' : ' — repaired';
  const lines = report.damaged.map((each) => {
    const left =
      each.refused === undefined ? '' : ` — ${ru ? 'оставлено' : 'left'}: ${each.refused}`;
    const said = each.repaired ? repaired : left;
    return `${KINDS[language][each.kind]}: ${each.store} ${each.where}: ${each.detail}${said}`;
  });
  const warnings = report.warnings.map(({ code, path, detail }) => `${code}: ${path}: ${detail}`);
  const sum = ru
    ? `Объектов: ${report.objects}, файлов: ${report.files}, повреждений: ${lines.length}, замечаний: ${warnings.length}`
    : `Objects: ${report.objects}, files: ${report.files}, damaged: ${lines.length}, warnings: ${warnings.length}`;
  return `${[...lines, ...warnings, sum].join('\n')}\n`;
}
