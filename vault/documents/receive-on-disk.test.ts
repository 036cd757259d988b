import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { bankOfficer, exporter } from '../../test-fixtures/pki/subjects.ts';
import { retrieveByUnk } from '../retrieval/retrieve-by-unk.ts';
import { crls, director, pki } from '../testing/memory-world.fixture.ts';
import { createWorld, journalOf, place, sha256Hex, signed, UNK } from '../testing/vault-world.ts';

const stranger = await pki.issue({ subject: bankOfficer });

async function openWorld(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-vault-'));
  const metadata = await openSqliteMetadata({ file: join(folder, 'okno.sqlite') });
  const world = await createWorld({
    metadata,
    blobs: await openFsBlobs({ folder: join(folder, 'documents') }),
    lastHead: await openLastHead({ file: join(folder, 'last-head.json') }),
    root: pki.root,
    seal: director,
    evidence: { crls },
    owner: exporter,
  });
  t.teardown(async () => {
    await world.sequencer.close();
    await metadata.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { world, folder };
}

/** Every file below the blob folder, told apart by the digest in its name. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const all = await readdir(join(folder, 'documents'), { recursive: true, withFileTypes: true });
  return all.filter((each) => each.isFile()).map(({ name }) => name);
}

test('on SQLite and files: placed, a version more, read back byte for byte, retrieved', async (t) => {
  const { world } = await openWorld(t);
  const bytes = Buffer.from('договор');
  const { outcome, receipts } = await place(world, { files: await signed(bytes, director) });
  const target = { kind: 'document', documentId: outcome.documentId } as const;
  const second = await place(world, { files: await signed(Buffer.from('2'), director), target });
  t.is(second.outcome.version, 2);
  t.is(receipts.length, 2);
  for (const receipt of receipts) {
    t.like(parseReceipt(receipt.bytes).entry.content, { sha256: sha256Hex(bytes) });
  }
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  const blob = await world.blobs.open(version?.file.id ?? '');
  t.deepEqual(Buffer.from(await blob.read(0, blob.size)), bytes);
  await blob.close();
  const principal = {
    participantId: 'bank',
    kind: 'currency-control-agent',
    state: 'active',
    authentication: 'system-key',
    bankNumber: '1481',
  } as const;
  const { contracts } = await retrieveByUnk({ principal, unk: UNK }, world);
  t.is(contracts[0]?.documents[0]?.versions.length, 2);
  t.like(contracts[0]?.owner, { name: exporter.name, inn: exporter.inn });
});

test('on SQLite and files: a refusal leaves no file, the journal has it', async (t) => {
  const { world, folder } = await openWorld(t);
  const files = await signed(Buffer.from('договор'), stranger);
  await t.throwsAsync(place(world, { files }));
  t.deepEqual(await filesOf(folder), []);
  t.deepEqual(
    (await journalOf(world)).map(({ action }) => action),
    ['document.refused'],
  );
});

test('on SQLite and files: twenty at once, half of them the same request', async (t) => {
  const { world } = await openWorld(t);
  const files = await signed(Buffer.from('договор'), director);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => place(world, { files, key: n < 10 ? 'same' : `k${n}` })),
  );
  t.is(new Set(answers.map(({ outcome }) => outcome.documentId)).size, 11);
  for (const answer of answers.slice(0, 10)) t.deepEqual(answer, answers[0]);
  const indexes = await world.metadata.journal.entries(0, 100);
  t.deepEqual(
    indexes.map(({ index }) => index),
    Array.from({ length: 22 }, (_, n) => n),
  );
});
