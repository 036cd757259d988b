import type { IntakePolicy } from '../../vault/documents/intake-policy.ts';
import { NotStricter, stricterPolicy } from '../../vault/documents/stricter-policy.ts';
import { ConfigError, count, messageOf, names, parsed, text } from '../config-values.ts';

/** Where a scanner for malware listens (clamd). */
export type ScannerAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

const TCP = /^tcp:\/\/(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d{1,5})$/;

export function scannerOf(value: unknown, name: string): ScannerAddress {
  const given = text(value, name);
  const [, six, four, port] = TCP.exec(given) ?? [];
  const host = six ?? four;
  if (host !== undefined && Number(port) > 0 && Number(port) < 65536) {
    return { host, port: Number(port) };
  }
  const path = /^unix:(\/.+)$/.exec(given)?.[1];
  if (path !== undefined) return { path };
  throw new ConfigError(`${name} must be tcp://HOST:PORT or unix:/PATH of clamd, not ${given}`);
}

/** What the operator wants beyond the policy of intake: `refuse`, `graceMinutes`, `waitingDays`. */
export function intakeOf(value: unknown, name: string): IntakePolicy {
  const object: unknown = typeof value === 'string' ? parsed(value, name) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new ConfigError(`${name} must be an object with refuse, graceMinutes or waitingDays`);
  }
  const { refuse, graceMinutes, waitingDays, ...unknown } = Object.fromEntries(
    Object.entries(object),
  );
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new ConfigError(`${name}: unknown setting «${stranger}»`);
  try {
    return stricterPolicy({
      ...(refuse === undefined ? {} : { refuse: names(refuse, `${name}.refuse`) }),
      ...seconds('graceSeconds', graceMinutes, `${name}.graceMinutes`, 60),
      ...seconds('waitingSeconds', waitingDays, `${name}.waitingDays`, 24 * 60 * 60),
    });
  } catch (error) {
    if (!(error instanceof NotStricter)) throw error;
    throw new ConfigError(`${name}: ${messageOf(error)}`, { cause: error });
  }
}

function seconds<K extends string>(
  key: K,
  value: unknown,
  name: string,
  unit: number,
): { readonly [N in K]?: number } {
  if (value === undefined) return {};
  return { [key]: count(value, name) * unit } as { readonly [N in K]?: number };
}
