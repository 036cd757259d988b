import type { FsckReport } from '../composition/check-archive.ts';
import type { Language } from '../http/context.ts';

export const FSCK_HELP: Readonly<Record<Language, string>> = {
  ru: `okno fsck [--config ФАЙЛ.json] [--repair] [--format text|json]
okno fsck --ocfl ПАПКА [--format text|json]

Перечитывает всё: архив по правилам OCFL 1.1 со всеми хэшами, номера отрезков журнала, каждый сохранённый файл по его
имени и по тому, что перечисляет архив. Называет изменённое, недостающее и неизвестное.

  --config ФАЙЛ  настройки службы (как у okno serve)
  --repair       заменить повреждённый объект архива копией из archiveMirror, повреждённый файл — копией из архива;
                 копия проверяется до и после, заменённое остаётся в archive/damaged, запись — в
                 archive/repairs.jsonl. Служба при этом остановлена
  --ocfl ПАПКА   проверить любое хранилище OCFL 1.0 или 1.1
  --format       text или json

Код выхода: 0 — повреждений нет или все исправлены; 1 — есть; 64 — вызов неверен; 69 — база данных занята; 78 — настройки.
`,
  en: `okno fsck [--config FILE.json] [--repair] [--format text|json]
okno fsck --ocfl FOLDER [--format text|json]

Re-reads everything: the archive by the rules of OCFL 1.1 with all digests, the numbers of the journal's segments,
every stored file by its name and by what the archive lists. Names what is changed, missing and unknown.

  --config FILE  settings of the service (as of okno serve)
  --repair       replace a damaged object of the archive by the copy in archiveMirror, a damaged file by the archive's;
                 the copy is verified before and after, what was replaced stays in archive/damaged, a line is written
                 to archive/repairs.jsonl. The service is stopped meanwhile
  --ocfl FOLDER  check any storage root of OCFL 1.0 or 1.1
  --format       text or json

Exit code: 0 no damage, or all of it repaired; 1 there is damage; 64 wrong usage; 69 the database is in use; 78 the settings.
`,
};

const KINDS = {
  ru: { changed: 'ИЗМЕНЕНО', missing: 'НЕТ', unknown: 'НЕИЗВЕСТНО', invalid: 'НЕВЕРНО' },
  en: { changed: 'CHANGED', missing: 'MISSING', unknown: 'UNKNOWN', invalid: 'INVALID' },
} as const;

export function fsckText(report: FsckReport, language: Language): string {
  const ru = language === 'ru';
  const repaired = ru ? ' — исправлено' : ' — repaired';
  const lines = report.damaged.map(
    (each) =>
      `${KINDS[language][each.kind]}: ${each.store} ${each.where}: ${each.detail}${each.repaired ? repaired : ''}`,
  );
  const warnings = report.warnings.map(({ code, path, detail }) => `${code}: ${path}: ${detail}`);
  const sum = ru
    ? `Объектов: ${report.objects}, файлов: ${report.files}, повреждений: ${lines.length}, замечаний: ${warnings.length}`
    : `Objects: ${report.objects}, files: ${report.files}, damaged: ${lines.length}, warnings: ${warnings.length}`;
  return `${[...lines, ...warnings, sum].join('\n')}\n`;
}
