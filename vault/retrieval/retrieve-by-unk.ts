import { actionEntry } from '../access/action-entry.ts';
import { authorize } from '../access/authorize.ts';
import { requireAccess } from '../access/require-access.ts';
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
  readonly contract: Contract;
  /** Whose contract it is: a УНК is what its owner said, and the bank knows whom it gave it. */
  readonly owner: Pick<Participant, 'id' | 'name' | 'inn' | 'ogrn'> | undefined;
  readonly documents: readonly RetrievedDocument[];
  /** Documents there are that this session may not see: a secret asks for a qualified signature. */
  readonly withheld: number;
}

export interface RetrievedDocument {
  readonly document: DocumentRecord;
  /** Every version placed at or before the moment, in order; the last is the one in effect. */
  readonly versions: readonly PlacedVersion[];
}

/**
 * The documents of a contract by its УНК, as they lay in the vault at a moment (para. 23, 29): versions that
 * were placed at or before it. An agent whose УНК it is not is denied in the same words whether or not the
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
    // Whatever was placed at or before the moment is sequenced by now. Should a version have come to light
    // between the two looks, the answer would not be the one that the next asker gets: look again.
    const again = await lookUp(principal, { unk, asOf }, ports);
    if (countVersions(again) === countVersions(contracts)) return { unk, asOf, entry, contracts };
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
  { metadata }: RetrievalPorts,
): Promise<readonly RetrievedContract[]> {
  const contracts = await metadata.contractsByUnk(unk);
  return Promise.all(
    contracts.map(async (contract) => {
      const documents = await metadata.documentsOf(contract.id);
      const shown = documents.filter(
        (document) =>
          authorize(principal, 'document.read', { kind: 'document', contract, document }).allowed,
      );
      const placed = await Promise.all(
        shown.map(async (document) => ({
          document,
          versions: (await metadata.versionsOf(document.id)).filter((version) =>
            placedBy(version, asOf),
          ),
        })),
      );
      return {
        contract,
        owner: ownerOf(await metadata.participant(contract.ownerId)),
        documents: placed.filter(({ versions }) => versions.length > 0),
        withheld: documents.length - shown.length,
      };
    }),
  );
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
function placedBy({ state, placedAt }: PlacedVersion, asOf: string): boolean {
  return state === 'accepted' && placedAt !== undefined && placedAt <= asOf;
}

function countVersions(contracts: readonly RetrievedContract[]): number {
  return contracts
    .flatMap(({ documents }) => documents)
    .reduce((sum, { versions }) => sum + versions.length, 0);
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
