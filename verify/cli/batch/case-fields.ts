import { timeOfText } from '../time-option.ts';
import { BadCaseError } from './bad-case.ts';

/** Reads the members of one case; each that is not as it should be is named. */
export class CaseFields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly id: string | number | null;

  constructor(value: Readonly<Record<string, unknown>>) {
    this.#value = value;
    const { id } = value;
    this.id = typeof id === 'string' || typeof id === 'number' ? id : null;
    if (id !== undefined && id !== null && this.id === null)
      this.refuse('id', 'a text or a number');
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined && this.#value[name] !== null;
  }

  refuse(name: string, wanted: string): never {
    throw new BadCaseError('bad-field', `“${name}” must be ${wanted}`, this.id);
  }

  /** A member that must be there. */
  text(name: string): string {
    return this.optionalText(name) ?? this.refuse(name, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.#value[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' && value !== '' ? value : this.refuse(name, 'a text');
  }

  /** Texts; one alone may stand without its list, none may be left out. */
  texts(name: string): readonly string[] {
    const value = this.#value[name] ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((each) =>
      typeof each === 'string' && each !== '' ? each : this.refuse(name, 'a list of texts'),
    );
  }

  /** Texts of a member that says nothing when it is empty; undefined where it is not there. */
  someTexts(name: string): readonly string[] | undefined {
    if (!this.has(name)) return undefined;
    const texts = this.texts(name);
    return texts.length === 0 ? this.refuse(name, 'a list that is not empty') : texts;
  }

  /** Texts, or objects of which only the named members are known; one alone may stand without its list. */
  textsOrObjects(name: string, known: ReadonlySet<string>): readonly (string | CaseFields)[] {
    const value = this.#value[name] ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((each) => {
      if (typeof each === 'string' && each !== '') return each;
      return new CaseFields({ [name]: each, id: this.id }).inside(name, known);
    });
  }

  flag(name: string): boolean | undefined {
    const value = this.#value[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'boolean' ? value : this.refuse(name, 'true or false');
  }

  count(name: string): number | undefined {
    const value = this.#value[name];
    if (value === undefined || value === null) return undefined;
    const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return whole ? value : this.refuse(name, 'a whole number');
  }

  time(name: string): Date | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    return timeOfText(text) ?? this.refuse(name, 'a time such as 2026-11-22T12:00:00Z');
  }

  /** The members of an object inside, of which only the named ones are known. */
  inside(name: string, known: ReadonlySet<string>): CaseFields {
    const value = this.#value[name] ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.refuse(name, 'an object');
    }
    for (const key of Object.keys(value)) {
      if (!known.has(key)) this.refuse(name, `of ${[...known].join(', ')} (not “${key}”)`);
    }
    return new CaseFields({ ...value, id: this.id });
  }
}
