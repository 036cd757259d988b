import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** The least that a body must bring while it lasts: one that trickles holds a staged file and a connection. */
export interface BodyPace {
  /** Milliseconds. */
  readonly paceWindow: number;
  /** Octets in each window. */
  readonly paceOctets: number;
}

/**
 * Cuts the connection of a client that sends less than the pace. Silence is the idle timeout's business, and
 * octets that wait to be read are ours: the client is not to blame for a disk that is slow.
 */
export function guardPace(
  request: Readable & { readonly socket: Socket },
  { paceWindow, paceOctets }: BodyPace,
): void {
  const { socket } = request;
  let before = socket.bytesRead;
  const timer = setInterval(() => {
    const came = socket.bytesRead - before;
    before = socket.bytesRead;
    if (came > 0 && came < paceOctets && request.readableLength === 0) socket.destroy();
  }, paceWindow);
  timer.unref();
  const stop = () => clearInterval(timer);
  request.once('end', stop);
  request.once('close', stop);
}
