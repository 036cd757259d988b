import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { bytesSource, readAll } from '../../formats/byte-source.ts';
import { encodeManifest, type Manifest, parseManifest } from '../../formats/evidence/manifest.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import { readZip } from '../../formats/zip/read-zip.ts';
import { writeZip } from '../../formats/zip/write-zip.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, exporter, head } from '../../test-fixtures/pki/subjects.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import type { PackageReason } from '../../verify/package/package-report.ts';
import { type PackageInput, verifyPackage } from '../../verify/package/verify-package.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { reasonText } from '../../verify/report/messages.ts';
import type { Reason } from '../../verify/report/report.ts';
import { INTAKE_POLICY } from '../documents/intake-policy.ts';
import { INTAKE_LIMITS, type IntakePorts } from '../documents/intake-ports.ts';
import type { IncomingFile } from '../documents/intake-request.ts';
import { receiveDocument } from '../documents/receive-document.ts';
import { createSequencer } from '../journal/create-sequencer.ts';
import { noteSigner } from '../journal/note-signer.ts';
import type { JsonValue } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import { type PackagePorts, writePackage } from './write-package.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const LATER = new Date('2026-03-12T09:00:00.000Z');
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const pki = await createPki({ now: NOW });
const director = await pki.issue({ subject: head });
const sealer = await pki.issue({ subject: bankOfficer });

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);

const principal: Principal = {
  participantId: 'exporter',
  kind: 'russian-person',
  state: 'active',
  authentication: 'qualified-signature',
};

const crls = (await Promise.all([pki.crl(NOW), pki.crl(NOW, { of: 'root' })])).map((der) =>
  parseCrl(der),
);

type World = IntakePorts & PackagePorts;

async function createWorld(by = sealer): Promise<World> {
  const metadata = memoryMetadata();
  const clock = { now: () => NOW };
  const sequencer = createSequencer({
    journal: metadata.journal,
    lastHead: memoryLastHead(),
    sha256,
    signer,
    seal: (note, time) => sealBytes(by, note, time, algorithms),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock,
  });
  const evidence = { certificates: [], crls, ocspResponses: [] };
  await metadata.commit({
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
  });
  return {
    metadata,
    blobs: memoryBlobs(),
    clock,
    newId: randomUUID,
    sequencer,
    judging: {
      algorithms,
      policy: defaultPolicy,
      trust: () => [{ certificate: pki.root }],
      evidence: { fetch: async () => ({ ...evidence, failures: [] }) },
      intake: INTAKE_POLICY,
    },
    limits: INTAKE_LIMITS,
    algorithms,
    logName: signer.name,
    sealEvidence: async () => evidence,
    tokenEvidence: async () => evidence,
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* filesOf(
  files: readonly (readonly ['document' | 'signature', string, Uint8Array])[],
): AsyncGenerator<IncomingFile> {
  for (const [role, fileName, bytes] of files) {
    yield { role, fileName, mediaType: 'application/octet-stream', content: once(bytes) };
  }
}

function sign(content: Uint8Array, detached: boolean) {
  const source = bytesSource(content);
  return signCades({
    content: source,
    detached,
    identities: [director],
    signingTime: NOW,
    digest: algorithms,
  });
}

async function place(world: World, content: Uint8Array, documentId?: string): Promise<string> {
  const answer = await receiveDocument(
    {
      principal,
      idempotencyKey: randomUUID(),
      target:
        documentId === undefined
          ? { kind: 'contract', contractId: 'contract-1' }
          : { kind: 'document', documentId },
      metadata: documentId === undefined ? { category: 'a', title: 'Договор № 17' } : undefined,
      files: filesOf([
        ['document', 'Договор № 17.pdf', content],
        ['signature', 'Договор № 17.pdf.p7s', await sign(content, true)],
      ]),
    },
    world,
  );
  return answer.outcome.documentId;
}

async function packageOf(world: World, documentId: string): Promise<Uint8Array> {
  const { bytes, size } = await writePackage({ principal, documentId }, world);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const whole = new Uint8Array(Buffer.concat(pieces));
  if (whole.length !== size) throw new Error('size');
  return whole;
}

const world = await createWorld();
const documentId = await place(world, Buffer.from('%PDF-1.7 первая версия'));
await place(world, Buffer.from('%PDF-1.7 вторая версия'), documentId);
const good = await packageOf(world, documentId);

async function judge(bytes: Uint8Array, changes: Partial<PackageInput> = {}) {
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
type Entries = readonly (readonly [name: string, bytes: Uint8Array])[];

async function unpack(bytes: Uint8Array): Promise<Entries> {
  const entries = await readZip(bytesSource(bytes));
  return Promise.all(
    entries.map(async ({ name, content }) => [name, await readAll(content, 1e7)] as const),
  );
}

async function pack(entries: Entries): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const zip = writeZip(
    entries.map(([name, bytes]) => ({
      name,
      size: bytes.length,
      crc32: crc32(bytes),
      content: () => once(bytes),
    })),
  );
  for await (const piece of zip.bytes) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

test('D65-25(г): a package with trust and log key from outside passes as a whole, every version with its moments', async (t) => {
  const report = await judge(good);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
  t.deepEqual(
    report.versions.map(({ number }) => number),
    [1, 2],
  );
  for (const version of report.versions) {
    t.is(version.received.entry?.action, 'document.received');
    t.is(version.placed?.entry?.action, 'document.placed');
    t.is(version.signatures[0]?.signatures[0]?.timeSource, 'receipt');
    t.is(version.signatures[0]?.signatures[0]?.bestSignatureTime, NOW.toISOString());
  }
  t.is(report.issued?.entry?.action, 'evidence.issued');
  t.is(report.document?.['title'], 'Договор № 17');
});

test('the package holds what an auditor needs, and says how to use it in two languages', async (t) => {
  const entries = await unpack(good);
  const names = entries.map(([name]) => name);
  t.is(names[0], 'README.txt');
  t.deepEqual(names.slice(-2), ['manifest.json', 'manifest.receipt.json']);
  t.true(names.includes('versions/1/document/Договор № 17.pdf'));
  t.true(names.includes('versions/2/signatures/1/Договор № 17.pdf.p7s'));
  t.true(names.includes('versions/2/receipts/placed.json'));
  t.true(names.some((name) => /^evidence\/crls\/[0-9a-f]{64}\.crl$/.test(name)));
  const readme = new TextDecoder().decode(entries[0]?.[1]);
  t.regex(readme, /ПАКЕТ ДОКАЗАТЕЛЬСТВ/);
  t.regex(readme, /EVIDENCE PACKAGE/);
});

test('the same package passes on WebCrypto alone', async (t) => {
  const report = await judge(good, { algorithms: algorithmsOf([webCrypto]) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
});

test('what lies inside vouches for nothing: without log key or anchors INDETERMINATE', async (t) => {
  for (const without of [{ logKeys: [] }, { trust: [] }]) {
    const { indication, findings } = await judge(good, without);
    t.is(indication, 'INDETERMINATE');
    for (const { reason } of findings) t.notRegex(sentences(reason), /—/);
  }
  const otherRoot = await pki.otherRoot();
  const report = await judge(good, { trust: [{ certificate: otherRoot.root }] });
  t.is(report.indication, 'INDETERMINATE');
});

test('EN 319 102-1 §5.5.4 step 10: what the package holds is proven by the receipt for its issue, what comes beside it is not', async (t) => {
  const until = new Date(NOW.getTime() + 4000 * 24 * 60 * 60 * 1000);
  const list = async (by: TestPki, of: 'root' | 'issuing') =>
    parseCrl(await by.crl(NOW, { of, nextUpdate: until }));
  const rsa = await createPki({ now: NOW, caKey: 'rsa', label: 'RSA' });
  const seal = await rsa.issue({ subject: bankOfficer, key: 'rsa' });
  const ofSeal = [await list(rsa, 'root'), await list(rsa, 'issuing')];
  // By the key of a responder, which stands on no path that a receipt of the document covers.
  const answer = parseOcspResponse(await pki.ocsp(director.certificate, NOW, until));
  const ofSigner = { certificates: [], crls: [await list(pki, 'root')], ocspResponses: [answer] };
  const base = await createWorld(seal);
  const own: World = {
    ...base,
    judging: {
      ...base.judging,
      evidence: { fetch: async () => ({ ...ofSigner, failures: [] }) },
    },
    sealEvidence: async () => ({ certificates: [], crls: ofSeal, ocspResponses: [] }),
  };
  const bytes = await packageOf(own, await place(own, Buffer.from('%PDF-1.7')));
  const algorithmsUntil2029 = [
    { algorithm: 'sha256' },
    { algorithm: 'rsa-pkcs1' },
    { algorithm: 'ecdsa', until: '2029-01-01' },
  ];
  const in2030 = {
    trust: [{ certificate: pki.root }, { certificate: rsa.root }],
    policy: { ...defaultPolicy, algorithms: algorithmsUntil2029 },
    time: new Date('2030-01-10T09:00:00.000Z'),
  };
  const report = await judge(bytes, in2030);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
  const beside = await judge(bytes, { ...in2030, evidence: ofSigner });
  t.is(beside.indication, 'INDETERMINATE');
  t.is(beside.reason.cause?.code, 'algorithm-expired', JSON.stringify(beside.reason));
});

const FILE = 'versions/1/document/Договор № 17.pdf';
const text = (value: string) => new Uint8Array(Buffer.from(value));

/** A gap in a sentence is a fact that nobody gave. */
const sentences = (reason: Reason) => `${reasonText(reason, 'ru')} ${reasonText(reason, 'en')}`;

const tampered: Readonly<
  Record<string, { code: PackageReason; name?: string; change: (entries: Entries) => Entries }>
> = {
  changed: {
    code: 'entry-changed',
    name: FILE,
    change: (entries) =>
      entries.map(([name, bytes]) => [name, name === FILE ? text('%PDF') : bytes]),
  },
  'changed in as many octets': {
    code: 'entry-changed',
    name: FILE,
    change: (entries) =>
      entries.map(([name, bytes]) => [name, name === FILE ? bytes.toReversed() : bytes]),
  },
  removed: {
    code: 'entry-removed',
    name: FILE,
    change: (entries) => entries.filter(([name]) => name !== FILE),
  },
  added: {
    code: 'entry-added',
    name: 'extra.txt',
    change: (entries) => [...entries, ['extra.txt', text('x')]],
  },
  'added before the manifest': {
    code: 'entry-added',
    name: 'versions/3/document/x.pdf',
    change: (entries) => [['versions/3/document/x.pdf', text('x')], ...entries],
  },
  renamed: {
    code: 'entry-renamed',
    name: 'versions/1/document/Другой.pdf',
    change: (entries) =>
      entries.map(([name, bytes]) => [
        name === FILE ? 'versions/1/document/Другой.pdf' : name,
        bytes,
      ]),
  },
  reordered: { code: 'entries-reordered', change: (entries) => entries.toReversed() },
  'without its manifest': {
    code: 'manifest-missing',
    change: (entries) => entries.filter(([name]) => name !== 'manifest.json'),
  },
  "without the manifest's receipt": {
    code: 'manifest-receipt-missing',
    change: (entries) => entries.filter(([name]) => name !== 'manifest.receipt.json'),
  },
  'with another manifest spelling': {
    code: 'manifest-unreadable',
    change: (entries) =>
      entries.map(([name, bytes]) => [
        name,
        name === 'manifest.json'
          ? text(JSON.stringify(JSON.parse(Buffer.from(bytes).toString())))
          : bytes,
      ]),
  },
};
for (const [title, { code, name, change }] of Object.entries(tampered)) {
  test(`a package with an entry ${title} fails, and the report names it`, async (t) => {
    const report = await judge(await pack(change(await unpack(good))));
    t.is(report.indication, 'TOTAL-FAILED');
    t.is(report.reason.code, code);
    for (const { reason } of report.findings) t.notRegex(sentences(reason), /—/);
    if (name !== undefined) t.is(report.reason.facts?.['name'], name);
  });
}

test('duplicated entries and names that differ in case only are refused by the reader, named', async (t) => {
  const twin = Buffer.from(await pack([...(await unpack(good)), ['readme.tx_', text('x')]]));
  for (let at = twin.indexOf('readme.tx_'); at >= 0; at = twin.indexOf('readme.tx_', at)) {
    twin.write('README.txt', at);
  }
  const report = await judge(twin);
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'package-unreadable');
  t.regex(String(report.reason.facts?.['detail']), /README\.txt/);
});

async function withManifest(change: (manifest: Manifest, entries: Entries) => Manifest) {
  const entries = await unpack(good);
  const own = entries.find(([name]) => name === 'manifest.json');
  const manifest = change(parseManifest(own?.[1] ?? text('')), entries);
  return entries.map(([name, bytes]): readonly [string, Uint8Array] => [
    name,
    name === 'manifest.json' ? encodeManifest(manifest) : bytes,
  ]);
}

test('a manifest that was made to fit other entries is not the one in the log', async (t) => {
  const entries = await withManifest((manifest) => ({
    ...manifest,
    files: manifest.files.map((file) =>
      file.name === 'README.txt'
        ? { ...file, size: 3, sha256: Buffer.from(sha256(text('lie'))).toString('hex') }
        : file,
    ),
  }));
  const forged = entries.map(([name, bytes]): readonly [string, Uint8Array] => [
    name,
    name === 'README.txt' ? text('lie') : bytes,
  ]);
  const report = await judge(await pack(forged));
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'manifest-not-committed');
  t.is(report.document, undefined);
});

test('the receipt of another package does not vouch for this one', async (t) => {
  const other = await unpack(await packageOf(world, documentId));
  const receipt = other.find(([name]) => name === 'manifest.receipt.json')?.[1] ?? text('');
  const entries = (await unpack(good)).map(([name, bytes]): readonly [string, Uint8Array] => [
    name,
    name === 'manifest.receipt.json' ? receipt : bytes,
  ]);
  // Equal manifests are equal: the log committed twice to the same list.
  t.is((await judge(await pack(entries))).indication, 'TOTAL-PASSED');
  const second = await createWorld();
  const otherId = await place(second, Buffer.from('%PDF-1.7 другой документ'));
  const foreign = (await unpack(await packageOf(second, otherId))).at(-1)?.[1] ?? text('');
  const mixed = entries.map(([name, bytes]): readonly [string, Uint8Array] => [
    name,
    name === 'manifest.receipt.json' ? foreign : bytes,
  ]);
  t.is((await judge(await pack(mixed))).reason.code, 'manifest-not-committed');
});

test('a receipt of a version cannot stand for another version', async (t) => {
  // Even a manifest that the log commits to (a careless operator) cannot swap receipts unseen.
  const entries = await withManifest((manifest) => ({
    ...manifest,
    versions: manifest.versions.map((version, at) => {
      const other = manifest.versions[1 - at];
      return { ...version, received: other?.received ?? version.received };
    }),
  }));
  const report = await judge(await pack(entries));
  t.true(report.findings.some(({ reason }) => reason.code === 'receipt-for-other-content'));
  // Without its receipt nothing proves when the signature existed.
  t.is(report.versions[0]?.signatures[0]?.signatures[0]?.timeSource, 'validation-time');
});

/** A receipt that the log really gives for what a careless operator journals. */
async function receiptFor(
  action: 'document.received' | 'evidence.issued' | 'document.read',
  content: Readonly<Record<string, JsonValue>>,
  by = world,
): Promise<Uint8Array> {
  const id = randomUUID();
  const actor = { participant: 'p', authentication: 'system' };
  const entry = { id, action, actor, paragraph: 'D65-13з', content, receipt: true };
  await by.metadata.commit({ entries: [entry] });
  await by.sequencer.sequenced([id]);
  return (await by.metadata.journal.receipt(id)) ?? text('');
}

interface Careless {
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly manifest?: (manifest: Manifest) => Manifest;
  readonly action?: 'evidence.issued' | 'document.read';
  readonly documentId?: string;
  readonly by?: World;
}

/** A package to whose manifest the log commits, whatever is wrong inside. */
async function carelessPackage(careless: Careless): Promise<Uint8Array> {
  const { files = {}, manifest = (same) => same, action = 'evidence.issued', by } = careless;
  const entries = (await unpack(good)).map(
    ([name, bytes]) => [name, files[name] ?? bytes] as const,
  );
  const contents = new Map(entries);
  const listed = parseManifest(contents.get('manifest.json') ?? text(''));
  const changed = manifest({
    ...listed,
    files: listed.files.map((file) => {
      const bytes = contents.get(file.name) ?? text('');
      const digest = Buffer.from(sha256(bytes)).toString('hex');
      return { ...file, size: bytes.length, sha256: digest };
    }),
  });
  const own = encodeManifest(changed);
  const digest = Buffer.from(sha256(own)).toString('hex');
  const content = {
    document: careless.documentId ?? changed.document.id,
    manifest: { sha256: digest },
  };
  const receipt = await receiptFor(action, content, by);
  const replaced = new Map([
    ['manifest.json', own],
    ['manifest.receipt.json', receipt],
  ]);
  return pack(entries.map(([name, bytes]) => [name, replaced.get(name) ?? bytes] as const));
}

const contentOf = async (name: string, at = good): Promise<Record<string, JsonValue>> => {
  const bytes = (await unpack(at)).find(([each]) => each === name)?.[1];
  return JSON.parse(Buffer.from(bytes ?? '').toString()).entry.content;
};

test('a package made anew under the same log passes: what the twins below differ from', async (t) => {
  const report = await judge(await carelessPackage({}));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
});

const RECEIVED = 'versions/1/receipts/received.json';
const twins: Readonly<Record<string, { code: PackageReason; make: () => Promise<Careless> }>> = {
  'is a journal entry of another action': {
    code: 'manifest-not-committed',
    make: async () => ({ action: 'document.read' }),
  },
  'was issued for another document': {
    code: 'manifest-not-committed',
    make: async () => ({ documentId: 'other' }),
  },
  ...Object.fromEntries(
    (
      [
        ['names another document', { document: 'other' }],
        ['names another contract', { contract: 'other' }],
        ['names another version', { version: 7 }],
        ['names other octets', { sha256: '0'.repeat(64) }],
        ['names other signatures', { signatures: [{ sha256: '0'.repeat(64) }] }],
        ['names no signatures', { signatures: [] }],
      ] as const
    ).map(([title, change]) => [
      `has a receipt that ${title}`,
      {
        code: 'receipt-for-other-content' as const,
        make: async () => {
          const content = { ...(await contentOf(RECEIVED)), ...change };
          return { files: { [RECEIVED]: await receiptFor('document.received', content) } };
        },
      },
    ]),
  ),
  'has another report than its receipt names': {
    code: 'report-not-named',
    make: async () => ({ files: { 'versions/1/reports/1.json': text('{}') } }),
  },
  'has a receipt of another action': {
    code: 'receipt-for-other-content',
    make: async () => ({
      files: { [RECEIVED]: await receiptFor('document.read', await contentOf(RECEIVED)) },
    }),
  },
  'has a signature of another document, which was received so': {
    code: 'signature-not-passed',
    make: async () => {
      const file = 'versions/1/signatures/1/Договор № 17.pdf.p7s';
      const wrong = await sign(text('something else'), true);
      const signatures = [{ sha256: Buffer.from(sha256(wrong)).toString('hex') }];
      const content = { ...(await contentOf(RECEIVED)), signatures };
      const receipt = await receiptFor('document.received', content);
      const placed = 'versions/1/receipts/placed.json';
      return { files: { [file]: wrong, [RECEIVED]: receipt, [placed]: receipt } };
    },
  },
};
for (const [title, { code, make }] of Object.entries(twins)) {
  test(`a package that ${title} fails although its log commits to it`, async (t) => {
    const report = await judge(await carelessPackage(await make()));
    t.is(report.indication, 'TOTAL-FAILED');
    t.true(
      report.findings.some(({ reason }) => reason.code === code),
      JSON.stringify(report.findings),
    );
  });
}

test('a package whose issue is sealed by nobody known is INDETERMINATE, whatever else passes', async (t) => {
  const stranger = await (await pki.otherRoot()).issue({ subject: bankOfficer });
  const report = await judge(await carelessPackage({ by: await createWorld(stranger) }));
  t.is(report.indication, 'INDETERMINATE');
  t.is(report.reason.code, 'receipt-not-passed');
  t.is(report.findings.length, 1);
});

test('a checksum that is wrong in both headers is told, although the digests agree', async (t) => {
  const wrong = Buffer.from(good);
  const [first] = await readZip(bytesSource(good));
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(first?.crc32 ?? 0);
  for (let at = wrong.indexOf(sum); at >= 0; at = wrong.indexOf(sum, at + 1)) {
    wrong.writeUInt32LE(((first?.crc32 ?? 0) ^ 1) >>> 0, at);
  }
  const report = await judge(wrong);
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'entry-checksum');
});

test('para. 24: a version that was refused was never placed and is in no package', async (t) => {
  const metadata = {
    ...world.metadata,
    versionsOf: async (id: string) => {
      const versions = await world.metadata.versionsOf(id);
      return versions.map((each) =>
        each.number === 2 ? { ...each, state: 'refused' as const } : each,
      );
    },
  };
  const report = await judge(await packageOf({ ...world, metadata }, documentId));
  t.deepEqual(
    report.versions.map(({ number }) => number),
    [1],
  );
});

test('a document with an attached signature is one file, judged with its content', async (t) => {
  const own = await createWorld();
  const content = Buffer.from('договор внутри подписи');
  const answer = await receiveDocument(
    {
      principal,
      idempotencyKey: randomUUID(),
      target: { kind: 'contract', contractId: 'contract-1' },
      metadata: { category: 'b', title: 'Акт' },
      files: filesOf([['document', 'act.p7m', await sign(content, false)]]),
    },
    own,
  );
  const report = await judge(await packageOf(own, answer.outcome.documentId));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
  t.is(report.versions[0]?.signatures[0]?.file, 'versions/1/document/act.p7m');
});

test('D65-13(з): the issue of a package is in the journal with the digest of its manifest', async (t) => {
  const own = await createWorld();
  const id = await place(own, Buffer.from('%PDF-1.7'));
  const bytes = await packageOf(own, id);
  const manifest = (await unpack(bytes)).find(([name]) => name === 'manifest.json')?.[1];
  const entries = await own.metadata.journal.entries(0, 100);
  const issued = entries.filter(({ action }) => action === 'evidence.issued');
  t.is(issued.length, 1);
  const digest = Buffer.from(sha256(manifest ?? text(''))).toString('hex');
  t.true(Buffer.from(issued[0]?.bytes ?? '').includes(digest));
});

test('who may not read the document gets no package and no entry about one', async (t) => {
  const stranger: Principal = { ...principal, participantId: 'stranger' };
  await t.throwsAsync(writePackage({ principal: stranger, documentId }, world), {
    code: 'not-found',
  });
  const bank: Principal = {
    participantId: 'bank',
    kind: 'currency-control-agent',
    state: 'active',
    authentication: 'system-key',
    bankNumber: '9999',
  };
  await t.throwsAsync(writePackage({ principal: bank, documentId }, world), { code: 'not-found' });
  await t.throwsAsync(writePackage({ principal, documentId: 'none' }, world), {
    code: 'not-found',
  });
});

test('a blob that is not what was stored is never packed', async (t) => {
  const own = await createWorld();
  const id = await place(own, Buffer.from('%PDF-1.7 целый'));
  const blobs = {
    ...own.blobs,
    open: async (blobId: string) => {
      const blob = await own.blobs.open(blobId);
      return {
        ...blob,
        read: async (from: number, length: number) =>
          (await blob.read(from, length)).map((octet) => octet ^ 1),
      };
    },
  };
  await t.throwsAsync(writePackage({ principal, documentId: id }, { ...own, blobs }), {
    code: 'corrupt',
  });
});

const testUnzip = testWith('unzip', 'unzip');
testUnzip('peer: unzip tests the package', async (t) => {
  const path = await scratchFolder(t);
  await writeFile(path('evidence.zip'), good);
  const { ok, output } = await runPeer('unzip', ['-tq', path('evidence.zip')]);
  t.true(ok, output);
});

test('every octet of a package counts: no flipped octet passes', async (t) => {
  const own = await createWorld();
  const small = await packageOf(own, await place(own, Buffer.from('%PDF-1.7')));
  t.is((await judge(small)).indication, 'TOTAL-PASSED');
  const passed: number[] = [];
  for (let at = 0; at < small.length; at += 1) {
    const flipped = small.with(at, (small[at] ?? 0) ^ ([0x01, 0x20, 0x80, 0x04][at % 4] ?? 1));
    if ((await judge(flipped)).indication === 'TOTAL-PASSED') passed.push(at);
  }
  t.deepEqual(passed, []);
});
