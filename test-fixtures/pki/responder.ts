import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestPki } from './create-pki.ts';

export interface RunningResponder {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  close(): Promise<void>;
}

/** Larger than any OCSP request for the few certificates that this PKI has. */
const MAX_REQUEST = 16 * 1024;

/** Where a responder on this origin answers; for `createPki({ urls })`. */
export function responderUrls(origin: string) {
  return {
    crl: `${origin}/issuing.crl`,
    rootCrl: `${origin}/root.crl`,
    ocsp: `${origin}/ocsp`,
    caIssuers: `${origin}/issuing.cer`,
  };
}

/**
 * CRLs, certificates of the authorities and OCSP (RFC 6960 Appendix A) over HTTP on loopback. The PKI
 * may come later than the port, because its certificates name the port.
 */
export async function startResponder(
  pki: TestPki | (() => TestPki),
  { port = 0, onRequest }: { port?: number; onRequest?: (path: string) => void } = {},
): Promise<RunningResponder> {
  const current = typeof pki === 'function' ? pki : () => pki;
  const server = createServer((request, response) => {
    onRequest?.(request.url ?? '/');
    answer(current(), request).then(
      (reply) => send(response, reply),
      () => send(response, { status: 500 }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    origin: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: Uint8Array;
}

async function answer(pki: TestPki, request: IncomingMessage): Promise<Reply> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/ocsp' && request.method === 'POST') {
    const body = await readBody(request);
    return body === undefined ? { status: 413 } : ocsp(pki, body);
  }
  if (request.method !== 'GET') return { status: 405 };
  if (path.startsWith('/ocsp/')) {
    // RFC 6960 A.1: base64 of the request, percent-encoded, after the URL.
    return ocsp(pki, Buffer.from(decodeURIComponent(path.slice('/ocsp/'.length)), 'base64'));
  }
  switch (path) {
    case '/issuing.crl':
      return { status: 200, type: 'application/pkix-crl', body: await pki.crl() };
    case '/root.crl':
      return {
        status: 200,
        type: 'application/pkix-crl',
        body: await pki.crl(undefined, { of: 'root' }),
      };
    case '/issuing.cer':
      return { status: 200, type: 'application/pkix-cert', body: pki.issuer.der };
    case '/root.cer':
      return { status: 200, type: 'application/pkix-cert', body: pki.root.der };
    default:
      return { status: 404 };
  }
}

async function ocsp(pki: TestPki, request: Uint8Array): Promise<Reply> {
  const body = await pki.ocsp(new Uint8Array(request));
  return { status: 200, type: 'application/ocsp-response', body };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_REQUEST) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(response: ServerResponse, { status, type, body }: Reply): void {
  response.writeHead(status, type === undefined ? {} : { 'content-type': type });
  response.end(body);
}
