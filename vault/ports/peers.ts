import type { JournalStore } from './metadata.ts';

/** What one process tells the others; a hint that may get lost or come twice, never more. */
export type PeerMessage = 'pending' | 'sequenced';

export interface PeerListener {
  /** This process is to sequence the journal from now on, until `resigned`. */
  elected(term: Term): void;
  /** Another process may be sequencing now. */
  resigned(): void;
  /** Another process has said something, or may have while it could not be heard. */
  told(message: PeerMessage): void;
}

/** Several processes over one journal: the database elects one of them to sequence it. */
export interface Peers {
  /** Stands for election until `close`; resolves when it is known who leads. To be called once. */
  start(listener: PeerListener): Promise<void>;
  tell(message: PeerMessage): void;
  /** Lets another process lead: this one cannot, for now, and stands again after a while. */
  resign(): void;
  close(): Promise<void>;
}

/** From an election to the next. */
export interface Term {
  readonly number: number;
  /** `sequence` is refused with ConflictError `stale` once a later term has begun. */
  readonly journal: JournalStore;
}
