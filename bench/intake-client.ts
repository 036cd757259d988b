import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Ground } from '../api/faults/child-service.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { signCades } from '../signing/cades/sign-cades.ts';

/** A request to place a document, as octets that only have to be sent. */
export interface PreparedIntake {
  readonly idempotencyKey: string;
  readonly boundary: string;
  readonly body: Buffer;
}

/** Random documents of `size` octets, signed: made before the clock runs. */
export async function prepareIntakes(
  ground: Ground,
  { size, count }: { readonly size: number; readonly count: number },
): Promise<readonly PreparedIntake[]> {
  const prepared: PreparedIntake[] = [];
  for (let number = 0; number < count; number += 1) {
    const bytes = randomBytes(size);
    const signature = await signCades({
      content: bytesSource(bytes),
      detached: true,
      identities: [ground.people.headEcdsa],
      signingTime: new Date(),
      digest: ground.algorithms,
    });
    prepared.push(prepare(bytes, signature));
  }
  return prepared;
}

function prepare(document: Uint8Array, signature: Uint8Array): PreparedIntake {
  const boundary = randomBytes(16).toString('hex');
  const part = (name: string, type: string, file = '') =>
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n` +
        `Content-Type: ${type}\r\n\r\n`,
    );
  const body = Buffer.concat([
    part('metadata', 'application/json'),
    Buffer.from(JSON.stringify({ category: 'b', title: 'Счёт' })),
    part('document', 'application/octet-stream', '; filename="a.bin"'),
    document,
    part('signature', 'application/pkcs7-signature', '; filename="a.p7s"'),
    signature,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { idempotencyKey: randomUUID(), boundary, body };
}

/** Sends prepared requests over connections that stay open; `send` resolves when a receipt has come. */
export function intakeClient(origin: string, session: { contractId: string; token: string }) {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(`/v1/contracts/${session.contractId}/documents`, origin);
  return {
    send: ({ idempotencyKey, boundary, body }: PreparedIntake) =>
      new Promise<void>((resolve, reject) => {
        const outgoing = request(url, {
          agent,
          method: 'POST',
          headers: {
            authorization: `Bearer ${session.token}`,
            'idempotency-key': idempotencyKey,
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': body.length,
          },
        });
        outgoing.on('error', reject);
        outgoing.on('response', (response) => {
          const parts: Buffer[] = [];
          response.on('error', reject);
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => {
            if (response.statusCode === 201) resolve();
            else reject(new Error(Buffer.concat(parts).toString('utf8')));
          });
        });
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
