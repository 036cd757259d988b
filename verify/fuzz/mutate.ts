import { all, type Element, edited, readElements, replaced, writeElement } from './der-tree.ts';
import type { Random } from './random.ts';

type Mutation = (octets: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

/** Octets of one cut, repeat or splice at most. */
const LONGEST = 512;

function range(octets: Uint8Array, random: Random): readonly [from: number, to: number] {
  const from = random.below(octets.length + 1);
  // Short ones more often: long ones hardly ever get past the parser.
  const longest = random.of([1, 2, 4, 32, LONGEST]);
  return [from, Math.min(octets.length, from + 1 + random.below(longest))];
}

const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const flip: Mutation = (octets, random) => {
  const at = random.below(octets.length);
  return octets.with(at, (octets[at] ?? 0) ^ (1 << random.below(8)));
};

const set: Mutation = (octets, random) =>
  octets.with(random.below(octets.length), random.below(256));

const cut: Mutation = (octets, random) => {
  const [from, to] = range(octets, random);
  return join(octets.subarray(0, from), octets.subarray(to));
};

const repeat: Mutation = (octets, random) => {
  const [from, to] = range(octets, random);
  return join(octets.subarray(0, to), octets.subarray(from));
};

const splice: Mutation = (octets, random, others) => {
  const other = random.of(others);
  const [from, to] = range(other, random);
  const at = random.below(octets.length + 1);
  const over = random.below(2) === 0 ? at : Math.min(octets.length, at + to - from);
  return join(octets.subarray(0, at), other.subarray(from, to), octets.subarray(over));
};

const truncate: Mutation = (octets, random) => octets.subarray(0, random.below(octets.length));

/** Changes one element of the tree, so that the lengths around it fit. */
function structured(
  change: (element: Element, random: Random, others: readonly Uint8Array[]) => readonly Element[],
): Mutation {
  return (octets, random, others) => {
    // What was changed once already is read this one time.
    const elements = others.includes(octets) ? elementsOf(octets) : readAll(octets);
    const [root] = elements;
    if (root === undefined) return flip(octets, random, others);
    const element = random.of(elements);
    const changed = replaced(root, element, change(element, random, others));
    return join(...changed.map(writeElement));
  };
}

/** The same few signatures are read for all mutants. */
const trees = new WeakMap<Uint8Array, readonly Element[]>();

function elementsOf(octets: Uint8Array): readonly Element[] {
  const elements = trees.get(octets) ?? readAll(octets);
  trees.set(octets, elements);
  return elements;
}

/** All elements, the whole first; none where the octets are not one element of DER. */
function readAll(octets: Uint8Array): readonly Element[] {
  const [root, ...more] = readElements(octets) ?? [];
  return root === undefined || more.length > 0 ? [] : all(root);
}

const removeElement = structured(() => []);
const repeatElement = structured((element) => [element, element]);
const retagElement = structured((element, random) => [
  edited(element, { tag: random.of([...TAGS, element.tag ^ 0x20]) }),
]);
const TAGS = [0x02, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0xa0, 0xa1, 0x80, 0x81];
const shuffleElement = structured((element, random) => {
  const { children } = element;
  if (children === undefined || children.length < 2) return [element];
  const from = random.below(children.length);
  const rest = children.filter((_, at) => at !== from);
  const moved = children[from];
  return moved === undefined ? [element] : [edited(element, { children: [...rest, moved] })];
});
/** An element of another signature in place of one, or beside it: likely one of the same tag. */
const spliceElement = structured((element, random, others) => {
  const elements = elementsOf(random.of(others));
  if (elements.length === 0) return [element];
  const alike = elements.filter(({ tag }) => tag === element.tag);
  const other = random.of(alike.length > 0 ? alike : elements);
  return random.below(2) === 0 ? [other] : [element, other];
});
const flipInElement = structured((element, random) => {
  const { content } = element;
  if (content === undefined || content.length === 0) return [element];
  const at = random.below(content.length);
  return [edited(element, { content: content.with(at, random.below(256)) })];
});

const MUTATIONS: readonly Mutation[] = [
  ...[flip, set, cut, repeat, splice, truncate],
  ...[removeElement, repeatElement, retagElement, shuffleElement],
  ...[spliceElement, spliceElement, flipInElement],
];

/** One to three changes. */
export function mutate(
  octets: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  let mutant = octets;
  for (let count = 1 + random.below(3); count > 0 && mutant.length > 0; count -= 1) {
    mutant = random.of(MUTATIONS)(mutant, random, others);
  }
  return mutant;
}
