import { toBase64 } from '../../formats/base64.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { commitmentOf, committedLeaf } from '../../formats/evidence/entry.ts';
import { hashLeaf, type Sha256 } from '../../formats/log/tree.ts';
import { systemEntry } from '../access/action-entry.ts';
import type { JournalAction, SequencedEntry } from '../model/journal.ts';
import type { Metadata } from '../ports/metadata.ts';
import { VaultError } from '../vault-error.ts';
import { JournalError } from './journal-error.ts';

/**
 * What tells of people and proves nothing about a document may be erased. The moments of contracts, documents, sendings
 * and requests (para. 24), what was said of participants, delegations and keys, and what was destroyed, never.
 */
const ERASABLE: Readonly<Record<JournalAction, boolean>> = {
  'participant.registered': false,
  'participant.suspended': false,
  'participant.resumed': false,
  'participant.terminated': false,
  'access-events.read': true,
  'delegation.granted': false,
  'delegation.revoked': false,
  'delegation.read': true,
  'session.opened': true,
  'session.read': true,
  'session.acting': true,
  'session.closed': true,
  'session.link-issued': true,
  'session.refused': true,
  'sessions.forgotten': false,
  'contract.registered': false,
  'contract.changed': false,
  'contract.read': true,
  'document.received': false,
  'document.placed': false,
  'document.sent': false,
  'document.delivered': false,
  'document.refused': false,
  'document.quarantined': false,
  'document.erased': false,
  'retention.set': false,
  'quarantine.proposed': false,
  'quarantine.decided': false,
  'request.arrived': false,
  'request.read': true,
  'document.read': true,
  'documents.retrieved': true,
  'addressees.read': true,
  'access.denied': true,
  'action.refused': true,
  'action.repeated': true,
  'evidence.issued': false,
  'verification.made': true,
  'key.replaced': false,
  'key.compromised': false,
  'store.repaired': false,
  'entry.erased': false,
};

export interface EntryErasureRequest {
  readonly entryId: string;
  /** The law or the decision on which it is erased. */
  readonly ground: string;
  /** Who decided it. */
  readonly person: string;
}

export interface ErasurePorts {
  readonly metadata: Metadata;
  readonly sha256: Sha256;
  readonly newId: () => string;
}

/**
 * Erases content and salt of an entry, and its receipt, for ever, and journals that, by whom and on what ground. The
 * log, its files and all other receipts stay as they are: a leaf commits to a salted hash only. Answers the id of the
 * entry that says so. Rejects with VaultError `not-found`, `invalid`; ConflictError `stale` when it is gone already;
 * JournalError `damaged` when the entry is not what the log commits to.
 */
export async function eraseEntry(
  { entryId, ground, person }: EntryErasureRequest,
  { metadata, sha256, newId }: ErasurePorts,
): Promise<string> {
  const entry = await metadata.journal.entry(entryId);
  if (entry === undefined) throw new VaultError({ code: 'not-found', what: 'journal entry' });
  const fields = [
    ...(ERASABLE[entry.action] ? [] : [{ pointer: '/entry', code: 'contradiction' as const }]),
    ...(ground.trim() === '' ? [{ pointer: '/ground', code: 'required' as const }] : []),
    ...(person.trim() === '' ? [{ pointer: '/person', code: 'required' as const }] : []),
  ];
  if (fields.length > 0) throw new VaultError({ code: 'invalid', fields });
  const commitment = await provenCommitment(entry, sha256);
  const by = newId();
  await metadata.commit({
    entries: [
      systemEntry({
        id: by,
        action: 'entry.erased',
        paragraph: 'D65-13з',
        content: {
          entry: entryId,
          index: entry.index,
          erased: entry.action,
          commitment: toBase64(commitment),
          ...{ ground, person },
        },
      }),
    ],
    entryErasures: [{ entryId, commitment, by }],
  });
  return by;
}

/** What stays must be what the leaf was made of, or the log could not be published any more. */
async function provenCommitment(entry: SequencedEntry, sha256: Sha256): Promise<Uint8Array> {
  const commitment = entry.erased?.commitment ?? (await commitmentOf(sha256, entry));
  const leafHash = await hashLeaf(sha256, committedLeaf(commitment));
  if (equalBytes(leafHash, entry.leafHash)) return commitment;
  throw new JournalError('damaged', `entry ${entry.id} is not what its leaf commits to`);
}
