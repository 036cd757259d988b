import type { Message } from '../report/messages.ts';
import type { OptionGroup, ToldOption } from './help/command-help.ts';
import { LANGUAGES } from './locale.ts';
import { REPORT_FORMATS } from './report-formats.ts';

type Rows = Readonly<Record<string, ToldOption>>;

const PATH = { ru: 'ПУТЬ', en: 'PATH' } as const satisfies Message;
const FILE = { ru: 'ФАЙЛ', en: 'FILE' } as const satisfies Message;
const KEY = { ru: 'КЛЮЧ', en: 'KEY' } as const satisfies Message;

const path = (help: Message) =>
  ({ type: 'string', multiple: true, takes: 'file', value: PATH, help }) as const;

const WHAT = {
  content: {
    type: 'string',
    takes: 'file',
    value: FILE,
    help: {
      ru: 'документ, если он не лежит рядом с подписью под тем же именем',
      en: 'the document, unless it lies beside the signature under its name',
    },
  },
} as const satisfies Rows;

const TRUST = {
  trust: path({
    ru: 'доверенные сертификаты: PEM, DER, PKCS#7 или папка с ними; можно повторять',
    en: 'trusted certificates: PEM, DER, PKCS#7 or a folder of these; may be repeated',
  }),
  anchors: {
    type: 'string',
    multiple: true,
    takes: 'file',
    value: FILE,
    help: {
      ru: 'доверенные сертификаты со сроками и ограничениями: строки JSON, см. «Ограниченное доверие»',
      en: 'trusted certificates with dates and limits: lines of JSON, see “Limited trust”',
    },
  },
  'seal-trust': path({
    ru: 'доверенные сертификаты для печати оператора; без этого — из --trust и --anchors',
    en: 'trusted certificates for the operator’s seal; else those of --trust and --anchors',
  }),
  'log-key': {
    type: 'string',
    multiple: true,
    takes: 'file',
    value: KEY,
    help: {
      ru: 'ключ журнала (vkey) или файл с ним; можно повторять',
      en: 'key of the log (vkey), or a file with it; may be repeated',
    },
  },
  'key-statement': {
    type: 'string',
    multiple: true,
    takes: 'file',
    value: FILE,
    help: {
      ru: 'подписанное заявление о смене или компрометации ключа журнала',
      en: 'signed statement that a log key was replaced or compromised',
    },
  },
  'witness-key': {
    type: 'string',
    multiple: true,
    takes: 'file',
    value: KEY,
    help: {
      ru: 'ключ свидетеля, которому вы верите: его подпись доказывает время',
      en: 'key of a witness that you trust: its cosignature proves a time',
    },
  },
} as const satisfies Rows;

const EVIDENCE = {
  certificates: path({
    ru: 'промежуточные сертификаты (подсказки, доверия не дают)',
    en: 'intermediate certificates (hints, they give no trust)',
  }),
  crl: path({ ru: 'списки отзыва', en: 'revocation lists' }),
  ocsp: path({ ru: 'ответы OCSP', en: 'OCSP responses' }),
  online: {
    type: 'boolean',
    default: false,
    help: {
      ru: 'недостающее для подписей и квитанций взять по адресам из сертификатов (издатели, списки, OCSP); пакет проверяется по тому, что в нём лежит',
      en: 'fetch what signatures and receipts lack from the addresses in certificates (issuers, lists, OCSP); a package is judged by what it holds',
    },
  },
  'allow-private': {
    type: 'boolean',
    default: false,
    help: {
      ru: 'при этом можно и по адресам частных сетей',
      en: 'from addresses of private networks too',
    },
  },
  'demand-nonce': {
    type: 'boolean',
    default: false,
    help: {
      ru: 'ответ OCSP без отправленного числа (RFC 9654) не в счёт; иначе о нём сказано',
      en: 'an OCSP answer without the nonce sent (RFC 9654) does not count; else it is told',
    },
  },
} as const satisfies Rows;

const DECISION = {
  at: {
    type: 'string',
    value: { ru: 'ВРЕМЯ', en: 'TIME' },
    help: {
      ru: 'проверить на это время, например 2026-11-22T12:00:00+03:00; иначе — на текущее',
      en: 'judge as of this time, e.g. 2026-11-22T12:00:00+03:00; else as of now',
    },
  },
  policy: {
    type: 'string',
    takes: 'file',
    value: FILE,
    help: {
      ru: 'политика проверки: файл или имя default, russian (okno policy --help)',
      en: 'validation policy: a file, or the name default or russian (okno policy --help)',
    },
  },
  'signature-policy': {
    type: 'string',
    multiple: true,
    takes: 'file',
    value: { ru: '[OID=]ПУТЬ', en: '[OID=]PATH' },
    help: {
      ru: 'документ политики подписи, которую назвал подписант; можно повторять',
      en: 'document of the signature policy that the signer names; may be repeated',
    },
  },
  provider: {
    type: 'string',
    multiple: true,
    value: { ru: 'ИМЯ', en: 'NAME' },
    help: {
      ru: 'чем вычислять: node-crypto, gost, файл ./x.mjs или пакет npm; можно повторять (обычно node-crypto и gost)',
      en: 'what computes: node-crypto, gost, a file ./x.mjs or an npm package; may be repeated (node-crypto and gost by default)',
    },
  },
} as const satisfies Rows;

const BATCH = {
  batch: {
    type: 'string',
    takes: 'file',
    value: { ru: 'СЛУЧАИ.jsonl', en: 'CASES.jsonl' },
    help: {
      ru: 'по строке JSON на случай: id, file, content, trust[], anchors[], sealTrust[], certificates[], crls[], ocsp[], at, policy. Ответ — по строке JSON в том же порядке, на всех ядрах. «-» — стандартный ввод',
      en: 'one JSON object a line for each case: id, file, content, trust[], anchors[], sealTrust[], certificates[], crls[], ocsp[], at, policy. One JSON line out for each, in order, on all cores. “-” is standard input',
    },
  },
  threads: {
    type: 'string',
    value: { ru: 'N', en: 'N' },
    help: {
      ru: 'столько потоков вместо всех ядер: для случаев и для многих файлов; из сети для всех берёт один',
      en: 'so many threads in place of all cores, for cases and for many files; one fetches for all',
    },
  },
} as const satisfies Rows;

const REPORT = {
  format: {
    type: 'string',
    takes: REPORT_FORMATS,
    help: {
      ru: 'вид отчёта: текст (обычно), JSON по схеме, XML по ETSI TS 119 102-2, страница, протокол для печати',
      en: 'form of the report: text (the default), JSON by its schema, XML by ETSI TS 119 102-2, a page, a protocol to print',
    },
  },
  output: {
    type: 'string',
    takes: 'file',
    value: FILE,
    help: { ru: 'записать отчёт в файл', en: 'write the report to a file' },
  },
  lang: {
    type: 'string',
    takes: LANGUAGES,
    help: {
      ru: 'язык отчёта; иначе по среде (LC_ALL, LC_MESSAGES, LANG), а без неё русский',
      en: 'language of the report; else of the locale (LC_ALL, LC_MESSAGES, LANG), without one Russian',
    },
  },
  help: {
    type: 'boolean',
    short: 'h',
    default: false,
    help: { ru: 'эта справка', en: 'this help' },
  },
} as const satisfies Rows;

/** What `okno verify` reads. */
export const VERIFY_OPTIONS = {
  ...WHAT,
  ...TRUST,
  ...EVIDENCE,
  ...DECISION,
  ...BATCH,
  ...REPORT,
} as const;

export const VERIFY_GROUPS: readonly OptionGroup[] = [
  { title: { ru: 'Что проверить', en: 'What to judge' }, options: WHAT },
  { title: { ru: 'Кому верить', en: 'Whom to trust' }, options: TRUST },
  { title: { ru: 'Данные для проверки', en: 'Validation data' }, options: EVIDENCE },
  { title: { ru: 'Как решать', en: 'How to decide' }, options: DECISION },
  { title: { ru: 'Много файлов и случаев', en: 'Many files and cases' }, options: BATCH },
  { title: { ru: 'Отчёт', en: 'Report' }, options: REPORT },
];
