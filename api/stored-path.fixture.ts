import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** The file of the content with this digest: under that of its encrypted octets, which only the table of keys tells. */
export function storedPath(data: string, sha256: string): string {
  const database = new BetterSqlite3(join(data, 'okno.sqlite'), { readonly: true });
  const ids = database
    .prepare('SELECT blob_id FROM blob_keys WHERE sha256 = ?')
    .pluck()
    .all(sha256);
  database.close();
  const [owner, name] = String(ids[0]).split('/');
  if (ids.length !== 1 || owner === undefined || name === undefined) {
    throw new Error(`${ids.length} blobs have the digest ${sha256}`);
  }
  return join(data, 'documents', 'blobs', owner, name.slice(0, 2), name);
}
