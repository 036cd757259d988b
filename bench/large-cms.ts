// Peak memory and speed of `okno verify` over large content: attached 200 MiB and 1 GiB in DER and in BER, detached 10 GiB, beside the digest alone.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { integer, octetString, oid, raw, sequence, setOf } from '../formats/asn1/encode.ts';
import { OID } from '../formats/asn1/oids.ts';
import { type ByteSource, bytesSource, passingPieces } from '../formats/byte-source.ts';
import { encodeSignerInfo } from '../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../formats/cms/parse-signed-data.ts';
import { joinBytes } from '../formats/join-bytes.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import { createPki, type TestPki } from '../test-fixtures/pki/create-pki.ts';
import { openFileSource } from '../verify/cli/file-source.ts';
import type { Say } from './measure.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const algorithms = algorithmsOf([nodeCrypto]);
const cli = fileURLToPath(new URL('../api/cli.ts', import.meta.url));

export async function measure(say: Say): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-large-'));
  try {
    const pki = await createPki({ now: new Date() });
    await writeFile(join(folder, 'root.crt'), pki.root.der);
    await writeFile(join(folder, 'ca.crl'), await pki.crl());
    await writeFile(join(folder, 'root.crl'), await pki.crl(undefined, { of: 'root' }));
    for (const size of [200 * MIB, GIB]) {
      for (const form of ['DER', 'BER'] as const) await attached(folder, pki, { form, size }, say);
    }
    await detached(folder, pki, say);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Octets that are all zero take no place on the disk, and as long to digest as any others. */
const zeros = (size: number): ByteSource => ({
  size,
  read: async (offset, length) => new Uint8Array(Math.max(0, Math.min(length, size - offset))),
});

async function signed(pki: TestPki, size: number): Promise<Uint8Array> {
  const identity = await pki.issue({ subject: { commonName: 'Иванов Иван' }, key: 'rsa' });
  return signCades({
    content: zeros(size),
    detached: true,
    identities: [identity],
    signingTime: pki.now(),
    digest: algorithms,
  });
}

async function detached(folder: string, pki: TestPki, say: Say): Promise<void> {
  const [content, signature] = [join(folder, 'large.bin'), join(folder, 'large.p7s')];
  await writeFile(content, '');
  await truncate(content, 10 * GIB);
  await writeFile(signature, await signed(pki, 10 * GIB));
  await bareDigest(content);
  const { seconds, peak } = await verify(folder, [signature, '--content', content]);
  const bare = await bareDigest(content);
  say(told('detached 10 GiB', { seconds, peak, bare }));
  await rm(content);
}

interface Attached {
  readonly form: 'DER' | 'BER';
  readonly size: number;
}

async function attached(
  folder: string,
  pki: TestPki,
  { form, size }: Attached,
  say: Say,
): Promise<void> {
  const path = join(folder, 'large.p7m');
  await WRITERS[form](path, await signed(pki, size), size);
  await bareDigest(path);
  const { seconds, peak } = await verify(folder, [path]);
  const bare = await bareDigest(path);
  say(told(`attached ${size / MIB} MiB, ${form}`, { seconds, peak, bare }));
  await rm(path);
}

function told(what: string, found: { seconds: number; peak: number; bare: number }): string {
  const { seconds, peak, bare } = found;
  const times = `${seconds.toFixed(1)} s, SHA-256 alone ${bare.toFixed(1)} s`;
  return `${what}: peak ${(peak / MIB).toFixed(0)} MiB; ${times}: ${(bare / seconds).toFixed(2)} of its speed`;
}

/** A detached signature with the content put in, written without ever being whole. */
const WRITERS = { DER: writeDer, BER: writeBer } as const;

async function writeDer(path: string, cms: Uint8Array, size: number): Promise<void> {
  const { type, digests, tail } = await partsOf(cms);
  const content = header(0x04, size);
  const inside = joinBytes([header(0xa0, content.length + size), content]);
  const encap = joinBytes([header(0x30, type.length + inside.length + size), type, inside]);
  const start = joinBytes([integer(1), digests, encap]);
  const signedData = joinBytes([header(0x30, start.length + size + tail.length), start]);
  const explicit = joinBytes([header(0xa0, signedData.length + size + tail.length), signedData]);
  const before = joinBytes([oid(OID.signedData), explicit]);
  const head = joinBytes([header(0x30, before.length + size + tail.length), before]);
  const file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  await file.write(tail, 0, tail.length, head.length + size);
  await file.close();
}

/** As `openssl cms -sign -nodetach -stream` writes: indefinite lengths, and content in segments of 4 KiB. */
async function writeBer(path: string, cms: Uint8Array, size: number): Promise<void> {
  const { type, digests, tail } = await partsOf(cms);
  const opened = (tag: number, ...parts: Uint8Array[]) =>
    joinBytes([Uint8Array.of(tag, 0x80), ...parts]);
  const encap = opened(0x30, type, opened(0xa0, opened(0x24)));
  const signedData = opened(0xa0, opened(0x30, integer(1), digests, encap));
  await using file = await open(path, 'w');
  await file.write(opened(0x30, oid(OID.signedData), signedData));
  const segment = octetString(new Uint8Array(4096));
  const segments = joinBytes(Array.from({ length: MIB / 4096 }, () => segment));
  for (let written = 0; written < size; written += MIB) await file.write(segments);
  // What ends the segments, the [0] and the encapContentInfo; SignedData, its [0] and the ContentInfo.
  for (const end of [new Uint8Array(6), tail, new Uint8Array(6)]) await file.write(end);
}

/** What stands before the content, and what after it. */
async function partsOf(cms: Uint8Array) {
  const { encoded, signerInfos } = await parseSignedData(bytesSource(cms));
  const digests = signerInfos.map(({ digestAlgorithm }) => sequence(oid(digestAlgorithm.oid)));
  return {
    type: oid(OID.data),
    digests: setOf(digests),
    tail: joinBytes([
      encoded.certificates ?? new Uint8Array(),
      setOf(signerInfos.map(encodeSignerInfo)),
    ]),
  };
}

/** Tag and length of an element whose content comes apart. */
function header(tag: number, length: number): Uint8Array {
  if (length < 0x1_0000)
    return raw(tag, new Uint8Array(length)).slice(0, length < 0x80 ? 2 : length < 0x100 ? 3 : 4);
  return Uint8Array.of(
    tag,
    0x84,
    length >>> 24,
    (length >>> 16) & 255,
    (length >>> 8) & 255,
    length & 255,
  );
}

/** Asked before too, and not counted then: what is read first comes from the disk, and both are to come from memory. */
async function bareDigest(path: string): Promise<number> {
  await using file = await openFileSource(path);
  const started = performance.now();
  const hash = createHash('sha256');
  for await (const piece of passingPieces(file)) hash.update(piece);
  hash.digest();
  return (performance.now() - started) / 1000;
}

/** VmHWM of /proc as long as the command runs; throws where it does not end with TOTAL-PASSED. */
async function verify(
  folder: string,
  options: readonly string[],
): Promise<{ readonly seconds: number; readonly peak: number }> {
  const lists = ['ca.crl', 'root.crl'].flatMap((name) => ['--crl', join(folder, name)]);
  const args = [cli, 'verify', ...options, '--trust', join(folder, 'root.crt'), ...lists];
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let peak = 0;
  let code: number | null | undefined;
  while (code === undefined) {
    peak = Math.max(peak, await peakOf(child.pid ?? 0));
    code = await Promise.race([ended, sleep(100, undefined)]);
  }
  if (code !== 0) throw new Error(`okno verify ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, peak };
}

async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
