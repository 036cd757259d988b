import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPem } from '../../formats/x509/pem.ts';
import type { TestIdentity } from '../../test-fixtures/pki/create-pki.ts';

/** The lines that a child said, in words. */
export type Said = readonly (readonly string[])[];

/** Runs a script until the armed point kills it: what it had said by then, and its exit code or the signal. */
export async function killedAt(
  armed: string,
  script: readonly string[],
): Promise<{ readonly said: Said; readonly end: unknown }> {
  const child = spawn(process.execPath, script, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OKNO_FAILPOINT: armed },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const end = await new Promise((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  return { said: output.split('\n').map((line) => line.split(' ')), end };
}

/** A key and its certificates where the service looks for a seal. */
export async function writeKeys(data: string, { pkcs8, certificate, chain }: TestIdentity) {
  await mkdir(join(data, 'keys'), { recursive: true });
  await writeFile(join(data, 'keys/seal.key'), toPem('PRIVATE KEY', pkcs8));
  const certificates = [certificate, ...chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(data, 'keys/seal.crt'), certificates.join(''));
}
