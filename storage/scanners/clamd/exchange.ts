import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

export type ClamdAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

export interface ClamdLimits {
  /** Milliseconds for the connection to stand. */
  readonly connect: number;
  /** Milliseconds in which nothing moves, while octets go out. */
  readonly silence: number;
  /** Milliseconds from the last octet to the whole answer: clamd's own MaxScanTime is two minutes. */
  readonly answer: number;
  readonly replyOctets: number;
}

export const CLAMD_LIMITS: ClamdLimits = {
  connect: 5_000,
  silence: 60_000,
  answer: 180_000,
  replyOctets: 1024,
};

/** What came of one command. */
export type Exchange =
  /** Without its NUL; `early`: it came before all was sent. */
  { readonly reply: string; readonly early: boolean } | { readonly failure: string };

/**
 * Sends one command of clamd's protocol, null-terminated form, and gathers the answer until clamd closes. Rejects
 * only with what reading `content` throws; the connection is gone when it settles.
 */
export async function exchange(
  address: ClamdAddress,
  content: AsyncIterable<Uint8Array>,
  limits: ClamdLimits,
): Promise<Exchange> {
  const socket = connect(address);
  const end = endOf(socket, limits);
  const connected = new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  const hasEnded = end.gathered.then(() => true);
  const timer = setTimeout(() => end.fail('no connection in time'), limits.connect);
  try {
    await Promise.race([connected, hasEnded]);
    clearTimeout(timer);
    socket.setTimeout(limits.silence, () => end.fail('silent too long'));
    for await (const piece of content) {
      // clamd that has had enough answers and closes at once. A write after that loses the answer, so look first;
      // what comes between look and write is `unavailable`, and another time will tell.
      await setImmediate();
      // A reply that is there already has decided; what else would be sent nobody reads.
      if (await Promise.race([written(socket, piece), hasEnded])) {
        return { ...(await end.gathered), early: true };
      }
    }
    const whole = setTimeout(() => end.fail('no answer in time'), limits.answer);
    try {
      return { ...(await end.gathered), early: false };
    } finally {
      clearTimeout(whole);
    }
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** False once the piece has left us; a socket that fails tells `endOf`, and never this. */
function written(socket: Socket, piece: Uint8Array): Promise<false> {
  return new Promise((resolve) => {
    socket.write(piece, (error) => {
      if (!error) resolve(false);
    });
  });
}

interface End {
  readonly gathered: Promise<{ readonly reply: string } | { readonly failure: string }>;
  fail(reason: string): void;
}

/** The whole answer, once clamd has closed; or why there is none. */
function endOf(socket: Socket, { replyOctets }: ClamdLimits): End {
  const settled = Promise.withResolvers<
    { readonly reply: string } | { readonly failure: string }
  >();
  let data = Buffer.alloc(0);
  const fail = (failure: string) => {
    settled.resolve({ failure });
    socket.destroy();
  };
  const finish = (otherwise: string) => {
    // Exactly one answer, and all of it: half of `OK` must not pass, nor `OK` with something behind it.
    const whole = data.length > 0 && data.indexOf(0) === data.length - 1;
    if (whole) settled.resolve({ reply: data.subarray(0, -1).toString('utf8') });
    else fail(data.length === 0 ? otherwise : 'the answer is cut short or garbage');
  };
  socket.on('data', (piece) => {
    data = Buffer.concat([data, piece]);
    if (data.length > replyOctets) fail('the answer is too long');
  });
  socket.on('error', (error) => finish(error.message));
  socket.on('close', () => finish('closed without an answer'));
  return { gathered: settled.promise, fail };
}
