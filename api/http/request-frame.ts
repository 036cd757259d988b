import { randomUUID } from 'node:crypto';
import type { Context, Language, Middleware } from './context.ts';
import type { Log } from './log.ts';

/** Gives the request its id and language, and writes one log line when it ends. */
export function requestFrame(ports: { log: Log; now(): Date }): Middleware {
  return async (context, next) => {
    const started = ports.now().getTime();
    context.state.requestId = randomUUID();
    context.state.language = languageOf(context);
    context.set('X-Request-Id', context.state.requestId);
    context.res.once('close', () => {
      const aborted = !context.res.writableFinished;
      ports.log.write({
        level: context.res.statusCode >= 500 ? 'error' : 'info',
        event: 'request',
        requestId: context.state.requestId,
        method: context.method,
        route: context.state.route ?? '-',
        status: context.res.statusCode,
        milliseconds: ports.now().getTime() - started,
        ...(aborted ? { aborted } : {}),
      });
    });
    await next();
  };
}

/** Accept-Language, Russian unless English is preferred. */
export function languageOf(context: Context): Language {
  return context.acceptsLanguages('ru', 'en') === 'en' ? 'en' : 'ru';
}
