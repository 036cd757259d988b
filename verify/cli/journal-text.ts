import type { Damage, DamageKind } from '../log/log-files.ts';
import type { CheckpointVerdict } from '../log/verify-checkpoint.ts';
import { type Language, printable } from '../report/messages.ts';

/** Why a checkpoint is not taken. */
export type CheckpointFailure =
  | Exclude<CheckpointVerdict['status'], 'verified'>
  | 'missing'
  | 'not-cosigned'
  | 'not-supported'
  /** Whoever has the key could have signed it. */
  | 'compromised-key'
  | 'bad-cosignature';

/** What `okno journal` answers; in JSON as it is. */
export type JournalAnswer =
  | {
      readonly status: 'intact';
      readonly origin: string;
      readonly size: number;
      /** Base64 root hash. */
      readonly root: string;
      /** Entries that were read: all of them, or those after the earlier checkpoint. */
      readonly entries: number;
    }
  | {
      readonly status: 'consistent';
      readonly from: number;
      readonly to: number;
      /** Base64 hashes (RFC 9162 §2.1.4). */
      readonly proof: readonly string[];
    }
  | { readonly status: 'damaged'; readonly damage: readonly Damage[] }
  | { readonly status: 'inconsistent' }
  | {
      readonly status: 'checkpoint';
      readonly which: 'now' | 'earlier';
      readonly failure: CheckpointFailure;
    };

const DAMAGE: Readonly<Record<Language, Record<DamageKind, string>>> = {
  ru: {
    missing: 'нет файла',
    cut: 'обрезан',
    malformed: 'не читается',
    changed: 'изменён',
    reordered: 'переставлен',
  },
  en: {
    missing: 'is missing',
    cut: 'is cut',
    malformed: 'cannot be read',
    changed: 'was changed',
    reordered: 'was reordered',
  },
};

const CHECKPOINT: Readonly<Record<Language, Record<CheckpointFailure, string>>> = {
  ru: {
    missing: 'нет файла checkpoint',
    malformed: 'не читается',
    'unknown-key': 'подписано ключом, который не указан',
    'bad-signature': 'подпись неверна',
    'other-log': 'подписано ключом другого журнала',
    'compromised-key': 'подписано ключом, который мог быть в чужих руках',
    'not-cosigned': 'нет подписи указанного свидетеля',
    'not-supported': 'подпись свидетеля здесь нечем вычислить (--provider)',
    'bad-cosignature': 'подпись свидетеля неверна',
  },
  en: {
    missing: 'there is no file checkpoint',
    malformed: 'cannot be read',
    'unknown-key': 'is signed by a key that was not given',
    'bad-signature': 'has a wrong signature',
    'other-log': 'is signed by the key of another log',
    'compromised-key': 'is signed by a key that may be in other hands',
    'not-cosigned': 'has no cosignature of a witness that was given',
    'not-supported': 'has a cosignature that nothing here can compute (--provider)',
    'bad-cosignature': 'has a wrong cosignature',
  },
};

const WHICH = {
  ru: { now: 'Голова журнала', earlier: 'Прежняя голова журнала' },
  en: { now: 'The checkpoint', earlier: 'The earlier checkpoint' },
} as const;

export function journalText(answer: JournalAnswer, language: Language): string {
  const russian = language === 'ru';
  switch (answer.status) {
    case 'intact': {
      const { size, root, entries } = answer;
      const origin = printable(answer.origin);
      return russian
        ? `Журнал цел: ${origin}\nЗаписей ${size}, прочитано и проверено ${entries}; корень ${root}\n`
        : `The log is intact: ${origin}\n${size} entries, ${entries} read and verified; root ${root}\n`;
    }
    case 'consistent': {
      const { from, to, proof } = answer;
      const said = russian
        ? `Журнал из ${to} записей продолжает журнал из ${from}. Доказательство (RFC 9162, 2.1.4):`
        : `The log of ${to} entries continues that of ${from}. The proof (RFC 9162 §2.1.4):`;
      return `${[said, ...proof].join('\n')}\n`;
    }
    case 'damaged': {
      const lines = answer.damage.map(({ kind, file }) => `  ${file}: ${DAMAGE[language][kind]}\n`);
      return `${russian ? 'Журнал повреждён:' : 'The log is damaged:'}\n${lines.join('')}`;
    }
    case 'inconsistent':
      return russian
        ? 'Это другая история: журнал не продолжает прежнюю голову. Сохраните обе головы как доказательство.\n'
        : 'This is another history: the log does not continue the earlier checkpoint. Keep both as evidence.\n';
    case 'checkpoint': {
      const failure = CHECKPOINT[language][answer.failure];
      return `${WHICH[language][answer.which]}: ${failure}.\n`;
    }
  }
}

export const JOURNAL_HELP: Readonly<Record<Language, string>> = {
  ru: `okno journal verify ИСТОЧНИК --log-key КЛЮЧ — проверяет журнал целиком: каждую запись,
каждый файл, корень и подпись.
okno journal export ИСТОЧНИК ПАПКА --log-key КЛЮЧ — то же, и сохраняет файлы в ПАПКУ.
okno journal prove ИСТОЧНИК --from ФАЙЛ [--to ФАЙЛ] --log-key КЛЮЧ — доказательство, что журнал
от одной головы до другой только рос.

ИСТОЧНИК: папка с файлами журнала (checkpoint, tile/…) или адрес, например
https://okno.example/v1/journal.

  --log-key КЛЮЧ       ключ журнала (vkey) или файл с ним; можно повторять
  --key-statement ФАЙЛ подписанное заявление о смене или компрометации ключа; можно повторять
  --from ФАЙЛ          прежняя голова журнала: проверить, что он её продолжает, и читать
                       только то, что после неё
  --to ФАЙЛ            для prove: более поздняя голова; без него — нынешняя
  --witness-key КЛЮЧ   ключ свидетеля, который должен был подписать голову журнала (с --from —
                       прежнюю); можно повторять, нужны все
  --token-file ФАЙЛ    файл с ключом доступа к службе
  --provider ИМЯ       чем вычислять, как в okno verify
  --format text|json   вид ответа
  --lang ru|en         язык; иначе по среде (LC_ALL, LC_MESSAGES, LANG), а без неё русский

Код завершения: 0 — журнал цел; 1 — повреждён или другая история; 2 — ключ подписи не
указан; 3 — голова журнала не читается; 64 — неверный вызов или источник недоступен.
`,
  en: `okno journal verify SOURCE --log-key KEY — verifies a whole log: every entry, every file,
the root and the signature.
okno journal export SOURCE FOLDER --log-key KEY — the same, and keeps the files in FOLDER.
okno journal prove SOURCE --from FILE [--to FILE] --log-key KEY — a proof that the log only grew
from one checkpoint to the other.

SOURCE: a folder with the log's files (checkpoint, tile/…), or an address such as
https://okno.example/v1/journal.

  --log-key KEY        key of the log (vkey), or a file with it; may be repeated
  --key-statement FILE signed statement that a key was replaced or compromised; may be repeated
  --from FILE          an earlier checkpoint: prove that the log continues it, and read
                       only what came after
  --to FILE            of prove: the later checkpoint; without it the log's own
  --witness-key KEY    key of a witness that must have cosigned the checkpoint (with --from:
                       the earlier one); may be repeated, all are needed
  --token-file FILE    file with the token for the service
  --provider NAME      what computes, as in okno verify
  --format text|json   form of the answer
  --lang ru|en         language; else of the locale (LC_ALL, LC_MESSAGES, LANG), without one Russian

Exit code: 0 the log is intact; 1 damaged, or another history; 2 the signing key was not
given; 3 the checkpoint cannot be read; 64 wrong usage, or the source is out of reach.
`,
};
