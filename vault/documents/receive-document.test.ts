import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, exporter, head, person } from '../../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import type { FetchedEvidence } from '../../verify/process/evidence.ts';
import { createSequencer, type Sequencer } from '../journal/create-sequencer.ts';
import { noteSigner } from '../journal/note-signer.ts';
import type { Participant, Principal } from '../model/participant.ts';
import type { Blobs } from '../ports/blobs.ts';
import { VaultError, type VaultErrorCode } from '../vault-error.ts';
import type { IntakePorts } from './intake-ports.ts';
import type { IncomingFile, IntakeRequest, IntakeTarget } from './intake-request.ts';
import { receiveDocument } from './receive-document.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const DOCUMENT = Buffer.from('%PDF-1.7 договор поставки № 17');
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const sha256Hex = (data: Uint8Array) => Buffer.from(sha256(data)).toString('hex');

const pki: TestPki = await createPki({ now: NOW });
const [director, employee, stranger] = await Promise.all(
  [head, person, bankOfficer].map((subject) => pki.issue({ subject })),
);
const outsider = await (await createPki({ now: NOW, label: 'other' })).issue({ subject: head });
const seal = await pki.issue({ subject: head });

interface World extends IntakePorts {
  readonly sequencer: Sequencer;
  readonly principal: Principal;
  readonly contractId: string;
  /** Ids under which `keep` was called. */
  readonly kept: string[];
  readonly discarded: string[];
  now: Date;
  evidence: FetchedEvidence;
}

const OWNER: Participant = {
  id: 'exporter',
  kind: 'russian-person',
  name: exporter.name,
  inn: exporter.inn,
  ogrn: exporter.ogrn,
  state: 'active',
  registeredAt: NOW.toISOString(),
};

const NOTHING: FetchedEvidence = { certificates: [], crls: [], ocspResponses: [], failures: [] };

async function goodEvidence(): Promise<FetchedEvidence> {
  const crls = await Promise.all([pki.crl(NOW), pki.crl(NOW, { of: 'root' })]);
  return { ...NOTHING, crls: crls.map((der) => parseCrl(der)) };
}

async function createWorld(): Promise<World> {
  const metadata = memoryMetadata();
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const kept: string[] = [];
  const discarded: string[] = [];
  const clock = { now: () => world.now };
  const sequencer = createSequencer({
    journal: metadata.journal,
    lastHead: memoryLastHead(),
    sha256,
    signer: await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256),
    seal: (note, time) => sealBytes(seal, note, time, algorithms),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock,
  });
  const world: World = {
    metadata,
    blobs: watchedBlobs(kept, discarded),
    clock,
    newId: randomUUID,
    sequencer,
    judging: {
      algorithms,
      policy: defaultPolicy,
      trust: () => [{ certificate: pki.root }],
      evidence: { fetch: async () => world.evidence },
    },
    limits: { documentOctets: 8 * 1024, signatureOctets: 16 * 1024, signatures: 3 },
    principal: {
      participantId: OWNER.id,
      kind: 'russian-person',
      state: 'active',
      authentication: 'qualified-signature',
    },
    contractId: 'contract-1',
    kept,
    discarded,
    now: NOW,
    evidence: await goodEvidence(),
  };
  await metadata.commit({
    participants: [OWNER],
    contracts: [
      {
        id: world.contractId,
        ownerId: OWNER.id,
        number: '17',
        date: '2026-03-01',
        parties: [],
        currency: 'CNY',
        unk: '26030001/1481/0000/1/1',
        revision: 1,
      },
    ],
  });
  return world;
}

function watchedBlobs(kept: string[], discarded: string[]): Blobs {
  const blobs = memoryBlobs();
  return {
    open: (id) => blobs.open(id),
    async stage(ownerId, content, limit) {
      const staged = await blobs.stage(ownerId, content, limit);
      return {
        ...staged,
        async keep() {
          const stored = await staged.keep();
          kept.push(stored.sha256);
          return stored;
        },
        async discard() {
          discarded.push(staged.sha256);
          await staged.discard();
        },
      };
    },
  };
}

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

type Files = readonly (readonly [role: IncomingFile['role'], bytes: Uint8Array, name?: string])[];

async function* filesOf(files: Files): AsyncGenerator<IncomingFile> {
  for (const [role, bytes, fileName = `${role}.bin`] of files) {
    yield { role, fileName, mediaType: 'application/octet-stream', content: streamOf(bytes) };
  }
}

interface Asked {
  readonly files?: Files;
  readonly key?: string;
  readonly metadata?: unknown;
  readonly target?: IntakeTarget;
  readonly principal?: Principal;
}

const DESCRIPTION = { category: 'a', title: 'Договор № 17', number: '17', date: '2026-03-01' };

function ask(world: World, asked: Asked = {}) {
  const target = asked.target ?? { kind: 'contract', contractId: world.contractId };
  const request: IntakeRequest = {
    principal: asked.principal ?? world.principal,
    idempotencyKey: asked.key ?? randomUUID(),
    target,
    metadata: asked.metadata ?? (target.kind === 'contract' ? DESCRIPTION : undefined),
    files: filesOf(asked.files ?? []),
  };
  return receiveDocument(request, world);
}

function sign(content: Uint8Array, identities: readonly SigningIdentity[], detached = true) {
  const source = bytesSource(content);
  return signCades({ content: source, detached, identities, signingTime: NOW, digest: algorithms });
}

const by = (...identities: (SigningIdentity | undefined)[]) =>
  identities.filter((identity) => identity !== undefined);

async function signed(...signers: (SigningIdentity | undefined)[]): Promise<Files> {
  const signatures = await Promise.all(by(...signers).map((one) => sign(DOCUMENT, [one])));
  return [['document', DOCUMENT], ...signatures.map((bytes) => ['signature', bytes] as const)];
}

async function refusedBy(t: ExecutionContext, answer: Promise<unknown>, code: VaultErrorCode) {
  const error = await t.throwsAsync(answer, { instanceOf: VaultError });
  t.is(error?.code, code, error?.message);
  return error?.fault;
}

async function journal(world: World) {
  await world.sequencer.start();
  const entries = await world.metadata.journal.entries(0, 100);
  return entries.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
}

test('para. 24: a signed document is placed, with a receipt for each of the two moments', async (t) => {
  const world = await createWorld();
  const files = await signed(director);
  const { outcome, receipts } = await ask(world, { files });
  t.like(outcome, { version: 1, state: 'accepted', sha256: sha256Hex(DOCUMENT), warnings: [] });
  const [received, placed] = receipts.map(({ bytes }) => parseReceipt(bytes).entry);
  t.is(received?.action, 'document.received');
  t.is(placed?.action, 'document.placed');
  for (const entry of [received, placed]) {
    t.is(entry?.time, NOW.toISOString());
    t.like(entry?.content, { document: outcome.documentId, sha256: sha256Hex(DOCUMENT) });
  }
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  t.is(version?.placedAt, NOW.toISOString());
  t.is(version?.signatures[0]?.indication, 'TOTAL-PASSED');
  t.true(world.kept.includes(sha256Hex(DOCUMENT)));
});

test('the report and the evidence that the decision stood on are kept with the signature', async (t) => {
  const world = await createWorld();
  const { outcome } = await ask(world, { files: await signed(director) });
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  const [signature] = version?.signatures ?? [];
  t.true(signature?.evidence.some(({ kind }) => kind === 'crl'));
  for (const blob of [signature?.report, ...(signature?.evidence ?? [])]) {
    const open = await world.blobs.open(blob?.id ?? '');
    t.is(blob?.sha256, sha256Hex(await open.read(0, open.size)));
    await open.close();
  }
});

const refusals: readonly (readonly [
  title: string,
  files: () => Promise<Files>,
  reason: string,
  sub?: string,
])[] = [
  ['no signature at all', async () => [['document', DOCUMENT]], 'no-signature'],
  [
    'an empty signature',
    async () => [
      ['document', DOCUMENT],
      ['signature', new Uint8Array()],
    ],
    'unreadable-signature',
  ],
  [
    'random octets for a signature',
    async () => [
      ['document', DOCUMENT],
      ['signature', randomBytes(900)],
    ],
    'unreadable-signature',
  ],
  [
    'a truncated signature',
    async () => [
      ['document', DOCUMENT],
      ['signature', (await sign(DOCUMENT, by(director))).subarray(0, 700)],
    ],
    'unreadable-signature',
  ],
  [
    'the signature of another document',
    async () => [
      ['document', DOCUMENT],
      ['signature', await sign(Buffer.from('x'), by(director))],
    ],
    'signature-not-passed',
    'HASH_FAILURE',
  ],
  [
    'one octet of the document changed',
    async () => [
      ['document', Buffer.from(DOCUMENT).fill(0x21, 3, 4)],
      ['signature', await sign(DOCUMENT, by(director))],
    ],
    'signature-not-passed',
    'HASH_FAILURE',
  ],
  [
    'a certificate of an unknown authority',
    () => signed(outsider),
    'signature-not-passed',
    'NO_CERTIFICATE_CHAIN_FOUND',
  ],
  ['a bad signature behind a good one', () => signed(director, outsider), 'signature-not-passed'],
  ['para. 26: only the counterparty signed', () => signed(stranger), 'not-signed-by-participant'],
];

for (const [title, files, reason, sub] of refusals) {
  test(`refused, nothing kept, in the journal with the digest: ${title}`, async (t) => {
    const world = await createWorld();
    const fault = await refusedBy(t, ask(world, { files: await files() }), 'refused-signature');
    if (fault?.code !== 'refused-signature') return;
    t.like(fault.refusal.reasons[0], { code: reason });
    if (sub !== undefined) t.is(fault.refusal.reasons[0]?.subIndication, sub);
    t.deepEqual(world.kept, []);
    t.deepEqual(await world.metadata.documentsOf(world.contractId), []);
    const [entry, ...others] = await journal(world);
    t.deepEqual(others, []);
    t.is(entry.action, 'document.refused');
    t.is(entry.content.sha256, fault.refusal.sha256);
    t.is(entry.content.reasons[0].code, reason);
  });
}

test('para. 26: a counterparty signature beside the participant’s own is welcome', async (t) => {
  const world = await createWorld();
  const { outcome } = await ask(world, { files: await signed(director, stranger) });
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  t.is(version?.signatures.length, 2);
});

test('63-FZ art. 17.2: an employee’s personal certificate is taken with a warning', async (t) => {
  const world = await createWorld();
  const { outcome } = await ask(world, { files: await signed(employee) });
  t.deepEqual(
    outcome.warnings.map(({ code }) => code),
    ['authority-not-shown'],
  );
});

test('a revoked certificate is refused, its twin under the earlier CRL is accepted', async (t) => {
  const other = await createPki({ now: NOW });
  const signer = await other.issue({ subject: head });
  const world = await createWorld();
  const judging = { ...world.judging, trust: () => [{ certificate: other.root }] };
  const files = [
    ['document', DOCUMENT],
    ['signature', await sign(DOCUMENT, [signer])],
  ] as const;
  const rootCrl = parseCrl(await other.crl(NOW, { of: 'root' }));
  const before = parseCrl(await other.crl(NOW));
  other.revoke(signer.certificate, new Date(NOW.getTime() - 1000));
  const after = parseCrl(await other.crl(NOW));

  world.evidence = { ...NOTHING, crls: [rootCrl, before] };
  t.is((await ask({ ...world, judging }, { files })).outcome.state, 'accepted');
  world.evidence = { ...NOTHING, crls: [rootCrl, after] };
  const fault = await refusedBy(t, ask({ ...world, judging }, { files }), 'refused-signature');
  t.like(fault, { refusal: { reasons: [{ subIndication: 'REVOKED_NO_POE' }] } });
});

test('revocation information that is not fresh leaves the version received and pending, not placed', async (t) => {
  const world = await createWorld();
  const old = new Date(NOW.getTime() - 30 * 24 * 3600 * 1000);
  const crls = await Promise.all([pki.crl(old), pki.crl(old, { of: 'root' })]);
  world.evidence = { ...NOTHING, crls: crls.map((der) => parseCrl(der)) };
  const { outcome, receipts } = await ask(world, { files: await signed(director) });
  t.is(outcome.state, 'pending');
  t.is(outcome.placedEntry, undefined);
  t.deepEqual(
    receipts.map(({ bytes }) => parseReceipt(bytes).entry.action),
    ['document.received'],
  );
  const due = await world.metadata.takeJobs('2026-03-11T00:00:00.000Z', 10, 60);
  t.deepEqual(
    due.map(({ kind }) => kind),
    ['judge-again'],
  );
});

test('an attached signature without a detached one is a signed document', async (t) => {
  const world = await createWorld();
  const attached = await sign(DOCUMENT, by(director), false);
  const { outcome } = await ask(world, { files: [['document', attached, 'contract.pdf.p7m']] });
  t.is(outcome.sha256, sha256Hex(attached));
});

test('a detached signature placed as a document is refused: what it signs is not there', async (t) => {
  const world = await createWorld();
  const files: Files = [['document', await sign(DOCUMENT, by(director))]];
  const fault = await refusedBy(t, ask(world, { files }), 'refused-signature');
  t.like(fault, { refusal: { reasons: [{ subIndication: 'SIGNED_DATA_NOT_FOUND' }] } });
});

test('the same key and content get the same outcome and the same receipts, for ever', async (t) => {
  const world = await createWorld();
  const files = await signed(director);
  const first = await ask(world, { files, key: 'k' });
  world.now = new Date('2031-01-01T00:00:00Z'); // the certificate is long expired
  const second = await ask(world, { files, key: 'k' });
  t.deepEqual(second, first);
  t.is((await world.metadata.documentsOf(world.contractId)).length, 1);
});

test('the same key and content at once: one is placed, all hear the same', async (t) => {
  const world = await createWorld();
  const files = await signed(director);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask(world, { files, key: 'k' })),
  );
  for (const answer of answers) t.deepEqual(answer, answers[0]);
  t.is((await world.metadata.documentsOf(world.contractId)).length, 1);
  t.is((await journal(world)).length, 2);
});

test('a refusal is repeated too, and journalled once', async (t) => {
  const world = await createWorld();
  const files: Files = [['document', DOCUMENT]];
  const first = await refusedBy(t, ask(world, { files, key: 'k' }), 'refused-signature');
  const second = await refusedBy(t, ask(world, { files, key: 'k' }), 'refused-signature');
  t.deepEqual(second, first);
  t.is((await journal(world)).length, 1);
});

for (const [title, change] of [
  ['another title', { metadata: { ...DESCRIPTION, title: 'Иное' } }],
  ['another document', { files: [['document', Buffer.from('other')]] as Files }],
  ['a signature less', { files: [['document', DOCUMENT]] as Files }],
] as const) {
  test(`the same key with ${title} is an error, nothing changes`, async (t) => {
    const world = await createWorld();
    const files = await signed(director);
    await ask(world, { files, key: 'k' });
    await refusedBy(t, ask(world, { files, ...change, key: 'k' }), 'idempotency-mismatch');
    t.is((await world.metadata.documentsOf(world.contractId)).length, 1);
  });
}

test('versions count up without a gap, also when many are placed at once', async (t) => {
  const world = await createWorld();
  const files = await signed(director);
  const { outcome } = await ask(world, { files });
  const target = { kind: 'document', documentId: outcome.documentId } as const;
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(world, { files, target })));
  const numbers = answers.map((answer) => answer.outcome.version).sort((a, b) => a - b);
  t.deepEqual(numbers, [2, 3, 4, 5, 6, 7]);
  const versions = await world.metadata.versionsOf(outcome.documentId);
  t.deepEqual(
    versions.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

test('authorised before a file byte is read: a stranger’s files stay unread', async (t) => {
  const world = await createWorld();
  let read = false;
  async function* files(): AsyncGenerator<IncomingFile> {
    read = true;
    yield { role: 'document', content: streamOf(DOCUMENT) };
  }
  for (const participantId of ['other', OWNER.id]) {
    const contractId = participantId === OWNER.id ? 'no-such' : world.contractId;
    const principal = { ...world.principal, participantId };
    const target = { kind: 'contract', contractId } as const;
    const request = { principal, idempotencyKey: 'k', target, metadata: DESCRIPTION };
    await refusedBy(t, receiveDocument({ ...request, files: files() }, world), 'not-found');
  }
  t.false(read);
  t.deepEqual(
    (await journal(world)).map(({ action }) => action),
    ['access.denied', 'access.denied'],
  );
});

const invalid: readonly (readonly [string, Asked, string])[] = [
  ['no document', { files: [] }, '/document'],
  ['a signature first', { files: [['signature', DOCUMENT]] }, '/signature 1'],
  ['an empty document', { files: [['document', new Uint8Array()]] }, '/document'],
  [
    'two documents',
    {
      files: [
        ['document', DOCUMENT],
        ['document', DOCUMENT],
      ],
    },
    '/document',
  ],
  ['an unknown category', { metadata: { ...DESCRIPTION, category: 'constructor' } }, '/category'],
  ['no title', { metadata: { category: 'a' } }, '/title'],
  ['a date that is none', { metadata: { ...DESCRIPTION, date: '2026-02-30' } }, '/date'],
  ['a misspelt field', { metadata: { ...DESCRIPTION, secert: true } }, '/secert'],
  ['metadata that are no object', { metadata: [] }, ''],
];

for (const [title, asked, pointer] of invalid) {
  test(`invalid, with the field named: ${title}`, async (t) => {
    const world = await createWorld();
    const fault = await refusedBy(
      t,
      ask(world, { files: [['document', DOCUMENT]], ...asked }),
      'invalid',
    );
    t.true(fault?.code === 'invalid' && fault.fields.some((field) => field.pointer === pointer));
    t.deepEqual(world.kept, []);
  });
}

test('a part over its limit is too large and leaves nothing behind', async (t) => {
  const world = await createWorld();
  const files: Files = [
    ['document', DOCUMENT],
    ['signature', new Uint8Array(20_000)],
  ];
  const fault = await refusedBy(t, ask(world, { files }), 'too-large');
  t.like(fault, { part: 'signature 1', limit: 16 * 1024 });
  t.deepEqual(world.discarded, [sha256Hex(DOCUMENT)]);
});

test('a client that stops half-way leaves nothing behind', async (t) => {
  const world = await createWorld();
  async function* files(): AsyncGenerator<IncomingFile> {
    yield { role: 'document', content: streamOf(DOCUMENT) };
    throw new Error('connection reset');
  }
  const target = { kind: 'contract', contractId: world.contractId } as const;
  const { principal } = world;
  const request = { principal, idempotencyKey: 'k', target, metadata: DESCRIPTION, files: files() };
  await t.throwsAsync(receiveDocument(request, world), { message: 'connection reset' });
  t.deepEqual(world.discarded, [sha256Hex(DOCUMENT)]);
  t.deepEqual(world.kept, []);
});
