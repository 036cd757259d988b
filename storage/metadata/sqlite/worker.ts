// The thread that owns the database: SQLite's calls block, and here they block nobody.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { CALLS, WRITES } from '../sql/calls.ts';
import type { Steps } from '../sql/steps.ts';
import { commitGroup, type Outcome } from './commit-group.ts';
import { emptyLog, openConnection } from './connection.ts';
import { OPENED, type Reply, type Request } from './messages.ts';
import { stepRunner } from './run-steps.ts';
import { endsWriting, toWire } from './sqlite-error.ts';

const port = parent();
const { file } = workerData as { readonly file: string };

function parent(): MessagePort {
  if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
  return parentPort;
}

const post = (reply: Reply) => port.postMessage(reply);

function serve(connection: ReturnType<typeof openConnection>): (waiting: Request[]) => void {
  const { db } = connection;
  const run = stepRunner(db);
  let broken: StorageError | undefined;

  const call =
    ({ name, parameters }: Request) =>
    () => {
      if (name === 'close') throw new Error('close is no call');
      if (name === 'wipe') return emptyLog(db);
      return run((CALLS[name] as (...given: readonly unknown[]) => Steps<unknown>)(...parameters));
    };
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
      if (each.name !== 'close' && !WRITES.has(each.name)) read(each);
    }
    // These share one transaction and one sync (group commit); a batch of the journal is large already.
    write(waiting.filter((each) => WRITES.has(each.name) && each.name !== 'sequence'));
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
