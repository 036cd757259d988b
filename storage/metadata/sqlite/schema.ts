import type { Database } from 'better-sqlite3';
import { StorageError } from '../../../vault/ports/storage-error.ts';

/** «OKNO»: a database of ours, and no other program's. */
const APPLICATION_ID = 0x4f4b4e4f;

/** Applied in order, each once; a published step is never edited. `user_version` counts them. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE store (id INTEGER PRIMARY KEY CHECK (id = 1), openings INTEGER NOT NULL) STRICT;
  INSERT INTO store VALUES (1, 0);

  CREATE TABLE participants (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE contracts (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner_id TEXT NOT NULL, unk TEXT,
    revision INTEGER NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX contracts_by_owner ON contracts (owner_id);
  CREATE INDEX contracts_by_unk ON contracts (unk) WHERE unk IS NOT NULL;
  CREATE TABLE documents (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    contract_id TEXT NOT NULL REFERENCES contracts (id), owner_id TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_contract ON documents (contract_id);

  -- record: the pending entry; it moves into sequenced.bytes, so that its content is in one place only.
  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT
  ) STRICT;
  CREATE INDEX entries_pending ON entries (seq) WHERE record IS NOT NULL;
  CREATE TABLE sequenced (
    position INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE REFERENCES entries (id),
    time TEXT NOT NULL, action TEXT NOT NULL,
    bytes BLOB NOT NULL, salt BLOB NOT NULL, leaf_hash BLOB NOT NULL
  ) STRICT;
  CREATE TABLE nodes (
    level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE receipts (
    entry_id TEXT PRIMARY KEY REFERENCES sequenced (entry_id), bytes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL,
    note TEXT NOT NULL, seal BLOB NOT NULL
  ) STRICT;

  CREATE TABLE versions (
    document_id TEXT NOT NULL REFERENCES documents (id), number INTEGER NOT NULL,
    received_entry TEXT NOT NULL REFERENCES entries (id), placed_entry TEXT REFERENCES entries (id),
    record TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE idempotency (
    participant_id TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (participant_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, principal TEXT NOT NULL, expires_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- due, leased_until: milliseconds since 1970.
  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, payload TEXT NOT NULL,
    run_at TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0, failure TEXT
  ) STRICT;
  CREATE INDEX jobs_by_due ON jobs (due);
  `,
  `
  CREATE TABLE supplements (
    seq INTEGER PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (size, bytes)
  ) STRICT;
  `,
  // What was overwritten until now is still told by the journal: each change has the whole terms in its entry.
  `
  CREATE TABLE contract_revisions (
    contract_id TEXT NOT NULL REFERENCES contracts (id), revision INTEGER NOT NULL, unk TEXT,
    entry TEXT REFERENCES entries (id), record TEXT NOT NULL,
    PRIMARY KEY (contract_id, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contract_revisions_by_unk ON contract_revisions (unk) WHERE unk IS NOT NULL;
  INSERT OR IGNORE INTO contract_revisions
    SELECT terms ->> 'id', terms ->> 'revision', terms ->> 'unk', entry, terms
      FROM (
        SELECT entry_id AS entry, CAST(bytes AS TEXT) -> '$.content.contract' AS terms
          FROM sequenced WHERE action IN ('contract.registered', 'contract.changed')
        UNION ALL
        SELECT id, record -> '$.content.contract'
          FROM entries
         WHERE record IS NOT NULL
           AND record ->> 'action' IN ('contract.registered', 'contract.changed')
      )
     WHERE terms ->> 'id' IN (SELECT id FROM contracts);
  INSERT OR IGNORE INTO contract_revisions SELECT id, revision, unk, NULL, record FROM contracts;
  `,
  `
  CREATE TABLE sendings (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL, number INTEGER NOT NULL,
    addressee_id TEXT NOT NULL REFERENCES participants (id),
    sent_entry TEXT NOT NULL REFERENCES entries (id),
    delivered_entry TEXT NOT NULL REFERENCES entries (id), record TEXT NOT NULL,
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  ) STRICT;
  CREATE INDEX sendings_by_document ON sendings (document_id);
  CREATE INDEX sendings_by_addressee ON sendings (addressee_id);
  `,
  `
  CREATE TABLE requests (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    requester_id TEXT NOT NULL REFERENCES participants (id),
    exporter_id TEXT NOT NULL REFERENCES participants (id),
    arrived_entry TEXT NOT NULL REFERENCES entries (id), record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX requests_by_requester ON requests (requester_id);
  CREATE INDEX requests_by_exporter ON requests (exporter_id);
  ALTER TABLE sendings ADD COLUMN request_id TEXT REFERENCES requests (id);
  CREATE INDEX sendings_by_request ON sendings (request_id) WHERE request_id IS NOT NULL;
  `,
  // A blob that is not encrypted has a row without a key, so that the references hold. What is erased leaves the
  // first two tables and stands in the third for ever.
  `
  CREATE TABLE blob_keys (
    seq INTEGER PRIMARY KEY, blob_id TEXT NOT NULL UNIQUE, owner_id TEXT,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, generation TEXT, wrapped TEXT
  ) STRICT;
  CREATE INDEX blob_keys_by_content ON blob_keys (owner_id, sha256);
  CREATE INDEX blob_keys_by_generation ON blob_keys (generation);
  CREATE TABLE blob_references (
    blob_id TEXT NOT NULL REFERENCES blob_keys (blob_id),
    document_id TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (blob_id, document_id, number),
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blob_references_by_version ON blob_references (document_id, number);
  CREATE TABLE erased_blobs (
    blob_id TEXT PRIMARY KEY, entry TEXT NOT NULL REFERENCES entries (id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE quarantine (
    document_id TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (document_id, number),
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE delegations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    granter_id TEXT NOT NULL REFERENCES participants (id),
    delegate_id TEXT NOT NULL REFERENCES participants (id),
    granted_entry TEXT NOT NULL REFERENCES entries (id),
    revoked_entry TEXT REFERENCES entries (id), record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX delegations_by_granter ON delegations (granter_id);
  CREATE INDEX delegations_by_delegate ON delegations (delegate_id);
  CREATE TABLE access_events (
    entry TEXT PRIMARY KEY REFERENCES entries (id),
    participant_id TEXT NOT NULL REFERENCES participants (id), event TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Every head that was ever signed: a proof can be given between any two of them.
  `
  CREATE TABLE heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
  INSERT INTO heads SELECT size, note FROM head;
  CREATE TABLE erased_entries (
    entry_id TEXT PRIMARY KEY REFERENCES sequenced (entry_id), commitment BLOB NOT NULL,
    erased_by TEXT NOT NULL REFERENCES entries (id)
  ) STRICT, WITHOUT ROWID;
  `,
  // What the archive does not hold yet; AUTOINCREMENT: a position is never given twice.
  `
  CREATE TABLE unarchived (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL
  ) STRICT;
  `,
];

/** Brings the file to the newest schema, all steps or none. */
export function migrate(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  const application = Number(db.pragma('application_id', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new StorageError(
      'unavailable',
      `${db.name} has schema ${version}, this program knows ${MIGRATIONS.length}: it is too old`,
    );
  }
  const foreign =
    version === 0 ? application !== 0 || !isEmpty(db) : application !== APPLICATION_ID;
  if (foreign) throw new StorageError('corrupt', `${db.name} is not a database of this program`);
  db.transaction(() => {
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  }).immediate();
}

function isEmpty(db: Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
}
