import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { compose, type Service } from '../compose.ts';
import { readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import {
  bankOfficer,
  head,
  operator,
  operatorOfficer,
  operatorSeal,
  otherBankOfficer,
} from './cast.ts';
import { DemoError } from './expect.ts';
import type { Narrator } from './narrator.ts';
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
    await writeServiceFolder(folder, pki);
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
    const algorithms = algorithmsOf([createNodeCrypto()]);
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

/** The certificates name the responder's port, so the port comes first. */
async function startPki(now: () => Date) {
  let made: TestPki | undefined;
  const responder = await startResponder(() => {
    if (made === undefined) throw new DemoError('the PKI is not made yet');
    return made;
  });
  made = await createPki({ now, caKey: 'rsa', urls: responderUrls(responder.origin) });
  return { pki: made, responder };
}

async function issuePeople(pki: TestPki): Promise<World['people']> {
  const issue = (subject: typeof head, key: 'rsa' | 'ec') => pki.issue({ subject, key });
  const [officer, rsa, ecdsa, ofBank, ofOtherBank] = await Promise.all([
    issue(operatorOfficer, 'ec'),
    issue(head, 'rsa'),
    issue(head, 'ec'),
    issue(bankOfficer, 'ec'),
    issue(otherBankOfficer, 'rsa'),
  ]);
  return {
    operatorOfficer: officer,
    head: rsa,
    headEcdsa: ecdsa,
    bankOfficer: ofBank,
    otherBankOfficer: ofOtherBank,
  };
}

/** What an operator prepares: the trusted root and the seal. The log key the service makes itself. */
async function writeServiceFolder(folder: string, pki: TestPki): Promise<void> {
  const data = join(folder, 'data');
  await mkdir(join(data, 'trust'), { recursive: true });
  await mkdir(join(data, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(join(data, 'trust/test-root.pem'), toPem('CERTIFICATE', pki.root.der));
  const seal = await pki.issue({ subject: operatorSeal, key: 'rsa' });
  await writeSeal(join(data, 'keys'), seal);
}

async function writeSeal(folder: string, seal: TestIdentity): Promise<void> {
  const chain = [seal.certificate, ...seal.chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(folder, 'seal.crt'), chain.join(''));
  await writeFile(join(folder, 'seal.key'), toPem('PRIVATE KEY', seal.pkcs8), { mode: 0o600 });
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
