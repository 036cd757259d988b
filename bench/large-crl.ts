import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomFillSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as der from '../formats/asn1/encode.ts';
import { OID } from '../formats/asn1/oids.ts';
import { toPem } from '../formats/x509/pem.ts';
import type { Say } from './measure.ts';

const MIB = 1024 ** 2;
const SIZES = [1, 100] as const;
const ECDSA = der.sequence(der.oid('1.2.840.10045.4.3.2'));
const DAY = 24 * 60 * 60 * 1000;

/**
 * `okno path` with a CRL of 100 MiB beside one of 1 MiB: peak memory and time, without an index and with the
 * one that the first run made; `openssl verify -crl_check` beside it.
 */
export async function measure(say: Say): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  try {
    for (const size of SIZES) {
      await prepare(folder, size * MIB);
      const cache = join(folder, `cache-${size}`);
      const first = await ours(folder, cache);
      const again = await ours(folder, cache);
      const peer = await openssl(folder);
      say(`CRL of ${size} MiB: first ${told(first)}; with its index ${told(again)}`);
      say(`  openssl: ${told(peer)}; time with the index / openssl = ${ratio(again, peer)}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Run {
  readonly seconds: number;
  /** Octets; NaN where the peer does not tell. */
  readonly peak: number;
}

const told = ({ seconds, peak }: Run) =>
  `${seconds.toFixed(2)} s${Number.isNaN(peak) ? '' : `, peak ${(peak / MIB).toFixed(0)} MiB`}`;
const ratio = (a: Run, b: Run) => (a.seconds / b.seconds).toFixed(2);

async function ours(folder: string, cache: string): Promise<Run> {
  const program = fileURLToPath(new URL('../api/cli.ts', import.meta.url));
  const watch = `process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;
  const load = `data:text/javascript,${encodeURIComponent(watch)}`;
  const args = ['path', 'leaf.pem', '--trust', 'root.pem', '--crl', 'list.crl'];
  const started = performance.now();
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', load, program, ...args],
    { cwd: folder, env: { ...process.env, OKNO_CACHE: cache, INIT_CWD: folder } },
  );
  return { seconds: (performance.now() - started) / 1000, peak: Number(stderr) * 1024 };
}

async function openssl(folder: string): Promise<Run> {
  const list = ['-crl_check', '-CRLfile', 'list.crl'];
  const started = performance.now();
  await promisify(execFile)('openssl', ['verify', ...list, '-CAfile', 'root.pem', 'leaf.pem'], {
    cwd: folder,
  });
  return { seconds: (performance.now() - started) / 1000, peak: Number.NaN };
}

/** Root, leaf and a list of `size` octets, of entries as large authorities have them. */
async function prepare(folder: string, size: number): Promise<void> {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = (tbs: Uint8Array) =>
    der.sequence(tbs, ECDSA, der.bitString(sign('sha256', tbs, root.privateKey)));
  const name = (text: string) =>
    der.sequence(der.setOf([der.sequence(der.oid(OID.commonName), der.utf8String(text))]));
  const now = Date.now();
  const certificate = (subject: string, extensions: readonly Uint8Array[]) =>
    signed(
      der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(77),
        ECDSA,
        name('Root'),
        der.sequence(der.time(new Date(now - DAY)), der.time(new Date(now + DAY))),
        name(subject),
        root.publicKey.export({ type: 'spki', format: 'der' }),
        der.explicit(3, der.sequence(...extensions)),
      ),
    );
  const ca = der.sequence(
    der.oid(OID.basicConstraints),
    der.boolean(true),
    der.octetString(der.sequence(der.boolean(true))),
  );
  const empty = der.sequence(der.oid('1.3.6.1.4.1.55738.666.2'), der.octetString(der.nullValue()));
  await writeFile(join(folder, 'root.pem'), toPem('CERTIFICATE', certificate('Root', [ca])));
  await writeFile(join(folder, 'leaf.pem'), toPem('CERTIFICATE', certificate('Leaf', [empty])));
  const tbs = der.sequence(
    der.integer(1),
    ECDSA,
    name('Root'),
    der.time(new Date(now - DAY)),
    der.time(new Date(now + DAY)),
    der.raw(0x30, entriesOf(size)),
  );
  await writeFile(join(folder, 'list.crl'), signed(tbs));
}

function entriesOf(size: number): Uint8Array {
  const revoked = der.time(new Date('2025-01-01T00:00:00Z'));
  const serial = randomFillSync(new Uint8Array(16));
  const entry = der.sequence(der.raw(0x02, Uint8Array.of(1), serial), revoked);
  const count = Math.floor(size / entry.length);
  const all = new Uint8Array(count * entry.length);
  for (let n = 0; n < count; n += 1) {
    all.set(entry, n * entry.length);
    randomFillSync(all, n * entry.length + 5, 16);
  }
  return all;
}
