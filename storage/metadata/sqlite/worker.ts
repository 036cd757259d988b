// The thread that owns the database: SQLite's calls block, and here they block nobody.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { GROUPED, OPENED, type Reply, type Request } from './calls.ts';
import { commitGroup, type Outcome } from './commit-group.ts';
import { openConnection } from './connection.ts';
import { jobsTable } from './jobs.ts';
import { journalTables } from './journal.ts';
import { readRecords } from './records.ts';
import { readRequests } from './requests.ts';
import { readSendings } from './sendings.ts';
import { endsWriting, toWire } from './sqlite-error.ts';
import { sessionRemover, writeChanges } from './write-changes.ts';

const port = parent();
const { file } = workerData as { readonly file: string };

function parent(): MessagePort {
  if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
  return parentPort;
}

const post = (reply: Reply) => port.postMessage(reply);

function serve(connection: ReturnType<typeof openConnection>): (waiting: Request[]) => void {
  const { db } = connection;
  const calls = {
    ...readRecords(db),
    ...readSendings(db),
    ...readRequests(db),
    ...jobsTable(db),
    ...journalTables(db),
    commit: writeChanges(db),
    removeSessions: sessionRemover(db),
  };
  let broken: StorageError | undefined;

  const call = (request: Request) => () =>
    (calls[request.name as keyof typeof calls] as (...parameters: unknown[]) => unknown)(
      ...request.parameters,
    );
  const answer = (request: Request, outcome: Outcome) => {
    if (endsWriting(outcome.error)) {
      broken ??= new StorageError('unavailable', `writing has ended: ${String(outcome.error)}`);
    }
    post(
      'error' in outcome
        ? { id: request.id, error: toWire(outcome.error) }
        : { id: request.id, value: outcome.value },
    );
  };
  const read = (request: Request) => {
    try {
      answer(request, { value: call(request)() });
    } catch (error) {
      answer(request, { error });
    }
  };
  const write = (requests: readonly Request[]) => {
    if (requests.length === 0) return;
    const outcomes =
      broken === undefined
        ? commitGroup(db, requests.map(call))
        : requests.map((): Outcome => ({ error: broken }));
    requests.forEach((request, position) => {
      answer(request, outcomes[position] ?? { error: new Error('no outcome') });
    });
  };

  return (waiting) => {
    for (const each of waiting) {
      if (each.name !== 'close' && each.name !== 'sequence' && !GROUPED.has(each.name)) read(each);
    }
    write(waiting.filter((each) => GROUPED.has(each.name)));
    for (const each of waiting) if (each.name === 'sequence') write([each]);
    const closing = waiting.find((each) => each.name === 'close');
    if (closing === undefined) return;
    connection.close();
    post({ id: closing.id, value: undefined });
    port.close();
  };
}

try {
  const run = serve(openConnection(file));
  let waiting: Request[] = [];
  port.on('message', (request: Request) => {
    // Whatever arrived while the last sync was under way is in the queue by now: one group.
    if (waiting.push(request) > 1) return;
    setImmediate(() => {
      const group = waiting;
      waiting = [];
      run(group);
    });
  });
  post({ id: OPENED, value: undefined });
} catch (error) {
  post({ id: OPENED, error: toWire(error) });
}
