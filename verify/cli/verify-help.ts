import { EXIT } from '../report/exit-code.ts';
import type { CommandHelp } from './help/command-help.ts';
import { PROCESS_EXIT } from './process-end.ts';
import { VERIFY_GROUPS } from './verify-option-table.ts';

/** What each exit code says (../report/exit-code.ts, process-end.ts). */
const EXIT_CODES: CommandHelp['exitCodes'] = [
  {
    code: EXIT.passed,
    meaning: {
      ru: 'действительны все подписи и все штампы времени, проверенные сами по себе',
      en: 'all signatures are valid, and so is each time-stamp that was judged by itself',
    },
  },
  { code: EXIT.failed, meaning: { ru: 'есть недействительная', en: 'one is not valid' } },
  {
    code: EXIT.indeterminate,
    meaning: {
      ru: 'установить нельзя: например, не указан доверенный сертификат',
      en: 'it cannot be told: for example no trusted certificate was given',
    },
  },
  {
    code: EXIT.unreadable,
    meaning: {
      ru: 'файл не читается или подписи нет; среди случаев --batch есть строка, которая не читается. Из нескольких файлов решает худший: 1, затем 3, затем 2',
      en: 'a file cannot be read or has no signature; a line of --batch cannot be read. Of several files the worst decides: 1, then 3, then 2',
    },
  },
  {
    code: EXIT.usage,
    meaning: {
      ru: 'неверный вызов; сказано, какой верен',
      en: 'wrong usage; it says what is right',
    },
  },
  {
    code: PROCESS_EXIT.software,
    meaning: {
      ru: 'ответа нет: ошибка программы (70), ответ не записать (74), его перестали читать (141)',
      en: 'no answer: a flaw of the program (70), it cannot be written (74), nobody reads it (141)',
    },
  },
];

export const VERIFY_HELP: CommandHelp = {
  name: 'okno verify',
  summary: {
    ru: 'проверяет подписи, квитанции и пакеты доказательств без сети',
    en: 'checks signatures, receipts and evidence packages, offline',
  },
  usages: [
    { ru: 'ФАЙЛ… [--trust ПУТЬ]… [параметры]', en: 'FILE… [--trust PATH]… [options]' },
    { ru: 'ПАПКА… [--trust ПУТЬ]… [параметры]', en: 'FOLDER… [--trust PATH]… [options]' },
    { ru: '--batch СЛУЧАИ.jsonl [--threads N]', en: '--batch CASES.jsonl [--threads N]' },
  ],
  paragraphs: [
    {
      ru: 'ФАЙЛ — отсоединённая подпись (.p7s, .sig, .sgn, .p7m), подписанный документ (тогда подписи ищутся рядом с ним), подпись с документом внутри (.p7m, .p7s, XML), подписанное письмо S/MIME (.eml, .p7m), штамп времени сам по себе (.tst, .tsr, .tok), квитанция (.json) или пакет доказательств (.zip). Что лежит в файле, узнаётся по содержимому.',
      en: 'FILE is a detached signature (.p7s, .sig, .sgn, .p7m), a signed document (its signatures are then looked for beside it), a signature with the document inside (.p7m, .p7s, XML), a signed S/MIME message (.eml, .p7m), a time-stamp by itself (.tst, .tsr, .tok), a receipt (.json) or an evidence package (.zip). What a file holds is known by its content.',
    },
    {
      ru: 'В ПАПКЕ и её папках проверяется всё. Документу contract.pdf принадлежат contract.pdf.sig, contract.pdf.2.sig и contract.sig (также .p7s, .sgn, .p7m); подпись с документом внутри проверяется по нему, что бы ни лежало рядом. Штампы времени ищут свой файл так же (и подпись: contract.pdf.sig.tst), но подписью не считаются: документ, у которого есть только штамп, не подписан. Чему не нашлось пары, о том сказано, и код завершения не 0. По символическим ссылкам не ходят, устройства не читаются. Названное в --trust, --anchors, --certificates, --crl и --ocsp документом не считается.',
      en: 'In a FOLDER and the folders in it everything is judged. To contract.pdf belong contract.pdf.sig, contract.pdf.2.sig and contract.sig (.p7s, .sgn and .p7m too); a signature with the document inside is judged over that, whatever lies beside it. Time-stamps are paired likewise (with a signature too: contract.pdf.sig.tst) and are no signatures: a document that has only a time-stamp is not signed. What found no pair is told, and the exit code is not 0. Symbolic links are not followed, devices not read. What --trust, --anchors, --certificates, --crl and --ocsp name is no document.',
    },
    {
      ru: 'Случай --batch — это его file и content (документ отсоединённой подписи, файл под штампом времени): рядом ничего не ищется, ответ таков же, как об одном файле. trust, sealTrust, certificates, crls и ocsp называют файлы, папки с ними или дают сам текст PEM; policy — как в --policy. Для всех случаев вместе: --policy (где у случая нет своей), --signature-policy, --provider, --log-key, --key-statement, --witness-key, --online.',
      en: 'A case of --batch is its file and its content (the document of a detached signature, the file of a time-stamp): nothing beside them is looked for, and the answer is that about one file. trust, sealTrust, certificates, crls and ocsp name files, folders of these, or are PEM text itself; policy is as in --policy. For all cases together: --policy (where a case has none of its own), --signature-policy, --provider, --log-key, --key-statement, --witness-key, --online.',
    },
    {
      ru: 'Доверие приходит только снаружи: сертификаты внутри файла — подсказки. Без --trust или --anchors ответ «установить нельзя».',
      en: 'Trust comes from outside only: certificates inside a file are hints. Without --trust or --anchors the answer is “cannot be told”.',
    },
    {
      ru: 'Ограниченное доверие (--anchors): по строке JSON на сертификат, например {"certificate": "root.pem", "until": "2030-01-01"}. Поля: certificate, from, until, purposes (signature, seal, time-stamp), maximum_path_length, policies, require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy, name_constraints (permitted, excluded: dns, email, uri, ip, directory_name), extended_key_usage. Они действуют сверх того, что сказано в самом сертификате (RFC 5914, 5937). То же принимает okno path, а в случаях --batch — поля trust[] и anchors[].',
      en: 'Limited trust (--anchors): a line of JSON for each certificate, such as {"certificate": "root.pem", "until": "2030-01-01"}. Members: certificate, from, until, purposes (signature, seal, time-stamp), maximum_path_length, policies, require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy, name_constraints (permitted, excluded: dns, email, uri, ip, directory_name), extended_key_usage. They hold beside what the certificate itself says (RFC 5914, 5937). okno path takes the same, and so do trust[] and anchors[] of the cases of --batch.',
    },
  ],
  groups: VERIFY_GROUPS,
  examples: [
    {
      what: {
        ru: 'Подпись, документ рядом с ней, корневой сертификат и списки отзыва из папки',
        en: 'A signature, its document beside it, the root and a folder of revocation lists',
      },
      command: {
        ru: 'okno verify contract.pdf.p7s --trust root.pem --crl crls/',
        en: 'okno verify contract.pdf.p7s --trust root.pem --crl crls/ --lang en',
      },
    },
    {
      what: { ru: 'Вся папка, отчёт в JSON', en: 'A whole folder, the report as JSON' },
      command: {
        ru: 'okno verify documents/ --trust roots/ --format json --output report.json',
        en: 'okno verify documents/ --trust roots/ --format json --output report.json',
      },
    },
    {
      what: {
        ru: 'Пакет доказательств: ключ журнала получен не вместе с пакетом',
        en: 'An evidence package: the log key came by another way than the package',
      },
      command: {
        ru: 'okno verify evidence.zip --trust roots.pem --log-key operator.vkey',
        en: 'okno verify evidence.zip --trust roots.pem --log-key operator.vkey',
      },
    },
    {
      what: {
        ru: 'Недостающие сертификаты и отзыв взять из сети',
        en: 'Fetch missing certificates and revocation from the network',
      },
      command: {
        ru: 'okno verify contract.pdf.sig --trust root.pem --online',
        en: 'okno verify contract.pdf.sig --trust root.pem --online',
      },
    },
    {
      what: { ru: 'Тысячи случаев на всех ядрах', en: 'Thousands of cases on all cores' },
      command: {
        ru: 'okno verify --batch cases.jsonl > answers.jsonl',
        en: 'okno verify --batch cases.jsonl > answers.jsonl',
      },
    },
  ],
  exitCodes: EXIT_CODES,
  environment: [
    {
      name: 'OKNO_CACHE',
      meaning: {
        ru: 'папка для указателей больших списков отзыва; иначе ~/.cache/okno',
        en: 'folder for indexes of large revocation lists; else ~/.cache/okno',
      },
    },
    {
      name: 'LC_ALL, LC_MESSAGES, LANG',
      meaning: {
        ru: 'язык, если нет --lang: первая из них, что не пуста; ни одной — русский',
        en: 'the language without --lang: by the first that is not empty; where none is, Russian',
      },
    },
  ],
};
