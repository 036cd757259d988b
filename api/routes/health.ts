import type Router from '@koa/router';
import type { RequestState } from '../http/context.ts';
import { describeError, type Log } from '../http/log.ts';
import { RequestError } from '../problems/request-error.ts';

/** One thing that the service cannot work without; throws when it is not there. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
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
    const results = await Promise.all(ports.checks.map((check) => run(check, ports.log)));
    const failed = results.filter((name) => name !== undefined);
    if (failed.length > 0) {
      throw new RequestError('not-ready', failed.join(', '), { headers: { 'Retry-After': '5' } });
    }
    context.body = { status: 'ok' };
  });
}

async function run(check: ReadinessCheck, log: Log): Promise<string | undefined> {
  try {
    await check.check();
    return undefined;
  } catch (error) {
    log.write({
      level: 'error',
      event: 'not-ready',
      check: check.name,
      error: describeError(error),
    });
    return check.name;
  }
}
