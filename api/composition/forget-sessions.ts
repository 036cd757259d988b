import { systemEntry } from '../../vault/access/action-entry.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import { describeError, type Log } from '../http/log.ts';

/** Milliseconds between two rounds. */
const EVERY = 3_600_000;

export interface ForgetPorts {
  readonly metadata: Pick<Metadata, 'commit' | 'expiredSessions'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

/** Removes expired sessions at once and every hour; who came in and how stays in the journal. */
export function forgetSessions(ports: ForgetPorts): () => Promise<void> {
  let round = Promise.resolve();
  const forget = () => {
    round = forgetExpired(ports).catch((error: unknown) => {
      ports.log.write({
        level: 'error',
        event: 'sessions-not-removed',
        error: describeError(error),
      });
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

/** Para. 13 (з): deleting is an action too, of the service itself; where there is nothing to delete there is none. */
async function forgetExpired({ metadata, clock, newId }: ForgetPorts): Promise<void> {
  const until = clock.now().toISOString();
  const sessions = await metadata.expiredSessions(until);
  if (sessions === 0) return;
  const entry = systemEntry({
    id: newId(),
    action: 'sessions.forgotten',
    paragraph: 'D65-13з',
    content: { until, sessions },
  });
  await metadata.commit({ forgetSessions: until, entries: [entry] });
}
