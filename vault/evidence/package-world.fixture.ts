// A vault for tests of packages, and what an attacker would do with one.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { gost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource, readAll } from '../../formats/byte-source.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import { readZip } from '../../formats/zip/read-zip.ts';
import { writeZip } from '../../formats/zip/write-zip.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, exporter, head } from '../../test-fixtures/pki/subjects.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import type { PackageReport } from '../../verify/package/package-report.ts';
import { type PackageInput, verifyPackage } from '../../verify/package/verify-package.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { INTAKE_POLICY } from '../documents/intake-policy.ts';
import { INTAKE_LIMITS, type IntakePorts } from '../documents/intake-ports.ts';
import type { IncomingFile } from '../documents/intake-request.ts';
import { receiveDocument } from '../documents/receive-document.ts';
import { createSequencer } from '../journal/create-sequencer.ts';
import { type NoteSigner, noteSigner } from '../journal/note-signer.ts';
import type { Category } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { LastHead } from '../ports/last-head.ts';
import type { Metadata } from '../ports/metadata.ts';
import { eraseContent } from '../retention/erase-content.ts';
import type { PackageRequest } from './find-subject.ts';
import { type PackagePorts, writePackage } from './write-package.ts';

export const NOW = new Date('2026-03-10T09:00:00.000Z');
export const LATER = new Date('2026-03-12T09:00:00.000Z');
export const algorithms = algorithmsOf([gost, nodeCrypto]);
export const sha256 = (data: Uint8Array) =>
  new Uint8Array(createHash('sha256').update(data).digest());
export const pki = await createPki({ now: NOW });
export const director = await pki.issue({ subject: head });
export const sealer = await pki.issue({ subject: bankOfficer });

/** A new key, of the same log by name unless another is given. */
export function newSigner(name = 'vault.example/log'): Promise<NoteSigner> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return noteSigner(name, signingKeyFromPkcs8(pem), sha256);
}
export const signer = await newSigner();

export const principal: Principal = {
  participantId: 'exporter',
  kind: 'russian-person',
  state: 'active',
  authentication: 'qualified-signature',
};

export type World = IntakePorts & PackagePorts;

export interface WorldParts {
  readonly by?: SigningIdentity;
  readonly signer?: NoteSigner;
  readonly metadata?: Metadata;
  readonly blobs?: Blobs;
  readonly lastHead?: LastHead;
  /** Authorities by which signatures, seals and time-stamps are judged, the first that of the director. */
  readonly authorities?: readonly TestPki[];
  /** Answers what is asked after the first start: participants and contract are there. */
  readonly isStarted?: boolean;
}

/** A vault with one exporter and one contract: real verifier, sequencer and receipts. */
export async function createWorld(parts: WorldParts = {}): Promise<World> {
  const { by = sealer, metadata = memoryMetadata(), authorities = [pki] } = parts;
  const clock = { now: () => NOW };
  const sequencer = createSequencer({
    journal: metadata.journal,
    lastHead: parts.lastHead ?? memoryLastHead(),
    sha256,
    signer: parts.signer ?? signer,
    seal: (note, time) => sealBytes(by, note, time, algorithms),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock,
  });
  if (parts.isStarted === true) await sequencer.start();
  const lists = await Promise.all(
    authorities.flatMap((each) => [each.crl(NOW), each.crl(NOW, { of: 'root' })]),
  );
  const evidence = {
    certificates: authorities.map(({ issuer }) => issuer),
    crls: lists.map((der) => parseCrl(der)),
    ocspResponses: [],
  };
  const changes = {
    participants: [
      {
        id: principal.participantId,
        kind: 'russian-person',
        name: exporter.name,
        inn: exporter.inn,
        ogrn: exporter.ogrn,
        state: 'active',
        registeredAt: NOW.toISOString(),
      },
    ],
    contracts: [
      {
        id: 'contract-1',
        ownerId: principal.participantId,
        number: '17/К',
        date: '2026-03-01',
        parties: [],
        currency: 'CNY',
        revision: 1,
      },
    ],
  } as const;
  if (parts.isStarted !== true) await metadata.commit(changes);
  return {
    metadata,
    blobs: parts.blobs ?? memoryBlobs(),
    clock,
    newId: randomUUID,
    sequencer,
    judging: {
      algorithms,
      policy: defaultPolicy,
      trust: () => authorities.map(({ root }) => ({ certificate: root })),
      evidence: { fetch: async () => ({ ...evidence, failures: [] }) },
      intake: INTAKE_POLICY,
    },
    limits: INTAKE_LIMITS,
    algorithms,
    logName: signer.name,
    sealPackage: (octets) => sealBytes(by, octets, NOW, algorithms),
    sealEvidence: async () => evidence,
    tokenEvidence: async () => evidence,
  };
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export async function* filesOf(
  files: readonly (readonly ['document' | 'signature', string, Uint8Array])[],
): AsyncGenerator<IncomingFile> {
  for (const [role, fileName, bytes] of files) {
    yield { role, fileName, mediaType: 'application/octet-stream', content: once(bytes) };
  }
}

export function sign(content: Uint8Array, detached: boolean, by: SigningIdentity = director) {
  const source = bytesSource(content);
  return signCades({
    content: source,
    detached,
    identities: [by],
    signingTime: NOW,
    digest: algorithms,
  });
}

export interface Placing {
  /** Absent: a new document. */
  readonly documentId?: string;
  readonly by?: SigningIdentity;
  readonly title?: string;
  readonly category?: Category;
  readonly secret?: boolean;
  readonly fileName?: string;
}

/** Places a document with a detached signature, or a further version; answers its id. */
export async function place(
  world: World,
  content: Uint8Array,
  placing: Placing = {},
): Promise<string> {
  const { documentId, by, title = 'Договор № 17', fileName = 'Договор № 17.pdf' } = placing;
  const { category = 'a', secret = false } = placing;
  const answer = await receiveDocument(
    {
      principal,
      idempotencyKey: randomUUID(),
      target:
        documentId === undefined
          ? { kind: 'contract', contractId: 'contract-1' }
          : { kind: 'document', documentId },
      metadata: documentId === undefined ? { category, title, secret } : undefined,
      files: filesOf([
        ['document', fileName, content],
        ['signature', `${fileName}.p7s`, await sign(content, true, by)],
      ]),
    },
    world,
  );
  return answer.outcome.documentId;
}

export async function packageOf(
  world: World,
  documentId: string,
  request: Partial<PackageRequest> = {},
): Promise<Uint8Array> {
  const subject = { kind: 'document', id: documentId } as const;
  const { bytes, size } = await writePackage({ principal, subject, ...request }, world);
  const whole = await bytesOf(bytes);
  if (whole.length !== size) throw new Error('size');
  return whole;
}

async function bytesOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

export const versionsOf = ({ documents }: PackageReport) =>
  documents.flatMap(({ versions }) => versions);

export async function judge(bytes: Uint8Array, changes: Partial<PackageInput> = {}) {
  return verifyPackage({
    source: bytesSource(bytes),
    name: 'evidence.zip',
    logKeys: [await parseLogKey(signer.vkey, algorithms)],
    trust: [{ certificate: pki.root }],
    policy: defaultPolicy,
    algorithms,
    time: LATER,
    ...changes,
  });
}

/** Packs entries anew in canonical form, as an attacker who knows the format would. */
export type Entries = readonly (readonly [name: string, bytes: Uint8Array])[];

export async function unpack(bytes: Uint8Array): Promise<Entries> {
  const entries = await readZip(bytesSource(bytes));
  return Promise.all(
    entries.map(async ({ name, content }) => [name, await readAll(content, 1e7)] as const),
  );
}

export async function pack(entries: Entries): Promise<Uint8Array> {
  const zip = writeZip(
    entries.map(([name, bytes]) => ({
      name,
      size: bytes.length,
      crc32: crc32(bytes),
      content: () => once(bytes),
    })),
  );
  return bytesOf(zip.bytes);
}

/** The terms of the contract, and a moment at which they are over (para. 13 (л)). */
const ENDED = { lastOperation: '2026-12-01', obligationsEnd: '2027-06-30' };
const OVER = new Date('2033-01-01T00:00:00.000Z');

/** Erases the first version of each of these documents, when the term of the contract has ended. */
export async function eraseFirst(world: World, documents: readonly string[]) {
  const { metadata } = world;
  const contract = await metadata.contract('contract-1');
  if (contract?.revision === 1)
    await metadata.commit({ contracts: [{ ...contract, ...ENDED, revision: 2 }] });
  const due = documents.map((documentId) => ({ documentId, number: 1 }));
  const ports = { ...world, clock: { now: () => OVER }, newId: randomUUID };
  return eraseContent({ due, because: 'срок истёк', principal }, ports);
}
