import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './address-rules.ts';

export interface FetchLimits {
  /** Milliseconds for the whole exchange, redirects included. */
  readonly time: number;
  /** Octets of the answer. */
  readonly size: number;
  readonly redirects: number;
  /** Loopback and private addresses may be spoken to: tests, the demo, a closed network. */
  readonly allowPrivate: boolean;
}

/** Why nothing was fetched; the message is for the report. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

interface Exchange {
  readonly body?: { readonly type: string; readonly octets: Uint8Array };
  readonly limits: FetchLimits;
}

/**
 * GET, or POST with a body, over http or https. The address is checked when it is connected to, after the
 * name is resolved, so that no DNS answer can change in between. Throws FetchError.
 */
export async function fetchOctets(url: string, exchange: Exchange): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(exchange.limits.time);
  let target = url;
  for (let hop = 0; hop <= exchange.limits.redirects; hop += 1) {
    const answer = await send(allowedUrl(target, exchange.limits), exchange, signal);
    if (answer.kind === 'octets') return answer.octets;
    target = new URL(answer.location, target).href;
  }
  throw new FetchError(`over ${exchange.limits.redirects} redirects`);
}

function allowedUrl(text: string, { allowPrivate }: FetchLimits): URL {
  if (!URL.canParse(text)) throw new FetchError('not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError(`the scheme ${url.protocol} is not fetched`);
  }
  if (url.username !== '' || url.password !== '') throw new FetchError('a URL with a password');
  // Literal addresses are never looked up.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal)) {
    throw new FetchError(`the address ${literal} is not public`);
  }
  return url;
}

type Answer =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'redirect'; readonly location: string };

function send(url: URL, { body, limits }: Exchange, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers:
      body === undefined ? {} : { 'content-type': body.type, 'content-length': body.octets.length },
    lookup: limits.allowPrivate ? undefined : publicLookup,
    agent: false,
    signal,
  });
  const fail = (error: Error) => {
    outgoing.destroy();
    const message = signal.aborted ? `no answer in ${limits.time} ms` : error.message;
    reject(error instanceof FetchError ? error : new FetchError(message, { cause: error }));
  };
  outgoing.on('error', fail);
  outgoing.on('response', (incoming) => {
    readAnswer(incoming, limits.size).then(resolve, fail);
  });
  outgoing.end(body?.octets);
  return promise;
}

async function readAnswer(incoming: IncomingMessage, limit: number): Promise<Answer> {
  const { statusCode = 0, headers } = incoming;
  if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined) {
    incoming.destroy();
    return { kind: 'redirect', location: headers.location };
  }
  if (statusCode !== 200) {
    incoming.destroy();
    throw new FetchError(`HTTP status ${statusCode}`);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw new FetchError(`the answer is over ${limit} octets`);
    parts.push(part);
  }
  return { kind: 'octets', octets: new Uint8Array(Buffer.concat(parts)) };
}

// Every address of the name must be public: one private among them is an attempt, not an accident.
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = addresses?.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses ?? [];
    if (error !== null) callback(error, '', 0);
    else if (first === undefined) callback(new FetchError('no address'), '', 0);
    else if (inside) callback(new FetchError(`the address ${inside.address} is not public`), '', 0);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
