import type { Row, Value } from './rows.ts';

/** One statement in the SQL that SQLite and PostgreSQL both understand; `?` stands for a value. */
export interface Query {
  readonly sql: string;
  readonly values: readonly Value[];
}

/**
 * A use of the database, as data: yields statements that need no answer of each other, and is given the rows
 * of each. The engine runs it, SQLite at once, PostgreSQL by asking and waiting; what fails ends it.
 */
export type Steps<T> = Generator<readonly Query[], T, readonly (readonly Row[])[]>;

/** Stands behind a query of rows that are to be changed next: who is changing them is waited for (PostgreSQL). */
export const FOR_UPDATE = '/* for update */';

/** Stands in a subquery that picks rows to change: others may be picking too (PostgreSQL). */
export const SKIP_LOCKED = '/* skip locked */';

export function query(sql: string, ...values: readonly Value[]): Query {
  return { sql, values };
}

export function* rows(sql: string, ...values: readonly Value[]): Steps<readonly Row[]> {
  const [answer = []] = yield [query(sql, ...values)];
  return answer;
}

export function* row(sql: string, ...values: readonly Value[]): Steps<Row | undefined> {
  return (yield* rows(sql, ...values))[0];
}

export function* run(sql: string, ...values: readonly Value[]): Steps<void> {
  yield [query(sql, ...values)];
}

/** Rows that go in by one statement: few texts to prepare, and far below every engine's limit of values. */
const PIECES = [64, 8, 1];

/** Inserts many rows; `into` is the table and its columns, `otherwise` what is done where one is there already. */
export function insertions(
  into: string,
  rows: readonly (readonly Value[])[],
  otherwise = '',
): readonly Query[] {
  const queries: Query[] = [];
  let at = 0;
  for (const size of PIECES) {
    for (; rows.length - at >= size; at += size) {
      const piece = rows.slice(at, at + size);
      const places = piece.map((values) => `(${values.map(() => '?').join(', ')})`).join(', ');
      queries.push(query(`INSERT INTO ${into} VALUES ${places} ${otherwise}`, ...piece.flat()));
    }
  }
  return queries;
}
