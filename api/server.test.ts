import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { until } from '../test-fixtures/waiting/until.ts';
import type { LogLine } from './http/log.ts';
import { bodyOf, readBody, readJson } from './http/read-body.ts';
import { openRoutes } from './journalling/journalled-routes.ts';
import { healthRoutes } from './routes/health.ts';
import { type Routes, routesOf } from './routes/router.ts';
import { createServer, type ServerLimits } from './server.ts';

interface Frame {
  readonly origin: string;
  readonly port: number;
  readonly lines: LogLine[];
  close(): Promise<void>;
}

async function start(
  t: ExecutionContext,
  routes: Routes,
  limits: Partial<ServerLimits> = {},
): Promise<Frame> {
  const lines: LogLine[] = [];
  const state = { origin: '' };
  const server = createServer({
    log: { write: (line) => lines.push(line) },
    now: () => new Date(),
    origin: () => state.origin,
    routes: routesOf(routes),
    behindProxy: false,
    limits: { closeGrace: 300, ...limits },
  });
  const { port } = await server.listen(0, '127.0.0.1');
  state.origin = `http://127.0.0.1:${port}`;
  t.teardown(() => server.close().catch(() => undefined));
  return { origin: state.origin, port, lines, close: () => server.close() };
}

const echo: Routes = (router) => {
  router.post('/echo', async (context) => {
    context.body = await readJson(context);
  });
  router.post('/small', async (context) => {
    context.body = { octets: (await readBody(context, 10)).length };
  });
  router.get('/boom', () => {
    throw new Error('secret words of the database');
  });
};

async function problemIn(response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json();
  return Object.fromEntries(Object.entries(value ?? {}));
}

/** Sends raw octets and collects what comes back until the server closes. */
function raw(port: number, send: (socket: net.Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => send(socket));
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
  });
}

test('an unknown address is a problem document in the language asked for (RFC 9457 §3.1)', async (t) => {
  const { origin } = await start(t, echo);
  for (const [language, title] of [
    ['en', 'Not found'],
    ['ru', 'Не найдено'],
    ['de', 'Не найдено'],
  ] as const) {
    const response = await fetch(`${origin}/nothing`, { headers: { 'accept-language': language } });
    t.is(response.status, 404);
    t.is(response.headers.get('content-type'), 'application/problem+json');
    const problem = await problemIn(response);
    t.like(problem, { type: 'urn:okno:problem:no-such-resource', title, status: 404 });
    t.is(problem['instance'], `urn:uuid:${response.headers.get('x-request-id')}`);
  }
});

test('a method that the address does not have is 405 with Allow (RFC 9110 §15.5.6)', async (t) => {
  const { origin } = await start(t, echo);
  const response = await fetch(`${origin}/echo`, { method: 'DELETE' });
  t.is(response.status, 405);
  t.is(response.headers.get('allow'), 'POST');
});

test('a bug is 500 with an id; nothing of it leaks, all of it is logged', async (t) => {
  const { origin, lines } = await start(t, echo);
  const response = await fetch(`${origin}/boom`);
  t.is(response.status, 500);
  const text = await response.text();
  t.false(text.includes('secret'));
  const failure = lines.find(({ event }) => event === 'failure');
  t.true(String(failure?.['error']).includes('secret words of the database'));
  t.true(text.includes(String(failure?.['requestId'])));
});

test('every answer carries the security headers, problems too', async (t) => {
  const { origin } = await start(t, echo);
  for (const path of ['/nothing', '/boom']) {
    const { headers } = await fetch(`${origin}${path}`);
    t.regex(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors/);
    t.is(headers.get('x-content-type-options'), 'nosniff');
    t.is(headers.get('cache-control'), 'no-store');
    t.is(headers.get('referrer-policy'), 'no-referrer');
  }
});

const badBodies = test.macro({
  exec: async (t, type: string, body: string | Uint8Array<ArrayBuffer>, code: string) => {
    const { origin } = await start(t, echo);
    const headers = { 'content-type': type };
    const response = await fetch(`${origin}/echo`, { method: 'POST', headers, body });
    const problem = await problemIn(response);
    t.is(problem['type'], `urn:okno:problem:${code}`);
  },
  title: (name) => `JSON body: ${name}`,
});
test('wrong media type', badBodies, 'text/plain', '{}', 'unsupported-media-type');
test('empty', badBodies, 'application/json', '', 'malformed-json');
test('cut short', badBodies, 'application/json', '{"a":', 'malformed-json');
test('not an object', badBodies, 'application/json', '[1]', 'malformed-json');
test(
  'broken UTF-8',
  badBodies,
  'application/json',
  Uint8Array.of(0x22, 0xff, 0x22),
  'malformed-json',
);

test('a declared body over the limit is 413 before it is sent, and the connection closes', async (t) => {
  const { port } = await start(t, echo);
  const answer = await raw(port, (socket) => {
    socket.write('POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
  });
  t.regex(answer, /^HTTP\/1\.1 413 /);
  t.regex(answer, /\r\nConnection: close\r\n/);
  t.regex(answer, /urn:okno:problem:body-too-large/);
});

test('an endless chunked body is 413, told to a client that is still sending', async (t) => {
  const { port } = await start(t, echo);
  const answer = await raw(port, (socket) => {
    socket.write('POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('5\r\nabcde\r\n'), 5);
    socket.on('data', () => clearInterval(timer));
    socket.on('close', () => clearInterval(timer));
  });
  t.regex(answer, /^HTTP\/1\.1 413 /);
  t.regex(answer, /urn:okno:problem:body-too-large/);
});

test('Expect: 100-continue is refused without leave to send, and granted when the body is read', async (t) => {
  const { port } = await start(t, echo);
  const head = (path: string, size: number) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
  const refused = await raw(port, (socket) => socket.write(head('/small', 1000)));
  t.regex(refused, /^HTTP\/1\.1 413 /);
  const granted = await raw(port, (socket) => {
    socket.write(head('/small', 3));
    socket.once('data', () => socket.write('abc'));
  });
  t.regex(granted, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test('headers over the limit are 431; bytes that are not HTTP are 400', async (t) => {
  const { port } = await start(t, echo);
  const big = await raw(port, (socket) =>
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`),
  );
  t.regex(big, /^HTTP\/1\.1 431 /);
  t.regex(
    await raw(port, (socket) => socket.write('\x16\x03\x01\x00\r\n\r\n')),
    /^HTTP\/1\.1 400 /,
  );
});

test('a client that falls silent is cut off', async (t) => {
  const { port } = await start(t, echo, { idleTimeout: 100 });
  const answer = await raw(port, (socket) =>
    socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'),
  );
  t.false(answer.includes('200 OK'));
});

/** Sends a body of `octets` in steps of `piece` every `every` milliseconds; resolves with what came back. */
function trickle(
  port: number,
  { octets, piece, every }: { octets: number; piece: number; every: number },
): Promise<string> {
  return raw(port, (socket) => {
    socket.write(
      `POST /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${octets}\r\n\r\n`,
    );
    let left = octets;
    const timer = setInterval(() => {
      const size = Math.min(piece, left);
      left -= size;
      socket.write(Buffer.alloc(size));
      if (left === 0) clearInterval(timer);
    }, every);
    socket.on('close', () => clearInterval(timer));
  });
}

const counted =
  (patience = 0, seen: unknown[] = []): Routes =>
  (router) => {
    router.post('/count', async (context) => {
      if (patience > 0) await setTimeout(patience);
      let size = 0;
      try {
        for await (const piece of bodyOf(context)) size += piece.length;
      } catch (error) {
        seen.push(error);
        throw error;
      }
      context.body = { size };
    });
  };

// A window that a busy machine's own pauses do not fill.
const PACE = { paceWindow: 1000, paceOctets: 300, idleTimeout: 60_000 };

test('a body that trickles below the pace is cut, however often an octet comes', async (t) => {
  const seen: unknown[] = [];
  const { port } = await start(t, counted(0, seen), PACE);
  t.is(await trickle(port, { octets: 10_000, piece: 1, every: 20 }), '');
  await until(() => seen.length > 0);
  t.like(seen[0], { code: 'client-gone' });
});

test('a slow body at the pace goes through', async (t) => {
  const { port } = await start(t, counted(), PACE);
  t.regex(await trickle(port, { octets: 80_000, piece: 1000, every: 20 }), /\{"size":80000\}/);
});

test('a client is not cut for our own slowness', async (t) => {
  const { port } = await start(t, counted(2500), PACE);
  const octets = 8 * 1024 ** 2;
  t.regex(await trickle(port, { octets, piece: octets, every: 1 }), /\{"size":8388608\}/);
});

const smuggled: readonly (readonly [string, string])[] = [
  ['Content-Length first', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
  ['Transfer-Encoding first', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
  ['two lengths that differ', 'Content-Length: 5\r\nContent-Length: 6'],
  ['an encoding that is not chunked at its end', 'Transfer-Encoding: chunked, identity'],
];

for (const [what, framing] of smuggled) {
  test(`RFC 9112 §6.1, §6.3: a body framed in two ways is 400 and the connection closes: ${what}`, async (t) => {
    const reached: string[] = [];
    const { port } = await start(t, (router) => {
      router.post('/count', (context) => {
        reached.push(context.path);
        context.body = {};
      });
      router.get('/smuggled', (context) => {
        reached.push(context.path);
        context.body = {};
      });
    });
    const answer = await raw(port, (socket) =>
      socket.write(
        `POST /count HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n`,
      ),
    );
    t.regex(answer, /^HTTP\/1\.1 400 /);
    t.is(answer.match(/HTTP\/1\.1 /g)?.length, 1);
    t.false(reached.includes('/smuggled'));
  });
}

test('a client that goes away half-way is told apart from a bug', async (t) => {
  const seen = Promise.withResolvers<unknown>();
  const { port, lines } = await start(t, (router) => {
    router.post('/read', async (context) => {
      try {
        for await (const _ of bodyOf(context));
      } catch (error) {
        seen.resolve(error);
        throw error;
      }
    });
  });
  const socket = net.connect(port, '127.0.0.1', () => {
    socket.write(
      'POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc',
      () => void setTimeout(50).then(() => socket.destroy()),
    );
  });
  t.like(await seen.promise, { code: 'client-gone' });
  t.is(
    lines.find(({ event }) => event === 'failure'),
    undefined,
  );
});

test('closing lets a request under way finish and takes no new one', async (t) => {
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const frame = await start(
    t,
    (router) => {
      router.get('/slow', async (context) => {
        entered.resolve();
        await gate.promise;
        context.body = { done: true };
      });
    },
    { closeGrace: 5000 },
  );
  const slow = fetch(`${frame.origin}/slow`);
  await entered.promise;
  const closed = frame.close();
  await t.throwsAsync(fetch(`${frame.origin}/slow`));
  gate.resolve();
  t.deepEqual(await (await slow).json(), { done: true });
  await closed;
});

test('livez answers; readyz is 503 naming the check that fails, its cause is for the log only', async (t) => {
  const state = { broken: false };
  const { origin, lines } = await start(t, (router) =>
    healthRoutes(openRoutes(router), {
      log: { write: (line) => lines.push(line) },
      checks: [
        {
          name: 'metadata',
          check: async () => {
            if (state.broken) throw new Error('disk path');
            return 'there';
          },
        },
      ],
    }),
  );
  t.is((await fetch(`${origin}/livez`)).status, 200);
  const ready = await fetch(`${origin}/readyz`);
  t.is(ready.status, 200);
  const engines = { metadata: 'there' };
  t.deepEqual(await ready.json(), { status: 'ok', engines, malwareScanner: 'none' });
  state.broken = true;
  const response = await fetch(`${origin}/readyz`);
  t.is(response.status, 503);
  const text = await response.text();
  t.true(text.includes('metadata'));
  t.false(text.includes('disk path'));
});

test('the log holds the pattern of the route, never the path, the query or the address', async (t) => {
  const { origin, lines } = await start(t, (router) => {
    router.get('/people/:name', (context) => {
      context.body = {};
    });
  });
  await fetch(`${origin}/people/Иванов?unk=21020001/1481/1948/1/1`);
  const request = () => lines.find(({ event }) => event === 'request');
  await until(() => request() !== undefined);
  const line = request();
  t.is(line?.['route'], '/people/:name');
  t.false(/%D0|Иванов|21020001|127\.0\.0\.1/.test(JSON.stringify(lines)));
});
