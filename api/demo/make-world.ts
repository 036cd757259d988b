import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGost } from '../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { toPem } from '../../formats/x509/pem.ts';
import type { TimeStampClient } from '../../signing/time-stamp/client.ts';
import type { TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { startTimeStampService } from '../../test-fixtures/pki/time-stamp-service.ts';
import { compose } from '../compose.ts';
import { judgingBy } from '../composition/judging.ts';
import { timeStampingBy } from '../composition/time-stamping.ts';
import { type Config, readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { operator } from './cast.ts';
import type { EngineSettings } from './engines.ts';
import { DemoError } from './expect.ts';
import type { Narrator } from './narrator.ts';
import { prepareService } from './prepare-service.ts';
import { issuePeople, issueTimeStampAuthority, startPki } from './test-people.ts';
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
  /** Engines to run on; absent: the embedded ones. */
  readonly engines?: EngineSettings;
}

/** In a folder of the demonstration, so that no other folder is ever emptied. */
const MARK = 'OKNO-DEMO.txt';

/** Two test authorities, a TSA, and the service itself on loopback, in a folder made anew. */
export async function makeWorld(request: WorldRequest): Promise<RunningWorld> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    await makeFolder(request.folder);
    return { ...(await startWorld(request, closers)), close };
  } catch (error) {
    await close();
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

async function startWorld(request: WorldRequest, closers: (() => Promise<unknown>)[]) {
  const { folder, narrator, now } = request;
  const algorithms = algorithmsOf([createNodeCrypto(), createGost()]);
  const russian = await startPki(now, { caKey: 'gost256' });
  closers.push(() => russian.responder.close());
  const other = await startPki(now, { caKey: 'rsa', label: 'RSA' });
  closers.push(() => other.responder.close());
  const roots = [russian.pki, other.pki];
  const identity = await issueTimeStampAuthority(russian.pki);
  const tsa = await startTimeStampService({ identity, now, algorithms });
  closers.push(() => tsa.close());
  narrator.tell({
    paragraph: '11 (з)',
    ru: 'Созданы тестовые удостоверяющие центры (ГОСТ Р 34.10-2012; RSA, ECDSA) с CRL и OCSP и служба штампов времени ГОСТ: не для доверия',
    en: 'Test certification authorities were made (GOST R 34.10-2012; RSA, ECDSA) with CRL and OCSP, and a GOST time-stamping authority: not to be trusted',
  });
  await prepareService(join(folder, 'data'), { roots, sealer: russian.pki, key: 'gost256' });
  const files = { trust: join(folder, 'trust.pem'), logKey: join(folder, 'data/keys/log.vkey') };
  await writeFile(files.trust, roots.map(({ root }) => toPem('CERTIFICATE', root.der)).join(''));
  const config = await configOf(request, tsa.url);
  const service = await compose(config, { clock: { now }, log: logOf(request) });
  closers.push(() => service.close());
  const { origin } = await service.listen();
  narrator.tell({
    paragraph: '13 (б)',
    ru: `Служба отвечает на ${origin}`,
    en: `The service answers at ${origin}`,
  });
  const people = await issuePeople(russian.pki, other.pki);
  const timeStamps = timeStampsOf(config, { algorithms, roots, now });
  const given = { origin, folder, files, people, algorithms, timeStamps, narrator, now };
  return { ...given, vkey: service.vkey };
}

/** To a file, so that the story stays readable. */
function logOf({ folder, now }: WorldRequest) {
  const file = createWriteStream(join(folder, 'service.log'));
  return jsonLinesLog({ write: (line) => void file.write(line), now });
}

async function configOf(
  { folder, port, engines }: WorldRequest,
  timeStampUrl: string,
): Promise<Config> {
  const config = await readConfig({ environment: {}, cwd: folder });
  const { name, inn, ogrn } = operator;
  return {
    ...config,
    ...engines,
    // Beside a database for several processes it must be named.
    lastHead: join(folder, 'data/last-head.json'),
    data: join(folder, 'data'),
    port,
    logName: 'okno-vault.example/demo',
    timeStampUrl,
    timeStampDigest: 'streebog256',
    // The responders of the test authorities answer on loopback.
    privateRevocationAddresses: true,
    operator: { name, inn, ogrn },
  };
}

/** The exporter's own tool asks the same TSA, and judges its tokens by the same roots. */
function timeStampsOf(
  config: Config,
  parts: { algorithms: Algorithms; roots: readonly TestPki[]; now: () => Date },
): TimeStampClient {
  const { algorithms, roots, now } = parts;
  const anchors = roots.map(({ root }) => ({ certificate: root }));
  const clock = { now };
  const trust = { anchors: () => anchors, refresh: async () => undefined };
  const judging = judgingBy(config, { algorithms, trust, clock });
  const client = timeStampingBy(config, { judging, clock });
  if (client === undefined) throw new DemoError('no time-stamping authority is set');
  return client;
}
