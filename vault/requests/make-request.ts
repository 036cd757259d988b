import { actionEntry } from '../access/action-entry.ts';
import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { FixedRequest, RequestRecord } from '../model/request.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { VaultError } from '../vault-error.ts';
import { type Asked, findExporter } from './find-exporter.ts';
import { checkTerm, type RequestFacts, readRequestFacts } from './request-facts.ts';

export interface MakeRequest {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  /** JSON of the request. */
  readonly facts: unknown;
}

/**
 * A request of a body or agent of currency control arrives in a trader's account; the moment is the journal's
 * (para. 25 (г)), and its receipt is for both. When it returns all of it is durable. Rejects with VaultError
 * `invalid`, `denied`, `not-found`, `idempotency-mismatch`.
 */
export async function makeRequest(
  { principal, idempotencyKey: key, facts: json }: MakeRequest,
  ports: ContractPorts,
): Promise<FixedRequest> {
  checkIdempotencyKey(key);
  await mayAsk(principal, undefined, ports);
  const facts = readRequestFacts(json, ports.clock.now());
  checkAgent(principal, facts);
  await mayAsk(principal, facts.unk, ports);
  const participantId = principal.participantId;
  const fingerprint = fingerprintOf({ operation: 'make-request', ...contentOf(facts) });
  const once = { participantId, key, fingerprint };
  const settled =
    (await settledBefore<RequestRecord>(once, ports)) ??
    (await commitOnce(once, ports, await proposalOf(principal, facts, ports)));
  await ports.sequencer.sequenced([settled.arrivedEntry]);
  const fixed = await ports.metadata.request(settled.id);
  if (fixed === undefined) throw new Error(`request ${settled.id} is sequenced and is not there`);
  return fixed;
}

/** Without a УНК: whether the principal asks at all; with one: whether it may ask about that contract. */
async function mayAsk(
  principal: Principal,
  unk: string | undefined,
  ports: ContractPorts,
): Promise<void> {
  const action = 'request.make';
  if (unk === undefined && authorize(principal, action).allowed) return;
  const object = unk === undefined ? ({ kind: 'none' } as const) : ({ kind: 'unk', unk } as const);
  const asked = unk === undefined ? {} : { unk };
  await requireAccess({ principal, action, what: 'request', object, asked }, ports);
}

/** Para. 29: an agent asks about the contracts that it keeps; a trader's ИНН alone shows no such contract. */
function checkAgent({ kind }: Principal, { unk }: RequestFacts): void {
  if (kind !== 'currency-control-agent' || unk !== undefined) return;
  throw new VaultError({ code: 'invalid', fields: [{ pointer: '/unk', code: 'required' }] });
}

async function proposalOf(principal: Principal, facts: RequestFacts, ports: ContractPorts) {
  checkTerm(facts, ports.clock.now());
  const asked = await findExporter(facts, ports);
  const requester = await ports.metadata.participant(principal.participantId);
  if (requester === undefined) throw new VaultError({ code: 'not-found', what: 'participant' });
  const request = recordOf(facts, asked, requester, ports);
  const { exporter, contract } = asked;
  const entry = actionEntry({
    id: request.arrivedEntry,
    action: 'request.arrived',
    principal,
    paragraph: 'D65-25г-2',
    content: {
      request: request.id,
      ...contentOf(facts),
      from: requester.id,
      fromName: requester.name.toWellFormed(),
      to: exporter.id,
      toName: exporter.name.toWellFormed(),
      contract: contract?.id,
    },
    receipt: true,
  });
  const changes = { requests: [request], entries: [entry] };
  return () => ({ changes, outcome: request });
}

function recordOf(
  { number, date, ground, unk, items, term }: RequestFacts,
  { exporter, contract }: Asked,
  requester: Participant,
  { newId }: ContractPorts,
): RequestRecord {
  return {
    id: newId(),
    requesterId: requester.id,
    requesterName: requester.name,
    exporterId: exporter.id,
    number,
    date,
    ground,
    ...(unk === undefined ? {} : { unk }),
    ...(contract === undefined ? {} : { contractId: contract.id }),
    items,
    term,
    arrivedEntry: newId(),
  };
}

function contentOf({ contract, items, term, ...facts }: RequestFacts) {
  return {
    ...facts,
    ...(contract === undefined ? {} : { about: { ...contract } }),
    items: items.map((item) => ({ ...item })),
    term: { ...term },
  };
}
