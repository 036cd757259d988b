import { changeContract } from '../../vault/contracts/change-contract.ts';
import type { ContractPorts } from '../../vault/contracts/contract-ports.ts';
import { registerContract } from '../../vault/contracts/register-contract.ts';
import {
  type DescribedContract,
  describeContract,
  ownContracts,
  withHistory,
} from '../../vault/reading/describe-contracts.ts';
import { contractAnswer } from '../answers/contract-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { readJson } from '../http/read-body.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { RequestError } from '../problems/request-error.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type ContractRoutePorts = ContractPorts;

export function contractRoutes(routes: Routes<ContractRoutePorts>): void {
  routes.user('POST', '/v1/contracts', { action: 'contract.registered' }, register);
  routes.user('GET', '/v1/contracts', { action: 'contract.read', part: 'list' }, list);
  routes.user('GET', '/v1/contracts/:id', { action: 'contract.read' }, show);
  routes.user('PUT', '/v1/contracts/:id', { action: 'contract.changed' }, change);
}

async function register(context: Context, ports: ContractRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const terms = await readJson(context);
  const contract = await registerContract({ principal, idempotencyKey, terms }, ports);
  context.set('Location', `/v1/contracts/${contract.id}`);
  context.set('ETag', `"${contract.revision}"`);
  context.status = 201;
  // Nothing that depends on today: a repetition gets the same octets.
  context.body = contract;
}

async function list(context: Context, ports: ContractRoutePorts): Promise<void> {
  const contracts = await ownContracts(sessionIn(context).principal, ports);
  context.body = { contracts: contracts.map((each) => contractAnswer(each, ports.clock.now())) };
}

async function show(context: Context, ports: ContractRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const described = await describeContract(principal, pathParameter(context, 'id'), ports);
  answer(context, described, ports.clock.now());
}

async function change(context: Context, ports: ContractRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const contractId = pathParameter(context, 'id');
  const revision = revisionOf(context);
  const terms = await readJson(context);
  const contract = await changeContract({ principal, contractId, revision, terms }, ports);
  answer(context, await withHistory(contract, ports), ports.clock.now());
}

function answer(context: Context, described: DescribedContract, now: Date): void {
  context.set('ETag', `"${described.contract.revision}"`);
  context.body = contractAnswer(described, now);
}

/** RFC 9110 §13.1.1: the revision that the client has seen, so that no change is lost unseen. */
function revisionOf(context: Context): number {
  const given = /^"(\d{1,15})"$/.exec(context.get('if-match').trim())?.[1];
  if (given === undefined) {
    throw new RequestError('precondition-required', 'If-Match: the ETag of the contract');
  }
  return Number(given);
}
