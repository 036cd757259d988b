import { actionEntry } from '../access/action-entry.ts';
import type { ContractPorts } from '../contracts/contract-ports.ts';
import { judgingJob, versionContent } from '../documents/place-document.ts';
import type {
  PlacedVersion,
  QuarantineProposal,
  VersionHold,
  VersionState,
} from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { Proposal } from '../once.ts';
import type { VersionJudgement } from '../ports/metadata.ts';
import type { FoundVersion } from '../reading/require-version.ts';
import { VaultError } from '../vault-error.ts';

/** What came of one operator's word. */
export interface QuarantineOutcome {
  readonly documentId: string;
  readonly version: number;
  /** `proposed`: another operator must say the same; `decided`: it was the second word. */
  readonly step: 'proposed' | 'decided';
  readonly decision: QuarantineProposal['decision'];
  readonly state: VersionState;
  readonly entry: string;
}

export type Person = Pick<QuarantineProposal, 'person' | 'certificate'>;

export type Word = Person & Pick<QuarantineProposal, 'decision' | 'because'>;

/** One operator's word on a version. */
export interface Deciding extends FoundVersion {
  readonly principal: Principal;
  readonly word: Word;
}

/** What the word changes: a first one stands as a proposal, a second and equal one decides. */
export function takeWord(deciding: Deciding, ports: ContractPorts): Proposal<QuarantineOutcome> {
  const { version, word } = deciding;
  const { hold, state } = version;
  if (state !== 'quarantined' || hold === undefined) {
    throw new VaultError({ code: 'not-found', what: 'version in quarantine' });
  }
  const { proposal } = hold;
  if (proposal !== undefined && proposal.decision === word.decision) {
    if (isSamePerson(proposal, word)) {
      throw new VaultError({ code: 'already-exists', what: 'proposal of the same operator' });
    }
    return decided(deciding, { hold, proposal }, ports);
  }
  return proposed(deciding, hold, ports);
}

/** One person may hold two certificates, and two persons one name: either in common is too much. */
function isSamePerson(one: Person, other: Person): boolean {
  return one.certificate === other.certificate || one.person === other.person;
}

function proposed(deciding: Deciding, hold: VersionHold, { newId }: ContractPorts) {
  const { word, version } = deciding;
  const entry = newId();
  const { proposal: former, ...rest } = hold;
  const judgement: VersionJudgement = {
    ...seen(version, former),
    state: 'quarantined',
    hold: { ...rest, proposal: { ...word, entry } },
  };
  const entries = [entryOf(deciding, { id: entry, action: 'quarantine.proposed' })];
  const outcome = outcomeOf(deciding, { step: 'proposed', state: 'quarantined', entry });
  return { changes: { judgements: [judgement], entries }, outcome };
}

function decided(
  deciding: Deciding,
  { hold, proposal }: { readonly hold: VersionHold; readonly proposal: QuarantineProposal },
  ports: ContractPorts,
) {
  const { word, version } = deciding;
  const entry = ports.newId();
  const released = word.decision === 'release';
  const code = released ? 'released-by-operator' : 'refused-by-operator';
  const reasons = [...hold.reasons, { code, part: 'document', detail: word.because } as const];
  const state = released ? 'pending' : 'refused';
  const judgement: VersionJudgement = {
    ...seen(version, proposal),
    state,
    hold: { reasons, ...(released ? { released: entry } : {}) },
  };
  const id = { id: entry, action: 'quarantine.decided', proposal: proposal.entry } as const;
  const jobs = released ? [judgingJob(version, ports.clock.now(), ports)] : [];
  const changes = { judgements: [judgement], entries: [entryOf(deciding, id)], jobs };
  return { changes, outcome: outcomeOf(deciding, { step: 'decided', state, entry }) };
}

/** The version as it was seen: whoever changed it meanwhile makes this one stale. */
function seen({ documentId, number, signatures }: PlacedVersion, proposal?: QuarantineProposal) {
  const from = 'quarantined' as const;
  const proposed = proposal === undefined ? {} : { proposed: proposal.entry };
  return { documentId, number, signatures, from, ...proposed };
}

function entryOf(
  { principal, document, version, word }: Deciding,
  facts: {
    readonly id: string;
    readonly action: 'quarantine.proposed' | 'quarantine.decided';
    readonly proposal?: string;
  },
) {
  const { id, action, proposal } = facts;
  const { decision, because } = word;
  const content = { ...versionContent(document, version), decision, because, proposal };
  return actionEntry({ id, action, principal, paragraph: 'D65-13е', content });
}

function outcomeOf(
  { version, word }: Deciding,
  came: Pick<QuarantineOutcome, 'step' | 'state' | 'entry'>,
): QuarantineOutcome {
  const { documentId, number } = version;
  return { documentId, version: number, decision: word.decision, ...came };
}
