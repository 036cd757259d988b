import { isLegalDate } from './deadlines/legal-date.ts';
import { type FieldError, type FieldErrorCode, VaultError } from './vault-error.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an object of a request field by field and gathers every fault; `finish` throws them together as one
 * VaultError `invalid`. Fields that nobody asked for are faults too: a misspelt field must not be lost.
 */
export class FieldReader {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #at: string;
  readonly #faults: FieldError[];
  readonly #asked = new Set<string>();

  constructor(value: unknown, at = '', faults: FieldError[] = []) {
    this.#at = at;
    this.#faults = faults;
    this.#fields = new Map(isObject(value) ? Object.entries(value) : []);
    if (!isObject(value)) this.#faults.push({ pointer: at, code: 'wrong-type', detail: 'object' });
  }

  fault(name: string, code: FieldErrorCode, detail?: string): void {
    const pointer = `${this.#at}/${name}`;
    this.#faults.push({ pointer, code, ...(detail === undefined ? {} : { detail }) });
  }

  /** Whether there is a value; `null` is none. */
  has(name: string): boolean {
    return (this.#fields.get(name) ?? undefined) !== undefined;
  }

  optionalText(name: string, longest: number): string | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.#none(name, 'wrong-type', 'text');
    // Text that a screen cannot show as it is must not stand in a legal record.
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(value)) {
      return this.#none(name, 'malformed', 'control characters');
    }
    const text = value.normalize('NFC').trim();
    if (text === '') return this.#none(name, 'empty');
    return Array.from(text).length > longest
      ? this.#none(name, 'too-long', `at most ${longest}`)
      : text;
  }

  /** The empty text stands for a value at fault: `finish` throws before anybody uses it. */
  text(name: string, longest: number): string {
    return this.#required(name, (field) => this.optionalText(field, longest)) ?? '';
  }

  optionalMatch(name: string, pattern: RegExp, expected: string): string | undefined {
    const text = this.optionalText(name, 200);
    if (text === undefined || pattern.test(text)) return text;
    return this.#none(name, 'malformed', expected);
  }

  optionalDate(name: string): string | undefined {
    const text = this.optionalText(name, 10);
    if (text === undefined || isLegalDate(text)) return text;
    return this.#none(name, 'not-a-date', 'YYYY-MM-DD');
  }

  /** An instant in ISO 8601 with its zone; without one it would not say which moment it means. */
  optionalInstant(name: string): Date | undefined {
    const text = this.optionalText(name, 40);
    if (text === undefined) return undefined;
    const [, day = ''] = INSTANT.exec(text) ?? [];
    const instant = new Date(text);
    if (isLegalDate(day) && !Number.isNaN(instant.getTime())) return instant;
    return this.#none(name, 'not-a-date', 'ISO 8601 with zone');
  }

  date(name: string): string {
    return this.#required(name, (field) => this.optionalDate(field)) ?? '';
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#take(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#none(name, 'wrong-type', 'boolean');
  }

  optionalInteger(name: string, range: { from: number; to: number }): number | undefined {
    const value = this.#take(name);
    if (value === undefined || isWithin(value, range)) return value;
    return this.#none(name, 'wrong-type', `a whole number from ${range.from} to ${range.to}`);
  }

  /** Whole numbers of the range, each once, in order; at least one. */
  integers(name: string, range: { from: number; to: number }): readonly number[] {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length > 0 && value.every((one) => isWithin(one, range))) {
      return [...new Set<number>(value)].sort((a, b) => a - b);
    }
    this.fault(name, value === undefined ? 'required' : 'wrong-type', numbersOf(range));
    return [];
  }

  /** A reader for a member that is an object, if it is there. */
  optionalObject(name: string): FieldReader | undefined {
    const value = this.#take(name);
    return value === undefined
      ? undefined
      : new FieldReader(value, `${this.#at}/${name}`, this.#faults);
  }

  /** A value of a code list; one that is not in it is a fault, and the narrowing holds after `finish`. */
  code<T extends string>(name: string, isCode: (value: string) => value is T): T {
    const text = this.text(name, 200);
    if (text !== '' && !isCode(text)) this.fault(name, 'unknown-code', text);
    return text as T;
  }

  /** Values of a code list, each once and in the order given; at least one. */
  codes<T extends string>(name: string, isCode: (value: string) => value is T): readonly T[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length === 0) {
      this.fault(name, value === undefined ? 'required' : 'wrong-type', 'a list of codes');
      return [];
    }
    const codes = value.filter((each): each is T => typeof each === 'string' && isCode(each));
    if (codes.length < value.length) this.fault(name, 'unknown-code');
    return [...new Set(codes)];
  }

  /** Readers for the members of an array of objects. */
  objects(name: string, most: number): readonly FieldReader[] {
    const value = this.#take(name);
    if (value === undefined) this.fault(name, 'required');
    else if (!Array.isArray(value)) this.fault(name, 'wrong-type', 'array');
    else if (value.length > most) this.fault(name, 'too-many', `at most ${most}`);
    else {
      return value.map(
        (each, index) => new FieldReader(each, `${this.#at}/${name}/${index}`, this.#faults),
      );
    }
    return [];
  }

  /** The members of an array of objects as they are, e.g. keys in a format of their own. */
  plainObjects(name: string, most: number): readonly Readonly<Record<string, unknown>>[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || !value.every(isObject)) this.fault(name, 'wrong-type', 'objects');
    else if (value.length > most) this.fault(name, 'too-many', `at most ${most}`);
    else return value.map((each) => ({ ...each }));
    return [];
  }

  /** Says which fields were not asked for; `finish` does so for its own object. */
  close(): void {
    for (const name of this.#fields.keys()) {
      if (this.#asked.has(name)) continue;
      // RFC 6901 §3: names that came from outside may hold what the pointer needs for itself.
      this.fault(name.replaceAll('~', '~0').replaceAll('/', '~1'), 'unknown-field');
    }
  }

  finish(): void {
    this.close();
    if (this.#faults.length > 0) throw new VaultError({ code: 'invalid', fields: this.#faults });
  }

  #take(name: string): unknown {
    this.#asked.add(name);
    return this.#fields.get(name) ?? undefined;
  }

  #none(name: string, code: FieldErrorCode, detail?: string): undefined {
    this.fault(name, code, detail);
    return undefined;
  }

  #required<T>(name: string, read: (name: string) => T | undefined): T | undefined {
    const missing = this.#take(name) === undefined;
    if (missing) this.fault(name, 'required');
    return missing ? undefined : read(name);
  }
}

function numbersOf({ from, to }: { from: number; to: number }): string {
  return `whole numbers from ${from} to ${to}`;
}

function isWithin(value: unknown, range: { from: number; to: number }): value is number {
  return Number.isSafeInteger(value) && Number(value) >= range.from && Number(value) <= range.to;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
