import type { ClientBase } from 'pg';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import type { Row, Value } from '../sql/rows.ts';
import { FOR_UPDATE, type Query, SKIP_LOCKED, type Steps } from '../sql/steps.ts';
import { postgresError } from './postgres-error.ts';

/** Runs steps on a connection: what is yielded together is sent together and answered in order. */
export async function runSteps<T>(client: ClientBase, steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await ask(client, step.value));
  return step.value;
}

/** Rejects with the error of the first query that failed: the others only tell that it did. */
export async function ask(
  client: ClientBase,
  queries: readonly Query[],
): Promise<readonly (readonly Row[])[]> {
  const answers = await Promise.allSettled(queries.map((query) => answerOf(client, query)));
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw postgresError(answer.reason);
    return answer.value;
  });
}

async function answerOf(client: ClientBase, { sql, values }: Query): Promise<readonly Row[]> {
  if (values.some(holdsZero)) return answerOfZero(sql);
  const { name, text } = prepared(sql);
  const { rows } = await client.query<Record<string, Value>>({ name, text, values: [...values] });
  return rows;
}

const holdsZero = (value: Value) => typeof value === 'string' && value.includes('\0');

/** A text of PostgreSQL holds no U+0000: nothing is found under it, and nothing is kept. */
function answerOfZero(sql: string): readonly Row[] {
  if (/^\s*SELECT/.test(sql)) return [];
  throw new StorageError('corrupt', 'a text with the character U+0000 cannot be kept');
}

interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** The SQL of the house is written once, in few texts: each is prepared once per connection. */
const TEXTS = new Map<string, Prepared>();

function prepared(sql: string): Prepared {
  const known = TEXTS.get(sql);
  if (known !== undefined) return known;
  let place = 0;
  const text = sql
    .replace(/\?/g, () => {
      place += 1;
      return `$${place}`;
    })
    .replace(SKIP_LOCKED, 'FOR UPDATE SKIP LOCKED')
    .replace(FOR_UPDATE, 'FOR UPDATE');
  const fresh = { name: `okno_${TEXTS.size}`, text };
  TEXTS.set(sql, fresh);
  return fresh;
}
