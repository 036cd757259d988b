interface Kept<T> {
  readonly value: T;
  readonly octets: number;
}

/**
 * Values under keys, of at most so many octets together, in two generations: the younger grows to half of them, then
 * takes the place of the older; what is asked for joins the younger. Unlike a list in order of use, it is not
 * written anew by every question.
 */
export class Generations<T> {
  readonly #limit: number;
  #younger = new Map<string, Kept<T>>();
  #older: ReadonlyMap<string, Kept<T>> = new Map();
  #octets = 0;

  constructor(octets: number) {
    this.#limit = octets / 2;
  }

  get(key: string): T | undefined {
    const younger = this.#younger.get(key);
    if (younger !== undefined) return younger.value;
    const older = this.#older.get(key);
    if (older !== undefined) this.#put(key, older);
    return older?.value;
  }

  /** Takes the place of what was under the key; what is too long by itself is not kept. */
  keep(key: string, value: T, octets: number): void {
    this.#put(key, { value, octets: octets + key.length });
  }

  #put(key: string, kept: Kept<T>): void {
    if (kept.octets > this.#limit) return;
    if (this.#octets + kept.octets > this.#limit) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#octets = 0;
    }
    this.#octets += kept.octets - (this.#younger.get(key)?.octets ?? 0);
    this.#younger.set(key, kept);
  }
}
