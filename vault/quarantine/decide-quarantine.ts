import { actionEntry } from '../access/action-entry.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { FieldReader } from '../field-reader.ts';
import type { Principal } from '../model/participant.ts';
import { checkIdempotencyKey, commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import { requireVersion } from '../reading/require-version.ts';
import { VaultError } from '../vault-error.ts';
import { type Person, type QuarantineOutcome, takeWord, type Word } from './take-word.ts';

export interface DecideRequest {
  readonly principal: Principal;
  readonly idempotencyKey: string;
  readonly documentId: string;
  readonly version: number;
  /** JSON of the request: `decision` (`release`, `refuse`), `because`. */
  readonly facts: unknown;
}

/**
 * One operator proposes what becomes of a version in quarantine, another one decides by saying the same (para. 13
 * (е)); a different word is a new proposal. Released, the version is judged by its signatures like any that waits;
 * refused, it stays as it is for good. Rejects with VaultError `invalid`, `denied`, `not-found`, `already-exists`,
 * `stale`, `idempotency-mismatch`.
 */
export async function decideQuarantine(
  request: DecideRequest,
  ports: ContractPorts,
): Promise<QuarantineOutcome> {
  const { principal, idempotencyKey: key, documentId, version: number } = request;
  checkIdempotencyKey(key);
  const action = 'quarantine.decide';
  const found = await requireVersion({ principal, action, documentId, number }, ports);
  const who = await personOf(request, ports);
  const word = { ...readFacts(request.facts), ...who };
  const { decision, because } = word;
  const operation = 'decide-quarantine';
  const fingerprint = fingerprintOf({ operation, documentId, number, decision, because });
  const once = { participantId: principal.participantId, key, fingerprint };
  const outcome =
    (await settledBefore<QuarantineOutcome>(once, ports)) ??
    (await commitOnce(once, ports, () => takeWord({ principal, word, ...found }, ports)));
  await ports.sequencer.sequenced([outcome.entry]);
  return outcome;
}

/** Two people can only be told apart where people have signed in, each with a certificate of their own. */
async function personOf(
  { principal, documentId, version }: DecideRequest,
  { metadata, newId }: ContractPorts,
): Promise<Person> {
  const { authentication, person, certificate } = principal;
  const bySignature = authentication === 'qualified-signature';
  if (bySignature && person !== undefined && certificate !== undefined) {
    return { person: person.toWellFormed(), certificate };
  }
  const denial = {
    allowed: false,
    reason: 'authentication-too-weak',
    paragraph: 'D65-13е',
  } as const;
  const content = {
    action: 'quarantine.decide',
    reason: denial.reason,
    document: documentId,
    version,
  };
  const facts = { id: newId(), principal, paragraph: denial.paragraph, content };
  await metadata.commit({ entries: [actionEntry({ ...facts, action: 'access.denied' })] });
  throw new VaultError({ code: 'denied', denial });
}

function readFacts(facts: unknown): Pick<Word, 'decision' | 'because'> {
  const fields = new FieldReader(facts);
  const decision = fields.code('decision', (text) => text === 'release' || text === 'refuse');
  const because = fields.text('because', 500);
  fields.finish();
  return { decision: decision === 'release' ? 'release' : 'refuse', because };
}
