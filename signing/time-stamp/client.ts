import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { encodeTimeStampRequest } from '../../formats/tsp/request.ts';
import { parseTimeStampResponse } from '../../formats/tsp/response.ts';
import type { TimeStampRequest, TstInfo } from '../../formats/tsp/time-stamp.ts';
import { parseTimeStampToken } from '../../formats/tsp/token.ts';
import { digestAlgorithm } from '../cades/digest-content.ts';
import { postRequest } from './post-request.ts';
import { TimeStampError } from './time-stamp-error.ts';

/** Whether a token may be used: its signature, its certificate and the path to an anchor for TSAs. */
export interface TokenChecker {
  /** Undefined when the token over `octets` holds now; else why it does not, or why that cannot be told. */
  check(token: Uint8Array, octets: Uint8Array): Promise<string | undefined>;
}

export interface TimeStampClientPorts {
  /** Where the TSA answers over HTTP (RFC 3161 §3.4). */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  readonly checker: TokenChecker;
  readonly algorithms: Algorithms;
  /** OID of the digest for the imprint. */
  readonly digestOid: string;
  /** OID of the TSA policy wanted; absent: the TSA's own choice. */
  readonly policy?: string;
  readonly random: (size: number) => Uint8Array;
}

/** A token that was checked, and what it says. */
export interface TimeStamp {
  /** DER of the ContentInfo, as the TSA sent it. */
  readonly token: Uint8Array;
  readonly info: TstInfo;
}

export interface TimeStampClient {
  /** A token over `octets`. Throws TimeStampError: then there is no time, and none is made up. */
  stamp(octets: Uint8Array): Promise<TimeStamp>;
}

/** RFC 3161 §2.2: asks one TSA, and hands out nothing that it has not checked. */
export function createTimeStampClient(ports: TimeStampClientPorts): TimeStampClient {
  return {
    async stamp(octets) {
      const request = await makeRequest(octets, ports);
      const answer = await postRequest(encodeTimeStampRequest(request), ports);
      const token = readToken(answer);
      const info = await readInfo(token);
      refuseOther(info, request);
      const reason = await ports.checker.check(token, octets);
      if (reason !== undefined) throw new TimeStampError('token-not-valid', reason);
      return { token, info };
    },
  };
}

type Request = Omit<TimeStampRequest, 'extensions'> & { readonly nonce: Uint8Array };

async function makeRequest(octets: Uint8Array, ports: TimeStampClientPorts): Promise<Request> {
  const { digestOid, algorithms, policy } = ports;
  return {
    messageImprint: {
      algorithm: { oid: digestOid },
      digest: await digestAlgorithm(algorithms, digestOid).digest(octets),
    },
    nonce: makeNonce(ports.random),
    certificate: true,
    ...(policy === undefined ? {} : { policy }),
  };
}

/** RFC 3161 §2.4.1: a large random number, generated once; 16 octets, positive, shortest. */
function makeNonce(random: (size: number) => Uint8Array): Uint8Array {
  const nonce = Uint8Array.from(random(16));
  nonce[0] = 0x40 | ((nonce[0] ?? 0) & 0x3f);
  return nonce;
}

function readToken(answer: Uint8Array): Uint8Array {
  try {
    const { status, statusText, failures, token } = parseTimeStampResponse(answer);
    if (token !== undefined) return Uint8Array.from(token);
    const texts = [status, ...failures, ...statusText].join(', ');
    throw new TimeStampError('refused', texts, { failures });
  } catch (cause) {
    throw badAnswer(cause);
  }
}

async function readInfo(token: Uint8Array): Promise<TstInfo> {
  try {
    return (await parseTimeStampToken(token)).info;
  } catch (cause) {
    throw badAnswer(cause);
  }
}

function badAnswer(cause: unknown): unknown {
  if (!(cause instanceof FormatError)) return cause;
  return new TimeStampError('bad-answer', cause.message, { cause });
}

/** RFC 3161 §2.2: the client verifies that what was stamped is what it asked to be stamped. */
function refuseOther(info: TstInfo, request: Request): void {
  const { algorithm, digest } = request.messageImprint;
  const stamped = info.messageImprint;
  if (stamped.algorithm.oid !== algorithm.oid || !equalBytes(stamped.digest, digest)) {
    throw new TimeStampError('other-imprint', 'the token is over another imprint');
  }
  // §2.4.2: a nonce in the request comes back with the same value.
  if (info.nonce === undefined || !equalBytes(info.nonce, request.nonce)) {
    throw new TimeStampError('other-nonce', 'the token answers another request');
  }
  if (request.policy !== undefined && info.policy !== request.policy) {
    throw new TimeStampError('other-policy', `policy ${info.policy} for ${request.policy}`);
  }
}
