import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { equalBytes } from '../equal-bytes.ts';
import { toHex } from '../hex.ts';
import { consistencyProof, inclusionProof } from './proofs.ts';
import { appendLeaves, hashLeaf, type ReadNodes, rootAt, subtreesOf } from './tree.ts';
import { verifyConsistencyProof, verifyInclusionProof } from './verify-proofs.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

/** RFC 6962 §2.1 word for word, sharing nothing with the code under test. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(Buffer.concat([Buffer.of(0), only]));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  const parts = [Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k))];
  return sha256(Buffer.concat(parts));
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => Buffer.from(`leaf ${at}`));

/** Appends the leaves in the batches given; answers the roots on the way and a reader of all nodes. */
async function grow(batches: readonly number[]) {
  const leaves = leavesOf(batches.reduce((sum, batch) => sum + batch, 0));
  const nodes = new Map<string, Uint8Array>();
  let range: Parameters<typeof appendLeaves>[1] = { size: 0, nodes: [] };
  const roots: { size: number; root: Uint8Array }[] = [];
  for (const batch of batches) {
    const data = leaves.slice(range.size, range.size + batch);
    const hashes = await Promise.all(data.map(async (leaf) => hashLeaf(sha256, leaf)));
    const appended = await appendLeaves(sha256, range, hashes);
    for (const node of appended.nodes) nodes.set(`${node.level}/${node.index}`, node.hash);
    range = appended.range;
    roots.push({ size: range.size, root: appended.root });
  }
  const read: ReadNodes = async (positions) =>
    positions.map(({ level, index }) => {
      const hash = nodes.get(`${level}/${index}`);
      if (hash === undefined) throw new Error(`no node ${level}/${index}`);
      return hash;
    });
  return { leaves, roots, read };
}

test('RFC 6962 §2.1: the root of known trees (certificate-transparency reference vectors)', async (t) => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  let range: Parameters<typeof appendLeaves>[1] = { size: 0, nodes: [] };
  for (const [at, input] of inputs.entries()) {
    const leaf = await hashLeaf(sha256, Buffer.from(input, 'hex'));
    const appended = await appendLeaves(sha256, range, [leaf]);
    range = appended.range;
    t.is(toHex(appended.root), roots[at] ?? 'none');
  }
});

test('RFC 6962 §2.1: roots of trees of any size, appended in any batches, are MTH(D[n])', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 8 }), async (batches) => {
      const { leaves, roots, read } = await grow(batches);
      for (const { size, root } of roots) {
        t.deepEqual(Buffer.from(root), Buffer.from(treeHash(leaves.slice(0, size))));
        t.deepEqual(await rootAt(sha256, read, size), root);
      }
    }),
    { numRuns: 60 },
  );
});

test('RFC 9162 §2.1.3: every leaf of trees up to 70 leaves is included; no other index, leaf, size or path is', async (t) => {
  const { leaves, read } = await grow([70]);
  for (let size = 1; size <= 70; size += 1) {
    const root = treeHash(leaves.slice(0, size));
    for (let index = 0; index < size; index += 1) {
      const path = await inclusionProof(sha256, read, { index, size });
      const leafHash = await hashLeaf(sha256, leaves[index] ?? Buffer.of());
      const claim = { leafHash, index, size, root, path };
      t.true(await verifyInclusionProof(sha256, claim));
      const forged = [
        { ...claim, index: index + 1 },
        { ...claim, index: size === 1 ? 1 : (index + size - 1) % size },
        { ...claim, leafHash: sha256(leafHash) },
        { ...claim, root: sha256(root) },
        { ...claim, path: [...path, root] },
        { ...claim, path: path.slice(1), ...(path.length === 0 ? { root: sha256(root) } : {}) },
        { ...claim, index: -1 },
        { ...claim, index: 0.5 },
        { ...claim, size: 0 },
      ];
      for (const twin of forged) t.false(await verifyInclusionProof(sha256, twin));
    }
  }
});

test('RFC 9162 §2.1.4: any two sizes of one log are consistent; changed roots, sizes and proofs are not', async (t) => {
  const { leaves, read } = await grow([40]);
  const roots = Array.from({ length: 41 }, (_, size) => treeHash(leaves.slice(0, size)));
  const rootOf = (size: number) => roots[size] ?? new Uint8Array();
  for (let newSize = 1; newSize <= 40; newSize += 1) {
    for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
      const proof = await consistencyProof(sha256, read, { oldSize, newSize });
      const claim = { oldSize, oldRoot: rootOf(oldSize), newSize, newRoot: rootOf(newSize), proof };
      t.true(await verifyConsistencyProof(sha256, claim));
      const forged = [
        { ...claim, oldRoot: sha256(claim.oldRoot) },
        { ...claim, newRoot: sha256(claim.newRoot) },
        { ...claim, proof: [...proof, claim.newRoot] },
        { ...claim, oldSize: oldSize - 1 },
        { ...claim, oldSize: newSize, newSize: oldSize - 1 },
        ...proof.map((_, at) => ({ ...claim, proof: proof.toSpliced(at, 1) })),
        ...proof.map((hash, at) => ({ ...claim, proof: proof.with(at, sha256(hash)) })),
      ];
      for (const twin of forged) t.false(await verifyConsistencyProof(sha256, twin));
    }
  }
});

test('every tree extends the empty tree, whose root is SHA-256 of nothing', async (t) => {
  const empty = sha256(new Uint8Array());
  const claim = { oldSize: 0, oldRoot: empty, newSize: 3, newRoot: sha256(empty), proof: [] };
  t.true(await verifyConsistencyProof(sha256, claim));
  t.false(await verifyConsistencyProof(sha256, { ...claim, oldRoot: sha256(empty) }));
  t.false(await verifyConsistencyProof(sha256, { ...claim, proof: [empty] }));
});

test('a fork is inconsistent: another leaf in the old tree', async (t) => {
  const { leaves, read } = await grow([20]);
  const forked = leaves.with(3, Buffer.from('another'));
  const proof = await consistencyProof(sha256, read, { oldSize: 9, newSize: 20 });
  const newRoot = treeHash(leaves);
  const claim = { oldSize: 9, newSize: 20, newRoot, proof };
  t.false(
    await verifyConsistencyProof(sha256, { ...claim, oldRoot: treeHash(forked.slice(0, 9)) }),
  );
});

test('subtrees of sizes up to 2^53 − 1 tile the leaves exactly', (t) => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (size) => {
      let next = 0;
      for (const { level, index } of subtreesOf(0, size)) {
        t.is(index * 2 ** level, next);
        next += 2 ** level;
      }
      t.is(next, size);
    }),
  );
  for (const size of [2 ** 49 - 1, 2 ** 52 - 1, 2 ** 53 - 1, 2 ** 48]) {
    const sum = subtreesOf(0, size).reduce((total, { level }) => total + 2 ** level, 0);
    t.is(sum, size);
  }
});

test('proofs in a tree of 2^40 leaves keep their arithmetic', async (t) => {
  // A tree of equal leaves: every complete subtree of a level has one hash.
  const levels: Uint8Array[] = [await hashLeaf(sha256, Buffer.from('x'))];
  for (let level = 1; level <= 41; level += 1) {
    const below = levels[level - 1] ?? Buffer.of();
    levels.push(sha256(Buffer.concat([Buffer.of(1), below, below])));
  }
  const read: ReadNodes = async (positions) =>
    positions.map(({ level }) => levels[level] ?? new Uint8Array());
  const size = 2 ** 40 + 5;
  const root = await rootAt(sha256, read, size);
  for (const index of [0, 2 ** 31, 2 ** 32 + 1, size - 1]) {
    const path = await inclusionProof(sha256, read, { index, size });
    const leafHash = levels[0] ?? new Uint8Array();
    t.true(await verifyInclusionProof(sha256, { leafHash, index, size, root, path }));
  }
  const oldSize = 2 ** 39 + 3;
  const oldRoot = await rootAt(sha256, read, oldSize);
  const proof = await consistencyProof(sha256, read, { oldSize, newSize: size });
  const claim = { oldSize, oldRoot, newSize: size, newRoot: root, proof };
  t.true(await verifyConsistencyProof(sha256, claim));
  t.false(equalBytes(oldRoot, root));
});
