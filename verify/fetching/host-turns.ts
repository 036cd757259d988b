interface Host {
  running: number;
  readonly waiting: (() => void)[];
}

/** Exchanges with one host at a time, at most so many: the others wait for their turn, in their order. */
export class HostTurns {
  readonly #most: number;
  readonly #hosts = new Map<string, Host>();

  constructor(most: number) {
    this.#most = most;
  }

  async take<T>(url: string, exchange: () => Promise<T>): Promise<T> {
    const name = URL.canParse(url) ? new URL(url).host : '';
    const host = this.#hosts.get(name) ?? { running: 0, waiting: [] };
    this.#hosts.set(name, host);
    if (host.running < this.#most) host.running += 1;
    else await new Promise<void>((resolve) => host.waiting.push(resolve));
    try {
      return await exchange();
    } finally {
      const next = host.waiting.shift();
      // Whoever waits takes the turn over.
      if (next !== undefined) next();
      else host.running -= 1;
      if (host.running === 0) this.#hosts.delete(name);
    }
  }
}
