export interface Slots {
  /** Resolves when one is free; who came first gets it first. */
  take(): Promise<void>;
  give(): void;
}

/** So many at a time. */
export function slots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
