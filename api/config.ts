import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Everything that an operator can set: a JSON file, and over it variables `OKNO_…` of the environment. */
export interface Config {
  /** Folder of the database, the documents, `last-head.json`, `keys/` and `trust/`. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** What users see in the address line; absent: `http://host:port` as bound. */
  readonly origin?: string;
  readonly behindProxy: boolean;
  /** Name of the log in checkpoints (C2SP tlog-checkpoint origin). */
  readonly logName: string;
  /** Octets of one document and of one signature file. */
  readonly documentLimit: number;
  readonly signatureLimit: number;
  /** Lets revocation addresses inside certificates lead to private networks: for a closed circuit. */
  readonly privateRevocationAddresses: boolean;
  /** PKCS#12 or PEM files of the seal; absent: `keys/seal.p12` or `keys/seal.key` and `keys/seal.crt`. */
  readonly sealPassword?: string;
  /** Name, ИНН and ОГРН of the operator, registered at the first start so that it can sign in. */
  readonly operator?: OperatorConfig;
}

export interface OperatorConfig {
  readonly name: string;
  readonly inn: string;
  readonly ogrn?: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Setting<T> {
  readonly name: string;
  /** Variable of the environment. */
  readonly variable: string;
  readonly read: (value: unknown, name: string) => T;
}

const GIB = 1024 ** 3;

const INITIAL = {
  data: 'okno-data',
  host: '127.0.0.1',
  port: 8080,
  behindProxy: false,
  logName: 'okno-vault.example/journal',
  documentLimit: 4 * GIB,
  signatureLimit: 16 * 1024 ** 2,
  privateRevocationAddresses: false,
} satisfies Partial<Config>;

const SETTINGS = {
  data: { name: 'data', variable: 'OKNO_DATA', read: text },
  host: { name: 'host', variable: 'OKNO_HOST', read: text },
  port: { name: 'port', variable: 'OKNO_PORT', read: portNumber },
  origin: { name: 'origin', variable: 'OKNO_ORIGIN', read: originText },
  behindProxy: { name: 'behindProxy', variable: 'OKNO_BEHIND_PROXY', read: flag },
  logName: { name: 'logName', variable: 'OKNO_LOG_NAME', read: logNameText },
  documentLimit: { name: 'documentLimit', variable: 'OKNO_DOCUMENT_LIMIT', read: octets },
  signatureLimit: { name: 'signatureLimit', variable: 'OKNO_SIGNATURE_LIMIT', read: octets },
  privateRevocationAddresses: {
    name: 'privateRevocationAddresses',
    variable: 'OKNO_PRIVATE_REVOCATION_ADDRESSES',
    read: flag,
  },
  sealPassword: { name: 'sealPassword', variable: 'OKNO_SEAL_PASSWORD', read: text },
  operator: { name: 'operator', variable: 'OKNO_OPERATOR', read: operatorOf },
} satisfies { [K in keyof Config]-?: Setting<NonNullable<Config[K]>> & { name: K } };

export interface ConfigSources {
  /** Path of the JSON file, if any; relative paths inside it are relative to its folder. */
  readonly file?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder for relative paths in the environment. */
  readonly cwd: string;
}

/** Rejects with ConfigError that names the setting, what it is and what it should be. */
export async function readConfig(sources: ConfigSources): Promise<Config> {
  const file = sources.file === undefined ? {} : await readFileSettings(sources.file);
  refuseUnknown(file, sources);
  const at = <T>(spec: Setting<T>) => setting(spec, file, sources);
  return {
    ...INITIAL,
    ...withoutAbsent({
      host: at(SETTINGS.host),
      port: at(SETTINGS.port),
      origin: at(SETTINGS.origin),
      behindProxy: at(SETTINGS.behindProxy),
      logName: at(SETTINGS.logName),
      documentLimit: at(SETTINGS.documentLimit),
      signatureLimit: at(SETTINGS.signatureLimit),
      privateRevocationAddresses: at(SETTINGS.privateRevocationAddresses),
      sealPassword: at(SETTINGS.sealPassword),
      operator: at(SETTINGS.operator),
    }),
    data: dataFolder(at(SETTINGS.data) ?? INITIAL.data, file, sources),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  const out: Present<T> = { ...(values as Present<T>) };
  for (const key of Object.keys(out) as (keyof T)[]) if (out[key] === undefined) delete out[key];
  return out;
}

function dataFolder(data: string, file: Values, { file: path, environment, cwd }: ConfigSources) {
  const fromFile = environment['OKNO_DATA'] === undefined && file['data'] !== undefined;
  return resolve(fromFile && path !== undefined ? dirname(path) : cwd, data);
}

type Values = Readonly<Record<string, unknown>>;

function setting<T>(spec: Setting<T>, file: Values, sources: ConfigSources): T | undefined {
  const fromEnvironment = sources.environment[spec.variable];
  if (fromEnvironment !== undefined) return spec.read(fromEnvironment, spec.variable);
  const fromFile = file[spec.name];
  return fromFile === undefined ? undefined : spec.read(fromFile, spec.name);
}

async function readFileSettings(path: string): Promise<Values> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${path} must hold a JSON object`);
  }
  return Object.fromEntries(Object.entries(value));
}

/** A mistyped setting that is silently ignored is the worst kind. */
function refuseUnknown(file: Values, { file: path, environment }: ConfigSources): void {
  const names = Object.keys(SETTINGS);
  for (const name of Object.keys(file)) {
    if (!names.includes(name)) throw new ConfigError(`${path}: unknown setting «${name}»`);
  }
  const variables = Object.values(SETTINGS).map(({ variable }) => variable);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('OKNO_') && !variables.includes(name)) {
      throw new ConfigError(`unknown variable ${name}; known: ${variables.join(', ')}`);
    }
  }
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError(`${name} must be text, not ${JSON.stringify(value)}`);
}

function flag(value: unknown, name: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ConfigError(`${name} must be true or false, not ${JSON.stringify(value)}`);
}

function integer(value: unknown, name: string, range: { from: number; to: number }): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const fits = Number.isSafeInteger(number) && Number(number) >= range.from;
  if (fits && Number(number) <= range.to) return Number(number);
  const found = JSON.stringify(value);
  throw new ConfigError(`${name} must be a number from ${range.from} to ${range.to}, not ${found}`);
}

function portNumber(value: unknown, name: string): number {
  return integer(value, name, { from: 0, to: 65535 });
}

function octets(value: unknown, name: string): number {
  return integer(value, name, { from: 1, to: 1024 * GIB });
}

function originText(value: unknown, name: string): string {
  const given = text(value, name);
  if (URL.canParse(given) && /^https?:/.test(given) && new URL(given).origin === given)
    return given;
  throw new ConfigError(`${name} must be an origin such as https://okno.example, not ${given}`);
}

/** C2SP tlog-checkpoint: one line; signed-note: no spaces and no plus sign in a key name. */
function logNameText(value: unknown, name: string): string {
  const given = text(value, name);
  if (/^[^\s+]+$/u.test(given)) return given;
  throw new ConfigError(`${name} may hold neither spaces nor plus signs: ${given}`);
}

function operatorOf(value: unknown, name: string): OperatorConfig {
  const object: unknown = typeof value === 'string' ? parsed(value, name) : value;
  if (typeof object !== 'object' || object === null) {
    throw new ConfigError(`${name} must be an object with name, inn and ogrn`);
  }
  const fields: Values = Object.fromEntries(Object.entries(object));
  const ogrn = fields['ogrn'] === undefined ? undefined : text(fields['ogrn'], `${name}.ogrn`);
  return {
    name: text(fields['name'], `${name}.name`),
    inn: text(fields['inn'], `${name}.inn`),
    ...(ogrn === undefined ? {} : { ogrn }),
  };
}

function parsed(value: string, name: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new ConfigError(`${name} is not JSON: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
