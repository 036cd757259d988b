import { isObjectIdentifier } from '../../../formats/asn1/object-identifier.ts';
import type { Language, Message } from '../../report/messages.ts';
import type { OptionTable } from '../help/command-help.ts';
import { type Environment, LANGUAGES, languageOf } from '../locale.ts';
import { type Parsed, parseStrictly } from '../parse-strictly.ts';
import { needs, oneOf, threadsOf, timeOf, UsageError } from '../verify-options.ts';
import type { PathParams } from './path-case.ts';

interface Common {
  readonly providers: readonly string[];
  readonly online: boolean;
  readonly allowPrivate: boolean;
  readonly demandNonce: boolean;
  readonly language: Language;
}

export type PathOptions = Common &
  (
    | { readonly kind: 'help' }
    | {
        readonly kind: 'leaves';
        readonly leaves: readonly string[];
        readonly trust: readonly string[];
        /** Files of anchors with their dates and limits. */
        readonly anchors: readonly string[];
        readonly certificates: readonly string[];
        readonly crls: readonly string[];
        readonly ocsp: readonly string[];
        readonly at?: Date;
        readonly params: PathParams;
        readonly requireRevocation: boolean;
        readonly format: 'text' | 'json';
      }
    | {
        readonly kind: 'batch';
        /** File of cases; `-`: standard input. */
        readonly cases: string;
        readonly threads?: number;
      }
  );

/** What `okno path` reads. */
export const PATH_OPTIONS = {
  trust: { type: 'string', multiple: true, takes: 'file' },
  anchors: { type: 'string', multiple: true, takes: 'file' },
  certificates: { type: 'string', multiple: true, takes: 'file' },
  crl: { type: 'string', multiple: true, takes: 'file' },
  ocsp: { type: 'string', multiple: true, takes: 'file' },
  at: { type: 'string' },
  'policy-oid': { type: 'string', multiple: true },
  'explicit-policy': { type: 'boolean' },
  'inhibit-mapping': { type: 'boolean' },
  'inhibit-any': { type: 'boolean' },
  'extended-key-usage': { type: 'string' },
  strict: { type: 'boolean' },
  'no-revocation': { type: 'boolean' },
  freshness: { type: 'string' },
  batch: { type: 'string', takes: 'file' },
  threads: { type: 'string' },
  online: { type: 'boolean' },
  'allow-private': { type: 'boolean' },
  'demand-nonce': { type: 'boolean' },
  provider: { type: 'string', multiple: true },
  format: { type: 'string', takes: ['text', 'json'] },
  lang: { type: 'string', takes: LANGUAGES },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies OptionTable;

type Option = keyof typeof PATH_OPTIONS;

/** What every case says for itself, by the name of its member: one for all would be silent about which holds. */
const OF_CASES: Readonly<Partial<Record<Option, string>>> = {
  trust: 'trust',
  anchors: 'trust',
  certificates: 'certificates',
  crl: 'crls',
  ocsp: 'ocsp',
  at: 'at',
  'policy-oid': 'params.user_initial_policy_set',
  'explicit-policy': 'params.initial_explicit_policy',
  'inhibit-mapping': 'params.initial_policy_mapping_inhibit',
  'inhibit-any': 'params.initial_any_policy_inhibit',
  'extended-key-usage': 'params.extended_key_usage',
  strict: 'params.strict',
  'no-revocation': 'requireRevocation',
  freshness: 'params.revocation_freshness',
};

/** Throws UsageError. */
export function pathOptions(
  args: readonly string[],
  environment: Environment | undefined,
): PathOptions {
  const { values, positionals } = parseStrictly(args, PATH_OPTIONS, misread);
  const common = {
    providers: values.provider ?? [],
    online: values.online === true,
    allowPrivate: values['allow-private'] === true,
    demandNonce: values['demand-nonce'] === true,
    language: oneOf('--lang', values.lang ?? languageOf(args, environment), LANGUAGES),
  };
  if (values.help) return { ...common, kind: 'help' };
  if (common.allowPrivate && !common.online) throw needs('--allow-private', '--online');
  if (common.demandNonce && !common.online) throw needs('--demand-nonce', '--online');
  if (values.batch !== undefined) {
    if (positionals.length > 0) throw wrongUse('--batch', positionals.join(' '));
    refuseOfCases(values);
    const threads = values.threads === undefined ? {} : { threads: threadsOf(values.threads) };
    return { ...common, kind: 'batch', cases: values.batch, ...threads };
  }
  if (positionals.length === 0) throw noLeaf();
  if (values.threads !== undefined) throw needs('--threads', '--batch');
  return {
    ...common,
    kind: 'leaves',
    leaves: positionals,
    trust: values.trust ?? [],
    anchors: values.anchors ?? [],
    certificates: values.certificates ?? [],
    crls: values.crl ?? [],
    ocsp: values.ocsp ?? [],
    ...(values.at === undefined ? {} : { at: timeOf(values.at) }),
    params: paramsOf(values),
    requireRevocation: !values['no-revocation'],
    format: oneOf('--format', values.format ?? 'text', ['text', 'json'] as const),
  };
}

type Given = Parsed<typeof PATH_OPTIONS>['values'];

function refuseOfCases(values: Given): void {
  for (const [option, member] of Object.entries(OF_CASES)) {
    if (values[option as Option] === undefined) continue;
    throw new UsageError({
      ru: `--${option}: с --batch не указывают, в каждом случае есть своё поле «${member}».`,
      en: `--${option} does not go with --batch: each case has its own member “${member}”.`,
    });
  }
  if (values.format === undefined || values.format === 'json') return;
  throw new UsageError({
    ru: '--format: на --batch отвечают только строками JSON.',
    en: '--format: a batch is answered in lines of JSON only.',
  });
}

function paramsOf(values: Given): PathParams {
  const policies = (values['policy-oid'] ?? []).map((oid) => oidOf('--policy-oid', oid));
  const usage = values['extended-key-usage'];
  return {
    ...(policies.length === 0 ? {} : { initialPolicies: policies }),
    ...(values['explicit-policy'] ? { explicitPolicy: true } : {}),
    ...(values['inhibit-mapping'] ? { inhibitMapping: true } : {}),
    ...(values['inhibit-any'] ? { inhibitAny: true } : {}),
    ...(usage === undefined ? {} : { extendedKeyUsage: oidOf('--extended-key-usage', usage) }),
    ...(values.strict ? { strict: true } : {}),
    ...(values.freshness === undefined
      ? {}
      : { revocationFreshness: secondsOf('--freshness', values.freshness) }),
  };
}

function misread(detail: Message): UsageError {
  return new UsageError({
    ru: `Не понял параметры: ${detail.ru} Список параметров: okno path --help`,
    en: `Cannot read the options: ${detail.en} For the list: okno path --help`,
  });
}

function oidOf(option: string, text: string): string {
  if (isObjectIdentifier(text)) return text;
  throw new UsageError({
    ru: `${option}: «${text}» — не объектный идентификатор. Пример: 2.5.29.32.0`,
    en: `${option}: “${text}” is no object identifier. Example: 2.5.29.32.0`,
  });
}

function secondsOf(option: string, text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seconds)) return seconds;
  throw new UsageError({
    ru: `${option}: «${text}» не подходит, нужно целое число секунд.`,
    en: `${option}: “${text}” is no whole number of seconds.`,
  });
}

function noLeaf(): UsageError {
  return new UsageError({
    ru: 'Не указан сертификат. Пример: okno path signer.crt --trust root.pem --crl ca.crl',
    en: 'No certificate was given. Example: okno path signer.crt --trust root.pem --crl ca.crl',
  });
}

function wrongUse(option: string, text: string): UsageError {
  return new UsageError({
    ru: `${option}: вместе с ним другие файлы (${text}) не указывают.`,
    en: `${option}: no other files (${text}) go with it.`,
  });
}
