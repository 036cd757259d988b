import Router from '@koa/router';
import type Koa from 'koa';
import type { Middleware, RequestState } from '../http/context.ts';
import { RequestError } from '../problems/request-error.ts';

const METHODS = ['HEAD', 'OPTIONS', 'GET', 'PUT', 'PATCH', 'POST', 'DELETE'];

export type Routes = (router: Router<RequestState>) => void;

/** All routes; a path or method that no route has is a problem like any other. */
export function routesOf(add: Routes): (app: Koa<RequestState>) => void {
  const router = new Router<RequestState>({ strict: true, sensitive: true, methods: METHODS });
  add(router);
  return (app) => {
    app.use(knownOnly(router));
    app.use(router.routes());
  };
}

function knownOnly(router: Router<RequestState>): Middleware {
  return async (context, next) => {
    const { path: matched } = router.match(context.path, context.method);
    if (matched.length === 0) throw new RequestError('no-such-resource', 'no such address');
    context.state.route = String(matched.at(-1)?.path);
    const allowed = [...new Set(matched.flatMap((layer) => layer.methods))].join(', ');
    if (!allowed.split(', ').includes(context.method)) {
      throw new RequestError('method-not-allowed', `allowed: ${allowed}`, {
        headers: { Allow: allowed },
      });
    }
    await next();
  };
}
