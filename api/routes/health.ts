import type Router from '@koa/router';
import type { RequestState } from '../http/context.ts';
import { describeError, type Log } from '../http/log.ts';
import { RequestError } from '../problems/request-error.ts';

/** One thing that the service cannot work without. */
export interface ReadinessCheck {
  readonly name: string;
  /** Answers what it is or does, in a word or two; rejects when it is not there. */
  check(): Promise<string>;
}

export interface HealthPorts {
  readonly checks: readonly ReadinessCheck[];
  readonly log: Log;
}

export function healthRoutes(router: Router<RequestState>, ports: HealthPorts): void {
  router.get('/livez', (context) => {
    context.body = { status: 'ok' };
  });
  router.get('/readyz', async (context) => {
    const states = await Promise.all(ports.checks.map((check) => run(check, ports.log)));
    const failed = ports.checks.filter((_, at) => states[at] === undefined);
    if (failed.length > 0) {
      const names = failed.map(({ name }) => name).join(', ');
      throw new RequestError('not-ready', names, { headers: { 'Retry-After': '5' } });
    }
    const engines = Object.fromEntries(ports.checks.map(({ name }, at) => [name, states[at]]));
    context.body = { status: 'ok', engines };
  });
}

/** The state; undefined when it is not there, and the log says why. */
async function run(check: ReadinessCheck, log: Log): Promise<string | undefined> {
  try {
    return await check.check();
  } catch (error) {
    log.write({
      level: 'error',
      event: 'not-ready',
      check: check.name,
      error: describeError(error),
    });
    return undefined;
  }
}
