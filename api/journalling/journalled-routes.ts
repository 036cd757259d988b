import type Router from '@koa/router';
import { actionEntry } from '../../vault/access/action-entry.ts';
import type { JournalAction, PendingEntry } from '../../vault/model/journal.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { givenIdempotencyKey } from '../http/idempotency-key.ts';
import { isParameter } from '../http/path-parameter.ts';
import { problemOf } from '../problems/problem-of.ts';
import { PROBLEMS } from '../problems/problem-table.ts';
import { sessionIn } from '../sign-in/authenticate.ts';
import { openLedger } from './request-ledger.ts';

/** What a route does, in the journal's word; `part` says which view of the thing. */
export interface RouteAction {
  readonly action: JournalAction;
  readonly part?: string;
}

/** Why nothing that is asked of a route is the action of a user: see what-is-an-action.md. */
export interface NoAction {
  readonly notAnAction: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface OpenRoutes {
  /** For everybody. Nobody is known, and nothing written, but by a route that finds out who it is: it writes itself. */
  open(
    method: Method,
    path: string,
    of: RouteAction | NoAction,
    ...handlers: readonly ((context: Context, next: () => Promise<void>) => void | Promise<void>)[]
  ): void;
}

/** No route without its word for the journal: none can be added in any other way. */
export interface Routes<P> extends OpenRoutes {
  /** For who signed in: whatever becomes of the request, an entry says so before the answer does. */
  user(
    method: Method,
    path: string,
    of: RouteAction,
    handle: (context: Context, ports: P) => Promise<void>,
  ): void;
}

export interface JournallingPorts {
  readonly authenticated: Middleware;
  readonly metadata: Metadata;
  readonly newId: () => string;
}

export function journalledRoutes<P extends JournallingPorts>(
  router: Router<RequestState>,
  ports: P,
): Routes<P> {
  return {
    ...openRoutes(router),
    user: (method, path, of, handle) =>
      void router.register(
        path,
        [method],
        [ports.authenticated, (context) => journalled(context, of, handle, ports)],
      ),
  };
}

/** Those of a service that knows no users. */
export function openRoutes(router: Router<RequestState>): OpenRoutes {
  return {
    open: (method, path, _of, ...handlers) => void router.register(path, [method], [...handlers]),
  };
}

/** Para. 13 (з): the use case writes what it did or denied; what is left, such as a repetition, is written here. */
async function journalled<P extends JournallingPorts>(
  context: Context,
  of: RouteAction,
  handle: (context: Context, ports: P) => Promise<void>,
  ports: P,
): Promise<void> {
  const { metadata, isWritten } = openLedger(ports.metadata);
  try {
    await handle(context, { ...ports, metadata });
  } catch (error) {
    const { code } = problemOf(error);
    // What the service itself failed to do is in its log: the journal may be what fails.
    if (!isWritten() && PROBLEMS[code].status < 500) {
      await write(context, 'action.refused', { ...of, code, address: addressOf(context) }, ports);
    }
    throw error;
  }
  if (isWritten()) return;
  if (context.method === 'GET' || context.method === 'HEAD') {
    const { action, part } = of;
    await write(context, action, part === undefined ? {} : { part }, ports);
  } else {
    // Whatever changes something commits an entry with it: it was done before.
    const key = givenIdempotencyKey(context);
    const content = { ...of, key, address: addressOf(context) };
    await write(context, 'action.repeated', content, ports);
  }
}

async function write(
  context: Context,
  action: JournalAction,
  content: PendingEntry['content'],
  { metadata, newId }: JournallingPorts,
): Promise<void> {
  const { principal } = sessionIn(context);
  const paragraph = 'D65-13з';
  const entry = actionEntry({ id: newId(), action, principal, paragraph, content });
  await metadata.commit({ entries: [entry] });
}

/** What was asked for: the path with its ids, or the route alone where they can be none of ours. */
function addressOf(context: Context): string {
  const given: readonly unknown[] = Object.values(context['params'] ?? {});
  return given.every(isParameter) ? context.path : (context.state.route ?? '');
}
