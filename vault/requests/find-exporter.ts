import type { Contract } from '../model/contract.ts';
import type { Participant } from '../model/participant.ts';
import type { Metadata } from '../ports/metadata.ts';
import { VaultError } from '../vault-error.ts';
import type { RequestFacts } from './request-facts.ts';

/** Whom a request is for, and about which contract, when one is named. */
export interface Asked {
  readonly exporter: Participant;
  readonly contract?: Contract;
}

interface Ports {
  readonly metadata: Metadata;
}

/**
 * The trader that a request names by УНК, by ИНН, or by both. VaultError `not-found`: no contract was ever under the
 * УНК; `invalid`: the ИНН is no trader's here, or several traders have said the same УНК and none is named.
 */
export async function findExporter(facts: RequestFacts, ports: Ports): Promise<Asked> {
  return facts.unk === undefined ? byInn(facts, ports) : byUnk(facts.unk, facts.inn, ports);
}

async function byUnk(unk: string, inn: string | undefined, ports: Ports): Promise<Asked> {
  const { metadata } = ports;
  const ids = await metadata.contractsEverUnder(unk);
  const contracts = (await Promise.all(ids.map((id) => metadata.contract(id)))).filter(isThere);
  if (contracts.length === 0) throw new VaultError({ code: 'not-found', what: 'contract' });
  const found: Asked[] = [];
  for (const contract of contracts) {
    const exporter = await metadata.participant(contract.ownerId);
    if (exporter !== undefined && isTrader(exporter)) found.push({ exporter, contract });
  }
  const named = found.filter(({ exporter }) => inn === undefined || exporter.inn === inn);
  const [one, ...others] = named;
  if (one === undefined) throw fault('inn', 'unknown-code');
  // A УНК is what its owner said: the bank knows to whom it gave it.
  if (others.some(({ exporter }) => exporter.id !== one.exporter.id))
    throw fault('inn', 'required');
  return one;
}

async function byInn({ inn, contract }: RequestFacts, { metadata }: Ports): Promise<Asked> {
  const participants = await metadata.participants();
  const exporter = participants.find((each) => each.inn === inn && isTrader(each));
  if (exporter === undefined) throw fault('inn', 'unknown-code');
  if (contract === undefined) return { exporter };
  const own = await metadata.contractsOf(exporter.id);
  const named = own.find(
    ({ number, date }) => number === contract.number && date === contract.date,
  );
  if (named === undefined) throw fault('contract', 'unknown-code');
  return { exporter, contract: named };
}

/** A suspended trader is asked all the same: the request has arrived whether or not it is read (para. 25 (г)). */
function isTrader({ kind, state }: Participant): boolean {
  return kind === 'russian-person' && state !== 'terminated';
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function fault(name: string, code: 'unknown-code' | 'required'): VaultError {
  const pointer = `/${name}`;
  return new VaultError({ code: 'invalid', fields: [{ pointer, code }] });
}
