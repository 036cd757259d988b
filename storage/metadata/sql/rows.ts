/** What is given to a column, and what comes out of it: PostgreSQL gives whole numbers as text. */
export type Value = string | number | bigint | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** The JSON text in column `record`, which this program wrote. */
export function recordOf<T>(row: Row | undefined): T | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row['record'])) as T);
}

export function recordsOf<T>(rows: readonly Row[]): readonly T[] {
  return rows.map((row) => JSON.parse(String(row['record'])) as T);
}

export function octets(value: Value | undefined): Uint8Array {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  throw new TypeError('the column holds no octets');
}
