import { actionEntry } from '../access/action-entry.ts';
import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
import {
  contractHistory,
  historyAsOf,
  type RevisionInForce,
  termsUpTo,
} from '../contracts/contract-history.ts';
import { parseUnk } from '../contracts/unk.ts';
import type { Sequencing } from '../documents/intake-ports.ts';
import { FieldReader } from '../field-reader.ts';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { JsonValue } from '../model/journal.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metadata } from '../ports/metadata.ts';
import { VaultError } from '../vault-error.ts';

export interface RetrievalRequest {
  readonly principal: Principal;
  readonly unk: string;
  /** ISO 8601; absent: now. */
  readonly asOf?: string;
}

export interface RetrievalPorts {
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly sequencer: Sequencing;
}

/** What lay in the vault under a УНК at a moment. */
export interface Retrieval {
  readonly unk: string;
  /** ISO 8601 UTC, milliseconds. */
  readonly asOf: string;
  /** Journal entry `documents.retrieved`. */
  readonly entry: string;
  readonly contracts: readonly RetrievedContract[];
}

export interface RetrievedContract {
  /** As it stood at the moment, or last while it carried the УНК. */
  readonly contract: Contract;
  /** Its terms in every revision up to that one. */
  readonly told: readonly Contract[];
  /** ISO 8601 UTC: by the moment the contract carried the УНК no longer, from then on. */
  readonly unkUntil?: string;
  /** Whose contract it is: a УНК is what its owner said, and the bank knows whom it gave it. */
  readonly owner: Pick<Participant, 'id' | 'name' | 'inn' | 'ogrn'> | undefined;
  readonly documents: readonly RetrievedDocument[];
  /** Documents there are that this session may not see: a secret asks for a qualified signature. */
  readonly withheld: number;
}

export interface RetrievedDocument {
  readonly document: DocumentRecord;
  /** Every version placed at or before the moment, and before `unkUntil`, in order; the last is the one in effect. */
  readonly versions: readonly PlacedVersion[];
}

/**
 * The documents of a contract by its УНК, as they lay in the vault at a moment (para. 23, 29): the contract as it
 * stood then, and versions that were placed at or before it. A УНК that was replaced still gives what was placed
 * while it stood (para. 13 (и), 25 (г)). An agent whose УНК it is not is denied in the same words whether or not the
 * contract exists. Rejects with VaultError `invalid`, `denied`, `not-found`.
 */
export async function retrieveByUnk(
  request: RetrievalRequest,
  ports: RetrievalPorts,
): Promise<Retrieval> {
  const { principal, unk } = request;
  const asOf = readRequest(request, ports.clock.now());
  await requireAccess(
    {
      principal,
      action: 'documents.retrieve',
      what: 'contract',
      object: { kind: 'unk', unk },
      asked: { unk },
    },
    ports,
  );
  for (;;) {
    const contracts = await lookUp(principal, { unk, asOf }, ports);
    const entry = await journal(principal, { unk, asOf, contracts }, ports);
    if (contracts.length === 0) throw new VaultError({ code: 'not-found', what: 'contract' });
    // Whatever was placed or changed at or before the moment is sequenced by now. Should something have come to
    // light between the two looks, the answer would not be the one that the next asker gets: look again.
    const again = await lookUp(principal, { unk, asOf }, ports);
    if (extentOf(again) === extentOf(contracts)) return { unk, asOf, entry, contracts };
  }
}

function readRequest({ unk, asOf }: RetrievalRequest, now: Date): string {
  const fields = new FieldReader({ unk, ...(asOf === undefined ? {} : { asOf }) });
  const given = fields.text('unk', 30);
  if (given !== '' && parseUnk(given) === undefined) {
    fields.fault('unk', 'malformed', 'YYMMNNNN/BBBB/FFFF/K/R');
  }
  const moment = fields.optionalInstant('asOf') ?? now;
  if (moment > now) fields.fault('asOf', 'in-the-future', now.toISOString());
  fields.finish();
  return moment.toISOString();
}

interface Question {
  readonly unk: string;
  readonly asOf: string;
}

async function lookUp(
  principal: Principal,
  { unk, asOf }: Question,
  ports: RetrievalPorts,
): Promise<readonly RetrievedContract[]> {
  const ids = await ports.metadata.contractsEverUnder(unk);
  const found = await Promise.all(
    ids.map(async (id) => {
      const history = historyAsOf(await contractHistory(id, ports), asOf);
      const last = history.findLast(({ contract }) => contract.unk === unk);
      if (last === undefined) return [];
      const told = termsUpTo(history, last.contract);
      return [{ ...(await provided(principal, { ...last, asOf }, ports)), told }];
    }),
  );
  return found.flat();
}

/** What was provided by a revision of a contract until it ended, or until the moment when that comes first. */
async function provided(
  principal: Principal,
  { contract, until, asOf }: RevisionInForce & Pick<Question, 'asOf'>,
  { metadata }: RetrievalPorts,
): Promise<Omit<RetrievedContract, 'told'>> {
  const placed = await Promise.all(
    (await metadata.documentsOf(contract.id)).map(async (document) => ({
      document,
      versions: (await metadata.versionsOf(document.id)).filter((version) =>
        placedBy(version, { asOf, until }),
      ),
    })),
  );
  const documents = placed.filter(({ versions }) => versions.length > 0);
  const shown = documents.filter(
    ({ document }) =>
      authorize(principal, 'document.read', { kind: 'document', contract, document }).allowed,
  );
  return {
    contract,
    ...(until === undefined ? {} : { unkUntil: until }),
    owner: ownerOf(await metadata.participant(contract.ownerId)),
    documents: shown,
    withheld: documents.length - shown.length,
  };
}

function ownerOf(participant: Participant | undefined): RetrievedContract['owner'] {
  if (participant === undefined) return undefined;
  const { id, name, inn, ogrn } = participant;
  const numbers = {
    ...(inn === undefined ? {} : { inn }),
    ...(ogrn === undefined ? {} : { ogrn }),
  };
  return { id, name, ...numbers };
}

/** Para. 24: placed from the moment that the journal fixed. Both texts are UTC with milliseconds. */
function placedBy(
  { state, placedAt }: PlacedVersion,
  { asOf, until }: { readonly asOf: string; readonly until: string | undefined },
): boolean {
  if (state !== 'accepted' || placedAt === undefined) return false;
  return placedAt <= asOf && (until === undefined || placedAt < until);
}

/** Everything of an answer that what comes to light later could change. */
function extentOf(contracts: readonly RetrievedContract[]): string {
  return JSON.stringify(
    contracts.map(({ contract, unkUntil, withheld, documents }) => [
      [contract.id, contract.revision, unkUntil, withheld],
      documents.map(({ document, versions }) => [document.id, versions.length]),
    ]),
  );
}

/** Para. 13 (з): who saw what; in the log before the answer goes out. */
async function journal(
  principal: Principal,
  { unk, asOf, contracts }: Question & { readonly contracts: readonly RetrievedContract[] },
  { metadata, newId, sequencer }: RetrievalPorts,
): Promise<string> {
  const entry = actionEntry({
    id: newId(),
    action: 'documents.retrieved',
    principal,
    paragraph: 'D65-23-пути',
    content: { unk, asOf, contracts: contracts.map(contentOf) },
  });
  await metadata.commit({ entries: [entry] });
  await sequencer.sequenced([entry.id]);
  return entry.id;
}

function contentOf({ contract, documents, withheld }: RetrievedContract): JsonValue {
  return {
    contract: contract.id,
    revision: contract.revision,
    withheld,
    documents: documents.flatMap(({ document, versions }) =>
      versions.map(({ number, file }) => ({
        document: document.id,
        version: number,
        sha256: file.sha256,
      })),
    ),
  };
}
