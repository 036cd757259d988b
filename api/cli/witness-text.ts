import type { Cosigning } from '../../vault/witness/cosign-checkpoint.ts';
import type { Language } from '../http/context.ts';

type Refusal = Exclude<Cosigning, { status: 'cosigned' }>;

/** Why a witness does not sign, and what its keeper does about it. */
export function refusalText(refusal: Refusal, language: Language): string {
  return language === 'ru' ? russian(refusal) : english(refusal);
}

function russian(refusal: Refusal): string {
  switch (refusal.status) {
    case 'checkpoint':
      return `Контрольная точка не принята: ${refusal.failure}. Проверьте адрес и --log-key.`;
    case 'unknown-log':
      return 'Свидетель ещё не видел этого журнала. Если это в самом деле первый раз, добавьте --first.';
    case 'behind':
      return `Журнал показывает ${refusal.size} записей, а прежде их было ${refusal.remembered}: старая копия или вторая история. Не подписано.`;
    case 'inconsistent':
      return `Журнал из ${refusal.size} записей не продолжает тот, что подписан на ${refusal.remembered}: это другая история. Не подписано; сохраните обе контрольные точки.`;
    case 'damaged':
      return `Файлы журнала не читаются: ${refusal.damage.map(({ file }) => file).join(', ')}. Не подписано.`;
  }
}

function english(refusal: Refusal): string {
  switch (refusal.status) {
    case 'checkpoint':
      return `The checkpoint is not taken: ${refusal.failure}. Check the address and --log-key.`;
    case 'unknown-log':
      return 'This witness has never seen the log. If this is truly the first time, add --first.';
    case 'behind':
      return `The log shows ${refusal.size} entries where it had ${refusal.remembered}: an old copy or a second history. Not signed.`;
    case 'inconsistent':
      return `The log of ${refusal.size} entries does not continue the one signed at ${refusal.remembered}: another history. Not signed; keep both checkpoints.`;
    case 'damaged':
      return `Files of the log cannot be read: ${refusal.damage.map(({ file }) => file).join(', ')}. Not signed.`;
  }
}

export const WITNESS_HELP: Readonly<Record<Language, string>> = {
  ru: `okno witness ИСТОЧНИК --log-key КЛЮЧ --key ФАЙЛ --name ИМЯ --state ФАЙЛ

Свидетель: смотрит на журнал с другой машины и подписывает контрольную точку своим ключом
(C2SP tlog-cosignature), только если журнал продолжает то, что свидетель подписал прежде.
Подписанная точка — на выход; её проверяет okno journal verify … --from ФАЙЛ --witness-key КЛЮЧ.

  ИСТОЧНИК             папка с файлами журнала или адрес, например https://okno.example/v1/journal
  --log-key КЛЮЧ       ключ журнала (vkey) или файл с ним
  --key-statement ФАЙЛ подписанное заявление о смене или компрометации ключа журнала
  --key ФАЙЛ           ключ свидетеля: openssl genpkey -algorithm ed25519 -out witness.key
                       или ML-DSA-44 (OpenSSL 3.5: -algorithm ML-DSA-44)
  --name ИМЯ           имя свидетеля, например witness.bank.example
  --state ФАЙЛ         что подписано последним; у каждого журнала свой файл, берегите его
  --first              журнала этот свидетель ещё не видел
  --token-file ФАЙЛ    файл с ключом доступа к службе
  --output ФАЙЛ        записать подписанную точку в файл

Код завершения: 0 — подписано; 1 — журнал не продолжает прежний или подпись неверна; 2 — ключ
журнала не тот или журнал незнаком; 3 — не читается; 64 — неверный вызов.
`,
  en: `okno witness SOURCE --log-key KEY --key FILE --name NAME --state FILE

A witness: looks at the log from another machine and cosigns its checkpoint with a key of its
own (C2SP tlog-cosignature), only if the log continues what the witness signed before. The
cosigned checkpoint is the output; okno journal verify … --from FILE --witness-key KEY checks it.

  SOURCE               folder with the log's files, or an address: https://okno.example/v1/journal
  --log-key KEY        key of the log (vkey), or a file with it
  --key-statement FILE signed statement that a log key was replaced or compromised
  --key FILE           key of the witness: openssl genpkey -algorithm ed25519 -out witness.key,
                       or ML-DSA-44 (OpenSSL 3.5: -algorithm ML-DSA-44)
  --name NAME          name of the witness, e.g. witness.bank.example
  --state FILE         what was signed last; a file for each log, keep it safe
  --first              this witness has never seen the log
  --token-file FILE    file with the token for the service
  --output FILE        write the cosigned checkpoint to a file

Exit code: 0 cosigned; 1 the log does not continue, or a wrong signature; 2 not the log's key, or
an unknown log; 3 cannot be read; 64 wrong usage.
`,
};
