import { AT, CONTENT, forged, stamped } from '../judged-world.fixture.ts';
import type { Case } from './weighed-case.fixture.ts';

export const TIME_CASES = {
  'imprint-algorithm': {
    file: () => forged({ unsigned: stamped({ digest: 'sha1' }) }),
    twin: () => forged({ unsigned: stamped() }),
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    token: true,
  },
  'tsa-name': {
    file: () => forged({ unsigned: stamped({ name: 'Another' }) }),
    twin: () => forged({ unsigned: stamped({ name: 'TSA' }) }),
    code: 'tsa-name-differs',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    token: true,
  },
  'signature-time-stamp': {
    file: () => forged({ unsigned: stamped({ over: CONTENT }) }),
    twin: () => forged({ unsigned: stamped() }),
    code: 'time-stamp-not-valid',
    fails: 'HASH_FAILURE',
  },
  'time-stamp-delay': {
    file: () => forged({ unsigned: stamped() }),
    twin: () => forged({ unsigned: stamped({ at: AT }) }),
    code: 'time-stamp-late',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { timeStampDelay: 600 },
  },
} as const satisfies Readonly<Record<string, Case>>;
