import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGost } from '../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { compose, type Service } from '../compose.ts';
import { readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { operator } from './cast.ts';
import { DemoError } from './expect.ts';
import type { Narrator } from './narrator.ts';
import { prepareService } from './prepare-service.ts';
import { issuePeople, startPki } from './test-people.ts';
import type { World } from './world.ts';

export interface RunningWorld extends World {
  readonly vkey: string;
  close(): Promise<void>;
}

interface WorldRequest {
  readonly folder: string;
  readonly port: number;
  readonly narrator: Narrator;
  readonly now: () => Date;
}

/** In a folder of the demonstration, so that no other folder is ever emptied. */
const MARK = 'OKNO-DEMO.txt';

/** A test PKI with its responder, and the service itself on loopback, in a folder made anew. */
export async function makeWorld(request: WorldRequest): Promise<RunningWorld> {
  const { folder, narrator, now } = request;
  await makeFolder(folder);
  const { pki, responder } = await startPki(now);
  try {
    const people = await issuePeople(pki);
    const files = { trust: join(folder, 'trust.pem'), logKey: join(folder, 'data/keys/log.vkey') };
    await writeFile(files.trust, toPem('CERTIFICATE', pki.root.der));
    await prepareService(join(folder, 'data'), pki);
    narrator.tell({
      paragraph: '11 (з)',
      ru: 'Создан тестовый удостоверяющий центр (RSA-2048, ECDSA P-256; CRL и OCSP): не для доверия',
      en: 'A test certification authority was made (RSA-2048, ECDSA P-256; CRL and OCSP): not to be trusted',
    });
    const service = await startService(request);
    const { origin } = await service.listen();
    narrator.tell({
      paragraph: '13 (б)',
      ru: `Служба отвечает на ${origin}`,
      en: `The service answers at ${origin}`,
    });
    const algorithms = algorithmsOf([createNodeCrypto(), createGost()]);
    return {
      ...{ origin, folder, files, people, algorithms, narrator, now, vkey: service.vkey },
      close: async () => {
        await service.close();
        await responder.close();
      },
    };
  } catch (error) {
    await responder.close();
    throw error;
  }
}

/** Empties a folder of an earlier demonstration; refuses any other that holds something. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARK)) {
    throw new DemoError(`${folder} holds other files: name an empty folder with --data`);
  }
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  const words =
    'Made by okno demo: test keys, invented companies. Emptied by the next okno demo.\n';
  await writeFile(join(folder, MARK), words);
}

async function startService({ folder, port, now }: WorldRequest): Promise<Service> {
  // To a file, so that the story stays readable.
  const file = createWriteStream(join(folder, 'service.log'));
  const log = jsonLinesLog({ write: (line) => void file.write(line), now });
  const config = await readConfig({ environment: {}, cwd: folder });
  const { name, inn, ogrn } = operator;
  return compose(
    {
      ...config,
      data: join(folder, 'data'),
      port,
      logName: 'okno-vault.example/demo',
      // The responder of the test PKI answers on loopback.
      privateRevocationAddresses: true,
      operator: { name, inn, ogrn },
    },
    { clock: { now }, log },
  );
}
