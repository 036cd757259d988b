import type { MalwareScanner, ScanVerdict } from '../../../vault/ports/malware-scanner.ts';
import {
  CLAMD_LIMITS,
  type ClamdAddress,
  type ClamdLimits,
  type Exchange,
  exchange,
} from './exchange.ts';

/**
 * ClamAV's daemon (`clamd`, command INSTREAM) over TCP or a socket of the machine. A file goes through in pieces, a
 * connection for each. Whatever is not clamd's whole answer `OK`, given after the whole file, is not clean.
 */
export function clamdScanner(
  address: ClamdAddress,
  limits: Partial<ClamdLimits> = {},
): MalwareScanner {
  const all = { ...CLAMD_LIMITS, ...limits };
  return {
    name: 'clamd',
    async scan(content) {
      return verdictOf(await exchange(address, instream(content), all));
    },
    async answers() {
      const answer = await exchange(address, ping(), { ...all, ...PING });
      return 'reply' in answer && answer.reply === 'PONG';
    },
  };
}

/** Who asks whether the service is ready does not wait for long. */
const PING = { connect: 2_000, silence: 2_000, answer: 2_000 };

async function* ping(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('zPING\0');
}

/** clamd(8): each piece with its length, four octets, most significant first; a piece of length zero ends them. */
async function* instream(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0');
  for await (const piece of content) {
    if (piece.length === 0) continue; // it would end the file
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    yield Buffer.concat([length, piece]);
  }
  yield Buffer.alloc(4);
}

const FOUND = /^stream: (\S.{0,400}) FOUND$/;

function verdictOf(answer: Exchange): ScanVerdict {
  if ('failure' in answer) return { verdict: 'unavailable', detail: answer.failure };
  const { reply, early } = answer;
  const name = FOUND.exec(reply)?.[1];
  if (name !== undefined) return { verdict: 'infected', name };
  if (reply === 'INSTREAM size limit exceeded. ERROR') {
    return { verdict: 'too-large', detail: 'StreamMaxLength of clamd' };
  }
  if (reply === 'stream: OK' && !early) return { verdict: 'clean' };
  return { verdict: 'unavailable', detail: early ? `answered too early: ${reply}` : reply };
}
