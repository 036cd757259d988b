import type { Context, Language, Middleware } from '../http/context.ts';
import { answerAndClose } from '../http/lingering-close.ts';
import { describeError, type Log } from '../http/log.ts';
import { type ClientProblem, problemOf } from './problem-of.ts';
import { PROBLEMS } from './problem-table.ts';

/** RFC 9457 §3.1. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly [extension: string]: unknown;
}

/** Turns whatever the inner layers throw into one problem document; logs what is our own fault. */
export function problems(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      const problem = problemOf(error);
      const { status } = PROBLEMS[problem.code];
      if (status >= 500) {
        const { requestId } = context.state;
        log.write({ level: 'error', event: 'failure', requestId, error: describeError(error) });
      }
      answer(context, problem);
    }
  };
}

export function problemDocument(
  problem: ClientProblem,
  request: { language: Language; requestId: string },
): ProblemDocument {
  const row = PROBLEMS[problem.code];
  return {
    ...problem.facts,
    type: `urn:okno:problem:${problem.code}`,
    title: row[request.language],
    status: row.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    instance: `urn:uuid:${request.requestId}`,
  };
}

function answer(context: Context, problem: ClientProblem): void {
  // The head is out: only a broken connection still tells the client that the body is not whole.
  if (context.headerSent) {
    context.req.destroy();
    context.respond = false;
    return;
  }
  const document = problemDocument(problem, context.state);
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  for (const name of ['Content-Disposition', 'Content-Encoding', 'ETag', 'Accept-Ranges']) {
    context.remove(name);
  }
  context.set({
    ...problem.headers,
    'Content-Type': 'application/problem+json',
    'Content-Language': context.state.language,
    'Cache-Control': 'no-store',
  });
  if (hasUnreadBody(context)) {
    answerAndClose(context, document.status, body);
    return;
  }
  context.status = document.status;
  context.body = body;
}

function hasUnreadBody(context: Context): boolean {
  const { headers, complete } = context.req;
  const declared = headers['transfer-encoding'] !== undefined || context.request.length > 0;
  return declared && !complete;
}
