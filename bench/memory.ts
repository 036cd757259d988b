import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import {
  type Ground,
  meetExporter,
  prepareGround,
  startService,
} from '../api/faults/child-service.ts';
import type { ByteSource } from '../formats/byte-source.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import type { Say } from './measure.ts';

const MIB = 1024 ** 2;
const SIZES = [2 * MIB, 2048 * MIB] as const;

/** Peak resident memory of the service after one upload of each size, each in a service of its own. */
export async function measure(say: Say): Promise<void> {
  const peaks: number[] = [];
  for (const size of SIZES) {
    const ends: (() => Promise<void>)[] = [];
    const endings = { teardown: (end: () => Promise<void>) => void ends.unshift(end) };
    try {
      const ground = await prepareGround(endings);
      const { pid } = await startService(endings, ground);
      await upload(ground, size);
      const peak = await peakMemory(pid);
      peaks.push(peak);
      say(`upload of ${size / MIB} MiB: peak ${(peak / MIB).toFixed(0)} MiB`);
    } finally {
      for (const end of ends) await end();
    }
  }
  const [small = Number.NaN, large = Number.NaN] = peaks;
  say(`2 GiB / 2 MiB = ${(large / small).toFixed(2)}`);
}

/** VmHWM of /proc, octets. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** The same block again and again, so that the sender's memory stays flat too. */
function repeated(block: Uint8Array, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const end = Math.min(size, offset + length);
      const out = new Uint8Array(Math.max(0, end - offset));
      for (let at = offset; at < end; ) {
        const from = at % block.length;
        const piece = block.subarray(from, Math.min(block.length, from + end - at));
        out.set(piece, at - offset);
        at += piece.length;
      }
      return out;
    },
  };
}

async function upload(ground: Ground, size: number): Promise<void> {
  const { contractId, token } = await meetExporter(ground);
  const content = repeated(randomBytes(MIB), size);
  const signature = await signCades({
    content,
    detached: true,
    identities: [ground.people.headEcdsa],
    signingTime: new Date(),
    digest: ground.algorithms,
  });
  const boundary = createHash('sha256').update(randomBytes(16)).digest('hex');
  const outgoing = request(`${ground.origin}/v1/contracts/${contractId}/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': randomUUID(),
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  const write = (piece: Uint8Array | string) =>
    new Promise<void>((resolve) => void outgoing.write(piece, () => resolve()));
  const part = (name: string, type: string, file?: string) =>
    `\r\n--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
    `${file === undefined ? '' : `; filename="${file}"`}\r\nContent-Type: ${type}\r\n\r\n`;
  await write(part('metadata', 'application/json'));
  await write(JSON.stringify({ category: 'b', title: 'Большой файл' }));
  await write(part('document', 'application/octet-stream', 'large.bin'));
  for (let offset = 0; offset < size; offset += MIB) await write(await content.read(offset, MIB));
  await write(part('signature', 'application/pkcs7-signature', 'large.bin.p7s'));
  await write(signature);
  outgoing.end(`\r\n--${boundary}--\r\n`);
  const status = await answered;
  if (status !== 201) throw new Error(`HTTP ${status}`);
}
