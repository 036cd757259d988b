/**
 * Remembers what may be taken once, until it would expire by itself. In memory: what is remembered here
 * (challenges under a key of this process, assertions issued after its start) means nothing to another
 * process or after a restart.
 */
export interface UsedOnce {
  /** True the first time; false ever after. */
  take(id: string, expiresAt: Date): boolean;
}

export function usedOnce(now: () => Date): UsedOnce {
  const taken = new Map<string, number>();
  return {
    take(id, expiresAt) {
      const at = now().getTime();
      for (const [old, until] of taken) if (until <= at) taken.delete(old);
      if (taken.has(id)) return false;
      taken.set(id, expiresAt.getTime());
      return true;
    },
  };
}
