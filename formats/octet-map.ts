interface Entry<T> {
  readonly octets: Uint8Array;
  value: T;
}

/**
 * Values by octets of any length. A search compares as many entries as the logarithm of their number, whatever the
 * octets: who chooses them cannot make them collide, as in a table of hashes that is not keyed.
 */
export class OctetMap<T> {
  readonly #byLength = new Map<number, Entry<T>[]>();
  /** What was asked before in the same array is found without a search. */
  readonly #seen = new WeakMap<Uint8Array, Entry<T>>();

  get(octets: Uint8Array): T | undefined {
    return this.#find(octets).entry?.value;
  }

  has(octets: Uint8Array): boolean {
    return this.#find(octets).entry !== undefined;
  }

  set(octets: Uint8Array, value: T): void {
    const { entry, list, at } = this.#find(octets);
    if (entry !== undefined) {
      entry.value = value;
      return;
    }
    const added = { octets, value };
    list.splice(at, 0, added);
    this.#byLength.set(octets.length, list);
    this.#seen.set(octets, added);
  }

  #find(octets: Uint8Array): { entry?: Entry<T>; list: Entry<T>[]; at: number } {
    const seen = this.#seen.get(octets);
    if (seen !== undefined) return { entry: seen, list: [], at: 0 };
    const list = this.#byLength.get(octets.length) ?? [];
    let from = 0;
    let to = list.length;
    while (from < to) {
      const at = (from + to) >> 1;
      const entry = list[at];
      const order = entry === undefined ? 0 : compare(octets, entry.octets);
      if (entry !== undefined && order === 0) {
        this.#seen.set(octets, entry);
        return { entry, list, at };
      }
      if (order < 0) to = at;
      else from = at + 1;
    }
    return { list, at: from };
  }
}

/** Of two arrays of one length. */
function compare(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
