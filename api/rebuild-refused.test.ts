// Whoever can write the archive, and has not the log's key, makes no database of it.
import { generateKeyPairSync } from 'node:crypto';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { signingKeyFromPkcs8 } from '../signing/keys/pkcs8.ts';
import { openArchive } from '../storage/archive/fs/open-archive.ts';
import { noteSigner } from '../vault/journal/note-signer.ts';
import type { ArchiveFile } from '../vault/ports/archive.ts';
import { sha256Of } from '../verify/log/sha256.ts';
import { command, lostVault, scratch } from './rebuild.fixture.ts';
import { algorithms } from './service.fixture.ts';

async function isRefused(
  t: ExecutionContext,
  { data, says }: { readonly data: string; readonly says: RegExp },
  ...more: readonly string[]
) {
  const { code, stderr } = await command(data, ...more);
  t.is(code, 3, stderr);
  t.regex(stderr, says);
  t.false((await readdir(data)).some((name) => name.startsWith('okno.sqlite')));
}

/** Changes the first file of this name that can be; every digest of OCFL is made to agree. Answers which segment. */
async function changeSegment(
  data: string,
  file: string,
  change: (text: string) => string,
): Promise<number> {
  const archive = await openArchive({ folder: join(data, 'archive') });
  for (let number = 1; ; number += 1) {
    const id = `urn:okno-vault:segment:${number}`;
    const inventory = await archive.inventory(id);
    if (inventory === undefined) throw new Error(`nothing was changed in ${file}`);
    const files: ArchiveFile[] = [];
    let changed = false;
    for (const path of [...(inventory.versions.get('v1')?.state.values() ?? [])].flat()) {
      const before = Buffer.from(await archive.read(id, path, 1e9)).toString();
      const after = path === file ? change(before) : before;
      changed ||= after !== before;
      files.push({ path, content: Buffer.from(after) });
    }
    if (!changed) continue;
    await archive.replace(id, { created: '2026-03-01T00:00:00Z', message: 'changed', files });
    return number;
  }
}

test('a row that nobody signed is refused, where the archive agrees with itself; untouched it is taken', async (t) => {
  const data = await lostVault(t);
  const twin = `${data}-twin`;
  t.teardown(() => rm(twin, { recursive: true, force: true }));
  await cp(data, twin, { recursive: true });
  const change = (text: string) => text.replace('ВЭД-1', 'ВЭД-2');
  const number = await changeSegment(data, 'changes.jsonl', change);
  const says = new RegExp(`segment ${number}: changes.jsonl is not what was signed`);
  await isRefused(t, { data, says });
  const { code, stderr } = await command(twin);
  t.is(code, 0, stderr);
});

test('an entry that was changed is refused, and nothing is made of it', async (t) => {
  const data = await lostVault(t);
  const change = (text: string) => text.replaceAll('document.received', 'document.placed');
  const number = await changeSegment(data, 'entries.jsonl', change);
  const says = new RegExp(`segment ${number}: entries.jsonl is not what was signed`);
  await isRefused(t, { data, says });
});

test('a journal that the given key has not signed is refused', async (t) => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const key = signingKeyFromPkcs8(String(pem));
  const other = await noteSigner('okno.test/journal', key, sha256Of(algorithms));
  const data = await lostVault(t);
  await isRefused(t, { data, says: /unknown-key/ }, '--log-key', other.vkey);
});

for (const [lang, says] of [
  ['ru', /нет файла .*log\.vkey.*--log-key/s],
  ['en', /log\.vkey.* is not there.*--log-key/s],
] as const) {
  test(`a published key that is gone is said to be gone, and which option gives one: ${lang}`, async (t) => {
    const { code, stderr } = await command(await scratch(t), '--lang', lang);
    t.is(code, 64);
    t.regex(stderr, says);
  });
}

test('a last head of another history is a fork, and refused', async (t) => {
  const data = await lostVault(t);
  const root = Buffer.alloc(32, 1).toString('base64');
  await writeFile(join(data, 'last-head.json'), JSON.stringify({ size: 1, root }));
  await isRefused(t, {
    data,
    says: /the archive tells another history: another root was signed at size 1/,
  });
});

test('an archive whose last segment was taken away is refused, until the operator says to go on without', async (t) => {
  const data = await lostVault(t);
  const known = join(data, 'last-head.json.segment');
  const { size } = JSON.parse(await readFile(known, 'utf8')) as { readonly size: number };
  await writeFile(known, JSON.stringify({ size: size + 1, root: '' }));
  const missing = new RegExp(`segments ${size + 1} to ${size + 1} were written and are missing`);
  await isRefused(t, { data, says: missing });
  await rename(known, `${known}.aside`);
  t.is((await command(data)).code, 0);
});
