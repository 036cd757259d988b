/** Lets so many in at a time; who comes later waits until somebody has left. */
export function atMost(count: number): { enter(): Promise<() => void> } {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    async enter() {
      if (inside >= count) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const next = waiting.shift();
        if (next === undefined) inside -= 1;
        else next();
      };
    },
  };
}
