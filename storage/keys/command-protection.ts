import { spawn } from 'node:child_process';
import { KeyError } from './key-error.ts';
import type { KeyProtection } from './master-key-store.ts';

/** Octets that a command may answer, and milliseconds that it may take. */
const LONGEST = 32 * 1024;
const PATIENCE = 60_000;

/**
 * The master key is wrapped by a command of the operator: an HSM's, a KMS's, gpg. It is started with `wrap GENERATION`
 * or `unwrap GENERATION` behind its own arguments, reads octets from standard input and writes octets to standard
 * output (master-keys.md). KeyError `master-key-unreadable` with what it said when it fails.
 */
export function commandProtection(command: readonly string[]): KeyProtection {
  return {
    name: 'command',
    wrap: (key, generation) => exchange(command, ['wrap', generation], key),
    unwrap: (wrapped, generation) => exchange(command, ['unwrap', generation], wrapped),
  };
}

async function exchange(
  [program = '', ...args]: readonly string[],
  asked: readonly string[],
  input: Uint8Array,
): Promise<Uint8Array> {
  const line = [program, ...args, ...asked].join(' ');
  const child = spawn(program, [...args, ...asked], { timeout: PATIENCE, killSignal: 'SIGKILL' });
  const refuse = (why: string, cause?: unknown) =>
    new KeyError('master-key-unreadable', `«${line}» ${why}`, cause);
  return new Promise((resolve, reject) => {
    const answer = collector();
    const said = collector();
    child.on('error', (error) => reject(refuse(`does not start: ${error.message}`, error)));
    child.stdin.on('error', () => {}); // it may answer, or end, without reading all
    child.stdout.on('data', answer.take);
    child.stderr.on('data', said.take);
    child.on('close', (code, signal) => {
      const words = said.octets().toString('utf8').trim().slice(0, 500);
      const octets = answer.octets();
      if (code !== 0) reject(refuse(`ended with ${code ?? signal}: ${words}`));
      else if (octets.length === 0 || answer.isOver()) {
        reject(refuse(`answered ${octets.length === 0 ? 'nothing' : `over ${LONGEST} octets`}`));
      } else resolve(Uint8Array.from(octets));
    });
    child.stdin.end(input);
  });
}

function collector() {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    take: (part: Buffer) => {
      size += part.length;
      if (size <= LONGEST) parts.push(part);
    },
    octets: () => Buffer.concat(parts),
    isOver: () => size > LONGEST,
  };
}
