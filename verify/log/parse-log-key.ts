import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { ED25519_TYPE, parseVerifierKey } from '../../formats/log/verifier-key.ts';
import type { LogKey } from './log-key.ts';
import { sha256Of } from './sha256.ts';

/**
 * Reads a log key as Go's sumdb/note writes it, `name+hash+base64`; after it may stand `retired TIME` and
 * `compromised TIME` (ISO 8601 UTC). Rejects with FormatError.
 */
export async function parseLogKey(line: string, algorithms: Algorithms): Promise<LogKey> {
  const [vkey = '', ...words] = line.trim().split(/ +/);
  const key = await parseVerifierKey(sha256Of(algorithms), vkey, [ED25519_TYPE]);
  const { name, id, publicKey } = key;
  return { name, id, publicKey, ...endsOf(words) };
}

function endsOf(words: readonly string[]): Pick<LogKey, 'retired' | 'compromised'> {
  let ends: Pick<LogKey, 'retired' | 'compromised'> = {};
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at];
    const time = new Date(words[at + 1] ?? '');
    const known = word === 'retired' || word === 'compromised';
    if (!known || word in ends || Number.isNaN(time.getTime())) {
      const reason = 'after the key stands "retired TIME" or "compromised TIME"';
      throw new FormatError('malformed', { format: 'log key', reason });
    }
    ends = { ...ends, [word]: time };
  }
  return ends;
}
