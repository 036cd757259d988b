// An HTTP proxy in front of an engine that does to chosen requests what networks and poor stores do.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { ExecutionContext } from 'ava';

export type Fault =
  /** Answers itself; the engine never hears of it. */
  | { readonly answer: number; readonly body?: string; readonly headers?: Record<string, string> }
  /** Takes the request and says nothing. */
  | 'silence'
  /** Breaks the connection before the engine hears of it. */
  | 'reset'
  /** Lets the engine do it, and loses the answer. */
  | 'lose-answer'
  /** Changes one octet of the body that goes in, or of the one that comes back. */
  | 'damage-request'
  | 'damage-answer'
  /** Ends the answer's body half-way. */
  | 'cut-answer'
  /** Answers as one who does not know ranges: 200, and not which octets these are. */
  | 'ignore-range';

export interface FaultProxy {
  readonly endpoint: string;
  /** Asked for every request; undefined lets it through. */
  fault: (request: IncomingMessage) => Fault | undefined;
  /** Method and path of each request, in order. */
  readonly seen: string[];
}

export async function faultProxy(
  t: Pick<ExecutionContext, 'teardown'>,
  target: string,
): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, answer) => {
    proxy.seen.push(`${incoming.method} ${incoming.url}`);
    const fault = proxy.fault(incoming);
    if (fault === 'silence') return;
    if (fault === 'reset') return void incoming.socket.resetAndDestroy();
    if (typeof fault === 'object') {
      incoming.resume();
      answer.writeHead(fault.answer, fault.headers).end(fault.body);
      return;
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (reply) => {
      pass(reply, answer, fault).catch(() => answer.destroy());
    });
    onward.on('error', () => answer.destroy());
    send(incoming, onward, fault).catch(() => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    fault: () => undefined,
    seen: [],
  };
  return proxy;
}

async function send(from: IncomingMessage, to: ReturnType<typeof request>, fault?: Fault) {
  for await (const piece of damaged(from, fault === 'damage-request')) to.write(piece);
  to.end();
}

async function pass(reply: IncomingMessage, answer: ServerResponse, fault?: Fault) {
  if (fault === 'lose-answer') {
    reply.resume();
    await once(reply, 'end');
    answer.destroy();
    return;
  }
  const { 'content-range': _range, ...headers } = reply.headers;
  if (fault === 'ignore-range') answer.writeHead(200, headers);
  else answer.writeHead(reply.statusCode ?? 502, reply.headers);
  for await (const piece of damaged(reply, fault === 'damage-answer')) {
    answer.write(fault === 'cut-answer' ? piece.subarray(0, piece.length / 2) : piece);
    if (fault === 'cut-answer') {
      await new Promise((resolve) => setImmediate(resolve));
      answer.destroy();
      return;
    }
  }
  answer.end();
}

async function* damaged(body: AsyncIterable<Buffer>, damage: boolean): AsyncGenerator<Buffer> {
  let left = damage;
  for await (const piece of body) {
    if (left && piece.length > 0) piece[0] = (piece[0] ?? 0) ^ 1;
    left &&= piece.length === 0;
    yield piece;
  }
}
