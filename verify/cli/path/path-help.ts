import type { Language } from '../../report/messages.ts';

export const PATH_HELP: Readonly<Record<Language, string>> = {
  ru: `okno path СЕРТИФИКАТ… — строит и проверяет цепочку до доверенного центра (RFC 5280).

  --trust ПУТЬ           доверенные сертификаты: PEM, DER, PKCS#7 или папка; можно повторять
  --anchors ФАЙЛ         доверенные сертификаты со сроками и ограничениями: строки JSON
                         {"certificate": "root.pem", "until": "2030-01-01", …}, поля — в
                         okno verify --help; так же можно в полях trust[] и anchors[] случая
  --certificates ПУТЬ    промежуточные сертификаты (подсказки, доверия не дают)
  --crl ПУТЬ             списки отзыва
  --ocsp ПУТЬ            ответы OCSP
  --at ВРЕМЯ             проверить на это время; иначе — на текущее (с --online — на то, когда
                         получено недостающее)
  --no-revocation        неизвестный статус отзыва не мешает (известный отзыв мешает всегда)
  --freshness СЕКУНДЫ    сведения об отзыве не старше этого; иначе — до их nextUpdate
  --policy-oid OID       принимается только эта политика сертификатов; можно повторять
  --explicit-policy      политика обязательна      --inhibit-mapping  без соответствия политик
  --inhibit-any          anyPolicy не в счёт
  --extended-key-usage OID  сертификат должен годиться для этой цели
  --strict               также требования RFC 5280 §4 и §5 к издателям
  --online               недостающее взять по адресам из сертификатов
  --allow-private        при этом можно и по адресам частных сетей
  --demand-nonce         при этом ответ OCSP без отправленного числа (RFC 9654) не в счёт; иначе
                         о таком ответе сказано
  --provider ИМЯ         чем вычислять (обычно node-crypto и gost)
  --format text|json     вид ответа
  --lang ru|en           язык; иначе по среде (LC_ALL, LC_MESSAGES, LANG), а без неё русский

  --batch СЛУЧАИ.jsonl   по строке JSON на случай (id, leaf, trust[], anchors[],
                         certificates[], crls[], ocsp[], at, params{}, requireRevocation); ответ — по строке JSON в том же
                         порядке, на всех ядрах (--threads N). «-» — стандартный ввод. Имена
                         файлов и папок — от текущей папки, а если там нет — от папки файла случаев.
                         Из параметров с ним — только --online с его двумя, --provider, --lang.

Код завершения: 0 — подтверждены все; 1 — есть недействительный; 2 — подтвердить нельзя; 3 — в
пакете есть строки, которые не читаются; 64 — неверный вызов.
`,
  en: `okno path CERTIFICATE… — builds and validates the path to a trusted authority (RFC 5280).

  --trust PATH           trusted certificates: PEM, DER, PKCS#7 or a folder; may be repeated
  --anchors FILE         trusted certificates with dates and limits: lines of JSON
                         {"certificate": "root.pem", "until": "2030-01-01", …}, members in
                         okno verify --help; the same goes into trust[] and anchors[] of a case
  --certificates PATH    intermediate certificates (hints, they give no trust)
  --crl PATH             revocation lists
  --ocsp PATH            OCSP responses
  --at TIME              judge as of this time; else as of now (with --online, as of when what
                         was missing has come)
  --no-revocation        an unknown revocation status does not matter (a known revocation always does)
  --freshness SECONDS    revocation information is no older than this; else its nextUpdate decides
  --policy-oid OID       only this certificate policy is accepted; may be repeated
  --explicit-policy      a policy is demanded      --inhibit-mapping  no policy mapping
  --inhibit-any          anyPolicy does not count
  --extended-key-usage OID  the certificate must be good for this purpose
  --strict               also what RFC 5280 §4 and §5 demand of issuers
  --online               fetch what is missing from the addresses in the certificates
  --allow-private        from addresses of private networks too
  --demand-nonce         an OCSP answer without the nonce sent (RFC 9654) does not count; else it
                         is told
  --provider NAME        what computes (node-crypto and gost by default)
  --format text|json     form of the answer
  --lang ru|en           language; else of the locale (LC_ALL, LC_MESSAGES, LANG), without one Russian

  --batch CASES.jsonl    one JSON object a line for each case (id, leaf, trust[], anchors[],
                         certificates[], crls[], ocsp[], at, params{}, requireRevocation); one JSON line out for each, in order,
                         on all cores (--threads N). “-” is standard input. Names of files and
                         folders start from the current folder or, where there is none, from that of the cases.
                         Of the options only --online and its two, --provider and --lang go with it.

Exit code: 0 all hold; 1 one is not valid; 2 it cannot be told; 3 lines of the batch cannot be
read; 64 wrong usage.
`,
};
