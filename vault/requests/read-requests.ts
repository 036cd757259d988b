import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { FieldReader } from '../field-reader.ts';
import type { Principal } from '../model/participant.ts';
import type { FixedRequest } from '../model/request.ts';
import { recordReading } from '../reading/record-reading.ts';
import { VaultError } from '../vault-error.ts';
import { type RequestState, requestState } from './request-state.ts';

/** A request with how it stood at the moment that was asked for. */
export interface ToldRequest {
  readonly request: FixedRequest;
  readonly exporter: string;
  readonly state: RequestState;
}

type Ports = Omit<ContractPorts, 'sequencer'>;

/** A moment that the caller gives: ISO 8601; absent: now. */
export interface Moment {
  readonly asOf?: string;
}

/**
 * The requests that have arrived in the principal's account, or that it has made, newest first, as they stood at
 * the moment. Rejects with VaultError `invalid`, `denied`.
 */
export async function requestsOf(
  principal: Principal,
  { asOf }: Moment,
  ports: Ports,
): Promise<readonly ToldRequest[]> {
  const { metadata } = ports;
  const action = 'request.read';
  const object = { kind: 'none' } as const;
  if (!authorize(principal, action).allowed) {
    await requireAccess({ principal, action, what: 'requests', object, asked: {} }, ports);
  }
  const moment = readMoment(asOf, ports.clock.now());
  const own =
    principal.kind === 'russian-person'
      ? await metadata.requestsTo(principal.participantId)
      : await metadata.requestsBy(principal.participantId);
  const readable = (request: FixedRequest) =>
    authorize(principal, action, { kind: 'request', request }).allowed;
  const shown = own
    .filter((request) => request.arrivedAt <= moment && readable(request))
    .toReversed();
  const told = await Promise.all(shown.map((request) => tell(request, moment, ports)));
  const requests = shown.map(({ id }) => id);
  await recordReading(principal, 'request.read', { requests, asOf: moment, part: 'list' }, ports);
  return told;
}

/** VaultError `not-found`: it is not there, is not the principal's, or had not arrived at the moment. */
export async function readRequest(
  principal: Principal,
  { id, asOf }: Moment & { readonly id: string },
  ports: Ports,
): Promise<ToldRequest> {
  const request = await ports.metadata.request(id);
  const object = request && ({ kind: 'request', request } as const);
  const asked = { request: id };
  const what = 'request';
  await requireAccess({ principal, action: 'request.read', what, object, asked }, ports);
  const moment = readMoment(asOf, ports.clock.now());
  if (request === undefined || request.arrivedAt > moment) {
    throw new VaultError({ code: 'not-found', what });
  }
  await recordReading(principal, 'request.read', { ...asked, asOf: moment }, ports);
  return tell(request, moment, ports);
}

function readMoment(asOf: string | undefined, now: Date): string {
  const fields = new FieldReader(asOf === undefined ? {} : { asOf });
  const moment = fields.optionalInstant('asOf') ?? now;
  if (moment > now) fields.fault('asOf', 'in-the-future', now.toISOString());
  fields.finish();
  return moment.toISOString();
}

async function tell(
  request: FixedRequest,
  moment: string,
  { metadata }: Ports,
): Promise<ToldRequest> {
  const exporter = await metadata.participant(request.exporterId);
  const sendings = await metadata.sendingsAnswering(request.id);
  const state = requestState(request, sendings, moment);
  return { request, exporter: exporter?.name ?? request.exporterId, state };
}
