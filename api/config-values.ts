// How one setting is read: its value, or a ConfigError that names it, says what it is and what it should be.
import { resolve } from 'node:path';

export interface OperatorConfig {
  readonly name: string;
  readonly inn: string;
  readonly ogrn?: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const GIB = 1024 ** 3;

type Values = Readonly<Record<string, unknown>>;

export function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError(`${name} must be text, not ${JSON.stringify(value)}`);
}

/** A file or folder; a relative path starts from `folder`. */
export function pathText(value: unknown, name: string, folder: string): string {
  return resolve(folder, text(value, name));
}

export function flag(value: unknown, name: string): boolean {
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

export function portNumber(value: unknown, name: string): number {
  return integer(value, name, { from: 0, to: 65535 });
}

export function octets(value: unknown, name: string): number {
  return integer(value, name, { from: 1, to: 1024 * GIB });
}

export function count(value: unknown, name: string): number {
  return integer(value, name, { from: 1, to: 10_000 });
}

export function originText(value: unknown, name: string): string {
  const given = text(value, name);
  if (URL.canParse(given) && /^https?:/.test(given) && new URL(given).origin === given)
    return given;
  throw new ConfigError(`${name} must be an origin such as https://okno.example, not ${given}`);
}

/** Where a service answers over HTTP. */
export function urlText(value: unknown, name: string): string {
  const given = text(value, name);
  if (URL.canParse(given) && /^https?:/.test(given)) return given;
  throw new ConfigError(`${name} must be an address such as http://tsa.example/tsp, not ${given}`);
}

/** Hosts that no network lies before. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\]|)$/;

/** The address of a PostgreSQL database; never repeated in an error, since it may hold a password. */
export function databaseAddress(value: unknown, name: string): string {
  const given = text(value, name);
  if (!/^postgres(ql)?:\/\//.test(given) || !URL.canParse(given)) {
    throw new ConfigError(`${name} must be an address such as postgres://okno@db.example/okno`);
  }
  const { hostname, searchParams } = new URL(given);
  const mode = searchParams.get('sslmode');
  if (mode === 'verify-full' || mode === 'disable') return given;
  // The weaker modes of libpq encrypt for whoever answers.
  const local = LOCAL.test(hostname) || searchParams.get('host')?.startsWith('/') === true;
  if (mode === null && local) return given;
  throw new ConfigError(
    `${name}: ${hostname} is reached over a network: say sslmode=verify-full (and sslrootcert=FILE), or sslmode=disable where the network is closed`,
  );
}

export function oidText(value: unknown, name: string): string {
  const given = text(value, name);
  if (/^[012](\.(0|[1-9]\d*))+$/.test(given)) return given;
  throw new ConfigError(`${name} must be an object identifier such as 1.2.643.1, not ${given}`);
}

/** A list of names; in a variable they are separated by commas. */
export function names(value: unknown, name: string): readonly string[] {
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw new ConfigError(`${name} must be a list of names, not ${JSON.stringify(value)}`);
  }
  return list.map((one, index) => text(one, `${name}[${index}]`));
}

/** C2SP tlog-checkpoint: one line; signed-note: no spaces and no plus sign in a key name. */
export function logNameText(value: unknown, name: string): string {
  const given = text(value, name);
  if (/^[^\s+]+$/u.test(given)) return given;
  throw new ConfigError(`${name} may hold neither spaces nor plus signs: ${given}`);
}

export function operatorOf(value: unknown, name: string): OperatorConfig {
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

export function parsed(value: string, name: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new ConfigError(`${name} is not JSON: ${messageOf(cause)}`, { cause });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
