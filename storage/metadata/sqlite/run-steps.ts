import type { Database, Statement } from 'better-sqlite3';
import type { Row, Value } from '../sql/rows.ts';
import type { Query, Steps } from '../sql/steps.ts';

/** Runs steps on the connection at once; a statement is prepared when it first comes, and kept. */
export function stepRunner(db: Database): <T>(steps: Steps<T>) => T {
  const prepared = new Map<string, Statement<Value[], Row>>();
  const rowsOf = ({ sql, values }: Query): readonly Row[] => {
    const statement = prepared.get(sql) ?? db.prepare<Value[], Row>(sql);
    prepared.set(sql, statement);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  };
  return (steps) => {
    let step = steps.next();
    while (step.done !== true) step = steps.next(step.value.map(rowsOf));
    return step.value;
  };
}
