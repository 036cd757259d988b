import type Router from '@koa/router';
import { requireAccess } from '../../vault/access/require-access.ts';
import type { ReadingPorts } from '../../vault/reading/reading-ports.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { Middleware, RequestState } from '../http/context.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface JournalRoutePorts extends ReadingPorts {
  readonly authenticated: Middleware;
  /** The log's verification key (C2SP signed-note), to be compared with one got by another way. */
  readonly vkey: string;
}

export function journalRoutes(router: Router<RequestState>, ports: JournalRoutePorts): void {
  router.get('/v1/journal/checkpoint', ports.authenticated, async (context) => {
    const { principal } = sessionIn(context);
    const object = { kind: 'none' } as const;
    const action = 'journal.read';
    await requireAccess({ principal, action, what: 'journal', object, asked: {} }, ports);
    const head = await ports.metadata.journal.head();
    if (head === undefined) throw new VaultError({ code: 'not-found', what: 'checkpoint' });
    // C2SP tlog-tiles: text/plain, never cached.
    context.set('Content-Type', 'text/plain; charset=utf-8');
    context.body = head.note;
  });
  router.get('/v1/journal/key', ports.authenticated, (context) => {
    context.body = { vkey: ports.vkey };
  });
}
