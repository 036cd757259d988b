import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { makeRequest } from '../../vault/requests/make-request.ts';
import { readRequest, requestsOf } from '../../vault/requests/read-requests.ts';
import { requestAnswer, toldRequestAnswer } from '../answers/request-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type RequestRoutePorts = ContractPorts;

/** Para. 25 (г): requests of currency control for documents, and what has become of them. */
export function requestRoutes(routes: Routes<RequestRoutePorts>): void {
  routes.user('POST', '/v1/requests', { action: 'request.arrived' }, make);
  const listed = { action: 'request.read', part: 'list' } as const;
  routes.user('GET', '/v1/requests', listed, async (context, ports) => {
    const requests = await requestsOf(sessionIn(context).principal, momentIn(context), ports);
    context.body = { requests: requests.map(toldRequestAnswer) };
  });
  routes.user('GET', '/v1/requests/:id', { action: 'request.read' }, async (context, ports) => {
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
