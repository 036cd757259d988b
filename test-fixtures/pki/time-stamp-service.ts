import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OID } from '../../formats/asn1/oids.ts';
import { createTimeStampClient, type TimeStampClient } from '../../signing/time-stamp/client.ts';
import {
  createTimeStampServer,
  type TimeStampServerPorts,
} from '../../signing/time-stamp/server.ts';

/** Policy of the test TSA, in the arc for examples. */
export const TEST_TSA_POLICY = '2.999.1.3161';

export interface TimeStampService {
  readonly url: string;
  close(): Promise<void>;
}

export type TimeStampServiceOptions = Pick<
  TimeStampServerPorts,
  'identity' | 'now' | 'algorithms'
> &
  Partial<TimeStampServerPorts> & {
    /** 0 takes a free port. */
    readonly port?: number;
    /** Of the imprint; SHA-256 by default. */
    readonly digestOid?: string;
    /** While true the service answers that it is out of order. */
    readonly isDown?: () => boolean;
  };

const MAX_REQUEST = 64 * 1024;

/** A TSA as a TSA of the tests is: serial numbers from one, accuracy of one second, SHA-2 and Streebog. */
export function testTimeStampServer(options: TimeStampServiceOptions) {
  let last = 0;
  const serial = () => {
    last += 1;
    return Uint8Array.of(0x01, (last >> 16) & 0xff, (last >> 8) & 0xff, last & 0xff);
  };
  return createTimeStampServer({
    serial,
    policy: TEST_TSA_POLICY,
    accuracy: { seconds: 1, milliseconds: 0, microseconds: 0 },
    digests: [OID.sha256, OID.sha384, OID.sha512, OID.streebog256, OID.streebog512],
    ...options,
  });
}

/** A client of such a TSA without a network; it takes every token, so that bad ones come into the tests. */
export function testTimeStamper(options: TimeStampServiceOptions): TimeStampClient {
  const tsa = testTimeStampServer(options);
  return createTimeStampClient({
    url: 'http://tsa.invalid/',
    fetch: async (_, init) =>
      new Response(Uint8Array.from(await tsa.respond(new Uint8Array(init?.body as Uint8Array))), {
        headers: { 'content-type': 'application/timestamp-reply' },
      }),
    timeout: 10_000,
    checker: { check: async () => undefined },
    algorithms: options.algorithms,
    digestOid: options.digestOid ?? OID.sha256,
    random: (size) => new Uint8Array(randomBytes(size)),
  });
}

/** The same over HTTP on 127.0.0.1 (RFC 3161 §3.4). */
export async function startTimeStampService(
  options: TimeStampServiceOptions,
): Promise<TimeStampService> {
  const tsa = testTimeStampServer(options);
  const server = createServer((request, response) => {
    if (options.isDown?.() === true) {
      response.writeHead(503).end();
      return;
    }
    void answer(request).then(
      (body) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        response.end(body);
      },
      () => response.writeHead(400).end(),
    );
  });
  async function answer(request: IncomingMessage): Promise<Uint8Array> {
    const type = request.headers['content-type'];
    if (request.method !== 'POST' || type !== 'application/timestamp-query') {
      throw new TypeError('not a time-stamp query');
    }
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MAX_REQUEST) throw new RangeError('request too large');
      parts.push(part);
    }
    return tsa.respond(new Uint8Array(Buffer.concat(parts)));
  }
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
