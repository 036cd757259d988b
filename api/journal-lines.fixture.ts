import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** A journal entry as it is committed, whether it is in the log by now or not yet. */
export interface Line {
  readonly action: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface JournalLines {
  /** What was committed since it was asked last, in order. */
  next(): readonly Line[];
  close(): void;
}

/** The journal in the database of a service's folder, from its beginning. */
export function journalLines(data: string): JournalLines {
  const db = new BetterSqlite3(join(data, 'okno.sqlite'), { readonly: true });
  const statement = db.prepare(
    `SELECT e.seq AS seq, coalesce(e.record, CAST(s.bytes AS TEXT)) AS line
       FROM entries e LEFT JOIN sequenced s ON s.entry_id = e.id WHERE e.seq > ? ORDER BY e.seq`,
  );
  let last = 0;
  return {
    next() {
      const rows = statement.all(last) as readonly { seq: number; line: string }[];
      last = rows.at(-1)?.seq ?? last;
      return rows.map(({ line }) => JSON.parse(line));
    },
    close: () => void db.close(),
  };
}

/** Told what users did, and nothing of what the service does by itself. */
export const byUser = ({ actor }: Line) => actor['participant'] !== 'system';
