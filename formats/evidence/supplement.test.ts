import test from 'ava';
import fc from 'fast-check';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { indentedJson } from './canonical-json.ts';
import {
  encodeSupplement,
  looksLikeSupplement,
  parseSupplement,
  SUPPLEMENT_LIMIT,
} from './supplement.ts';

const supplement = {
  kind: 'time-stamp',
  checkpoint: '0f'.repeat(32),
  token: Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05),
} as const;
const good = encodeSupplement(supplement);

test('a supplement is read as it was written, and known by its start', (t) => {
  t.deepEqual(parseSupplement(good), supplement);
  t.true(looksLikeSupplement(good));
  t.false(looksLikeSupplement(Buffer.from('{\n "entry": {')));
});

test('a cosignature is one signature line and is read as it was written', (t) => {
  const line = '— witness.example/w1 AAAAAQc=';
  const cosignature = { kind: 'cosignature', checkpoint: supplement.checkpoint, line } as const;
  t.deepEqual(parseSupplement(encodeSupplement(cosignature)), cosignature);
  for (const wrong of ['', `${line}\n`, line.slice(2), `${line}\n${line}`]) {
    const bytes = encodeSupplement({ ...cosignature, line: wrong });
    t.throws(() => parseSupplement(bytes), { instanceOf: FormatError }, wrong);
  }
});

test('a consistency proof carries the later checkpoint, and hashes of SHA-256 alone', (t) => {
  const proof = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const { checkpoint } = supplement;
  const consistency = { kind: 'consistency', checkpoint, later: 'note\n', proof } as const;
  t.deepEqual(parseSupplement(encodeSupplement(consistency)), consistency);
  for (const wrong of [[new Uint8Array(31)], [new Uint8Array(33)], Array(129).fill(proof[0])]) {
    const bytes = encodeSupplement({ ...consistency, proof: wrong });
    t.throws(() => parseSupplement(bytes), { instanceOf: FormatError });
  }
});

const members = {
  checkpoint: supplement.checkpoint,
  format: 'okno-supplement/1',
  kind: 'time-stamp',
  token: 'MAMCAQU=',
};
const refused: Readonly<Record<string, readonly [Uint8Array, FormatErrorCode]>> = {
  'of another format': [indentedJson({ ...members, format: 'okno-supplement/2' }), 'unsupported'],
  'of another kind': [indentedJson({ ...members, kind: 'local-clock' }), 'unsupported'],
  'with a short digest': [indentedJson({ ...members, checkpoint: '0f' }), 'malformed'],
  'with a digest in capitals': [
    indentedJson({ ...members, checkpoint: '0F'.repeat(32) }),
    'malformed',
  ],
  'with base64 in another spelling': [indentedJson({ ...members, token: 'MAMCAQV=' }), 'malformed'],
  'without a token': [indentedJson({ ...members, token: undefined }), 'malformed'],
  'with a member more': [indentedJson({ ...members, time: '2026-03-10' }), 'malformed'],
  'in another order': [Buffer.from(JSON.stringify(members)), 'malformed'],
  'over the limit': [new Uint8Array(SUPPLEMENT_LIMIT + 1), 'limit'],
};
for (const [title, [bytes, code]] of Object.entries(refused)) {
  test(`a supplement ${title} is refused`, (t) => {
    t.is(t.throws(() => parseSupplement(bytes), { instanceOf: FormatError })?.code, code);
  });
}

test('a changed octet is another supplement or none', (t) => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      try {
        t.notDeepEqual(parseSupplement(good.with(at, (good[at] ?? 0) ^ mask)), supplement);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
  );
  t.pass();
});
