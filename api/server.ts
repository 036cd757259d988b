import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { type BodyPace, guardPace } from './http/body-pace.ts';
import type { Context, RequestState } from './http/context.ts';
import { describeError, type Log } from './http/log.ts';
import { requestFrame } from './http/request-frame.ts';
import { securityHeaders } from './http/security-headers.ts';
import { problems } from './problems/problem-answer.ts';

/** Milliseconds and octets; a slow or greedy client is cut off here, before any route sees it. */
export interface ServerLimits extends BodyPace {
  readonly headersTimeout: number;
  /** For a whole request with its body: two gigabytes over a slow line are legitimate. */
  readonly requestTimeout: number;
  /** Silence of a client that is to send. */
  readonly idleTimeout: number;
  /** Silence once the request is whole: the digests of a large package take their time. */
  readonly answerTimeout: number;
  readonly keepAliveTimeout: number;
  readonly maxHeaderSize: number;
  /** How long `close` waits for requests under way. */
  readonly closeGrace: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeout: 20_000,
  requestTimeout: 2 * 60 * 60 * 1000,
  idleTimeout: 60_000,
  answerTimeout: 15 * 60_000,
  paceWindow: 60_000,
  // 1 KiB a second: the slowest line on which a contract is worth sending.
  paceOctets: 60 * 1024,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16 * 1024,
  closeGrace: 10_000,
};

export interface ServerPorts {
  readonly log: Log;
  readonly now: () => Date;
  /** The origin that users see, e.g. `https://okno.example`; known after `listen` at the latest. */
  readonly origin: () => string;
  /** Adds the routes: everything inside the frame. */
  readonly routes: (app: Koa<RequestState>) => void;
  /** Behind a reverse proxy that sets X-Forwarded-For: addresses for the rate limits come from it. */
  readonly behindProxy: boolean;
  readonly limits?: Partial<ServerLimits>;
}

export interface VaultServer {
  /** Resolves with the bound address. Rejects when the address is taken. */
  listen(port: number, host: string): Promise<{ host: string; port: number }>;
  /** Takes no new request, lets those under way finish within the grace, then cuts them. */
  close(): Promise<void>;
}

export function createServer(ports: ServerPorts): VaultServer {
  const limits = { ...SERVER_LIMITS, ...ports.limits };
  const state = { closing: false };
  const server = createHttpServer(
    {
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: limits.keepAliveTimeout,
      maxHeaderSize: limits.maxHeaderSize,
    },
    application(ports, state, limits),
  );
  server.setTimeout(limits.idleTimeout);
  // Expect: 100-continue is answered when a route starts reading, so that a refusal costs no upload.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  return {
    listen: (port, host) => listen(server, port, host),
    close: () => {
      state.closing = true;
      return close(server, limits.closeGrace);
    },
  };
}

function application(
  ports: ServerPorts,
  state: { readonly closing: boolean },
  limits: ServerLimits,
) {
  const app = new Koa<RequestState>();
  app.proxy = ports.behindProxy;
  // The last address is the one that our proxy saw itself; what stands before it the client may have written.
  app.maxIpsCount = 1;
  // What the layers throw is answered by `problems`; here come streams that break after the head is out.
  app.on('error', (error: unknown, context?: Context) => {
    if (isBrokenConnection(error)) return;
    const requestId = context?.state.requestId;
    const line = { level: 'error', event: 'failure', error: describeError(error) } as const;
    ports.log.write(requestId === undefined ? line : { ...line, requestId });
  });
  app.use(requestFrame(ports));
  app.use(async (context, next) => {
    if (state.closing) context.set('Connection', 'close');
    await next();
  });
  app.use(securityHeaders(ports.origin));
  app.use(problems(ports.log));
  ports.routes(app);
  const handle = app.callback();
  return (request: Parameters<typeof handle>[0], response: Parameters<typeof handle>[1]) => {
    const patient = () => request.socket.setTimeout(limits.answerTimeout);
    if (hasBody(request)) {
      request.once('end', patient);
      guardPace(request, limits);
    } else patient();
    void handle(request, response);
  };
}

/** RFC 9112 §6.3. */
function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The client went away; the line of the request says `aborted`. */
function isBrokenConnection(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(HPE_|ECONN|EPIPE|ERR_STREAM_PREMATURE_CLOSE)/.test(String(error.code));
}

function listen(
  server: Server,
  port: number,
  host: string,
): Promise<AddressInfo & { host: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error(`unexpected address ${String(address)}`));
        return;
      }
      resolve({ ...address, host: address.address });
    });
  });
}

function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    server.close((error) => {
      clearTimeout(timer);
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}
