// A vault for tests: real verifier, sequencer and receipts. What lies on floors above (storage, test PKI) is
// handed in by the test.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import type { FetchedEvidence } from '../../verify/process/evidence.ts';
import { INTAKE_POLICY } from '../documents/intake-policy.ts';
import type { IntakePorts } from '../documents/intake-ports.ts';
import type { IncomingFile, IntakeTarget } from '../documents/intake-request.ts';
import { type IntakeAnswer, receiveDocument } from '../documents/receive-document.ts';
import { createSequencer, type Sequencer } from '../journal/create-sequencer.ts';
import { noteSigner } from '../journal/note-signer.ts';
import type { Contract } from '../model/contract.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { LastHead } from '../ports/last-head.ts';
import type { MalwareScanner, ScanVerdict } from '../ports/malware-scanner.ts';
import type { Metadata } from '../ports/metadata.ts';

export const NOW = new Date('2026-03-10T09:00:00.000Z');
export const UNK = '26030001/1481/0000/1/1';
export const algorithms = algorithmsOf([nodeCrypto]);

export interface WorldParts {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  readonly lastHead: LastHead;
  readonly root: Certificate;
  readonly seal: SigningIdentity;
  readonly evidence: Partial<FetchedEvidence>;
  /** Names and numbers of the participant that places documents. */
  readonly owner: { readonly name: string; readonly inn: string; readonly ogrn: string };
}

export interface World extends IntakePorts {
  readonly sequencer: Sequencer;
  readonly owner: Participant;
  readonly principal: Principal;
  readonly contract: Contract;
  /** Digests of the blobs for which `keep`, and `discard`, was called. */
  readonly kept: string[];
  readonly discarded: string[];
  /** The clock, and what the evidence source answers; tests move them. */
  now: Date;
  evidence: FetchedEvidence;
  /** Scans what is given; absent: no scanner is set. */
  scanner?: MalwareScanner;
}

const NOTHING: FetchedEvidence = { certificates: [], crls: [], ocspResponses: [], failures: [] };

/** One active exporter with one contract under `UNK`. */
export async function createWorld(parts: WorldParts): Promise<World> {
  const { metadata, root } = parts;
  const owner: Participant = {
    id: 'exporter',
    kind: 'russian-person',
    ...parts.owner,
    state: 'active',
    registeredAt: NOW.toISOString(),
  };
  const contract: Contract = {
    id: 'contract-1',
    ownerId: owner.id,
    number: '17',
    date: '2026-03-01',
    parties: [],
    currency: 'CNY',
    unk: UNK,
    revision: 1,
  };
  await metadata.commit({ participants: [owner], contracts: [contract] });
  const clock = { now: () => world.now };
  const watched = { kept: [], discarded: [] };
  const world: World = {
    ...watched,
    metadata,
    blobs: watchedBlobs(parts.blobs, watched),
    clock,
    newId: randomUUID,
    sequencer: await createSequencerOf(parts, clock),
    judging: {
      algorithms,
      policy: defaultPolicy,
      trust: () => [{ certificate: root }],
      evidence: { fetch: async () => world.evidence },
      intake: INTAKE_POLICY,
    },
    limits: { documentOctets: 8 * 1024, signatureOctets: 16 * 1024, signatures: 3 },
    owner,
    principal: principalOf(owner),
    contract,
    now: NOW,
    evidence: { ...NOTHING, ...parts.evidence },
  };
  return world;
}

export function principalOf(participant: Participant, more: Partial<Principal> = {}): Principal {
  const { id, kind, state, bankNumber } = participant;
  return {
    participantId: id,
    kind,
    state,
    authentication: 'qualified-signature',
    ...(bankNumber === undefined ? {} : { bankNumber }),
    ...more,
  };
}

async function createSequencerOf(
  { metadata, lastHead, seal }: WorldParts,
  clock: IntakePorts['clock'],
): Promise<Sequencer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return createSequencer({
    journal: metadata.journal,
    lastHead,
    sha256,
    signer: await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256),
    seal: (note, time) => sealBytes(seal, note, time, algorithms),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock,
  });
}

function watchedBlobs(blobs: Blobs, watched: Record<'kept' | 'discarded', string[]>): Blobs {
  return {
    open: (id) => blobs.open(id),
    remove: (id) => blobs.remove(id),
    async put(ownerId, bytes) {
      const stored = await blobs.put(ownerId, bytes);
      watched.kept.push(stored.sha256);
      return stored;
    },
    async stage(ownerId, content, limit) {
      const staged = await blobs.stage(ownerId, content, limit);
      return {
        ...staged,
        async keep() {
          watched.kept.push(staged.sha256);
          return staged.keep();
        },
        async discard() {
          watched.discarded.push(staged.sha256);
          await staged.discard();
        },
      };
    },
  };
}

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest());
}

export function sha256Hex(data: Uint8Array): string {
  return Buffer.from(sha256(data)).toString('hex');
}

export function sign(
  content: Uint8Array,
  identity: SigningIdentity,
  form: { readonly detached: boolean; readonly eContentType?: string } = { detached: true },
): Promise<Uint8Array> {
  return signCades({
    content: bytesSource(content),
    ...form,
    identities: [identity],
    signingTime: NOW,
    digest: algorithms,
  });
}

export type Files = readonly (readonly [IncomingFile['role'], Uint8Array, name?: string])[];

/** A document with a detached signature of each. */
export async function signed(
  document: Uint8Array,
  ...signers: readonly SigningIdentity[]
): Promise<Files> {
  const signatures = await Promise.all(signers.map((signer) => sign(document, signer)));
  return [['document', document], ...signatures.map((bytes) => ['signature', bytes] as const)];
}

export interface Asked {
  readonly files?: Files;
  readonly key?: string;
  readonly metadata?: unknown;
  readonly target?: IntakeTarget;
  readonly principal?: Principal;
}

export const DESCRIPTION = {
  category: 'a',
  title: 'Договор № 17',
  number: '17',
  date: '2026-03-01',
};

/** Places as an exporter would; a new document of the world's contract unless said otherwise. */
export function place(world: World, asked: Asked = {}): Promise<IntakeAnswer> {
  const target = asked.target ?? { kind: 'contract', contractId: world.contract.id };
  return receiveDocument(
    {
      principal: asked.principal ?? world.principal,
      idempotencyKey: asked.key ?? randomUUID(),
      target,
      metadata: asked.metadata ?? (target.kind === 'contract' ? DESCRIPTION : undefined),
      files: filesOf(asked.files ?? []),
    },
    world,
  );
}

async function* filesOf(files: Files): AsyncGenerator<IncomingFile> {
  for (const [role, bytes, fileName = `${role}.bin`] of files) {
    yield { role, fileName, mediaType: 'application/octet-stream', content: streamOf(bytes) };
  }
}

export async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export interface JournalLine {
  readonly action: string;
  readonly time: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The whole journal, pending entries sequenced first. */
export async function journalOf(world: World): Promise<readonly JournalLine[]> {
  await world.sequencer.start();
  const entries = await world.metadata.journal.entries(0, 10_000);
  return entries.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
}

/** A scanner that reads all that it is given and says what `verdict` says of the octets. */
export function scannerSaying(verdict: (content: Buffer) => ScanVerdict): MalwareScanner {
  return {
    name: 'test',
    async scan(content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      return verdict(Buffer.concat(pieces));
    },
    answers: async () => true,
  };
}
