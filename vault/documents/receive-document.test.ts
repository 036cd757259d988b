import { randomBytes } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, head, person } from '../../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { crlsOf, director, memoryWorld, pki } from '../testing/memory-world.fixture.ts';
import {
  type Asked,
  DESCRIPTION,
  type Files,
  journalOf,
  NOW,
  place,
  sha256Hex,
  sign,
  signed,
  streamOf,
} from '../testing/vault-world.ts';
import { VaultError, type VaultErrorCode } from '../vault-error.ts';
import type { IncomingFile } from './intake-request.ts';
import { receiveDocument } from './receive-document.ts';

const DOCUMENT = Buffer.from('%PDF-1.7 договор поставки № 17');

const employee = await pki.issue({ subject: person });
const stranger = await pki.issue({ subject: bankOfficer });
const outsider = await (await createPki({ now: NOW, label: 'other' })).issue({ subject: head });

const stale = await crlsOf(pki, new Date(NOW.getTime() - 30 * 24 * 3600 * 1000));

async function refusedBy(t: ExecutionContext, answer: Promise<unknown>, code: VaultErrorCode) {
  const error = await t.throwsAsync(answer, { instanceOf: VaultError });
  t.is(error?.code, code, error?.message);
  return error?.fault;
}

test('para. 24: a signed document is placed, with a receipt for each of the two moments', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const { outcome, receipts } = await place(world, { files });
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
  const world = await memoryWorld();
  const { outcome } = await place(world, { files: await signed(DOCUMENT, director) });
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
      ['signature', (await sign(DOCUMENT, director)).subarray(0, 700)],
    ],
    'unreadable-signature',
  ],
  [
    'the signature of another document',
    async () => [
      ['document', DOCUMENT],
      ['signature', await sign(Buffer.from('x'), director)],
    ],
    'signature-not-passed',
    'HASH_FAILURE',
  ],
  [
    'one octet of the document changed',
    async () => [
      ['document', Buffer.from(DOCUMENT).fill(0x21, 3, 4)],
      ['signature', await sign(DOCUMENT, director)],
    ],
    'signature-not-passed',
    'HASH_FAILURE',
  ],
  [
    'the document signed as something else, such as a sign-in challenge',
    async () => [
      ['document', DOCUMENT],
      ['signature', await sign(DOCUMENT, director, { detached: true, eContentType: '2.25.1' })],
    ],
    'not-a-document-signature',
  ],
  [
    'a certificate of an unknown authority',
    () => signed(DOCUMENT, outsider),
    'signature-not-passed',
    'NO_CERTIFICATE_CHAIN_FOUND',
  ],
  [
    'a bad signature behind a good one',
    () => signed(DOCUMENT, director, outsider),
    'signature-not-passed',
  ],
  [
    'para. 26: only the counterparty signed',
    () => signed(DOCUMENT, stranger),
    'not-signed-by-participant',
  ],
];

for (const [title, files, reason, sub] of refusals) {
  test(`refused, nothing kept, in the journal with the digest: ${title}`, async (t) => {
    const world = await memoryWorld();
    const fault = await refusedBy(t, place(world, { files: await files() }), 'refused-signature');
    if (fault?.code !== 'refused-signature') return;
    t.like(fault.refusal.reasons[0], { code: reason });
    if (sub !== undefined) t.is(fault.refusal.reasons[0]?.subIndication, sub);
    t.deepEqual(world.kept, []);
    t.deepEqual(await world.metadata.documentsOf(world.contract.id), []);
    const [entry, ...others] = await journalOf(world);
    t.deepEqual(others, []);
    t.like(entry, {
      action: 'document.refused',
      content: { sha256: fault.refusal.sha256, reasons: [{ code: reason }] },
    });
  });
}

test('para. 26: a counterparty signature beside the participant’s own is welcome', async (t) => {
  const world = await memoryWorld();
  const { outcome } = await place(world, { files: await signed(DOCUMENT, director, stranger) });
  const [version] = await world.metadata.versionsOf(outcome.documentId);
  t.is(version?.signatures.length, 2);
});

test('63-FZ art. 17.2: an employee’s personal certificate is taken with a warning', async (t) => {
  const world = await memoryWorld();
  const { outcome } = await place(world, { files: await signed(DOCUMENT, employee) });
  t.deepEqual(
    outcome.warnings.map(({ code }) => code),
    ['authority-not-shown'],
  );
});

test('a revoked certificate is refused, its twin under the earlier CRL is accepted', async (t) => {
  const other = await createPki({ now: NOW });
  const signer = await other.issue({ subject: head });
  const world = await memoryWorld({ authority: other, evidence: { crls: await crlsOf(other) } });
  const files = await signed(DOCUMENT, signer);
  t.is((await place(world, { files })).outcome.state, 'accepted');
  other.revoke(signer.certificate, new Date(NOW.getTime() - 1000));
  world.evidence = { ...world.evidence, crls: await crlsOf(other) };
  const fault = await refusedBy(t, place(world, { files }), 'refused-signature');
  t.like(fault, { refusal: { reasons: [{ subIndication: 'REVOKED_NO_POE' }] } });
});

test('intake judges by the policy that is set: what it requires beside the default is refused', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const policy = { ...defaultPolicy, requiredAttributes: ['signer-location'] };
  const asking = { ...world, judging: { ...world.judging, policy } };
  const fault = await refusedBy(t, place(asking, { files }), 'refused-signature');
  t.like(fault, { refusal: { reasons: [{ subIndication: 'SIG_CONSTRAINTS_FAILURE' }] } });
  t.is((await place(world, { files })).outcome.state, 'accepted');
});

for (const [title, crls] of [
  ['not fresh', stale],
  ['not to be had', []],
] as const) {
  test(`revocation information ${title}: the version is received and pending, not placed`, async (t) => {
    const world = await memoryWorld();
    world.evidence = { ...world.evidence, crls };
    const { outcome, receipts } = await place(world, { files: await signed(DOCUMENT, director) });
    t.is(outcome.state, 'pending');
    t.is(outcome.placedEntry, undefined);
    const actions = receipts.map(({ bytes }) => parseReceipt(bytes).entry.action);
    t.deepEqual(actions, ['document.received']);
    const due = await world.metadata.takeJobs('2026-03-11T00:00:00.000Z', 10, 60);
    t.deepEqual(
      due.map(({ kind }) => kind),
      ['judge-again'],
    );
  });
}

test('an attached signature without a detached one is a signed document', async (t) => {
  const world = await memoryWorld();
  const attached = await sign(DOCUMENT, director, { detached: false });
  const { outcome } = await place(world, { files: [['document', attached, 'contract.pdf.p7m']] });
  t.is(outcome.sha256, sha256Hex(attached));
});

test('a detached signature placed as a document is refused: what it signs is not there', async (t) => {
  const world = await memoryWorld();
  const files: Files = [['document', await sign(DOCUMENT, director)]];
  const fault = await refusedBy(t, place(world, { files }), 'refused-signature');
  t.like(fault, { refusal: { reasons: [{ subIndication: 'SIGNED_DATA_NOT_FOUND' }] } });
});

test('the same key and content get the same outcome and the same receipts, for ever', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const first = await place(world, { files, key: 'k' });
  world.now = new Date('2031-01-01T00:00:00Z'); // the certificate is long expired
  const second = await place(world, { files, key: 'k' });
  t.deepEqual(second, first);
  t.is((await world.metadata.documentsOf(world.contract.id)).length, 1);
});

test('the same key and content at once: one is placed, all hear the same', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => place(world, { files, key: 'k' })),
  );
  for (const answer of answers) t.deepEqual(answer, answers[0]);
  t.is((await world.metadata.documentsOf(world.contract.id)).length, 1);
  t.is((await journalOf(world)).length, 2);
});

test('a refusal is repeated too, and journalled once', async (t) => {
  const world = await memoryWorld();
  const files: Files = [['document', DOCUMENT]];
  const first = await refusedBy(t, place(world, { files, key: 'k' }), 'refused-signature');
  const second = await refusedBy(t, place(world, { files, key: 'k' }), 'refused-signature');
  t.deepEqual(second, first);
  t.is((await journalOf(world)).length, 1);
});

for (const [title, change] of [
  ['another title', { metadata: { ...DESCRIPTION, title: 'Иное' } }],
  ['another document', { files: [['document', Buffer.from('other')]] as Files }],
  ['a signature less', { files: [['document', DOCUMENT]] as Files }],
] as const) {
  test(`the same key with ${title} is an error, nothing changes`, async (t) => {
    const world = await memoryWorld();
    const files = await signed(DOCUMENT, director);
    await place(world, { files, key: 'k' });
    await refusedBy(t, place(world, { files, ...change, key: 'k' }), 'idempotency-mismatch');
    t.is((await world.metadata.documentsOf(world.contract.id)).length, 1);
  });
}

test('versions count up without a gap, also when many are placed at once', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const { outcome } = await place(world, { files });
  const target = { kind: 'document', documentId: outcome.documentId } as const;
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => place(world, { files, target })),
  );
  const numbers = answers.map((answer) => answer.outcome.version).sort((a, b) => a - b);
  t.deepEqual(numbers, [2, 3, 4, 5, 6, 7]);
  const versions = await world.metadata.versionsOf(outcome.documentId);
  t.deepEqual(
    versions.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

test('authorised before a file byte is read: a stranger’s files stay unread', async (t) => {
  const world = await memoryWorld();
  let read = false;
  async function* files(): AsyncGenerator<IncomingFile> {
    read = true;
    yield { role: 'document', content: streamOf(DOCUMENT) };
  }
  for (const participantId of ['other', world.owner.id]) {
    const contractId = participantId === world.owner.id ? 'no-such' : world.contract.id;
    const principal = { ...world.principal, participantId };
    const target = { kind: 'contract', contractId } as const;
    const request = { principal, idempotencyKey: 'k', target, metadata: DESCRIPTION };
    await refusedBy(t, receiveDocument({ ...request, files: files() }, world), 'not-found');
  }
  t.false(read);
  t.deepEqual(
    (await journalOf(world)).map(({ action }) => action),
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
    const world = await memoryWorld();
    const fault = await refusedBy(
      t,
      place(world, { files: [['document', DOCUMENT]], ...asked }),
      'invalid',
    );
    t.true(fault?.code === 'invalid' && fault.fields.some((field) => field.pointer === pointer));
    t.deepEqual(world.kept, []);
  });
}

test('a part over its limit is too large and leaves nothing behind', async (t) => {
  const world = await memoryWorld();
  const files: Files = [
    ['document', DOCUMENT],
    ['signature', new Uint8Array(20_000)],
  ];
  const fault = await refusedBy(t, place(world, { files }), 'too-large');
  t.like(fault, { part: 'signature 1', limit: 16 * 1024 });
  t.deepEqual(world.discarded, [sha256Hex(DOCUMENT)]);
});

test('a client that stops half-way leaves nothing behind', async (t) => {
  const world = await memoryWorld();
  async function* files(): AsyncGenerator<IncomingFile> {
    yield { role: 'document', content: streamOf(DOCUMENT) };
    throw new Error('connection reset');
  }
  const target = { kind: 'contract', contractId: world.contract.id } as const;
  const { principal } = world;
  const request = { principal, idempotencyKey: 'k', target, metadata: DESCRIPTION, files: files() };
  await t.throwsAsync(receiveDocument(request, world), { message: 'connection reset' });
  t.deepEqual(world.discarded, [sha256Hex(DOCUMENT)]);
  t.deepEqual(world.kept, []);
});

test('blob first: whatever a commit names is kept by then', async (t) => {
  const world = await memoryWorld();
  const named: string[] = [];
  const metadata: Metadata = {
    ...world.metadata,
    async commit(changes) {
      for (const { file, signatures } of changes.versions ?? []) {
        const blobs = signatures.flatMap((each) => [each.file, each.report, ...each.evidence]);
        named.push(...[file, ...blobs].map((blob) => blob.sha256));
        t.deepEqual(
          named.filter((digest) => !world.kept.includes(digest)),
          [],
        );
      }
      await world.metadata.commit(changes);
    },
  };
  await place({ ...world, metadata }, { files: await signed(DOCUMENT, director) });
  t.true(named.length > 3);
});

test('a full disk: the error is passed on, nothing is committed, the next one goes through', async (t) => {
  const world = await memoryWorld();
  const full: Blobs = {
    open: (id) => world.blobs.open(id),
    remove: (id) => world.blobs.remove(id),
    put: () => Promise.reject(new StorageError('no-space', 'ENOSPC')),
    async stage(ownerId, content, limit) {
      const staged = await world.blobs.stage(ownerId, content, limit);
      return { ...staged, keep: () => Promise.reject(new StorageError('no-space', 'ENOSPC')) };
    },
  };
  const files = await signed(DOCUMENT, director);
  const failing = place({ ...world, blobs: full }, { files, key: 'k' });
  const error = await t.throwsAsync(failing, { instanceOf: StorageError });
  t.is(error?.code, 'no-space');
  t.deepEqual(await world.metadata.documentsOf(world.contract.id), []);
  t.deepEqual(await journalOf(world), []);
  t.is((await place(world, { files, key: 'k' })).outcome.version, 1);
});

test('a crash between commit and sequencing: the repetition gets the receipts', async (t) => {
  const world = await memoryWorld();
  const files = await signed(DOCUMENT, director);
  const crashing = { sequenced: () => Promise.reject(new Error('killed')) };
  const cut = place(
    { ...world, sequencer: { ...world.sequencer, ...crashing } },
    { files, key: 'k' },
  );
  await t.throwsAsync(cut, { message: 'killed' });
  const { outcome, receipts } = await place(world, { files, key: 'k' });
  t.is(receipts.length, 2);
  t.is((await world.metadata.versionsOf(outcome.documentId)).length, 1);
  t.is((await journalOf(world)).length, 2);
});
