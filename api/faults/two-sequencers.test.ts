// Two sequencers over one SQLite file and one file of the last head, each with its own eyes on both.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import test from 'ava';
import { toBase64 } from '../../formats/base64.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { rootAt } from '../../formats/log/tree.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { openSharedLastHead } from '../../storage/last-head/shared/open-shared-last-head.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createSequencer } from '../../vault/journal/create-sequencer.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';

const ENTRIES = 60;
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

test('two sequencers race for every batch: no index twice, no fork, nothing lost, every receipt of one history', async (t) => {
  const path = await scratchFolder(t);
  const metadata = await openSqliteMetadata({ file: path('okno.sqlite') });
  t.teardown(() => metadata.close());
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);
  const one = async () =>
    createSequencer({
      ...{ journal: metadata.journal, sha256, signer, clock: { now: () => new Date() } },
      lastHead: await openSharedLastHead({ file: path('last-head') }),
      seal: async (text) => sha256(text),
      random: (length) => new Uint8Array(randomBytes(length)),
    });
  const pair = [await one(), await one()];
  const ids = Array.from({ length: ENTRIES }, (_, at) => `e${at}`);
  await Promise.all(
    ids.map(async (id, at) => {
      const actor = { participant: 'p-1', authentication: 'qualified-signature' };
      const entry = { id, actor, paragraph: 'D65-24', content: { id }, receipt: true };
      await metadata.commit({ entries: [{ ...entry, action: 'document.placed' }] });
      await pair[at % 2]?.sequenced([id]);
    }),
  );
  const entries = await metadata.journal.entries(0, 1000);
  t.deepEqual(
    entries.map(({ index }) => index),
    ids.map((_, at) => at),
  );
  t.is(new Set(entries.map(({ id }) => id)).size, ENTRIES);
  for (const id of ids) {
    const receipt = parseReceipt((await metadata.journal.receipt(id)) ?? new Uint8Array());
    const { size, root } = parseCheckpoint(parseNote(receipt.proof.checkpoint).text);
    const now = await rootAt(sha256, metadata.journal.nodes.bind(metadata.journal), size);
    t.is(toBase64(now), toBase64(root), `${id}: the checkpoint of ${size} is of the one history`);
  }
  await t.throwsAsync(openSqliteMetadata({ file: path('okno.sqlite') }), { code: 'unavailable' });
});
