import test from 'ava';
import fc from 'fast-check';
import { oid } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { type ByteSource, bytesSource, readAll } from '../byte-source.ts';
import { filling } from '../filling-source.fixture.ts';
import { FormatError } from '../format-error.ts';
import { joinBytes } from '../join-bytes.ts';
import { CMS_LIMITS } from './limits.ts';
import { locateParts } from './locate-parts.ts';

/** How the length of an element is written (X.690 §8.1.3): octets of it, 0 for the short form where it is enough. */
type LengthForm = 'indefinite' | 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** A constructed element; `form` counts for no length that it cannot tell. */
function nested(tag: number, form: LengthForm, ...members: readonly Uint8Array[]): Uint8Array {
  const content = joinBytes(members);
  if (form !== 'indefinite') return joinBytes([header(tag, content.length, form), content]);
  return joinBytes([Uint8Array.of(tag, 0x80), content, new Uint8Array(2)]);
}

function header(tag: number, length: number, form: Exclude<LengthForm, 'indefinite'>): Uint8Array {
  const needed = length < 0x80 && form === 0 ? 0 : Math.ceil(Math.log2(length + 1) / 8) || 1;
  const count = Math.max(form, needed);
  if (count === 0) return Uint8Array.of(tag, length);
  const octets = Array.from({ length: count }, (_, at) =>
    Math.floor(length / 256 ** (count - 1 - at)),
  );
  return Uint8Array.of(tag, 0x80 | count, ...octets.map((each) => each % 256));
}

/** Content as its encoding has it: octets, or members of a constructed string. */
type Content =
  | { readonly size: number; readonly form: Exclude<LengthForm, 'indefinite'> }
  | { readonly members: readonly Content[]; readonly form: LengthForm };

const definite = fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6) satisfies fc.Arbitrary<LengthForm>;
const anyForm = fc.oneof(definite, fc.constant('indefinite' as const));

/** Sizes at which headers fall on the borders of what is read at once, and small ones. */
const size = fc.oneof(
  fc.nat(40),
  fc
    .tuple(fc.constantFrom(4 * 1024, CMS_LIMITS.digestAlgorithms + 1024, 64 * 1024), fc.nat(160))
    .map(([border, before]) => border - before + 20),
);
const { content } = fc.letrec<{ content: Content }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ size, form: definite }),
    fc.record({ members: fc.array(tie('content'), { maxLength: 6 }), form: anyForm }),
  ),
}));

interface Encoded {
  readonly encoded: Uint8Array;
  readonly octets: Uint8Array;
}

function encodeContent(one: Content, seed = 1): Encoded {
  if ('size' in one) {
    // Zeros, tags of strings and lengths among them: nothing in content may be taken for a header.
    const octets = Uint8Array.from({ length: one.size }, (_, at) => {
      return [0x00, 0x04, 0x24, 0x80, 0x00, at & 0xff][(at * 7 + seed) % 6] ?? 0;
    });
    return { octets, encoded: joinBytes([header(0x04, one.size, one.form), octets]) };
  }
  const members = one.members.map((member, at) => encodeContent(member, seed + at));
  return {
    octets: joinBytes(members.map(({ octets }) => octets)),
    encoded: nested(0x24, one.form, ...members.map(({ encoded }) => encoded)),
  };
}

interface Structure {
  /** Of ContentInfo, [0], SignedData, digestAlgorithms, encapContentInfo and [0] in it. */
  readonly forms: readonly LengthForm[];
  readonly algorithms: number;
  readonly content: Content | undefined;
  /** Octets in what follows encapContentInfo. */
  readonly tail: number;
  /** Octets after the ContentInfo. */
  readonly trailing: number;
}

const structure: fc.Arbitrary<Structure> = fc.record({
  forms: fc.array(anyForm, { minLength: 6, maxLength: 6 }),
  algorithms: fc.constantFrom(0, 1, 30, 1200),
  content: fc.option(content, { nil: undefined }),
  tail: fc.oneof(fc.nat(80), fc.constantFrom(4090, 65_500, 70_000)),
  trailing: fc.constantFrom(0, 0, 2, 4),
});

interface Built {
  readonly file: Uint8Array;
  readonly octets: Uint8Array | undefined;
  readonly encapsulated: Uint8Array;
  readonly tail: Uint8Array;
  readonly trailing: number;
}

function build({ forms, algorithms, content, tail: tailSize, trailing }: Structure): Built {
  const [info = 0, explicit = 0, data = 0, set = 0, encap = 0, eContent = 0] = forms;
  const algorithm = nested(0x30, 0, oid(OID.sha256));
  const inside = content === undefined ? undefined : encodeContent(content);
  const encapsulated = nested(
    0x30,
    encap,
    oid(OID.data),
    ...(inside === undefined ? [] : [nested(0xa0, eContent, inside.encoded)]),
  );
  const tail = nested(0x31, 0, new Uint8Array(tailSize).fill(0x05));
  const signedData = nested(
    0x30,
    data,
    Uint8Array.of(0x02, 0x01, 0x01),
    nested(0x31, set, ...Array.from({ length: algorithms }, () => algorithm)),
    encapsulated,
    tail,
  );
  const contentInfo = nested(0x30, info, oid(OID.signedData), nested(0xa0, explicit, signedData));
  // Zeros alone: others are refused at once behind an indefinite length.
  const file = joinBytes([contentInfo, new Uint8Array(trailing)]);
  return { file, octets: inside?.octets, encapsulated, tail, trailing };
}

/** A source that has lost what is behind its first octets since it was opened. */
const cutSource =
  (kept: number) =>
  (bytes: Uint8Array): ByteSource => ({
    ...bytesSource(bytes.subarray(0, kept)),
    size: bytes.length,
  });

/** One hands out octets, the other fills buffers. */
const SOURCES = { bytesSource, fillingSource: (bytes: Uint8Array) => filling(bytes).source };

for (const [name, sourceOf] of Object.entries(SOURCES)) {
  test(`RFC 5652 §5.1: parts lie where they were put, however their lengths are written, in a ${name}`, async (t) => {
    await fc.assert(
      fc.asyncProperty(structure, async (random) => {
        const { file, octets, encapsulated, tail, trailing } = build(random);
        const parts = await locateParts(sourceOf(file));
        const found = parts.content && (await readAll(parts.content, file.length));
        t.true(same(found, octets));
        t.true(same(await readAll(parts.encapContentInfo, file.length), encapsulated));
        t.is(parts.digestAlgorithms.length, random.algorithms);
        t.true(same(parts.tail.subarray(0, tail.length), tail));
        t.is(await parts.close(tail.length), trailing);
      }),
      { numRuns: 300 },
    );
  });
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}

const change = fc.record({
  /** Of the file, in thousandths, or from its beginning. */
  at: fc.oneof(fc.nat(120), fc.double({ min: 0, max: 1, noNaN: true })),
  octet: fc.constantFrom(0x00, 0x04, 0x24, 0x30, 0x7f, 0x80, 0x81, 0x84, 0x86, 0x87, 0xff),
});

test('however a file is changed or cut, its parts are read or refused, and lie within it', async (t) => {
  let refused = 0;
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      structure,
      fc.array(change, { maxLength: 2 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 2 }),
      fc.constantFrom(...Object.keys(SOURCES)) as fc.Arbitrary<keyof typeof SOURCES>,
      fc.boolean(),
      async (random, changes, kept, name, shrinks) => {
        const { file, tail } = build(random);
        for (const { at, octet } of changes) {
          file[at < 1 ? Math.floor(at * file.length) : Math.min(at, file.length - 1)] = octet;
        }
        const left = kept === undefined ? file.length : Math.floor(kept * file.length);
        const source = shrinks ? cutSource(left)(file) : SOURCES[name](file.subarray(0, left));
        try {
          const parts = await locateParts(source);
          const runs = parts.content?.runs ?? [];
          for (const { offset, size, stride, count } of runs) {
            t.true(offset >= 0 && offset + stride * (count - 1) + size <= source.size);
          }
          await parts.close(tail.length);
          read += 1;
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          refused += 1;
        }
      },
    ),
    { numRuns: 1500 },
  );
  t.true(read > 50 && refused > 50, `${read} read, ${refused} refused`);
});

test('a file that is cut after it was opened is refused at every octet that is missing', async (t) => {
  const { file, tail } = build({
    forms: new Array<LengthForm>(6).fill('indefinite'),
    algorithms: 1,
    content: { members: [{ size: 5, form: 0 }], form: 'indefinite' },
    tail: 3,
    trailing: 0,
  });
  const read = async (kept: number) =>
    (await locateParts(cutSource(kept)(file))).close(tail.length);
  t.is(await read(file.length), 0);
  for (let kept = 0; kept < file.length; kept += 1) {
    await t.throwsAsync(read(kept), { instanceOf: FormatError }, `${kept} octets`);
  }
});

test('constructed strings that hold nothing count as segments', async (t) => {
  const empty = (count: number): Content => ({
    members: Array.from({ length: count }, () => ({ members: [], form: 0 })),
    form: 'indefinite',
  });
  const random = { forms: new Array<LengthForm>(6).fill(0), algorithms: 1, tail: 3, trailing: 0 };
  const locate = (count: number) => {
    return locateParts(bytesSource(build({ ...random, content: empty(count) }).file));
  };
  t.is((await locate(CMS_LIMITS.smallSegments)).content?.size, 0);
  const over = CMS_LIMITS.smallSegments + 1000;
  const refused = await t.throwsAsync(locate(over), { instanceOf: FormatError });
  t.is(refused?.code, 'limit');
});
