import {
  type RetrievalPorts,
  type RetrievedContract,
  retrieveByUnk,
} from '../../vault/retrieval/retrieve-by-unk.ts';
import { contractAnswer } from '../answers/contract-answer.ts';
import { documentAnswer } from '../answers/document-answer.ts';
import type { Context } from '../http/context.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type RetrievalRoutePorts = RetrievalPorts;

export function retrievalRoutes(routes: Routes<RetrievalRoutePorts>): void {
  routes.user('GET', '/v1/retrieval', { action: 'documents.retrieved' }, retrieve);
}

/** Documents of a contract by УНК «as of» a moment, for agents and bodies of currency control. */
async function retrieve(context: Context, ports: RetrievalRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  // Not `context.URL`: that is made of the client's Host header too, which may be anything.
  const query = new URLSearchParams(context.querystring);
  const unk = query.get('unk') ?? '';
  const asOf = query.get('asOf');
  const request = { principal, unk, ...(asOf === null ? {} : { asOf }) };
  const { contracts, ...found } = await retrieveByUnk(request, ports);
  const now = ports.clock.now();
  context.body = { ...found, contracts: contracts.map((each) => answerOf(each, now)) };
}

/** With its owner as the operator registered it: the parties of a contract are what the owner wrote. */
function answerOf(retrieved: RetrievedContract, now: Date) {
  const { unkUntil, owner, documents, withheld } = retrieved;
  return {
    contract: contractAnswer(retrieved, now),
    ...(unkUntil === undefined ? {} : { unkUntil }),
    ...(owner === undefined ? {} : { owner }),
    documents: documents.map((each) => documentAnswer({ ...each, sendings: [], named: true })),
    withheld,
  };
}
