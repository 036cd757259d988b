import type { TimeStampClient } from '../../signing/time-stamp/client.ts';
import type { Judging } from '../../vault/documents/intake-ports.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { MalwareScanner } from '../../vault/ports/malware-scanner.ts';
import type { Log } from '../http/log.ts';
import type { ServerLimits } from '../server.ts';
import type { RateLimit } from '../sign-in/rate-limit.ts';
import type { Journal } from './open-journal.ts';
import type { openStores, Stores } from './open-stores.ts';

/** What the service takes from the process that runs it. */
export interface ComposePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly serverLimits?: Partial<ServerLimits>;
  readonly signInRate?: RateLimit;
  readonly journalRate?: RateLimit;
  /** Absent: those of the product; measurements compare them with others. */
  readonly openStores?: typeof openStores;
}

export interface ServiceParts {
  readonly ports: ComposePorts;
  readonly stores: Stores;
  readonly journal: Journal;
  readonly judging: Judging;
  /** Absent: none is set. */
  readonly scanner: MalwareScanner | undefined;
  /** Absent: no TSA is set. */
  readonly timeStamps: TimeStampClient | undefined;
}
