import type Router from '@koa/router';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { makeRequest } from '../../vault/requests/make-request.ts';
import { readRequest, requestsOf } from '../../vault/requests/read-requests.ts';
import { requestAnswer, toldRequestAnswer } from '../answers/request-answer.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface RequestRoutePorts extends ContractPorts {
  readonly authenticated: Middleware;
}

/** Para. 25 (г): requests of currency control for documents, and what has become of them. */
export function requestRoutes(router: Router<RequestState>, ports: RequestRoutePorts): void {
  const { authenticated } = ports;
  router.post('/v1/requests', authenticated, (context) => make(context, ports));
  router.get('/v1/requests', authenticated, async (context) => {
    const requests = await requestsOf(sessionIn(context).principal, momentIn(context), ports);
    context.body = { requests: requests.map(toldRequestAnswer) };
  });
  router.get('/v1/requests/:id', authenticated, async (context) => {
    const asked = { id: pathParameter(context, 'id'), ...momentIn(context) };
    const { principal } = sessionIn(context);
    context.body = toldRequestAnswer(await readRequest(principal, asked, ports));
  });
}

async function make(context: Context, ports: RequestRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const facts = await readJson(context);
  const request = await makeRequest({ principal, idempotencyKey, facts }, ports);
  context.set('Location', `/v1/requests/${request.id}`);
  context.status = 201;
  context.body = requestAnswer(request);
}

function momentIn(context: Context): { readonly asOf?: string } {
  const asOf = new URLSearchParams(context.querystring).get('asOf');
  return asOf === null ? {} : { asOf };
}
