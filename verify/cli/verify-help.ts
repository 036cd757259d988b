import type { Language } from '../report/messages.ts';

export const HELP: Readonly<Record<Language, string>> = {
  ru: `okno verify ФАЙЛ… — проверяет подписи, квитанции и пакеты доказательств без сети.

ФАЙЛ: отсоединённая подпись (contract.pdf.p7s, .sig, .sgn), подписанный документ
(тогда подписи ищутся рядом с ним), подпись с документом внутри (.p7m), квитанция
(.json) или пакет доказательств (.zip). Квитанции и пакеты узнаются по содержимому.

  --content ФАЙЛ       документ, если он не лежит рядом с подписью под тем же именем
  --trust ПУТЬ         доверенные сертификаты: PEM, DER, PKCS#7 или папка; можно повторять
  --seal-trust ПУТЬ    доверенные сертификаты для печати оператора; без этого — из --trust
  --log-key КЛЮЧ       ключ журнала (vkey) или файл с ним; можно повторять
  --key-statement ФАЙЛ подписанное заявление о смене или компрометации ключа журнала
  --witness-key КЛЮЧ   ключ свидетеля, которому вы верите: его подпись доказывает время
  --certificates ПУТЬ  промежуточные сертификаты (подсказки, доверия не дают)
  --crl ПУТЬ           списки отзыва
  --ocsp ПУТЬ          ответы OCSP
  --policy ФАЙЛ        политика проверки: файл или имя default, russian (okno policy --help)
  --signature-policy [OID=]ПУТЬ
                       документ политики подписи, которую назвал подписант; можно повторять
  --provider ИМЯ       чем вычислять: node-crypto, gost, файл ./x.mjs или пакет npm; можно
                       повторять (обычно node-crypto и gost)
  --at ВРЕМЯ           проверить на это время, например 2026-11-22T12:00:00+03:00
  --format text|json   вид отчёта
  --output ФАЙЛ        записать отчёт в файл
  --lang ru|en         язык отчёта

Код завершения: 0 — все подписи действительны; 1 — есть недействительная; 2 — установить
нельзя; 3 — файл не читается или подписи нет; 64 — неверный вызов.
`,
  en: `okno verify FILE… — checks signatures, receipts and evidence packages, offline.

FILE: a detached signature (contract.pdf.p7s, .sig, .sgn), a signed document (its
signatures are then looked for beside it), a signature with the document inside (.p7m),
a receipt (.json) or an evidence package (.zip). Receipts and packages are known by
their content, whatever their names.

  --content FILE       the document, unless it lies beside the signature under its name
  --trust PATH         trusted certificates: PEM, DER, PKCS#7 or a folder; may be repeated
  --seal-trust PATH    trusted certificates for the operator's seal; else those of --trust
  --log-key KEY        key of the log (vkey), or a file with it; may be repeated
  --key-statement FILE signed statement that a log key was replaced or compromised
  --witness-key KEY    key of a witness that you trust: its cosignature proves a time
  --certificates PATH  intermediate certificates (hints, they give no trust)
  --crl PATH           revocation lists
  --ocsp PATH          OCSP responses
  --policy FILE        validation policy: a file, or the name default or russian (okno policy --help)
  --signature-policy [OID=]PATH
                       document of the signature policy that the signer names; may be repeated
  --provider NAME      what computes: node-crypto, gost, a file ./x.mjs or an npm package;
                       may be repeated (node-crypto and gost by default)
  --at TIME            judge as of this time, e.g. 2026-11-22T12:00:00+03:00
  --format text|json   form of the report
  --output FILE        write the report to a file
  --lang ru|en         language of the report

Exit code: 0 all signatures valid; 1 one is not valid; 2 it cannot be told; 3 a file
cannot be read or has no signature; 64 wrong usage.
`,
};
