import { parseArgs } from 'node:util';
import type { Language } from '../report/messages.ts';
import { timeOfText } from './time-option.ts';

/** The command cannot be carried out as written; `advice` says what to do, in both languages. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly advice: Readonly<Record<Language, string>>;
  constructor(advice: Readonly<Record<Language, string>>) {
    super(advice.en);
    this.advice = advice;
  }
}

export interface VerifyOptions {
  readonly files: readonly string[];
  readonly content?: string;
  readonly trust: readonly string[];
  /** Anchors of the operator's seal; empty: those of `trust`. */
  readonly sealTrust: readonly string[];
  readonly logKeys: readonly string[];
  /** Files of signed statements about log keys. */
  readonly keyStatements: readonly string[];
  readonly witnessKeys: readonly string[];
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  /** A policy file or the name of a built-in policy; absent: `default`. */
  readonly policy?: string;
  /** Documents of signature policies: `[OID=]PATH`. */
  readonly signaturePolicies: readonly string[];
  /** Algorithm providers by name; empty: those that come with the product. */
  readonly providers: readonly string[];
  readonly at?: Date;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly language: Language;
  readonly help: boolean;
}

const OPTIONS = {
  content: { type: 'string' },
  trust: { type: 'string', multiple: true },
  'seal-trust': { type: 'string', multiple: true },
  'log-key': { type: 'string', multiple: true },
  'key-statement': { type: 'string', multiple: true },
  'witness-key': { type: 'string', multiple: true },
  certificates: { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  ocsp: { type: 'string', multiple: true },
  policy: { type: 'string' },
  'signature-policy': { type: 'string', multiple: true },
  provider: { type: 'string', multiple: true },
  at: { type: 'string' },
  format: { type: 'string', default: 'text' },
  output: { type: 'string' },
  lang: { type: 'string', default: 'ru' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws UsageError. */
export function verifyOptions(args: readonly string[]): VerifyOptions {
  const { values, positionals } = parsed(args);
  const options = {
    files: positionals,
    ...(values.content === undefined ? {} : { content: values.content }),
    trust: values.trust ?? [],
    sealTrust: values['seal-trust'] ?? [],
    logKeys: values['log-key'] ?? [],
    keyStatements: values['key-statement'] ?? [],
    witnessKeys: values['witness-key'] ?? [],
    certificates: values.certificates ?? [],
    crls: values.crl ?? [],
    ocsp: values.ocsp ?? [],
    ...(values.policy === undefined ? {} : { policy: values.policy }),
    signaturePolicies: values['signature-policy'] ?? [],
    providers: values.provider ?? [],
    ...(values.at === undefined ? {} : { at: timeOf(values.at) }),
    format: oneOf('--format', values.format, ['text', 'json'] as const),
    ...(values.output === undefined ? {} : { output: values.output }),
    language: oneOf('--lang', values.lang, ['ru', 'en'] as const),
    help: values.help,
  };
  if (options.help) return options;
  if (options.files.length === 0) {
    throw new UsageError({
      ru: 'Не указан файл. Пример: okno verify contract.pdf.p7s --trust root.pem',
      en: 'No file was given. Example: okno verify contract.pdf.p7s --trust root.pem',
    });
  }
  if (options.content !== undefined && options.files.length > 1) {
    throw new UsageError({
      ru: '--content можно указать только с одним файлом подписи.',
      en: '--content goes with one signature file only.',
    });
  }
  return options;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError({
      ru: `Не понял параметры: ${detail} Список параметров: okno verify --help`,
      en: `Cannot read the options: ${detail} For the list: okno verify --help`,
    });
  }
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
