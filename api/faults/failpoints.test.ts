import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import type { FailPoint } from '../../faults/points.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toBase64 } from '../../formats/base64.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseSupplement } from '../../formats/evidence/supplement.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { rootAt } from '../../formats/log/tree.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { openLogFolder } from '../../storage/log-folder/fs/open-log-folder.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { cosignatureLines } from '../../vault/journal/cosign-head.ts';
import {
  type PublishPorts,
  publishedSize,
  publishTiles,
} from '../../vault/journal/publish-tiles.ts';
import { openLogSource } from '../../verify/cli/log-source.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import { verifyLog } from '../../verify/log/verify-log.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { algorithms, configOf } from '../service.fixture.ts';
import { killedAt, type Said, writeKeys } from './killed-child.fixture.ts';

const CHILD = fileURLToPath(new URL('./journal-child.fixture.ts', import.meta.url));
const CYCLES = killCycles({ ci: 6 });
/** Checkpoints that are held to the log after each kill; all of them after the last. */
const RECENT = 20;
const clock = { now: () => new Date() };

const acknowledged = (said: Said, word: string) => said.filter(([first]) => first === word);

const pki = await createPki({ now: clock.now });

async function prepare(folder: string): Promise<void> {
  const purposes = { extendedKeyUsage: [OID.kpTimeStamping], extendedKeyUsageCritical: true };
  await writeKeys(join(folder, 'data'), await pki.issue({ subject: head }));
  await writeKeys(join(folder, 'tsa'), await pki.issue({ subject: head, ...purposes }));
}

/** Every checkpoint that anybody was given, by size: at most one root each, for ever. */
interface HandedOut {
  readonly t: ExecutionContext;
  readonly roots: Map<number, string>;
  readonly logKeys: readonly LogKey[];
}

async function remember({ t, roots, logKeys }: HandedOut, note: string): Promise<void> {
  const verdict = await verifyCheckpoint(note, logKeys, algorithms);
  if (verdict.status !== 'verified') return t.fail(`${verdict.status}: ${note}`);
  const { size, root } = verdict.checkpoint;
  t.is(toBase64(root), roots.get(size) ?? toBase64(root), `two checkpoints of ${size}`);
  roots.set(size, toBase64(root));
}

for (const point of pointsOf(import.meta.url)) {
  test.serial(
    `kill -9 at ${point}: nothing acknowledged is lost, nothing is signed twice`,
    async (t) => {
      t.timeout(CYCLES * 60_000);
      await killAndRecover(t, point);
    },
  );
}

async function killAndRecover(t: ExecutionContext, point: FailPoint): Promise<void> {
  const folder = (await scratchFolder(t))('.');
  await prepare(folder);
  const config = configOf(join(folder, 'data'));
  const crls = [parseCrl(await pki.crl()), parseCrl(await pki.crl(new Date(), { of: 'root' }))];
  const evidence = { certificates: [], crls, ocspResponses: [] };
  const trust = [{ certificate: pki.root }];
  const roots = new Map<number, string>();
  let receipts = 0;

  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const armed = `${point}@${1 + ((cycle + 11) % 13)}`; // the first pass comes after the first receipts
    const { said, end } = await killedAt(armed, [CHILD, folder]);
    t.is(end, 'SIGKILL', `${armed} was not reached`);
    const stores = await openStores(config);
    const { journal } = stores.metadata;
    const opened = await openJournal({
      config,
      stores,
      algorithms,
      clock,
      log: { write: () => undefined },
    });
    await opened.sequencer.start(); // the recovery
    const { vkey } = opened.signer;
    const handedOut = { t, roots, logKeys: [await parseLogKey(vkey, algorithms)] };

    receipts += acknowledged(said, 'receipt').length;
    for (const [, id = '', digest = ''] of acknowledged(said, 'receipt')) {
      const bytes = (await journal.receipt(id)) ?? new Uint8Array();
      t.is(createHash('sha256').update(bytes).digest('hex'), digest, `${armed}: receipt ${id}`);
      const input = { ...handedOut, bytes, trust, evidence, policy: defaultPolicy, algorithms };
      const { indication, reason } = await verifyReceipt({ ...input, time: new Date() });
      t.is(indication, 'TOTAL-PASSED', `${armed}: ${JSON.stringify(reason)}`);
      await remember(handedOut, parseReceipt(bytes).proof.checkpoint);
    }
    for (const [, size = ''] of acknowledged(said, 'stamped')) {
      const [stored] = await journal.supplements(Number(size));
      t.is(stored && parseSupplement(stored).kind, 'time-stamp', `${armed}: stamp of ${size}`);
    }
    for (const [, size = ''] of acknowledged(said, 'cosigned')) {
      const lines = cosignatureLines(await journal.supplements(Number(size)));
      t.is(lines.length, 1, `${armed}: cosignature of ${size}`);
    }
    const published = await readFile(join(folder, 'public/checkpoint'), 'utf8').catch(() => '');
    if (published !== '') await remember(handedOut, published);
    t.deepEqual(await journal.pending(1), [], `${armed}: recovered`);
    const entries = await journal.entries(0, 100_000);
    t.true(entries.every(({ index }, at) => index === at));
    t.is(new Set(entries.map(({ id }) => id)).size, entries.length);
    const last = cycle + 1 === CYCLES;
    for (const [size, root] of [...roots].slice(last ? 0 : -RECENT)) {
      const now = await rootAt(opened.sha256, journal.nodes.bind(journal), size);
      t.is(toBase64(now), root, `${armed}: the checkpoint of ${size} holds`);
    }
    if (last) t.is(await publishedVerdict(folder, { journal, ...opened }), 'intact');
    await opened.sequencer.close();
    await stores.metadata.close();
  }
  t.true(receipts > 0, `${receipts} receipts were acknowledged`);
}

async function publishedVerdict(folder: string, log: Omit<PublishPorts, 'folder'>) {
  const ports = { ...log, folder: openLogFolder({ folder: join(folder, 'public') }) };
  await publishTiles(await publishedSize(ports), ports);
  const note = parseNote(await readFile(join(folder, 'public/checkpoint'), 'utf8'));
  const files = await openLogSource('public', { cwd: folder });
  const checkpoint = parseCheckpoint(note.text);
  return (await verifyLog({ files, checkpoint, algorithms })).status;
}
