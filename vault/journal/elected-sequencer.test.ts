import { createHash, generateKeyPairSync } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { memoryPeers } from '../../storage/memory/memory-peers.ts';
import { until } from '../../test-fixtures/waiting/until.ts';
import type { PendingEntry } from '../model/journal.ts';
import { StorageError } from '../ports/storage-error.ts';
import { type ElectedPorts, electedSequencer } from './elected-sequencer.ts';
import { JournalError } from './journal-error.ts';
import { noteSigner } from './note-signer.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const START = Date.parse('2026-03-01T21:30:00.000Z');

const entryOf = (id: string): PendingEntry => ({
  id,
  action: 'document.placed',
  actor: { participant: 'p-1', authentication: 'qualified-signature' },
  paragraph: 'D65-24',
  content: { id },
  receipt: true,
});

/** One journal; `join` is a process over it, with a clock of its own. */
async function ground(t: ExecutionContext) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);
  const metadata = memoryMetadata();
  const lastHead = memoryLastHead();
  const peers = memoryPeers(metadata.journal);
  const join = async (more: Partial<ElectedPorts> = {}) => {
    const clock = { time: START, now: () => new Date(clock.time) };
    const failures: unknown[] = [];
    const sequencer = electedSequencer({
      journal: metadata.journal,
      lastHead,
      sha256,
      signer,
      seal: async (text) => sha256(text),
      random: (length) => new Uint8Array(length),
      clock,
      peers: peers.join(),
      onFailure: (error) => failures.push(error),
      pollMilliseconds: 5,
      patienceMilliseconds: 60_000,
      ...more,
    });
    t.teardown(() => sequencer.close());
    await sequencer.start();
    return { sequencer, clock, failures };
  };
  const commit = (id: string) => metadata.commit({ entries: [entryOf(id)] });
  const index = async (id: string) => (await metadata.journal.entry(id))?.index;
  return { join, commit, index, lastHead };
}

test('one process sequences for all: who follows waits until it has', async (t) => {
  const { join, commit, index } = await ground(t);
  const [first, second] = [await join(), await join()];
  t.true(first.sequencer.leads());
  t.false(second.sequencer.leads());
  await commit('a');
  await second.sequencer.sequenced(['a']);
  await commit('b');
  await first.sequencer.sequenced(['b']);
  t.deepEqual([await index('a'), await index('b')], [0, 1]);
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      await commit(`c${n}`);
      await (n % 2 === 0 ? first : second).sequencer.sequenced([`c${n}`]);
    }),
  );
  t.is(new Set(await Promise.all(Array.from({ length: 40 }, (_, n) => index(`c${n}`)))).size, 40);
});

test('when the leader leaves, what is pending is sequenced by the next', async (t) => {
  const { join, commit, index } = await ground(t);
  const [first, second] = [await join(), await join()];
  await commit('a');
  await first.sequencer.close();
  await second.sequencer.sequenced(['a']);
  t.true(second.sequencer.leads());
  t.is(await index('a'), 0);
  await t.throwsAsync(first.sequencer.sequenced(['a']), { instanceOf: JournalError });
});

test('a leader whose clock went back resigns, and its caller is served by another', async (t) => {
  const { join, commit, index } = await ground(t);
  const [first, second] = [await join(), await join()];
  await commit('a');
  await first.sequencer.sequenced(['a']);
  first.clock.time -= 1000;
  await commit('b');
  await second.sequencer.sequenced(['b']);
  t.is(await index('b'), 1);
  t.true(
    first.failures.some((each) => each instanceof JournalError && each.code === 'clock-went-back'),
  );
});

test('when nobody can, the caller hears why after a while, and the entry stays pending', async (t) => {
  const { join, commit, index } = await ground(t);
  const brief = { patienceMilliseconds: 200 };
  const [first, second] = [await join(brief), await join(brief)];
  await commit('a');
  await first.sequencer.sequenced(['a']);
  first.clock.time -= 1000;
  second.clock.time -= 1000;
  await commit('b');
  const error = await t.throwsAsync(first.sequencer.sequenced(['b']));
  t.true(error instanceof JournalError || error instanceof StorageError, String(error));
  first.clock.time += 2000;
  second.clock.time += 2000;
  await until(async () => (await index('b')) === 1);
  t.pass();
});

test('an entry counts for who follows only when the last head covers it', async (t) => {
  const { join, commit, index, lastHead } = await ground(t);
  const gate = Promise.withResolvers<void>();
  let held = false;
  const slow = {
    read: () => lastHead.read(),
    async write(...parameters: Parameters<typeof lastHead.write>) {
      if (held) await gate.promise;
      await lastHead.write(...parameters);
    },
  };
  await join({ lastHead: slow });
  const second = await join();
  held = true;
  await commit('a');
  let answered = false;
  const waiting = second.sequencer.sequenced(['a']).then(() => {
    answered = true;
  });
  await until(async () => (await index('a')) === 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.false(answered);
  gate.resolve();
  await waiting;
  t.is((await lastHead.read())?.size, 1);
});
