import type { Database } from 'better-sqlite3';
import { failpoint } from '../../../faults/failpoint.ts';
import { endsWriting, sqliteCode } from './sqlite-error.ts';

export type Outcome =
  | { readonly value: unknown; readonly error?: never }
  | { readonly error: unknown; readonly value?: never };

/**
 * Runs the members in one transaction with one sync, each in its own savepoint: a member that fails
 * leaves nothing and does not fail the others. Durable when it returns. When the transaction as a whole
 * fails (no space), each member gets a transaction of its own, so that the small ones still pass; but
 * not when a foreign program holds the lock: the wait for it is over for all.
 */
export function commitGroup(db: Database, members: readonly (() => unknown)[]): Outcome[] {
  try {
    return runGroup(db, members);
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    if (members.length === 1 || endsWriting(error) || sqliteCode(error) === 'SQLITE_BUSY')
      return members.map(() => ({ error }));
    return members.flatMap((member) => commitGroup(db, [member]));
  }
}

function runGroup(db: Database, members: readonly (() => unknown)[]): Outcome[] {
  db.exec('BEGIN IMMEDIATE');
  failpoint('sqlite/begun');
  const outcomes = members.map((member) => runMember(db, member));
  failpoint('sqlite/filled');
  db.exec('COMMIT');
  failpoint('sqlite/committed');
  return outcomes;
}

function runMember(db: Database, member: () => unknown): Outcome {
  db.exec('SAVEPOINT member');
  try {
    const value = member();
    db.exec('RELEASE member');
    return { value };
  } catch (error) {
    // SQLite may have rolled the whole transaction back by itself: then nobody's changes are there.
    if (!db.inTransaction || endsWriting(error)) throw error;
    db.exec('ROLLBACK TO member; RELEASE member');
    return { error };
  }
}
