import { pointerTo } from './parse-json.ts';
import { PolicyError, type PolicyProblem, type PolicyProblemCode } from './policy-problem.ts';

/** Of problems that are told at once. */
const PROBLEMS_LIMIT = 50;
/** Of items in one list. */
const ITEMS_LIMIT = 1000;

/**
 * A value of a policy file, and where it stands. Each reader gives the value, or undefined once it has noted what
 * is wrong with it, so that a file is told everything at once.
 */
export class Place {
  readonly #value: unknown;
  readonly #pointer: string;
  readonly #problems: PolicyProblem[];

  constructor(value: unknown, pointer = '', problems: PolicyProblem[] = []) {
    this.#value = value;
    this.#pointer = pointer;
    this.#problems = problems;
  }

  /** Notes what is wrong here, or at a member of it. */
  note(code: PolicyProblemCode, facts: PolicyProblem['facts'] = {}, member?: string): undefined {
    const pointer = member === undefined ? this.#pointer : this.#pointer + pointerTo(member);
    this.#problems.push({ code, pointer, facts });
    if (this.#problems.length >= PROBLEMS_LIMIT) this.finish();
    return undefined;
  }

  /** Throws PolicyError where anything was noted. */
  finish(): void {
    if (this.#problems.length > 0) throw new PolicyError(this.#problems);
  }

  /** The members of an object, of those `known` by name; `needed` are to be there. */
  members<K extends string>(
    known: readonly K[],
    needed: readonly K[] = [],
  ): { readonly [N in K]?: Place } {
    const found: { [N in K]?: Place } = {};
    if (!this.#isObject()) return found;
    for (const [name, place] of this.entries()) {
      const member = known.find((each) => each === name);
      if (member !== undefined) found[member] = place;
      else this.note('member-unknown', { member: shown(name), known: known.join(', ') }, name);
    }
    for (const name of needed) {
      if (found[name] === undefined) this.note('member-missing', {}, name);
    }
    return found;
  }

  /** The members of an object, whatever their names. */
  entries(): readonly (readonly [string, Place])[] {
    if (!this.#isObject()) return [];
    return Object.entries(Object(this.#value)).map(([name, member]) => [
      name,
      this.#at(name, member),
    ]);
  }

  #isObject(): boolean {
    const value = this.#value;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
    this.note('wrong-type', { expected: 'object' });
    return false;
  }

  items(): readonly Place[] {
    const value = this.#value;
    if (!Array.isArray(value)) {
      this.note('wrong-type', { expected: 'array' });
      return [];
    }
    if (value.length > ITEMS_LIMIT) {
      this.note('too-many', { limit: ITEMS_LIMIT });
      return [];
    }
    return value.map((item, index) => this.#at(index, item));
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  /** Text that `pattern` matches whole; `allowed` says in words what that is. */
  text(pattern: RegExp, allowed: string): string | undefined {
    const value = this.#value;
    if (typeof value !== 'string') return this.note('wrong-type', { expected: 'text' });
    if (pattern.test(value)) return value;
    return this.note('wrong-value', { found: shown(value), allowed });
  }

  choice<T extends string>(allowed: readonly T[]): T | undefined {
    const value = this.#value;
    if (typeof value !== 'string') return this.note('wrong-type', { expected: 'text' });
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    return this.note('wrong-value', { found: shown(value), allowed: allowed.join(', ') });
  }

  integer(from: number, to: number): number | undefined {
    const value = this.#value;
    if (typeof value !== 'number') return this.note('wrong-type', { expected: 'number' });
    if (Number.isSafeInteger(value) && value >= from && value <= to) return value;
    return this.note('out-of-range', { found: value, from, to });
  }

  flag(): boolean | undefined {
    const value = this.#value;
    return typeof value === 'boolean' ? value : this.note('wrong-type', { expected: 'flag' });
  }

  #at(step: string | number, value: unknown): Place {
    return new Place(value, this.#pointer + pointerTo(step), this.#problems);
  }
}

/** Of text from a file no more than a line. */
export function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
