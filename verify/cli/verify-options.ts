import type { Language, Message } from '../report/messages.ts';
import { type Environment, LANGUAGES, languageOf } from './locale.ts';
import type { NetworkOptions } from './network.ts';
import { type Parsed, parseStrictly } from './parse-strictly.ts';
import type { ReportFormat } from './report-formats.ts';
import { timeOfText } from './time-option.ts';
import { VERIFY_OPTIONS } from './verify-option-table.ts';

/** The command cannot be carried out as written; `advice` says what to do, in both languages. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly advice: Readonly<Record<Language, string>>;
  constructor(advice: Readonly<Record<Language, string>>) {
    super(advice.en);
    this.advice = advice;
  }
}

interface Common extends NetworkOptions {
  /** A policy file or the name of a built-in policy. */
  readonly policy: string;
  /** Documents of signature policies: `[OID=]PATH`. */
  readonly signaturePolicies: readonly string[];
  readonly logKeys: readonly string[];
  /** Files of signed statements about log keys. */
  readonly keyStatements: readonly string[];
  readonly witnessKeys: readonly string[];
  /** Algorithm providers by name; empty: those that come with the product. */
  readonly providers: readonly string[];
  readonly language: Language;
}

/** Files and folders to be judged with what is handed in beside them. */
export interface FilesOptions extends Common {
  readonly kind: 'files';
  readonly files: readonly string[];
  readonly content?: string;
  readonly trust: readonly string[];
  /** Files of anchors with their dates and limits. */
  readonly anchors: readonly string[];
  /** Anchors of the operator's seal; empty: those of `trust` and `anchors`. */
  readonly sealTrust: readonly string[];
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  readonly at?: Date;
  readonly threads?: number;
  readonly format: ReportFormat;
  readonly output?: string;
}

/** Cases that name all that themselves. */
export interface BatchOptions extends Common {
  readonly kind: 'batch';
  /** File of cases; `-`: standard input. */
  readonly cases: string;
  readonly threads?: number;
}

export type VerifyOptions =
  | { readonly kind: 'help'; readonly language: Language }
  | FilesOptions
  | BatchOptions;

/** Throws UsageError. */
export function verifyOptions(
  args: readonly string[],
  environment: Environment | undefined,
): VerifyOptions {
  const { values, positionals } = parseStrictly(args, VERIFY_OPTIONS, wrongUse);
  const language = oneOf('--lang', values.lang ?? languageOf(args, environment), LANGUAGES);
  if (values.help) return { kind: 'help', language };
  const common = {
    logKeys: values['log-key'] ?? [],
    keyStatements: values['key-statement'] ?? [],
    witnessKeys: values['witness-key'] ?? [],
    providers: values.provider ?? [],
    policy: values.policy ?? 'default',
    signaturePolicies: values['signature-policy'] ?? [],
    online: values.online,
    allowPrivate: values['allow-private'],
    demandNonce: values['demand-nonce'],
    language,
  };
  for (const name of ['allow-private', 'demand-nonce'] as const) {
    if (values[name] && !values.online) throw needs(`--${name}`, '--online');
  }
  if (values.batch !== undefined)
    return batchOptions(common, values.batch, { values, positionals });
  return filesOptions(common, { values, positionals });
}

type Given = Parsed<typeof VERIFY_OPTIONS>;

function filesOptions(common: Common, { values, positionals }: Given): FilesOptions {
  if (positionals.length === 0) {
    throw new UsageError({
      ru: 'Не указан файл. Пример: okno verify contract.pdf.p7s --trust root.pem',
      en: 'No file was given. Example: okno verify contract.pdf.p7s --trust root.pem',
    });
  }
  if (values.content !== undefined && positionals.length > 1) {
    throw new UsageError({
      ru: '--content можно указать только с одним файлом подписи.',
      en: '--content goes with one signature file only.',
    });
  }
  return {
    ...common,
    kind: 'files',
    files: positionals,
    ...(values.content === undefined ? {} : { content: values.content }),
    trust: values.trust ?? [],
    anchors: values.anchors ?? [],
    sealTrust: values['seal-trust'] ?? [],
    certificates: values.certificates ?? [],
    crls: values.crl ?? [],
    ocsp: values.ocsp ?? [],
    ...(values.at === undefined ? {} : { at: timeOf(values.at) }),
    ...(values.threads === undefined ? {} : { threads: threadsOf(values.threads) }),
    format: oneOf('--format', values.format ?? 'text', VERIFY_OPTIONS.format.takes),
    ...(values.output === undefined ? {} : { output: values.output }),
  };
}

/** What a case says itself, and what only one report has: given for all cases, either would be passed over. */
const NOT_WITH_BATCH = [
  'content',
  'trust',
  'anchors',
  'seal-trust',
  'certificates',
  'crl',
  'ocsp',
  'at',
  'output',
] as const;

function batchOptions(common: Common, cases: string, { values, positionals }: Given): BatchOptions {
  const given = NOT_WITH_BATCH.find((name) => values[name] !== undefined);
  const format = values.format === undefined || values.format === 'json';
  const refused = given === undefined ? (format ? undefined : '--format') : `--${given}`;
  if (refused !== undefined || positionals.length > 0) {
    const what = refused ?? positionals.join(' ');
    throw new UsageError({
      ru: `${what}: с --batch не указывают. Файлы, доверие и время называет каждый случай, ответ — строки JSON на стандартном выводе.`,
      en: `${what}: does not go with --batch. Each case names its files, trust and time; the answer is JSON lines on standard output.`,
    });
  }
  const threads = values.threads === undefined ? {} : { threads: threadsOf(values.threads) };
  return { ...common, kind: 'batch', cases, ...threads };
}

/** An option that says nothing without another. */
export function needs(option: string, other: string): UsageError {
  return new UsageError({
    ru: `${option} имеет смысл только вместе с ${other}.`,
    en: `${option} makes sense with ${other} only.`,
  });
}

function wrongUse(detail: Message): UsageError {
  return new UsageError({
    ru: `Не понял параметры: ${detail.ru} Список параметров: okno verify --help`,
    en: `Cannot read the options: ${detail.en} For the list: okno verify --help`,
  });
}

/** Throws UsageError for what is no number of threads. */
export function threadsOf(text: string): number {
  const threads = Number(text);
  if (/^\d{1,3}$/.test(text) && threads > 0) return threads;
  throw new UsageError({
    ru: `--threads: «${text}» не подходит, нужно целое число от 1 до 999.`,
    en: `--threads: “${text}” is no whole number from 1 to 999.`,
  });
}

export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new UsageError({
    ru: `${option}: «${value}» не подходит, можно ${allowed.join(' или ')}.`,
    en: `${option}: “${value}” is not one of ${allowed.join(', ')}.`,
  });
}

export function timeOf(text: string): Date {
  const time = timeOfText(text);
  if (time !== undefined) return time;
  throw new UsageError({
    ru: `--at: «${text}» не читается. Пример: 2026-11-22T12:00:00+03:00 или 2026-11-22 (полночь UTC).`,
    en: `--at: cannot read “${text}”. Example: 2026-11-22T12:00:00+03:00, or 2026-11-22 (midnight UTC).`,
  });
}
