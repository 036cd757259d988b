import { createServer, type Socket } from 'node:net';

export interface FakeClamd {
  readonly address: { readonly host: string; readonly port: number };
  stop(): Promise<void>;
}

/** A server that does with each connection what `behave` does: for what no honest clamd would do. */
export async function startFakeClamd(behave: (socket: Socket) => void): Promise<FakeClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: { host: '127.0.0.1', port },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers once the piece of length zero has come, as clamd does, by what it was sent. */
export function answering(reply: (sent: Buffer) => string | Uint8Array): (socket: Socket) => void {
  return (socket) => {
    let data = Buffer.alloc(0);
    let answered = false;
    socket.on('data', (piece) => {
      data = Buffer.concat([data, piece]);
      if (answered || !data.subarray(-4).equals(Buffer.alloc(4))) return;
      answered = true;
      socket.end(reply(data));
    });
  };
}
