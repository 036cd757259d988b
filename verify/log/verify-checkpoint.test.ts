import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { formatCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatNote } from '../../formats/log/note.ts';
import { keyIdOf } from '../../formats/log/verifier-key.ts';
import type { LogKey } from './log-key.ts';
import { sha256Of } from './sha256.ts';
import { verifyCheckpoint } from './verify-checkpoint.ts';
import { verifyConsistency, verifyInclusion } from './verify-log-proofs.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

interface TestKey extends LogKey {
  readonly privateKey: KeyObject;
}

async function makeKey(name: string): Promise<TestKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const id = await keyIdOf(sha256, { name, publicKey: raw });
  return { name, id, publicKey: raw, privateKey };
}

const ORIGIN = 'vault.example/log';
const log = await makeKey(ORIGIN);
const witness = await makeKey('witness.example');
const leaves = [0, 1].map((n) => sha256(Buffer.of(0), Buffer.from(`leaf ${n}`)));
const root = sha256(Buffer.of(1), ...leaves);
const checkpoint = { origin: ORIGIN, size: 2, root };
const text = formatCheckpoint(checkpoint);

function signature({ name, id, privateKey }: TestKey, over = text) {
  return { name, keyId: id, signature: new Uint8Array(sign(null, Buffer.from(over), privateKey)) };
}

const note = formatNote({ text, signatures: [signature(log)] });

for (const provider of [nodeCrypto, webCrypto]) {
  test(`signed-note: a checkpoint verifies under a key given from outside (${provider.name})`, async (t) => {
    const verdict = await verifyCheckpoint(note, [log], algorithmsOf([provider]));
    t.is(verdict.status, 'verified');
    if (verdict.status === 'verified') t.deepEqual(verdict.checkpoint, checkpoint);
  });
}

test('signed-note: signatures of unknown keys are passed over, those of known keys must all be right', async (t) => {
  const both = formatNote({ text, signatures: [signature(witness), signature(log)] });
  t.is((await verifyCheckpoint(both, [log], algorithms)).status, 'verified');
  t.is((await verifyCheckpoint(both, [log, witness], algorithms)).status, 'verified');
  const wrong = signature(witness, 'other text\n');
  const mixed = formatNote({ text, signatures: [wrong, signature(log)] });
  t.is((await verifyCheckpoint(mixed, [log], algorithms)).status, 'verified');
  t.is((await verifyCheckpoint(mixed, [log, witness], algorithms)).status, 'bad-signature');
});

test('signed-note: a key is known by name and key ID together', async (t) => {
  const sameName = { ...log, id: log.id ^ 1 };
  const sameId = { ...log, name: 'other.example' };
  t.is((await verifyCheckpoint(note, [sameName, sameId], algorithms)).status, 'unknown-key');
  t.is((await verifyCheckpoint(note, [], algorithms)).status, 'unknown-key');
});

test('tlog-checkpoint: a witness alone does not make a checkpoint of the log', async (t) => {
  const alone = formatNote({ text, signatures: [signature(witness)] });
  t.is((await verifyCheckpoint(alone, [log, witness], algorithms)).status, 'other-log');
});

test('every changed octet of the text is a wrong signature or no checkpoint', async (t) => {
  for (let at = 0; at < text.length; at += 1) {
    const changed = `${note.slice(0, at)}${String.fromCharCode(note.charCodeAt(at) ^ 1)}${note.slice(at + 1)}`;
    const { status } = await verifyCheckpoint(changed, [log], algorithms);
    t.true(['malformed', 'bad-signature'].includes(status), `${at}: ${status}`);
  }
});

test('a note that is no checkpoint is malformed, however well signed', async (t) => {
  const other = 'hello\n';
  const signed = formatNote({ text: other, signatures: [signature(log, other)] });
  t.is((await verifyCheckpoint(signed, [log], algorithms)).status, 'malformed');
});

test('RFC 9162 §2.1.3.2: inclusion under a checkpoint', async (t) => {
  const claim = { leaf: Buffer.from('leaf 1'), index: 1, path: leaves.slice(0, 1), checkpoint };
  t.true(await verifyInclusion(claim, algorithms));
  t.false(await verifyInclusion({ ...claim, index: 0 }, algorithms));
  t.false(await verifyInclusion({ ...claim, leaf: Buffer.from('leaf 2') }, algorithms));
});

test('RFC 9162 §2.1.4.2: consistency of two checkpoints of one log, never of two logs', async (t) => {
  const earlier = { origin: ORIGIN, size: 1, root: leaves[0] ?? root };
  const claim = { earlier, later: checkpoint, proof: leaves.slice(1) };
  t.true(await verifyConsistency(claim, algorithms));
  const renamed = { ...claim, earlier: { ...earlier, origin: 'other.example' } };
  t.false(await verifyConsistency(renamed, algorithms));
  t.false(await verifyConsistency({ ...claim, proof: leaves.slice(0, 1) }, algorithms));
});

test('without SHA-256 or Ed25519 the lack is said, nothing is accepted', async (t) => {
  const none = algorithmsOf([]);
  t.throws(() => sha256Of(none), { code: 'unknown-algorithm' });
  await t.throwsAsync(verifyCheckpoint(note, [log], none), { code: 'unknown-algorithm' });
});
