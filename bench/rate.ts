/** Median of `values`; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Operations per second of `work`, run again and again for `milliseconds`. */
export async function rateOf(work: () => Promise<unknown>, milliseconds: number): Promise<number> {
  const started = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    await work();
    count += 1;
    elapsed = performance.now() - started;
  }
  return (count * 1000) / elapsed;
}

/** Things done per second by `clients` at once, `total` in all. */
export async function rateAtOnce(
  work: (number: number) => Promise<unknown>,
  { clients, total }: { clients: number; total: number },
): Promise<number> {
  const started = performance.now();
  let next = 0;
  const client = async () => {
    while (next < total) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (total * 1000) / (performance.now() - started);
}

export interface Contender {
  readonly name: string;
  /** One round: operations per second. */
  readonly round: () => Promise<number>;
}

export interface Standing {
  readonly name: string;
  readonly perSecond: number;
}

/** Rounds in turn, A B A B…, so that a slow minute of the machine hits all; medians. */
export async function inTurn(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Standing[]> {
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const rate = await contender.round();
      if (round > 0) rates[index]?.push(rate); // the first round warms up
    }
  }
  return contenders.map(({ name }, index) => ({ name, perSecond: median(rates[index] ?? []) }));
}

/** `ours / peer = 0.42 (1234/s against 2938/s)` for every peer after the first contender. */
export function ratios(standings: readonly Standing[]): readonly string[] {
  const [ours, ...peers] = standings;
  if (ours === undefined) return [];
  return peers.map(
    (peer) =>
      `${ours.name} / ${peer.name} = ${(ours.perSecond / peer.perSecond).toFixed(3)}` +
      ` (${ours.perSecond.toFixed(1)}/s against ${peer.perSecond.toFixed(1)}/s)`,
  );
}
