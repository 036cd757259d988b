import type { JournalStore } from '../../vault/ports/metadata.ts';
import type { PeerListener, Peers } from '../../vault/ports/peers.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';

/** Processes that are in fact one: who joined first leads, then the next that did not resign. */
export function memoryPeers(journal: JournalStore): { join(): Peers } {
  const members: PeerListener[] = [];
  let leader: PeerListener | undefined;
  let term = 0;

  const elect = () => {
    if (leader !== undefined) return;
    leader = members[0];
    if (leader === undefined) return;
    term += 1;
    const own = term;
    leader.elected({
      number: own,
      journal: {
        ...journal,
        async sequence(batch) {
          if (own !== term) throw new ConflictError('stale', `term ${own} has ended`);
          await journal.sequence(batch);
        },
      },
    });
  };
  const leave = (member: PeerListener) => {
    members.splice(members.indexOf(member), 1);
    if (leader !== member) return;
    leader = undefined;
    member.resigned();
  };
  return {
    join() {
      let own: PeerListener | undefined;
      return {
        async start(listener) {
          own = listener;
          members.push(listener);
          elect();
        },
        tell(message) {
          for (const each of members) if (each !== own) each.told(message);
        },
        resign() {
          const member = own;
          if (member === undefined || leader !== member) return;
          leave(member);
          members.push(member); // behind all others
          queueMicrotask(elect);
        },
        async close() {
          if (own !== undefined && members.includes(own)) leave(own);
          elect();
        },
      };
    },
  };
}
