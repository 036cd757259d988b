import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { formatNote, NOTE_LIMITS, parseNote } from './note.ts';
import { encodeBundle, parseBundle, type Tile, tilePath, tilesBetween } from './tile.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
import { ED25519_TYPE, formatVerifierKey, keyIdOf, parseVerifierKey } from './verifier-key.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const refused = { instanceOf: FormatError };
const hash = (seed: number) => sha256(new Uint8Array([seed]));

// The example of C2SP signed-note.
const POEM = `Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`;

test('signed-note: the text ends at the last empty line, and the note is written again as it was', (t) => {
  const note = parseNote(POEM);
  t.true(note.text.endsWith('ed è subito sera.\n'));
  t.is(note.signatures[0]?.name, 'quasimodo.example/salvatore');
  t.is(note.signatures[0]?.keyId, 0x367ba04b);
  t.is(note.signatures[0]?.signature.length, 64);
  t.is(formatNote(note), POEM);
});

test('signed-note: every malformed note is refused', (t) => {
  const line = '— a AAAAAAAA\n';
  const hostile = [
    '',
    '\n',
    '\n\n',
    'text\n',
    'text\n\n',
    `text${line}`,
    `\n${line}`,
    `text\n\n${line.slice(0, -1)}`,
    `text\r\n\n${line}`,
    `te\u0000xt\n\n${line}`,
    `te\txt\n\n${line}`,
    `te\ud800xt\n\n${line}`,
    'text\n\n- a AAAAAAAA\n',
    'text\n\n—  AAAAAAAA\n',
    'text\n\n— a b AAAAAAAA\n',
    'text\n\n— a+b AAAAAAAA\n',
    'text\n\n— a\u00a0b AAAAAAAA\n',
    'text\n\n— a AAAA\n',
    'text\n\n— a AAAAAA==\n',
    'text\n\n— a AAAAAAA\n',
    'text\n\n— a AAAAAAB=\n',
    'text\n\n— a AAAAAAAA \n',
  ];
  for (const note of hostile) t.throws(() => parseNote(note), refused, JSON.stringify(note));
});

test('signed-note: 16 signatures are accepted, floods are refused by a named limit', (t) => {
  const line = '— a AAAAAAAA\n';
  t.is(parseNote(`text\n\n${line.repeat(16)}`).signatures.length, 16);
  const many = `text\n\n${line.repeat(NOTE_LIMITS.signatures + 1)}`;
  t.throws(() => parseNote(many), { code: 'limit' });
  t.throws(() => parseNote(`${'x'.repeat(NOTE_LIMITS.length)}\n\n${line}`), { code: 'limit' });
});

test('signed-note: random texts are refused or written again as they were', (t) => {
  const piece = fc.constantFrom('\n', '— ', 'a', ' ', 'AAAAAAAA', '=', '+', 'é', '\r', '—');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      try {
        t.is(formatNote(parseNote(text)), text);
      } catch (error) {
        t.true(error instanceof FormatError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('signed-note: verifier keys are read with their key ID checked', async (t) => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const key = {
    name: 'vault.example/log',
    id: await keyIdOf(sha256, { name: 'vault.example/log', publicKey: raw }),
    publicKey: raw,
  };
  const text = formatVerifierKey(key);
  t.deepEqual(await parseVerifierKey(sha256, text, [ED25519_TYPE]), { ...key, type: ED25519_TYPE });
  const [name, id, encoded] = text.split('+', 2).concat(text.split('+').slice(2).join('+'));
  const bytes = fromBase64(encoded ?? '');
  const hostile = [
    '',
    'name',
    `other.example+${id}+${encoded}`,
    `${name}+00000000+${encoded}`,
    `${name}+${id?.toUpperCase()}x+${encoded}`,
    `${name} x+${id}+${encoded}`,
    `${name}+${id}+${toBase64(bytes.subarray(0, -1))}`,
    `${name}+${id}+${toBase64(bytes.with(0, 2))}`,
    `${name}+${id}+${toBase64(bytes.with(5, (bytes[5] ?? 0) ^ 1))}`,
    `+${id}+${encoded}`,
    `${text}\n`,
  ];
  for (const each of hostile) {
    await t.throwsAsync(parseVerifierKey(sha256, each, [ED25519_TYPE]), refused, each);
  }
});

test('tlog-checkpoint: written and read again; the example of the specification is read', (t) => {
  const text =
    'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const checkpoint = parseCheckpoint(text);
  t.is(checkpoint.origin, 'example.com/behind-the-sofa');
  t.is(checkpoint.size, 20852163);
  t.is(formatCheckpoint(checkpoint), text);
});

test('tlog-checkpoint: other spellings, lines and sizes are refused', (t) => {
  const root = toBase64(hash(1));
  const hostile = [
    '',
    `\n1\n${root}\n`,
    `o\n01\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n1e3\n${root}\n`,
    `o\n 1\n${root}\n`,
    `o\n9007199254740992\n${root}\n`,
    `o\n1\n${root}`,
    `o\n1\n${root}\nextension\n`,
    `o\n1\n${root.slice(0, -4)}\n`,
    `o\n1\n${root.replace('=', '')}\n`,
    `o\n1\n\n`,
  ];
  for (const text of hostile) t.throws(() => parseCheckpoint(text), refused, JSON.stringify(text));
});

test('tlog-proof: any proof is written and read again, octet for octet', (t) => {
  const paths = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 53 });
  fc.assert(
    fc.property(fc.maxSafeNat(), paths, (index, path) => {
      const proof = { index, path, checkpoint: POEM };
      const text = formatTlogProof(proof);
      const again = parseTlogProof(text);
      t.is(formatTlogProof(again), text);
      t.is(again.index, index);
      t.is(again.checkpoint, POEM);
    }),
  );
});

test('tlog-proof: malformed proofs are refused; unsigned extra data too', (t) => {
  const line = `${toBase64(hash(2))}\n`;
  const head = 'c2sp.org/tlog-proof@v1\nindex 1\n';
  t.is(parseTlogProof(`${head}${line}\n${POEM}`).path.length, 1);
  const hostile = [
    '',
    head,
    `c2sp.org/tlog-proof@v2\nindex 1\n\n${POEM}`,
    `c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\n${POEM}`,
    `c2sp.org/tlog-proof@v1\nindex 01\n\n${POEM}`,
    `c2sp.org/tlog-proof@v1\nindex\n\n${POEM}`,
    `c2sp.org/tlog-proof@v1\n${line}\n${POEM}`,
    `${head}AAAA\n\n${POEM}`,
    `${head}${line.slice(0, -2)}\n\n${POEM}`,
    `${head}${line.repeat(54)}\n${POEM}`,
    `${head.replaceAll('\n', '\r\n')}\r\n${POEM}`,
  ];
  for (const text of hostile)
    t.throws(() => parseTlogProof(text), refused, JSON.stringify(text.slice(0, 80)));
});

test('tlog-tiles: paths in groups of three digits, partial tiles with their width', (t) => {
  const paths: readonly (readonly [Tile, string])[] = [
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 5, width: 17 }, 'tile/1/005.p/17'],
    [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 'entries', index: 1000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ];
  for (const [tile, path] of paths) t.is(tilePath(tile), path);
});

test('tlog-tiles: the worked examples of the specification, 70,000 and 256 leaves', (t) => {
  const count = (size: number) => {
    const merkle = tilesBetween(0, size).filter(({ level }) => level !== 'entries');
    return [0, 1, 2].map((level) =>
      merkle.filter((tile) => tile.level === level).map(({ width }) => width),
    );
  };
  const [level0, level1, level2] = count(70_000);
  t.is(level0?.filter((width) => width === 256).length, 273);
  t.is(level0?.at(-1), 112);
  t.deepEqual(level1, [256, 17]);
  t.deepEqual(level2, [1]);
  t.deepEqual(count(256), [[256], [1], []]);
  t.deepEqual(tilesBetween(300, 300), []);
});

test('tlog-tiles: tiles between two sizes are those that changed', (t) => {
  fc.assert(
    fc.property(fc.nat(70_000), fc.nat(2000), (before, more) => {
      const key = (tile: Tile) => tilePath(tile);
      const old = new Set(tilesBetween(0, before).map(key));
      const fresh = tilesBetween(0, before + more)
        .map(key)
        .filter((path) => !old.has(path));
      t.deepEqual(
        tilesBetween(before, before + more)
          .map(key)
          .sort(),
        fresh.sort(),
      );
    }),
    { numRuns: 50 },
  );
});

test('tlog-tiles: entry bundles are written and read again; no octet more or less', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (entries) => {
      const bytes = encodeBundle(entries);
      t.deepEqual(
        parseBundle(bytes, entries.length).map((each) => [...each]),
        entries.map((each) => [...each]),
      );
      t.throws(() => parseBundle(bytes, entries.length + 1), refused);
      t.throws(() => parseBundle(new Uint8Array([...bytes, 0]), entries.length), refused);
    }),
  );
  t.throws(() => encodeBundle([new Uint8Array(0x10000)]), { instanceOf: RangeError });
  t.throws(() => parseBundle(new Uint8Array([0, 5, 1]), 1), refused);
});

test('RFC 4648 §3.5: base64 has one spelling', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      t.is(toBase64(bytes), Buffer.from(bytes).toString('base64'));
      t.deepEqual([...fromBase64(toBase64(bytes))], [...bytes]);
    }),
  );
  for (const text of [
    'A',
    'AA',
    'AAA',
    'AB==',
    'AAB=',
    'A===',
    '====',
    'AA=A',
    'AA==\n',
    ' AAA',
    '-_==',
    'AAAA=',
  ]) {
    t.throws(() => fromBase64(text), refused, text);
  }
});

test('a note signed here verifies under the key ID that Go would compute', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const text = 'o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';
  const keyId = await keyIdOf(sha256, { name: 'o', publicKey: raw });
  const digest = sha256(Buffer.concat([Buffer.from('o\n\x01'), raw]));
  t.is(keyId, Buffer.from(digest).readUInt32BE(0));
  const signature = new Uint8Array(sign(null, Buffer.from(text), privateKey));
  const note = formatNote({ text, signatures: [{ name: 'o', keyId, signature }] });
  t.deepEqual([...(parseNote(note).signatures[0]?.signature ?? [])], [...signature]);
});
