import type { Clock } from '../../vault/ports/clock.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import { describeError, type Log } from '../http/log.ts';

/** Milliseconds between two rounds. */
const EVERY = 3_600_000;

export interface ForgetPorts {
  readonly metadata: Pick<Metadata, 'removeSessions'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Removes expired sessions at once and every hour; who came in and how stays in the journal. */
export function forgetSessions({ metadata, clock, log }: ForgetPorts): () => Promise<void> {
  let round = Promise.resolve();
  const forget = () => {
    round = metadata.removeSessions(clock.now().toISOString()).catch((error: unknown) => {
      log.write({ level: 'error', event: 'sessions-not-removed', error: describeError(error) });
    });
  };
  forget();
  const timer = setInterval(forget, EVERY);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
