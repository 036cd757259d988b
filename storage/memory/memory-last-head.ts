import type { LastHead, RememberedHead } from '../../vault/ports/last-head.ts';
import { checkNext } from '../last-head/check-next.ts';

export function memoryLastHead(): LastHead {
  let stored: RememberedHead | undefined;
  return {
    read: async () => stored,
    async write(expected, next) {
      checkNext(stored, expected, next);
      stored = { size: next.size, root: next.root };
    },
  };
}
