import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { FetchError, type FetchLimits, fetchOctets } from './fetch-octets.ts';

const LIMITS: FetchLimits = { time: 2000, size: 1000, redirects: 2, allowPrivate: true };

async function serve(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refuses(t: ExecutionContext, url: string, message: RegExp, limits = LIMITS) {
  await t.throwsAsync(fetchOctets(url, { limits }), { instanceOf: FetchError, message });
}

test('GET gives the octets of the answer', async (t) => {
  const origin = await serve(t, (_, response) => response.end('abc'));
  t.deepEqual(await fetchOctets(`${origin}/x`, { limits: LIMITS }), new Uint8Array([97, 98, 99]));
});

test('POST sends body and media type', async (t) => {
  const origin = await serve(t, (request, response) => {
    response.write(`${request.method} ${request.headers['content-type']} `);
    request.pipe(response);
  });
  const body = { type: 'application/ocsp-request', octets: Buffer.from('q') };
  const answer = await fetchOctets(origin, { body, limits: LIMITS });
  t.is(Buffer.from(answer).toString(), 'POST application/ocsp-request q');
});

test('loopback is refused unless allowed: by address, by name, by redirect', async (t) => {
  let asked = 0;
  const origin = await serve(t, (_, response) => {
    asked += 1;
    response.end('secret');
  });
  const limits = { ...LIMITS, allowPrivate: false };
  await refuses(t, origin, /not public/, limits);
  await refuses(t, origin.replace('127.0.0.1', 'localhost'), /not public/, limits);
  await refuses(t, origin.replace('127.0.0.1', '[::ffff:127.0.0.1]'), /not public/, limits);
  // Other spellings of the same address: URL writes them all as 127.0.0.1.
  await refuses(t, origin.replace('127.0.0.1', '2130706433'), /not public/, limits);
  await refuses(t, origin.replace('127.0.0.1', '0x7f.1'), /not public/, limits);
  t.is(asked, 0);
});

test('an answer over the limit is refused, however it comes', async (t) => {
  const origin = await serve(t, (_, response) => {
    for (let index = 0; index < 100; index += 1) response.write(Buffer.alloc(100));
    response.end();
  });
  await refuses(t, origin, /over 1000 octets/);
});

test('a server that never ends is left after the time', async (t) => {
  const origin = await serve(t, (_, response) => response.write('a'));
  await refuses(t, origin, /no answer in 200 ms/, { ...LIMITS, time: 200 });
  const silent = await serve(t, () => {});
  await refuses(t, silent, /no answer in 200 ms/, { ...LIMITS, time: 200 });
});

test('redirects are followed up to the limit, to http and https only', async (t) => {
  const origin = await serve(t, (request, response) => {
    const steps = Number(request.url?.slice(1));
    if (Number.isNaN(steps)) response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    else if (steps === 0) response.end('ok');
    else response.writeHead(302, { location: `/${steps - 1}` }).end();
  });
  t.is((await fetchOctets(`${origin}/2`, { limits: LIMITS })).length, 2);
  await refuses(t, `${origin}/3`, /redirects/);
  await refuses(t, `${origin}/file`, /scheme file:/);
});

test('other statuses, schemes and no server at all are errors of fetching', async (t) => {
  const origin = await serve(t, (_, response) => response.writeHead(404).end());
  await refuses(t, origin, /404/);
  await refuses(t, 'ldap://127.0.0.1/cn', /ldap:/);
  await refuses(t, 'not a url', /not a URL/);
  await refuses(t, 'http://user:secret@127.0.0.1/', /password/);
  await refuses(t, 'http://127.0.0.1:1/', /ECONNREFUSED/);
});
