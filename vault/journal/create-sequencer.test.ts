import { createHash, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toBase64 } from '../../formats/base64.ts';
import { leafData } from '../../formats/evidence/entry.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { hashLeaf } from '../../formats/log/tree.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import { verifyInclusion } from '../../verify/log/verify-log-proofs.ts';
import type { PendingEntry } from '../model/journal.ts';
import type { LastHead } from '../ports/last-head.ts';
import type { Metadata } from '../ports/metadata.ts';
import { ConflictError, StorageError } from '../ports/storage-error.ts';
import { createSequencer, type SequencerPorts } from './create-sequencer.ts';
import { noteSigner } from './note-signer.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const ORIGIN = 'vault.example/log';
const START = Date.parse('2026-03-01T21:30:00.000Z');

interface World extends SequencerPorts {
  readonly metadata: Metadata;
  now: number;
  readonly sealed: { text: string; time: Date }[];
}

let salts = 0;

async function makeWorld(overrides: Partial<SequencerPorts> = {}, name = ORIGIN): Promise<World> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const metadata = memoryMetadata();
  const sealed: World['sealed'] = [];
  const world: World = {
    metadata,
    journal: metadata.journal,
    lastHead: memoryLastHead(),
    sha256,
    signer: await noteSigner(name, signingKeyFromPkcs8(pem), sha256),
    seal: async (noteText, time) => {
      sealed.push({ text: new TextDecoder().decode(noteText), time });
      return sha256(noteText);
    },
    random: (length) => {
      salts += 1;
      return sha256(Buffer.from(`salt ${salts}`)).subarray(0, length);
    },
    clock: { now: () => new Date(world.now) },
    now: START,
    sealed,
    ...overrides,
  };
  return world;
}

const entryOf = (id: string, more: Partial<PendingEntry> = {}): PendingEntry => ({
  id,
  action: 'document.placed',
  actor: { participant: 'p-1', authentication: 'qualified-signature' },
  paragraph: 'D65-24',
  content: { id },
  receipt: true,
  ...more,
});

async function place(world: World, ...ids: string[]) {
  await world.metadata.commit({ entries: ids.map((id) => entryOf(id)) });
}

test('Decree 65 para. 24: an entry gets index, legal time, Moscow date, and a receipt that the log proves', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  await place(world, 'a', 'b');
  await sequencer.sequenced(['a', 'b']);
  const bytes = await world.journal.receipt('b');
  const receipt = parseReceipt(bytes ?? new Uint8Array());
  t.is(receipt.entry.time, '2026-03-01T21:30:00.000Z');
  t.is(receipt.entry.legalDate, '2026-03-02');
  t.is(receipt.proof.index, 1);
  const key = await parseLogKey(world.signer.vkey, algorithms);
  const verdict = await verifyCheckpoint(receipt.proof.checkpoint, [key], algorithms);
  if (verdict.status !== 'verified') return t.fail(verdict.status);
  const leaf = await leafData(sha256, { salt: receipt.salt, bytes: receipt.entryBytes });
  const { index, path } = receipt.proof;
  t.true(await verifyInclusion({ leaf, index, path, checkpoint: verdict.checkpoint }, algorithms));
  const forged = { leaf: sha256(leaf), index, path, checkpoint: verdict.checkpoint };
  t.false(await verifyInclusion(forged, algorithms));
  t.deepEqual(
    world.sealed.map(({ text }) => text),
    [new TextDecoder().decode(verdict.noteText)],
  );
});

test('a receipt is made only for entries that ask for one', async (t) => {
  const world = await makeWorld();
  await world.metadata.commit({ entries: [entryOf('silent', { receipt: false })] });
  await createSequencer(world).sequenced(['silent']);
  t.is(await world.journal.receipt('silent'), undefined);
  t.is((await world.journal.entry('silent'))?.index, 0);
});

test('equal entries have different leaves: the salt hides what is guessed', async (t) => {
  const world = await makeWorld();
  const same = { content: { x: 1 } };
  await world.metadata.commit({ entries: [entryOf('a', same), entryOf('b', same)] });
  await createSequencer(world).sequenced(['a', 'b']);
  const [a, b] = await world.journal.entries(0, 2);
  t.deepEqual(a?.bytes, b?.bytes ?? new Uint8Array());
  t.notDeepEqual(a?.leafHash, b?.leafHash ?? new Uint8Array());
});

test('leaves in the store are hashes of the salted entries', async (t) => {
  const world = await makeWorld();
  await place(world, 'a');
  await createSequencer(world).sequenced(['a']);
  const [entry] = await world.journal.entries(0, 1);
  if (entry === undefined) return t.fail();
  t.deepEqual(entry.leafHash, await hashLeaf(sha256, await leafData(sha256, entry)));
});

test('time never runs backwards: a clock set back is refused, entries wait, and go on when it caught up', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  await place(world, 'a');
  await sequencer.sequenced(['a']);
  world.now -= 1;
  await place(world, 'b');
  await t.throwsAsync(sequencer.sequenced(['b']), { code: 'clock-went-back' });
  t.is(await world.journal.entry('b'), undefined);
  world.now += 1;
  await sequencer.sequenced(['b']); // the same millisecond is allowed
  t.is((await world.journal.entry('b'))?.index, 1);
  world.now -= 1;
  await place(world, 'c');
  const restarted = createSequencer(world);
  await t.throwsAsync(restarted.start(), { code: 'clock-went-back' });
});

test('concurrent callers share batches; every one is told only when its entries are durable', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  const ids = Array.from({ length: 60 }, (_, at) => `e${at}`);
  await Promise.all(
    ids.map(async (id) => {
      await place(world, id);
      await sequencer.sequenced([id]);
      const entry = await world.journal.entry(id);
      const remembered = await world.lastHead.read();
      t.true((entry?.index ?? 99) < (remembered?.size ?? 0));
    }),
  );
  const entries = await world.journal.entries(0, 100);
  t.deepEqual(
    entries.map(({ index }) => index),
    ids.map((_, at) => at),
  );
  t.true(world.sealed.length < ids.length);
});

test('an entry that an earlier run sequenced is answered at once; one never committed is refused', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  await place(world, 'a');
  await sequencer.start();
  await t.notThrowsAsync(sequencer.sequenced(['a']));
  await t.throwsAsync(sequencer.sequenced(['a', 'ghost']), { code: 'unknown-entry' });
});

test('a crash between database and LastHead is recovered at start, and no second head of that size is signed', async (t) => {
  const world = await makeWorld();
  let fail = true;
  const real = world.lastHead;
  const lastHead: LastHead = {
    read: () => real.read(),
    write: async (expected, next) => {
      if (fail && next.size > 0) throw new StorageError('unavailable', 'power loss');
      await real.write(expected, next);
    },
  };
  await place(world, 'a');
  const before = createSequencer({ ...world, lastHead });
  await t.throwsAsync(before.sequenced(['a']), { code: 'unavailable' });
  const head = await world.journal.head();
  t.is((await real.read())?.size, 0);
  fail = false;
  await createSequencer({ ...world, lastHead }).start();
  t.deepEqual(await real.read(), { size: 1, root: toBase64(head?.root ?? new Uint8Array()) });
  t.deepEqual(await world.journal.head(), head);
  t.is(world.sealed.length, 1);
});

test('a commit that fails leaves the entry pending; the next run sequences it once', async (t) => {
  const world = await makeWorld();
  let fail = true;
  const journal = {
    ...world.journal,
    sequence: async (batch: Parameters<typeof world.journal.sequence>[0]) => {
      if (fail) throw new StorageError('no-space', 'disk full');
      await world.journal.sequence(batch);
    },
  };
  const sequencer = createSequencer({ ...world, journal });
  await place(world, 'a');
  await t.throwsAsync(sequencer.sequenced(['a']), { code: 'no-space' });
  fail = false;
  await place(world, 'b');
  await sequencer.sequenced(['b']);
  t.deepEqual(
    (await world.journal.entries(0, 5)).map(({ id }) => id),
    ['a', 'b'],
  );
});

test('tlog-checkpoint: a database restored from an old backup is refused, not forked', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  await place(world, 'a', 'b');
  await sequencer.sequenced(['a', 'b']);
  const backup = memoryMetadata(); // an empty one is the oldest backup
  const restored = { ...world, metadata: backup, journal: backup.journal };
  await place(restored, 'other');
  await t.throwsAsync(createSequencer(restored).sequenced(['other']), { code: 'fork' });
  t.is(await backup.journal.head(), undefined);
});

test('tlog-checkpoint: a log of the same size with another entry is refused', async (t) => {
  const world = await makeWorld();
  await place(world, 'a');
  await createSequencer(world).sequenced(['a']);
  const other = { ...(await makeWorld({ signer: world.signer })) };
  await place(other, 'b');
  await createSequencer(other).sequenced(['b']);
  const forked = { ...other, lastHead: world.lastHead };
  await place(forked, 'c', 'd');
  await t.throwsAsync(createSequencer(forked).start(), { code: 'fork' });
});

test('a database that is swapped while running is noticed before anything is signed', async (t) => {
  const world = await makeWorld();
  let journal = world.journal;
  const proxy = new Proxy(world.journal, {
    get: (_, name: keyof typeof journal) => journal[name].bind(journal),
  });
  const sequencer = createSequencer({ ...world, journal: proxy });
  await place(world, 'a', 'b');
  await sequencer.sequenced(['a', 'b']);
  const old = memoryMetadata();
  journal = old.journal;
  await old.commit({ entries: [entryOf('c')] });
  await t.throwsAsync(sequencer.sequenced(['c']), { code: 'fork' });
  t.is(await old.journal.head(), undefined);
});

test('a log with entries whose LastHead is gone is refused', async (t) => {
  const world = await makeWorld();
  await place(world, 'a');
  await createSequencer(world).sequenced(['a']);
  const without = { ...world, lastHead: memoryLastHead() };
  await t.throwsAsync(createSequencer(without).start(), { code: 'last-head-missing' });
});

test('a commit that was stored although it failed is recovered, not signed a second time', async (t) => {
  const world = await makeWorld();
  let fail = true;
  const journal = {
    ...world.journal,
    sequence: async (batch: Parameters<typeof world.journal.sequence>[0]) => {
      await world.journal.sequence(batch);
      if (fail) throw new StorageError('unavailable', 'the answer was lost');
    },
  };
  const sequencer = createSequencer({ ...world, journal });
  await place(world, 'a');
  await t.throwsAsync(sequencer.sequenced(['a']), { code: 'unavailable' });
  fail = false;
  await sequencer.sequenced(['a']);
  t.is(world.sealed.length, 1);
  t.is((await world.lastHead.read())?.size, 1);
});

test('a stored head that does not fit the stored tree is refused', async (t) => {
  const world = await makeWorld();
  await place(world, 'a');
  await createSequencer(world).sequenced(['a']);
  const head = await world.journal.head();
  if (head === undefined) return t.fail();
  const damaged = { ...head, root: sha256(head.root) };
  const journal = { ...world.journal, head: async () => damaged };
  await t.throwsAsync(createSequencer({ ...world, journal }).start(), { code: 'damaged' });
});

test('a log of another name is refused', async (t) => {
  const world = await makeWorld();
  await place(world, 'a');
  await createSequencer(world).sequenced(['a']);
  const { signer } = await makeWorld({}, 'other.example/log');
  await t.throwsAsync(createSequencer({ ...world, signer }).start(), { code: 'wrong-log' });
});

test('two sequencers on one store share the log without a fork or a lost entry', async (t) => {
  const world = await makeWorld();
  const pair = [createSequencer(world), createSequencer(world)];
  const ids = Array.from({ length: 40 }, (_, at) => `e${at}`);
  await Promise.all(
    ids.map(async (id, at) => {
      await place(world, id);
      await pair[at % 2]?.sequenced([id]);
    }),
  );
  const entries = await world.journal.entries(0, 100);
  t.deepEqual(
    entries.map(({ index }) => index),
    ids.map((_, at) => at),
  );
  t.is(new Set(entries.map(({ id }) => id)).size, ids.length);
  await t.notThrowsAsync(createSequencer(world).start());
});

test('two sequencers that conflict for ever end with stale, not with a hang', async (t) => {
  const world = await makeWorld();
  const journal = {
    ...world.journal,
    sequence: async () => {
      throw new ConflictError('stale', 'somebody else');
    },
  };
  await place(world, 'a');
  const sequencer = createSequencer({ ...world, journal });
  await t.throwsAsync(sequencer.sequenced(['a']), { code: 'stale' });
});

test('content that has no canonical form is kept as JSON text and does not stop the journal', async (t) => {
  const world = await makeWorld();
  const content = { name: 'lone \ud800', share: 0.5 };
  await world.metadata.commit({ entries: [entryOf('odd', { content }), entryOf('next')] });
  await createSequencer(world).sequenced(['odd', 'next']);
  const receipt = parseReceipt((await world.journal.receipt('odd')) ?? new Uint8Array());
  const { json } = receipt.entry.content;
  t.deepEqual(typeof json === 'string' && JSON.parse(json), content);
});

test('a closed journal refuses callers and ends the waiting', async (t) => {
  const world = await makeWorld();
  const sequencer = createSequencer(world);
  await sequencer.close();
  await t.throwsAsync(sequencer.sequenced(['a']), { code: 'closed' });
  await t.throwsAsync(sequencer.start(), { code: 'closed' });
});

test('a log key that is not Ed25519 is refused', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = signingKeyFromPkcs8(pem);
  await t.throwsAsync(noteSigner(ORIGIN, key, sha256), { code: 'wrong-key' });
});

test('any interleaving of commits, waits, restarts and faults keeps order, uniqueness and acknowledgements', async (t) => {
  const step = fc.constantFrom('place', 'place-many', 'fault', 'restart', 'tick');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const world = await makeWorld();
      let fault = false;
      const journal = {
        ...world.journal,
        sequence: async (batch: Parameters<typeof world.journal.sequence>[0]) => {
          if (fault) throw new StorageError('unavailable', 'fault');
          await world.journal.sequence(batch);
        },
      };
      let sequencer = createSequencer({ ...world, journal });
      const acknowledged: string[] = [];
      let count = 0;
      for (const what of steps) {
        if (what === 'tick') world.now += 7;
        if (what === 'fault') fault = !fault;
        if (what === 'restart') sequencer = createSequencer({ ...world, journal });
        if (!what.startsWith('place')) continue;
        const ids = Array.from({ length: what === 'place' ? 1 : 9 }, () => `e${count++}`);
        await place(world, ...ids);
        await sequencer.sequenced(ids).then(
          () => acknowledged.push(...ids),
          () => undefined,
        );
      }
      const entries = await world.journal.entries(0, 1000);
      const stored = entries.map(({ id }) => id);
      t.deepEqual(stored, [...new Set(stored)]);
      t.true(acknowledged.every((id) => stored.includes(id)));
      const times = entries.map(({ time }) => time);
      t.deepEqual(times, times.toSorted());
      for (const id of acknowledged) t.truthy(await world.journal.receipt(id));
    }),
    { numRuns: 25 },
  );
});
