const REMEMBERED = 20_000;

/** The last 20,000 to 40,000 names that were added. Forgetting one costs a sync, not safety. */
export class RecentNames {
  #recent = new Set<string>();
  #older = new Set<string>();

  add(name: string): void {
    this.#recent.add(name);
    if (this.#recent.size < REMEMBERED) return;
    this.#older = this.#recent;
    this.#recent = new Set();
  }

  has(name: string): boolean {
    return this.#recent.has(name) || this.#older.has(name);
  }
}
