import type { MalwareScanner } from '../../vault/ports/malware-scanner.ts';
import { describeError, type Log } from '../http/log.ts';
import type { NoAction, OpenRoutes } from '../journalling/journalled-routes.ts';
import { RequestError } from '../problems/request-error.ts';

/** One thing that the service cannot work without. */
export interface ReadinessCheck {
  readonly name: string;
  /** Answers what it is or does, in a word or two; rejects when it is not there. */
  check(): Promise<string>;
}

export interface HealthPorts {
  /** Absent: none is set. */
  readonly scanner?: MalwareScanner;
  readonly checks: readonly ReadinessCheck[];
  readonly log: Log;
}

const SERVICE: NoAction = {
  notAnAction: 'asks whether the service works, and about nothing in it',
};

export function healthRoutes(routes: OpenRoutes, ports: HealthPorts): void {
  routes.open('GET', '/livez', SERVICE, (context) => {
    context.body = { status: 'ok' };
  });
  routes.open('GET', '/readyz', SERVICE, async (context) => {
    const states = await Promise.all(ports.checks.map((check) => run(check, ports.log)));
    const failed = ports.checks.filter((_, at) => states[at] === undefined);
    if (failed.length > 0) {
      const names = failed.map(({ name }) => name).join(', ');
      throw new RequestError('not-ready', names, { headers: { 'Retry-After': '5' } });
    }
    const engines = Object.fromEntries(ports.checks.map(({ name }, at) => [name, states[at]]));
    context.body = { status: 'ok', engines, malwareScanner: await scannerState(ports) };
  });
}

/** Said, and no reason not to be ready: without its answer documents are received and wait. */
async function scannerState({ scanner }: HealthPorts): Promise<'none' | 'answers' | 'silent'> {
  if (scanner === undefined) return 'none';
  return (await scanner.answers()) ? 'answers' : 'silent';
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
