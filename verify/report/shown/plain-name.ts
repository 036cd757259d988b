import { printable } from '../messages.ts';

/**
 * A distinguished name (RFC 4514) for people: what it is called and by which organization; the whole name where
 * it says neither, or is not what it should be. The details of a report have it whole.
 */
export function plainName(name: string): string {
  const values = attributesOf(name);
  const called = [values?.get('CN'), values?.get('O')].filter((value) => value !== undefined);
  return printable(called.length === 0 ? name : called.join(', '));
}

const SHOWN: ReadonlySet<string> = new Set(['CN', 'O']);

/** The shown ones by type; undefined where one cannot be read, or stands twice. */
function attributesOf(name: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  // RFC 4514 §3: a backslash takes what follows it out of its role.
  for (const part of name.match(/(?:\\.|[^\\,+])+/gsu) ?? []) {
    const at = part.indexOf('=');
    const type = part.slice(0, at);
    if (!SHOWN.has(type)) continue;
    const value = unescaped(part.slice(at + 1));
    if (value === undefined || values.has(type)) return undefined;
    values.set(type, value);
  }
  return values;
}

function unescaped(value: string): string | undefined {
  // §2.4: the octets of a value of another type; and escaped octets, which names here never need.
  if (value.startsWith('#') || /\\[0-9a-f]{2}/i.test(value)) return undefined;
  return value.replace(/\\(.)/gsu, '$1');
}
