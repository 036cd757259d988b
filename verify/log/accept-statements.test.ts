import { createHash, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { formatKeyStatement, type KeyStatement } from '../../formats/log/key-statement.ts';
import { formatNote, parseNote } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { type NoteSigner, noteSigner } from '../../vault/journal/note-signer.ts';
import { acceptStatements } from './accept-statements.ts';
import { parseLogKey } from './parse-log-key.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const ORIGIN = 'vault.example/log';
const [T1, T2, T3] = [
  '2026-03-01T00:00:00.000Z',
  '2026-04-01T00:00:00.000Z',
  '2026-05-01T00:00:00.000Z',
] as const;

function newSigner(name = ORIGIN): Promise<NoteSigner> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return noteSigner(name, signingKeyFromPkcs8(pem), sha256);
}

const [a, b, c, stranger, foreign] = await Promise.all([
  ...[ORIGIN, ORIGIN, ORIGIN, ORIGIN].map((name) => newSigner(name)),
  newSigner('other.example/log'),
]);
if (!a || !b || !c || !stranger || !foreign) throw new Error('no keys');

async function signed(statement: KeyStatement, ...signers: readonly NoteSigner[]) {
  const text = formatKeyStatement(statement);
  const notes = await Promise.all(signers.map((signer) => signer.sign(text)));
  return formatNote({ text, signatures: notes.flatMap((note) => parseNote(note).signatures) });
}

const replaced = (key: NoteSigner, next: NoteSigner, time: string = T1): KeyStatement => ({
  ...{ kind: 'replaced', origin: ORIGIN, key: key.vkey, next: next.vkey, time },
});
const compromised = (key: NoteSigner, time: string = T2): KeyStatement => ({
  ...{ kind: 'compromised', origin: ORIGIN, key: key.vkey, time },
});

async function judge(trusted: readonly NoteSigner[], notes: readonly string[]) {
  const keys = await Promise.all(trusted.map(({ vkey }) => parseLogKey(vkey, algorithms)));
  const verdict = await acceptStatements(keys, notes, algorithms);
  if (verdict.status !== 'accepted') return verdict;
  const names = new Map([a, b, c, stranger].map((each, at) => [each?.id, 'abcs'[at]]));
  const told = verdict.keys.map(({ id, retired, compromised: since }) => {
    const end = [
      retired && `retired ${retired.toISOString()}`,
      since && `compromised ${since.toISOString()}`,
    ];
    return [names.get(id.toString(16).padStart(8, '0')), ...end.filter(Boolean)].join(' ');
  });
  return { keys: told, ignored: verdict.ignored };
}

test('a key that is trusted vouches for its successor, and so on, in whichever order it is told', async (t) => {
  const notes = [await signed(replaced(b, c, T2), b, c), await signed(replaced(a, b), a, b)];
  t.deepEqual(await judge([a], notes), {
    keys: [`a retired ${T1}`, `b retired ${T2}`, 'c'],
    ignored: [],
  });
});

test('both must have signed: the old one that it vouches, the new one that it is there', async (t) => {
  for (const signers of [[a], [b], [b, stranger]]) {
    const note = await signed(replaced(a, b), ...signers);
    t.deepEqual(await judge([a], [note]), { keys: ['a'], ignored: [0] });
  }
});

test('who holds the new key only learns the end of nobody else', async (t) => {
  const note = await signed(replaced(a, b), a, b);
  t.deepEqual(await judge([b], [note]), { keys: ['b'], ignored: [0] });
  t.deepEqual(await judge([a, b], [note]), { keys: [`a retired ${T1}`, 'b'], ignored: [] });
});

test('a compromised key vouches for nobody any more, whenever it says that it did', async (t) => {
  const notes = [
    await signed(replaced(a, b), a, b),
    await signed(replaced(b, c, T2), b, c),
    await signed(compromised(a, T3), a),
  ];
  t.deepEqual(await judge([a], notes), { keys: [`a compromised ${T3}`], ignored: [0, 1] });
  t.deepEqual(await judge([a, b], notes), {
    keys: [`a compromised ${T3}`, `b retired ${T2}`, 'c'],
    ignored: [0],
  });
});

test('a key that was vouched for and is compromised stays so when it is told first', async (t) => {
  const notes = [await signed(compromised(b, T3), b), await signed(replaced(a, b), a, b)];
  t.deepEqual(await judge([a], notes), {
    keys: [`a retired ${T1}`, `b compromised ${T3}`],
    ignored: [],
  });
});

test('a compromise is declared by the key itself or by another key of the log that is trusted', async (t) => {
  const byOther = await signed(compromised(a), b);
  t.deepEqual(await judge([a, b], [byOther]), { keys: [`a compromised ${T2}`, 'b'], ignored: [] });
  t.deepEqual(await judge([a], [byOther]), { keys: ['a'], ignored: [0] });
  t.deepEqual(
    await judge([a, foreign], [await signed(compromised(a), foreign)]).then(ignoredOf),
    [0],
  );
  const twice = [await signed(compromised(a, T3), b), await signed(compromised(a, T2), b)];
  t.deepEqual(await judge([a, b], twice), { keys: [`a compromised ${T2}`, 'b'], ignored: [] });
});

const ignoredOf = (answer: Awaited<ReturnType<typeof judge>>) =>
  'ignored' in answer ? answer.ignored : answer;

test('a statement that was changed, or is none, is refused', async (t) => {
  const note = await signed(replaced(a, b), a, b);
  const changed = note.replace(T1, T2);
  t.deepEqual(await judge([a], [note, changed]), { status: 'wrong-signature', at: 1 });
  const checkpoint = await a.sign(`${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`);
  const self = await signed(replaced(a, a), a);
  const other = await signed({ ...replaced(a, b), origin: 'other.example/log' }, a, b);
  const text = formatKeyStatement(replaced(a, b));
  const noTime = await a.sign(text.replace(T1, '2026-02-30T00:00:00.000Z'));
  const longer = await a.sign(`${text}more\n`);
  for (const each of ['', checkpoint, self, other, noTime, longer]) {
    t.deepEqual(await judge([a], [each]), { status: 'malformed', at: 0 }, each);
  }
});

test('a log key in a file is dated by words after it', async (t) => {
  const key = await parseLogKey(`${a.vkey} retired ${T1} compromised ${T2}`, algorithms);
  t.deepEqual([key.retired, key.compromised], [new Date(T1), new Date(T2)]);
  for (const wrong of [
    'retired',
    'ended 2026-01-01',
    'retired soon',
    `retired ${T1} retired ${T2}`,
  ]) {
    await t.throwsAsync(parseLogKey(`${a.vkey} ${wrong}`, algorithms), { message: /retired TIME/ });
  }
});
