import BetterSqlite3, { type Database } from 'better-sqlite3';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { migrate } from './schema.ts';
import { sqliteCode } from './sqlite-error.ts';

/** Long enough for a process that is just leaving, or for a backup tool's short read lock. */
const BUSY_MS = 1000;
const FULL = 2;
/** Of pages in memory: the upper levels of the journal's tree stay there at a million entries too. */
const CACHE_KIB = 65_536;
/** Octets that an emptied log may keep on the disk after it had to grow. */
const LARGEST_LOG = 64 << 20;

export interface Connection {
  readonly db: Database;
  close(): void;
}

/** The one connection that writes `file`; refuses a file that another process writes. */
export function openConnection(file: string): Connection {
  const lock = takeWriterLock(file);
  try {
    const db = new BetterSqlite3(file, { timeout: BUSY_MS });
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma(`journal_size_limit = ${LARGEST_LOG}`);
      db.pragma(`cache_size = -${CACHE_KIB}`);
      db.pragma('foreign_keys = ON');
      db.pragma('trusted_schema = OFF');
      // What was deleted is zeros: an erased key is gone from the file, not only from the table.
      db.pragma('secure_delete = ON');
      migrate(db);
      db.prepare('UPDATE store SET openings = openings + 1').run();
      assertDurable(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return {
      db,
      close() {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Moves what the log holds into the file and cuts it to nothing; false while a reader still needs it. */
export function emptyLog(db: Database): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return result?.busy === 0;
}

/**
 * A lock of the operating system on `FILE.lock`, held through an open transaction of an empty database
 * there: it goes away with the process however that dies, and readers of `file` itself are not hindered.
 */
function takeWriterLock(file: string): Database {
  const lock = new BetterSqlite3(`${file}.lock`, { timeout: BUSY_MS });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw error;
    throw new StorageError('unavailable', `${file} is open for writing already`, error);
  }
}

/**
 * To be called after the first write: better-sqlite3 is compiled so that a WAL database falls to
 * synchronous=NORMAL at its first write unless FULL was asked for, and before it still answers FULL.
 */
function assertDurable(db: Database): void {
  const found = {
    journal: db.pragma('journal_mode', { simple: true }),
    synchronous: db.pragma('synchronous', { simple: true }),
    foreignKeys: db.pragma('foreign_keys', { simple: true }),
  };
  if (found.journal !== 'wal' || found.synchronous !== FULL || found.foreignKeys !== 1) {
    throw new StorageError('unavailable', `${db.name} is not durable: ${JSON.stringify(found)}`);
  }
}
