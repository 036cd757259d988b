import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { generateGostKey, importGostPrivateKey } from '../algorithms/gost/private-key.ts';
import { createGost } from '../algorithms/gost/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import type { EngineRound, EngineTask } from './gost-engine.ts';
import type { Say } from './measure.ts';
import { inTurn, rateOf, ratios } from './rate.ts';

const ROUND = 250;
const ROUNDS = 3;
const MEGABYTE = 1_000_000;

const SETS = [
  ['256 CryptoPro A', 256, '1.2.643.2.2.35.1'],
  ['256 CryptoPro B', 256, '1.2.643.2.2.35.2'],
  ['256 CryptoPro C', 256, '1.2.643.2.2.35.3'],
  ['256 tc26 A', 256, '1.2.643.7.1.2.1.1.1'],
  ['512 tc26 A', 512, '1.2.643.7.1.2.1.2.1'],
  ['512 tc26 B', 512, '1.2.643.7.1.2.1.2.2'],
  ['512 tc26 C', 512, '1.2.643.7.1.2.1.2.3'],
] as const;

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

/** Streebog in MB/s and verifications per second on every curve, beside OpenSSL's engine inside Node. */
export async function measure(say: Say): Promise<void> {
  const path = enginePath();
  if (path === undefined) {
    say('skipped: apt-get install openssl libengine-gost-openssl');
    return;
  }
  const engine = fork(fileURLToPath(new URL('gost-engine.ts', import.meta.url)), [path], {
    serialization: 'advanced',
  });
  try {
    for (const bits of [256, 512] as const) await measureDigest(bits, engine, say);
    for (const [name, bits, set] of SETS) await measureSet({ name, bits, set }, engine, say);
  } finally {
    engine.kill();
  }
}

async function measureDigest(bits: 256 | 512, engine: ChildProcess, say: Say): Promise<void> {
  const data = Uint8Array.from({ length: MEGABYTE }, (_, index) => (index * 167) & 0xff);
  const digest = algorithmsOf([createGost()]).digest(`1.2.643.7.1.1.2.${bits / 256 + 1}`);
  const task: EngineTask = { kind: 'digest', name: `md_gost12_${bits}`, data };
  const standings = await inTurn(
    [
      {
        name: `Streebog-${bits} in MB`,
        round: () => rateOf(async () => digest?.digest(data), ROUND),
      },
      { name: 'engine', round: () => engineRate(engine, task) },
    ],
    ROUNDS,
  );
  for (const line of ratios(standings)) say(line);
}

interface Measured {
  readonly name: string;
  readonly bits: 256 | 512;
  readonly set: string;
}

async function measureSet({ name, bits, set }: Measured, engine: ChildProcess, say: Say) {
  const data = random(32);
  const key = importGostPrivateKey(generateGostKey({ bits, parameterSet: set, random }));
  const signature = key.sign(data, random);
  const oid = key.scheme.keyOids[0] ?? '';
  const request = { publicKey: key.publicKey, algorithm: { oid }, data, signature };
  const digest = `md_gost12_${bits}`;
  const task: EngineTask = { kind: 'verify', name: digest, ...request };
  const once = (keyCache: number) => {
    const scheme = algorithmsOf([createGost({ keyCache })]).signature(oid);
    return async () => {
      if ((await scheme?.verify(request)) !== true) throw new Error('refused');
    };
  };
  const engineRound = { name: 'engine', round: () => engineRate(engine, task) };
  const [known, met] = [once(1), once(0)];
  const standings = await inTurn(
    [
      { name: `verify ${name}, key met often`, round: () => rateOf(known, ROUND) },
      engineRound,
      { name: 'the same, key met once', round: () => rateOf(met, ROUND) },
    ],
    ROUNDS,
  );
  for (const line of ratios(standings)) say(line);
}

async function engineRate(engine: ChildProcess, task: EngineTask): Promise<number> {
  engine.send({ task, milliseconds: ROUND } satisfies EngineRound);
  const [rate] = await once(engine, 'message');
  return Number(rate);
}

/** Node wants the engine's file by its absolute path. */
function enginePath(): string | undefined {
  try {
    execFileSync('openssl', ['engine', '-t', 'gost'], { stdio: 'pipe' });
    const folder = /ENGINESDIR: "(.+)"/.exec(execFileSync('openssl', ['version', '-e']).toString());
    return folder === null ? undefined : `${folder[1]}/gost.so`;
  } catch {
    return undefined;
  }
}
