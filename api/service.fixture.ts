import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { OID } from '../formats/asn1/oids.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { toPem } from '../formats/x509/pem.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../signing/signing-key.ts';
import { createPki, type TestIdentity, type TestPki } from '../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../test-fixtures/pki/responder.ts';
import { bank, bankOfficer, exporter, head } from '../test-fixtures/pki/subjects.ts';
import { startTimeStampService } from '../test-fixtures/pki/time-stamp-service.ts';
import { untilAnswer } from '../test-fixtures/waiting/until.ts';
import { type Client, signInBy } from './client.fixture.ts';
import { type ComposePorts, compose, type Service } from './compose.ts';
import type { Config } from './config.ts';
import type { LogLine } from './http/log.ts';

export const algorithms = algorithmsOf([nodeCrypto]);

const OPERATOR = { name: 'ТЕСТ Оператор', inn: '9905000056', ogrn: '1029900000052' };

/** A service with real stores in a temporary folder, its PKI, and the people who use it. */
export interface Stage {
  /** Where it answers, and what its users see in the address line. */
  readonly origin: string;
  readonly publicOrigin: string;
  readonly port: number;
  readonly data: string;
  readonly pki: TestPki;
  readonly lines: readonly LogLine[];
  readonly service: Service;
  readonly identities: { readonly head: TestIdentity; readonly officer: TestIdentity };
  readonly operator: Client;
  readonly exporter: Client;
  readonly exporterId: string;
  /** A bank whose registration number stands in the УНК of `CONTRACT`. */
  readonly bankId: string;
  readonly systemKey: KeyObject;
}

/** Where the ends of things are registered: a test, or the hooks of a file. */
export interface Ending {
  teardown(end: () => Promise<unknown>): void;
}

/** For a stage that the tests of a file share: `test.after.always` ends it. */
export function sharedEnding(): Ending & { end(): Promise<void> } {
  const ends: (() => Promise<unknown>)[] = [];
  return {
    teardown: (end) => void ends.push(end),
    async end() {
      for (const end of ends.reverse()) await end();
    },
  };
}

export interface StageOptions {
  readonly config?: Partial<Config>;
  /** An empty folder; absent: a temporary one. */
  readonly data?: string;
  readonly ports?: Partial<ComposePorts>;
  /** A TSA of the same PKI answers, but not while `down` is true. */
  readonly tsa?: { down: boolean };
}

export const UNK = '26010001/1481/0000/1/1';

export const CONTRACT = {
  number: 'ВЭД-1',
  date: '2026-01-15',
  parties: [
    { role: 'exporter', name: exporter.name, country: 'RU', inn: exporter.inn },
    { role: 'importer', name: 'Example Trading GmbH', country: 'DE' },
  ],
  currency: 'EUR',
  amount: '125000.00',
  obligationsEnd: '2027-12-31',
  unk: UNK,
};

/** `CONTRACT` without a УНК, which names one contract only. */
export const { unk: _unk, ...PLAIN_CONTRACT } = CONTRACT;

export async function startStage(t: Ending, options: StageOptions = {}): Promise<Stage> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'okno-service-')));
  const pki = await startPki(t);
  const identity = (subject: TestSubject) => pki.issue({ subject });
  const operator = await identity({
    organization: OPERATOR.name,
    commonName: OPERATOR.name,
    innLegalEntity: OPERATOR.inn,
    ogrn: OPERATOR.ogrn,
    surname: 'Громов',
    givenName: 'Олег',
  });
  await writeKeys(data, pki, operator);
  const timeStampUrl = options.tsa && (await startTsa(t, pki, options.tsa));
  const lines: LogLine[] = [];
  const config = { ...options.config, ...(timeStampUrl === undefined ? {} : { timeStampUrl }) };
  const service = await compose(configOf(data, config), {
    clock: { now: () => new Date() },
    log: { write: (line) => lines.push(line) },
    serverLimits: { closeGrace: 500 },
    signInRate: { burst: 10_000, perMinute: 10_000 },
    ...options.ports,
  });
  t.teardown(async () => {
    await service.close();
    await rm(data, { recursive: true, force: true });
  });
  const { origin: publicOrigin, port } = await service.listen();
  const origin = `http://127.0.0.1:${port}`;
  const identities = { head: await identity(head), officer: await identity(bankOfficer) };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const boss = await enter(origin, operator);
  const exporterId = await register(boss, { kind: 'russian-person', ...numbers(exporter) });
  const bankId = await register(boss, {
    kind: 'currency-control-agent',
    ...numbers(bank),
    bankNumber: '1481',
    systemKeys: [publicKey.export({ format: 'jwk' })],
  });
  return {
    origin,
    publicOrigin,
    port,
    data,
    pki,
    lines,
    service,
    identities,
    operator: boss,
    exporter: await enter(origin, identities.head),
    exporterId,
    bankId,
    systemKey: privateKey,
  };
}

/** A TSA of the PKI, but not while `down` is true; answers its address. */
export async function startTsa(
  t: Ending,
  pki: TestPki,
  tsa: { readonly down: boolean },
): Promise<string> {
  const service = await startTimeStampService({
    identity: await pki.issue({
      subject: { commonName: 'ТЕСТ Служба штампов времени' },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
    }),
    now: () => new Date(),
    algorithms,
    isDown: () => tsa.down,
  });
  t.teardown(() => service.close());
  return service.url;
}

/** Waits until every receipt of a version has its time-stamp; answers the receipts. */
export async function untilStamped(client: Client, version: string): Promise<unknown> {
  const ask = async () => (await client.get(`${version}/receipts`)).json;
  const json = await untilAnswer(ask, (each) => !/"state":"pending"/.test(JSON.stringify(each)));
  return json['receipts'];
}

type TestSubject = Parameters<TestPki['issue']>[0]['subject'];

export async function startPki(t: Ending): Promise<TestPki> {
  const holder: { pki?: TestPki } = {};
  const responder = await startResponder(() => {
    if (holder.pki === undefined) throw new Error('the PKI is not there yet');
    return holder.pki;
  });
  t.teardown(() => responder.close());
  const pki = await createPki({ now: () => new Date(), urls: responderUrls(responder.origin) });
  holder.pki = pki;
  return pki;
}

/** What an operator prepares in the data folder: a seal and the trusted root. */
export async function prepareKeys(data: string, pki: TestPki): Promise<void> {
  await writeKeys(data, pki, await pki.issue({ subject: head }));
}

async function writeKeys(data: string, pki: TestPki, seal: TestIdentity): Promise<void> {
  await mkdir(join(data, 'keys'), { recursive: true });
  await mkdir(join(data, 'trust'), { recursive: true });
  await writeFile(join(data, 'keys', 'seal.key'), toPem('PRIVATE KEY', seal.pkcs8));
  const chain = [seal.certificate, ...seal.chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(data, 'keys', 'seal.crt'), chain.join(''));
  await writeFile(join(data, 'trust', 'root.pem'), toPem('CERTIFICATE', pki.root.der));
}

export function configOf(data: string, more: Partial<Config> = {}): Config {
  return {
    data,
    host: '127.0.0.1',
    port: 0,
    behindProxy: false,
    logName: 'okno.test/journal',
    documentLimit: 8 * 1024 ** 2,
    signatureLimit: 1024 ** 2,
    privateRevocationAddresses: true,
    operator: OPERATOR,
    ...more,
  };
}

const numbers = ({ name, inn, ogrn }: { name: string; inn: string; ogrn: string }) => ({
  name,
  inn,
  ogrn,
});

export function enter(origin: string, identity: SigningIdentity): Promise<Client> {
  return signInBy(origin, identity, algorithms);
}

async function register(boss: Client, facts: unknown): Promise<string> {
  const answer = await boss.post('/v1/participants', facts, randomUUID());
  if (answer.status !== 201) throw new Error(Buffer.from(answer.bytes).toString());
  return String(answer.json['id']);
}

export async function registerContract(
  client: Client,
  terms: object = PLAIN_CONTRACT,
): Promise<string> {
  const answer = await client.post('/v1/contracts', terms, randomUUID());
  if (answer.status !== 201) throw new Error(Buffer.from(answer.bytes).toString());
  return String(answer.json['id']);
}

/** A detached CAdES-B-B over `content`. */
export function sign(content: Uint8Array, identity: SigningIdentity): Promise<Uint8Array> {
  return signCades({
    content: bytesSource(content),
    detached: true,
    identities: [identity],
    signingTime: new Date(),
    digest: algorithms,
  });
}

export const METADATA = { category: 'a', title: 'Договор поставки' };

export async function placeRequest(identity: SigningIdentity, text: string, key = randomUUID()) {
  const bytes = Buffer.from(text);
  return {
    key,
    metadata: METADATA,
    files: [documentPart(bytes), signaturePart(await sign(bytes, identity))],
  };
}

export const documentPart = (bytes: Uint8Array) =>
  ({ name: 'document', fileName: 'договор.pdf', mediaType: 'application/pdf', bytes }) as const;

export const signaturePart = (bytes: Uint8Array) =>
  ({
    name: 'signature',
    fileName: 'договор.pdf.p7s',
    mediaType: 'application/pkcs7-signature',
    bytes,
  }) as const;

/** A contract with one document placed in it. */
export async function placed(
  client: Client,
  identity: SigningIdentity,
  text: string,
  terms: object = PLAIN_CONTRACT,
) {
  const contract = await registerContract(client, terms);
  const request = await placeRequest(identity, text);
  const answer = await client.place(`/v1/contracts/${contract}/documents`, request);
  if (answer.status !== 201) throw new Error(answer.bytes.toString());
  const version = answer.headers.get('location') ?? '';
  return { contract, documentId: String(answer.json['documentId']), version, request, answer };
}
