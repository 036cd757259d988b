import { ArchiveError, type ArchiveErrorCode } from '../../vault/archive/archive-error.ts';
import type { Language } from '../http/context.ts';

export const REBUILD_HELP: Readonly<Record<Language, string>> = {
  ru: `okno rebuild [--config ФАЙЛ.json] [--log-key КЛЮЧ] [--key-statement ФАЙЛ] [--replace] [--format text|json]

Восстанавливает базу данных и файлы документов из архива: по объектам OCFL, отрезкам журнала и связке ключей. Служба
при этом остановлена. Сначала весь архив сверяется с подписями ключа журнала: каждая строка, запись, квитанция и
вершина; чего нет в архиве, называется поимённо.

  --config ФАЙЛ         настройки службы (как у okno serve)
  --log-key КЛЮЧ        открытый ключ журнала или файл с ключами; можно повторять. Без него — keys/log.vkey и
                        keys/statements в папке данных
  --key-statement ФАЙЛ  подписанное заявление о замене или компрометации ключа; можно повторять
  --replace             заменить базу данных, которая на месте; прежняя остаётся рядом под другим именем
  --format              text или json

Если последние отрезки архива пропали, команда отказывает: их число помнит файл .segment рядом с последней вершиной
(lastHead). Чтобы восстановить то, что есть, уберите этот файл.

Код выхода: 0 — восстановлено всё; 1 — восстановлено, но чего-то нет в архиве (названо); 3 — архив повреждён, чужой
обрезан или рассказывает другую историю, чем последняя подписанная вершина (ничего не изменено); 64 — вызов
неверен; 69 — база данных на месте или занята; 78 — настройки.
`,
  en: `okno rebuild [--config FILE.json] [--log-key KEY] [--key-statement FILE] [--replace] [--format text|json]

Makes the database and the documents' files again from the archive: OCFL objects, segments of the journal, the key
ring. The service is stopped meanwhile. First the whole archive is held to the signatures of the log's key: every row,
entry, receipt and head; what the archive does not hold is told by name.

  --config FILE         settings of the service (as of okno serve)
  --log-key KEY         public key of the journal, or a file with keys; may be repeated. Else keys/log.vkey and
                        keys/statements in the data folder
  --key-statement FILE  signed statement that a key was replaced or compromised; may be repeated
  --replace             replace the database that is there; the former one stays beside it under another name
  --format              text or json

When the last segments of the archive are gone the command refuses: the file .segment beside the last head (lastHead)
knows how many there were. To make what is there again, put that file away.

Exit code: 0 all is back; 1 it is back, but something is not in the archive (named); 3 the archive is damaged, of
another log, cut, or tells another history than the last signed head (nothing was changed); 64 wrong usage; 69 the
database is there, or in use; 78 the settings.
`,
};

const REFUSALS: Readonly<Record<Language, Record<ArchiveErrorCode, string>>> = {
  ru: {
    'broken-chain': 'отрезки архива не следуют друг за другом',
    'wrong-log': 'отрезок или вершина не подписаны ключом журнала, которому вы верите',
    damaged: 'архив повреждён или изменён',
    cut: 'конец архива отрезан',
    fork: 'архив рассказывает другую историю',
  },
  en: {
    'broken-chain': 'the segments of the archive do not follow each other',
    'wrong-log': 'a segment or a head is not signed by a key of the log that you trust',
    damaged: 'the archive is damaged, or was changed',
    cut: 'the end of the archive was cut off',
    fork: 'the archive tells another history',
  },
};

/** What is the matter, in the reader's language, and where, in the words of the program. */
export function refusalText(error: Error, language: Language): string {
  if (!(error instanceof ArchiveError)) return error.message;
  return `${REFUSALS[language][error.code]}: ${error.message}`;
}

export interface RebuildReport {
  readonly segments: number;
  readonly entries: number;
  readonly documents: number;
  readonly restored: number;
  readonly pending: readonly string[];
  readonly lostEntries?: { readonly from: number; readonly to: number };
  readonly lastHead: 'agrees' | 'behind' | 'absent';
  readonly withoutObject: readonly string[];
  readonly unreadable: readonly {
    readonly object: string;
    readonly path: string;
    readonly reason: string;
  }[];
  readonly withoutKey: readonly { readonly object: string; readonly path: string }[];
  readonly movedAside?: string;
}

export function reportText(report: RebuildReport, language: Language): string {
  const ru = language === 'ru';
  const { lostEntries: lost, movedAside } = report;
  const lines = [
    ru
      ? `Отрезков: ${report.segments}, записей журнала: ${report.entries}, документов: ${report.documents}, файлов восстановлено: ${report.restored}`
      : `Segments: ${report.segments}, journal entries: ${report.entries}, documents: ${report.documents}, files restored: ${report.restored}`,
  ];
  const say = (russian: string, english: string) => lines.push(ru ? russian : english);
  if (movedAside !== undefined) {
    say(
      `Прежняя база данных: ${movedAside}. Законное стирание до неё не дойдёт: удалите её, когда она не нужна.`,
      `The former database: ${movedAside}. No lawful erasure reaches it: delete it when it is not needed any more.`,
    );
  }
  if (report.pending.length > 0) {
    say(
      `Ждут места в журнале (получат при запуске службы): ${report.pending.join(', ')}`,
      `Wait for their place in the journal (they get it when the service starts): ${report.pending.join(', ')}`,
    );
  }
  if (lost !== undefined) {
    say(
      `НЕТ В АРХИВЕ: записи журнала с ${lost.from} по ${lost.to - 1}, уже подписанные. Служба с этим журналом не запустится: она подписала бы другую историю.`,
      `NOT IN THE ARCHIVE: entries ${lost.from} to ${lost.to - 1} of the journal, which were signed. The service will not start on this journal: it would sign another history.`,
    );
  }
  if (report.lastHead === 'absent') {
    say(
      'Последняя подписанная вершина не известна: сравнить не с чем. Сверьте журнал с копией у свидетеля.',
      'The last signed head is not known: there is nothing to compare with. Hold the journal to a witness’s copy.',
    );
  }
  for (const id of report.withoutObject) {
    say(`НЕТ В АРХИВЕ: объект ${id}`, `NOT IN THE ARCHIVE: object ${id}`);
  }
  for (const { object, path, reason } of report.unreadable) {
    say(`НЕ ЧИТАЕТСЯ: ${object} ${path}: ${reason}`, `UNREADABLE: ${object} ${path}: ${reason}`);
  }
  for (const { object, path } of report.withoutKey) {
    say(`НЕТ КЛЮЧА: ${object} ${path}`, `NO KEY: ${object} ${path}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The service wrote it beside what is lost; whoever lost that too has the key from elsewhere. */
export const noPublishedKey = (path: string): Readonly<Record<Language, string>> => ({
  ru: `нет файла ${path} с открытым ключом журнала; дайте ключ, которому верите: --log-key КЛЮЧ.`,
  en: `${path}, the file of the journal’s public key, is not there; give a key that you trust: --log-key KEY.`,
});

/** Whether something that was acknowledged is not back. */
export const isIncomplete = (report: RebuildReport): boolean =>
  report.lostEntries !== undefined ||
  [report.withoutObject, report.unreadable, report.withoutKey].some((list) => list.length > 0);
