import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UNK } from './cast.ts';
import type { Placed } from './chapter-documents.ts';
import type { Actors } from './chapter-people.ts';
import { expectStatus, expectThat, objectsIn } from './expect.ts';
import type { World } from './world.ts';

/** The bank asks «as of» two moments; another bank asks in vain (para. 23, 29). */
export async function retrieve(world: World, actors: Actors, placed: Placed): Promise<void> {
  const moments = [
    { asOf: placed.firstPlacedAt, versions: 1, documents: 1 },
    { asOf: placed.secondPlacedAt, versions: 2, documents: 2 },
  ];
  for (const { asOf, versions, documents } of moments) {
    const path = `/v1/retrieval?unk=${encodeURIComponent(UNK)}&asOf=${encodeURIComponent(asOf)}`;
    const answer = expectStatus(await actors.bank.get(path), 200, 'retrieval');
    const [contract] = objectsIn(answer.json, 'contracts');
    const listed = objectsIn(contract, 'documents');
    const text = listed.find((document) => document['id'] === placed.contractDocument);
    expectThat(listed.length === documents, `${documents} documents as of ${asOf}`);
    expectThat(
      objectsIn(text, 'versions').length === versions,
      `${versions} versions as of ${asOf}`,
    );
    world.narrator.tell({
      paragraph: '23, 29',
      ru: `Банк получил по УНК документы на ${asOf}: документов ${documents}, редакций контракта ${versions}`,
      en: `The bank pulled by УНК as of ${asOf}: documents ${documents}, versions of the contract ${versions}`,
    });
  }
  const path = `/v1/retrieval?unk=${encodeURIComponent(UNK)}`;
  expectStatus(await actors.otherBank.get(path), 403, 'retrieval by another bank');
  world.narrator.tell({
    paragraph: '23',
    ru: 'Другому банку отказано, есть такой договор или нет; отказ записан в журнал',
    en: 'Another bank was refused, whether or not there is such a contract; the refusal is in the journal',
  });
}

/** The package is judged by the auditor's command: no server, trust and log key from outside. */
export async function auditOffline(world: World, actors: Actors, placed: Placed): Promise<string> {
  const answer = await actors.exporter.get(`/v1/documents/${placed.contractDocument}/evidence`);
  const { bytes } = expectStatus(answer, 200, 'evidence package');
  const file = join(world.folder, 'evidence.zip');
  const flipped = join(world.folder, 'evidence-one-bit-changed.zip');
  await writeFile(file, bytes);
  await writeFile(flipped, flipOneBit(bytes));
  const good = await oknoVerify(world, file);
  expectThat(good === 0, `okno verify answered ${good} for the package, 0 was promised`);
  world.narrator.tell({
    paragraph: '13 (и)',
    ru: `Пакет доказательств (${bytes.length} байт) проверен без сервера командой okno verify: код 0`,
    en: `The evidence package (${bytes.length} octets) was verified offline by okno verify: exit code 0`,
  });
  const bad = await oknoVerify(world, flipped);
  expectThat(bad !== 0, 'okno verify accepted a package with one bit changed');
  world.narrator.tell({
    paragraph: '4 (а)',
    ru: `Тот же пакет с одним изменённым битом отвергнут: код ${bad}`,
    en: `The same package with one bit changed was refused: exit code ${bad}`,
  });
  return file;
}

function flipOneBit(bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const middle = Math.floor(changed.length / 2);
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}

/** The command in a process of its own, as an auditor runs it; its exit code. */
function oknoVerify({ files }: World, file: string): Promise<number> {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.')); // `.js` once it is built
  const cli = fileURLToPath(new URL(`../cli${extension}`, import.meta.url));
  const args = ['verify', file, '--trust', files.trust, '--log-key', files.logKey];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? -1));
  });
}
