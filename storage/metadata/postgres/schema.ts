import type { ClientBase } from 'pg';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { postgresError } from './postgres-error.ts';

/** Applied in order, each once, in the schema that is first on the search path; a published step is never edited. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE participants (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    record text NOT NULL
  );
  CREATE TABLE contracts (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    owner_id text NOT NULL, unk text, revision bigint NOT NULL, record text NOT NULL
  );
  CREATE INDEX contracts_by_owner ON contracts (owner_id);
  CREATE INDEX contracts_by_unk ON contracts (unk) WHERE unk IS NOT NULL;
  CREATE TABLE documents (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    contract_id text NOT NULL REFERENCES contracts (id), owner_id text NOT NULL,
    record text NOT NULL
  );
  CREATE INDEX documents_by_contract ON documents (contract_id);

  -- record: the pending entry; it moves into sequenced.bytes, so that its content is in one place only.
  CREATE TABLE entries (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, record text
  );
  CREATE INDEX entries_pending ON entries (seq) WHERE record IS NOT NULL;
  CREATE TABLE sequenced (
    position bigint PRIMARY KEY, entry_id text NOT NULL UNIQUE REFERENCES entries (id),
    time text COLLATE "C" NOT NULL, action text NOT NULL,
    bytes bytea NOT NULL, salt bytea NOT NULL, leaf_hash bytea NOT NULL
  );
  CREATE TABLE nodes (
    level bigint NOT NULL, position bigint NOT NULL, hash bytea NOT NULL,
    PRIMARY KEY (level, position)
  );
  CREATE TABLE receipts (
    entry_id text PRIMARY KEY REFERENCES sequenced (entry_id), bytes bytea NOT NULL
  );
  CREATE TABLE head (
    id bigint PRIMARY KEY CHECK (id = 1), size bigint NOT NULL, root bytea NOT NULL,
    note text NOT NULL, seal bytea NOT NULL
  );
  CREATE TABLE supplements (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size bigint NOT NULL, bytes bytea NOT NULL
  );
  -- A token is longer than a key of an index may be.
  CREATE UNIQUE INDEX supplements_once ON supplements (size, sha256(bytes));

  CREATE TABLE contract_revisions (
    contract_id text NOT NULL REFERENCES contracts (id), revision bigint NOT NULL, unk text,
    entry text REFERENCES entries (id), record text NOT NULL,
    PRIMARY KEY (contract_id, revision)
  );
  CREATE INDEX contract_revisions_by_unk ON contract_revisions (unk) WHERE unk IS NOT NULL;
  CREATE TABLE versions (
    document_id text NOT NULL REFERENCES documents (id), number bigint NOT NULL,
    received_entry text NOT NULL REFERENCES entries (id),
    placed_entry text REFERENCES entries (id), record text NOT NULL,
    PRIMARY KEY (document_id, number)
  );
  CREATE TABLE requests (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    requester_id text NOT NULL REFERENCES participants (id),
    exporter_id text NOT NULL REFERENCES participants (id),
    arrived_entry text NOT NULL REFERENCES entries (id), record text NOT NULL
  );
  CREATE INDEX requests_by_requester ON requests (requester_id);
  CREATE INDEX requests_by_exporter ON requests (exporter_id);
  CREATE TABLE sendings (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    document_id text NOT NULL, number bigint NOT NULL,
    addressee_id text NOT NULL REFERENCES participants (id),
    sent_entry text NOT NULL REFERENCES entries (id),
    delivered_entry text NOT NULL REFERENCES entries (id),
    request_id text REFERENCES requests (id), record text NOT NULL,
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  );
  CREATE INDEX sendings_by_document ON sendings (document_id);
  CREATE INDEX sendings_by_addressee ON sendings (addressee_id);
  CREATE INDEX sendings_by_request ON sendings (request_id) WHERE request_id IS NOT NULL;
  CREATE TABLE idempotency (
    participant_id text NOT NULL, key text NOT NULL, fingerprint text NOT NULL,
    outcome text NOT NULL, PRIMARY KEY (participant_id, key)
  );
  CREATE TABLE sessions (
    token_hash text PRIMARY KEY, principal text NOT NULL, expires_at text COLLATE "C" NOT NULL
  );
  -- due, leased_until: milliseconds since 1970.
  CREATE TABLE jobs (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    kind text NOT NULL, payload text NOT NULL, run_at text NOT NULL, due bigint NOT NULL,
    attempts bigint NOT NULL DEFAULT 0, leased_until bigint NOT NULL DEFAULT 0, failure text
  );
  CREATE INDEX jobs_by_due ON jobs (due);
  `,
  // A blob that is not encrypted has a row without a key, so that the references hold. What is erased leaves the
  // first two tables and stands in the third for ever.
  `
  CREATE TABLE blob_keys (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, blob_id text COLLATE "C" NOT NULL UNIQUE,
    owner_id text, sha256 text NOT NULL, size bigint NOT NULL, generation text COLLATE "C", wrapped text
  );
  CREATE INDEX blob_keys_by_content ON blob_keys (owner_id, sha256);
  CREATE INDEX blob_keys_by_generation ON blob_keys (generation);
  CREATE TABLE blob_references (
    blob_id text COLLATE "C" NOT NULL REFERENCES blob_keys (blob_id),
    document_id text NOT NULL, number bigint NOT NULL,
    PRIMARY KEY (blob_id, document_id, number),
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  );
  CREATE INDEX blob_references_by_version ON blob_references (document_id, number);
  CREATE TABLE erased_blobs (
    blob_id text PRIMARY KEY, entry text NOT NULL REFERENCES entries (id)
  );
  `,
  `
  CREATE TABLE quarantine (
    document_id text COLLATE "C" NOT NULL, number bigint NOT NULL,
    PRIMARY KEY (document_id, number),
    FOREIGN KEY (document_id, number) REFERENCES versions (document_id, number)
  );
  `,
  `
  CREATE TABLE delegations (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
    granter_id text NOT NULL REFERENCES participants (id),
    delegate_id text NOT NULL REFERENCES participants (id),
    granted_entry text NOT NULL REFERENCES entries (id),
    revoked_entry text REFERENCES entries (id), record text NOT NULL
  );
  CREATE INDEX delegations_by_granter ON delegations (granter_id);
  CREATE INDEX delegations_by_delegate ON delegations (delegate_id);
  CREATE TABLE access_events (
    entry text PRIMARY KEY REFERENCES entries (id),
    participant_id text NOT NULL REFERENCES participants (id), event text NOT NULL
  );
  `,
  `
  CREATE TABLE heads (size bigint PRIMARY KEY, note text NOT NULL);
  INSERT INTO heads SELECT size, note FROM head;
  CREATE TABLE erased_entries (
    entry_id text COLLATE "C" PRIMARY KEY REFERENCES sequenced (entry_id),
    commitment bytea NOT NULL, erased_by text NOT NULL REFERENCES entries (id)
  );
  `,
  // What the archive does not hold yet.
  `
  CREATE TABLE unarchived (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, record text NOT NULL
  );
  `,
];

/** The table that says whose database this is; its one row is also what sequencers wait for each other on. */
const STORE = `
  CREATE TABLE IF NOT EXISTS okno_store (
    id bigint PRIMARY KEY CHECK (id = 1), version bigint NOT NULL,
    -- Grows with every process that is elected to sequence: what an earlier one still writes is refused.
    term bigint NOT NULL DEFAULT 0
  )`;

/** «OKNO»: processes that start at once migrate one after another. */
const MIGRATION_LOCK = 0x4f4b4e4f;

/** Brings the database to the newest schema, all steps or none. */
export async function migrate(client: ClientBase): Promise<void> {
  const query = (sql: string, values: readonly unknown[] = []) =>
    client.query(sql, [...values]).catch((error: unknown) => {
      throw postgresError(error);
    });
  await query('BEGIN');
  try {
    await query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await refuseForeign(query);
    await query(STORE);
    const { rows } = await query('SELECT version FROM okno_store');
    const version = Number(rows[0]?.version ?? 0);
    if (version > MIGRATIONS.length) {
      throw new StorageError(
        'unavailable',
        `the database has schema ${version}, this program knows ${MIGRATIONS.length}: it is too old`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) await client.query(step);
    await query(
      `INSERT INTO okno_store (id, version) VALUES (1, $1)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version`,
      [MIGRATIONS.length],
    );
    await query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the connection may be what failed
    throw error;
  }
}

/** Tables of somebody else are not to be mixed with ours. */
async function refuseForeign(
  query: (sql: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>,
): Promise<void> {
  const { rows } = await query(
    `SELECT current_schema() AS schema, relname FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
  );
  if (rows.length === 0 || rows.some(({ relname }) => relname === 'okno_store')) return;
  throw new StorageError(
    'corrupt',
    `schema ${String(rows[0]?.['schema'])} holds tables of another program (${String(rows[0]?.['relname'])}, …)`,
  );
}
