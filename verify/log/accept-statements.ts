import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type KeyStatement, parseKeyStatement } from '../../formats/log/key-statement.ts';
import { parseNote, type SignedNote } from '../../formats/log/note.ts';
import type { LogKey } from './log-key.ts';
import { parseLogKey } from './parse-log-key.ts';
import { verifyEd25519 } from './verify-raw.ts';

export type StatementsVerdict =
  | {
      readonly status: 'accepted';
      readonly keys: readonly LogKey[];
      /** Positions of statements that no key that is trusted for it has signed: nothing follows from them. */
      readonly ignored: readonly number[];
    }
  /** `at` is the position of the statement. */
  | { readonly status: 'malformed' | 'wrong-signature'; readonly at: number };

interface Read {
  readonly at: number;
  readonly note: SignedNote;
  readonly statement: KeyStatement;
  /** Of which the statement speaks. */
  readonly key: LogKey;
  readonly next?: LogKey;
}

/**
 * The keys that are trusted from outside, with what signed statements say of them: a key that is replaced vouches for
 * its successor (which must have signed too), one that is compromised vouches for nobody any more, whenever it says
 * that it did. Rejects with AlgorithmError.
 */
export async function acceptStatements(
  trusted: readonly LogKey[],
  notes: readonly string[],
  algorithms: Algorithms,
): Promise<StatementsVerdict> {
  const read: Read[] = [];
  for (const [at, note] of notes.entries()) {
    const one = await readStatement(note, { at, algorithms });
    if (one === undefined) return { status: 'malformed', at };
    if ((await signers(one, namedKeys(one), algorithms)) === 'wrong') {
      return { status: 'wrong-signature', at };
    }
    read.push(one);
  }
  return conclude(trusted, read, algorithms);
}

async function readStatement(
  text: string,
  { at, algorithms }: { at: number; algorithms: Algorithms },
): Promise<Read | undefined> {
  try {
    const note = parseNote(text);
    const statement = parseKeyStatement(note.text);
    const key = await parseLogKey(statement.key, algorithms);
    const read = { at, note, statement, key };
    if (key.name !== statement.origin) return undefined;
    if (statement.kind === 'compromised') return read;
    const next = await parseLogKey(statement.next, algorithms);
    return next.name === key.name && !isSame(next, key) ? { ...read, next } : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

const namedKeys = ({ key, next }: Read) => [key, ...(next === undefined ? [] : [next])];

const isSame = (a: LogKey, b: LogKey) =>
  a.name === b.name && a.id === b.id && equalBytes(a.publicKey, b.publicKey);

/** Which of `keys` have signed the statement; `wrong` when a signature of one of them is not right. */
async function signers(
  { note }: Read,
  keys: readonly LogKey[],
  algorithms: Algorithms,
): Promise<readonly LogKey[] | 'wrong'> {
  const data = new TextEncoder().encode(note.text);
  const found: LogKey[] = [];
  for (const key of keys) {
    const line = note.signatures.find(({ name, keyId }) => name === key.name && keyId === key.id);
    if (line === undefined) continue;
    const claim = { rawKey: key.publicKey, data, signature: line.signature };
    if (!(await verifyEd25519(claim, algorithms))) return 'wrong';
    found.push(key);
  }
  return found;
}

/**
 * Statement by statement until none adds anything. A compromise starts the chain anew from the trusted keys: what the
 * key vouched for falls with it.
 */
async function conclude(
  trusted: readonly LogKey[],
  read: readonly Read[],
  algorithms: Algorithms,
): Promise<StatementsVerdict> {
  const declared = new Set<Read>();
  const replaced = new Set<Read>();
  for (;;) {
    const keys = [...replaced, ...declared].reduce(withStatement, trusted);
    const open = read.filter((each) => !declared.has(each) && !replaced.has(each));
    const found = await firstVouchedFor(open, keys, algorithms);
    if (found === undefined) {
      return { status: 'accepted', keys, ignored: open.map(({ at }) => at) };
    }
    if (found.statement.kind === 'compromised') {
      declared.add(found);
      replaced.clear();
    } else replaced.add(found);
  }
}

async function firstVouchedFor(
  open: readonly Read[],
  keys: readonly LogKey[],
  algorithms: Algorithms,
): Promise<Read | undefined> {
  for (const each of open) if (await isVouchedFor(each, keys, algorithms)) return each;
  return undefined;
}

async function isVouchedFor(
  read: Read,
  keys: readonly LogKey[],
  algorithms: Algorithms,
): Promise<boolean> {
  const { statement, key, next } = read;
  const known = keys.find((each) => isSame(each, key));
  if (known === undefined) return false;
  if (next !== undefined) {
    const both = await signers(read, [known, next], algorithms);
    return known.compromised === undefined && both.length === 2;
  }
  // By the key itself, since whoever has it tells the truth; or by another trusted key of the log.
  const others = keys.filter(({ name, compromised }) => name === known.name && !compromised);
  const signed = await signers(read, [known, ...others], algorithms);
  return statement.kind === 'compromised' && signed !== 'wrong' && signed.length > 0;
}

/** `key` as the statement says, and its successor beside it. A compromise of a key that is not there changes nothing. */
function withStatement(keys: readonly LogKey[], { statement, key, next }: Read): readonly LogKey[] {
  const time = new Date(statement.time);
  const end = (each: LogKey): LogKey => {
    if (statement.kind === 'replaced') return { ...each, retired: earlier(each.retired, time) };
    return { ...each, compromised: earlier(each.compromised, time) };
  };
  const ended = keys.map((each) => (isSame(each, key) ? end(each) : each));
  const isNew = next !== undefined && !keys.some((each) => isSame(each, next));
  return isNew ? [...ended, next] : ended;
}

const earlier = (a: Date | undefined, b: Date) => (a === undefined || b < a ? b : a);
