import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { leafData } from '../../formats/evidence/entry.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import { verifyLog } from '../../verify/log/verify-log.ts';
import { verifyInclusion } from '../../verify/log/verify-log-proofs.ts';
import type { JournalAction } from '../model/journal.ts';
import { createSequencer } from './create-sequencer.ts';
import { eraseEntry } from './erase-entry.ts';
import { noteSigner } from './note-signer.ts';
import { publishTiles } from './publish-tiles.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const SECRET = 'Иванова Анна Петровна';
const REASONS = { ground: '152-ФЗ, ст. 21', person: 'Громов О. О.' };

async function journalOf(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const metadata = await openSqliteMetadata({ file: join(path('.'), 'okno.sqlite') });
  t.teardown(() => metadata.close());
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);
  const sequencer = createSequencer({
    ...{ journal: metadata.journal, lastHead: memoryLastHead(), sha256, signer },
    seal: async (text) => sha256(text),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock: { now: () => new Date() },
  });
  const add = async (id: string, action: JournalAction) => {
    const actor = { participant: 'p-1', authentication: 'qualified-signature', person: SECRET };
    const entry = { id, action, actor, paragraph: 'D65-13з', content: { id }, receipt: true };
    await metadata.commit({ entries: [entry] });
    await sequencer.sequenced([id]);
  };
  const files = new Map<string, Uint8Array>();
  const publish = async () => {
    files.clear();
    const folder = {
      write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
    };
    await publishTiles(0, { journal: metadata.journal, sha256, folder });
    const note = parseNote(Buffer.from(files.get('checkpoint') ?? []).toString());
    const read = { read: async (name: string) => files.get(name) };
    const checkpoint = parseCheckpoint(note.text);
    return (await verifyLog({ files: read, checkpoint, algorithms })).status;
  };
  const ports = { metadata, sha256, newId: randomUUID };
  return { metadata, sequencer, add, publish, files, ports, signer };
}

test('content and salt of an entry are gone, the log and the other receipts still verify', async (t) => {
  const { metadata, sequencer, add, publish, files, ports, signer } = await journalOf(t);
  await add('seen', 'document.read');
  await add('placed', 'document.placed');
  t.is(await publish(), 'intact');
  const before = new Map(files);
  const by = await eraseEntry({ entryId: 'seen', ...REASONS }, ports);
  await sequencer.sequenced([by]);
  t.is(await publish(), 'intact', 'the whole log, from its root to every entry');
  for (const [name, bytes] of before) {
    const bundle = name.startsWith('tile/entries');
    if (bundle) t.deepEqual(files.get('tile/entries/000.p/3')?.subarray(0, bytes.length), bytes);
  }
  const erased = await metadata.journal.entry('seen');
  t.is(erased?.bytes.length, 0);
  t.is(erased?.salt.length, 0);
  t.is(erased?.erased?.by, by);
  t.is(await metadata.journal.receipt('seen'), undefined);
  const told = await metadata.journal.entry(by);
  const { content } = JSON.parse(Buffer.from(told?.bytes ?? []).toString());
  t.like(content, { entry: 'seen', index: 0, erased: 'document.read', ...REASONS });
  t.is(content.commitment, Buffer.from(erased?.erased?.commitment ?? []).toString('base64'));

  const receipt = parseReceipt((await metadata.journal.receipt('placed')) ?? new Uint8Array());
  const keys = [await parseLogKey(signer.vkey, algorithms)];
  const verdict = await verifyCheckpoint(receipt.proof.checkpoint, keys, algorithms);
  if (verdict.status !== 'verified') return t.fail(verdict.status);
  const leaf = await leafData(sha256, { salt: receipt.salt, bytes: receipt.entryBytes });
  const { index, path } = receipt.proof;
  t.true(await verifyInclusion({ leaf, index, path, checkpoint: verdict.checkpoint }, algorithms));
});

test('what was said is in no row any more', async (t) => {
  const { metadata, sequencer, add, ports } = await journalOf(t);
  await add('seen', 'document.read');
  const by = await eraseEntry({ entryId: 'seen', ...REASONS }, ports);
  await sequencer.sequenced([by]);
  const entries = await metadata.journal.entries(0, 9);
  const all = entries.map(({ bytes }) => Buffer.from(bytes).toString()).join();
  t.false(all.includes(SECRET));
  t.true(all.includes(REASONS.person));
});

test('moments that the law keeps are never erased, nor is anything without ground or name', async (t) => {
  const { add, ports, metadata } = await journalOf(t);
  await add('placed', 'document.placed');
  await add('seen', 'document.read');
  const attempt = (request: Partial<Parameters<typeof eraseEntry>[0]>) =>
    eraseEntry({ entryId: 'seen', ...REASONS, ...request }, ports);
  await t.throwsAsync(attempt({ entryId: 'placed' }), { code: 'invalid' });
  await t.throwsAsync(attempt({ ground: ' ' }), { code: 'invalid' });
  await t.throwsAsync(attempt({ person: '' }), { code: 'invalid' });
  await t.throwsAsync(attempt({ entryId: 'nobody' }), { code: 'not-found' });
  t.is((await metadata.journal.entries(0, 9)).length, 2);
  t.deepEqual(await metadata.journal.pending(9), []);
  await attempt({});
  await t.throwsAsync(attempt({}), { code: 'stale' });
});

/** The lists once more, as the law reads: what tells of people alone, and what proves something. */
const OF_VISITS: readonly JournalAction[] = [
  ...(['session.opened', 'session.read', 'session.acting', 'session.closed'] as const),
  ...(['session.link-issued', 'session.refused', 'access.denied', 'action.refused'] as const),
  ...(['action.repeated', 'access-events.read', 'addressees.read', 'contract.read'] as const),
  ...(['delegation.read', 'document.read', 'documents.retrieved', 'request.read'] as const),
  'verification.made',
];
const FOR_EVER: readonly JournalAction[] = [
  ...(['participant.registered', 'participant.suspended', 'delegation.granted'] as const),
  ...(['contract.registered', 'document.received', 'document.sent', 'document.erased'] as const),
  ...(['request.arrived', 'quarantine.decided', 'retention.set', 'sessions.forgotten'] as const),
  ...(['evidence.issued', 'key.replaced', 'entry.erased'] as const),
];

test('para. 13 (з), 24: every trace of a visit can be erased, and no moment that proves something', async (t) => {
  const { add, ports } = await journalOf(t);
  for (const action of OF_VISITS) {
    await add(action, action);
    await t.notThrowsAsync(eraseEntry({ entryId: action, ...REASONS }, ports), action);
  }
  for (const action of FOR_EVER) {
    await add(action, action);
    const attempt = eraseEntry({ entryId: action, ...REASONS }, ports);
    await t.throwsAsync(attempt, { code: 'invalid' }, action);
  }
});

test('an entry that is not what its leaf commits to is not erased: the proof would go with it', async (t) => {
  const { add, ports, metadata } = await journalOf(t);
  await add('seen', 'document.read');
  const entry = await metadata.journal.entry('seen');
  if (entry === undefined) return t.fail();
  const salt = entry.salt.with(0, (entry.salt[0] ?? 0) ^ 1);
  const journal = { ...metadata.journal, entry: async () => ({ ...entry, salt }) };
  const damaged = { ...ports, metadata: { ...metadata, journal } };
  await t.throwsAsync(eraseEntry({ entryId: 'seen', ...REASONS }, damaged), { code: 'damaged' });
});
