// What the durability tests run in a process of its own, under strace or until it is killed. Only the last
// word of each acknowledgement goes to standard output, by one write system call.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PendingEntry } from '../../vault/model/journal.ts';
import { openFsBlobs } from '../blobs/fs/open-fs-blobs.ts';
import { openSqliteMetadata } from '../metadata/sqlite/open-sqlite-metadata.ts';

const [scenario = '', folder = '.'] = process.argv.slice(2);

const metadata = await openSqliteMetadata({ file: join(folder, 'data', 'metadata.sqlite') });
const blobs = await openFsBlobs({ folder: join(folder, 'data', 'files') });

const say = (word: string) => writeSync(1, `${word}\n`);

function entry(id: string): PendingEntry {
  return {
    id,
    action: 'document.received',
    actor: { participant: 'owner', authentication: 'qualified-signature' },
    paragraph: 'D65-24',
    content: {},
    receipt: true,
  };
}

async function* bytes(text: string) {
  yield Buffer.from(text);
}

/** The journey of a document: blob first, one commit second, the word that acknowledges it last. */
async function place(text: string): Promise<void> {
  const staged = await blobs.stage('owner', bytes(text), 1000);
  const { sha256 } = await staged.keep();
  await metadata.commit({ entries: [entry(sha256)] });
  say(`201 ${sha256}`);
}

async function attempt(what: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
    say(`${what} done`);
  } catch (error) {
    say(`${what} ${error instanceof Error && 'code' in error ? String(error.code) : 'failed'}`);
  }
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  place: () => place('the contract'),
  async same() {
    for (const word of ['begin', 'middle', 'end']) {
      say(word);
      await (await blobs.stage('owner', bytes('the contract'), 1000)).keep();
    }
  },
  async together() {
    say('begin');
    const all = Array.from({ length: 64 }, (_, n) => metadata.commit({ entries: [entry(`${n}`)] }));
    await Promise.all(all);
    say('end');
  },
  async apart() {
    say('begin');
    for (let n = 0; n < 64; n += 1) await metadata.commit({ entries: [entry(`${n}`)] });
    say('end');
  },
  async failing() {
    await attempt('first', () => place('the contract'));
    await attempt('again', () => place('the contract'));
    await attempt('other', () => place('another'));
    await attempt('read', () => metadata.journal.pending(9));
  },
  async endless() {
    const writer = async (name: string) => {
      for (let n = 0; ; n += 1) await place(`${name} ${n} ${process.pid}`);
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(writer));
  },
};

await scenarios[scenario]?.();
await metadata.close();
