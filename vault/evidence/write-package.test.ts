import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { asicManifest } from '../../formats/evidence/asic-manifest.ts';
import { contentsText } from '../../formats/evidence/contents-text.ts';
import type { Manifest } from '../../formats/evidence/manifest.ts';
import { encodeManifest, parseManifest } from '../../formats/evidence/manifest-file.ts';
import { encodeSupplement, parseSupplement } from '../../formats/evidence/supplement.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { readZip } from '../../formats/zip/read-zip.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer } from '../../test-fixtures/pki/subjects.ts';
import type { PackageReason, PackageReport } from '../../verify/package/package-report.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { reasonText } from '../../verify/report/messages.ts';
import type { Reason } from '../../verify/report/report.ts';
import { receiveDocument } from '../documents/receive-document.ts';
import type { JsonValue } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import {
  createWorld,
  director,
  type Entries,
  filesOf,
  judge,
  NOW,
  newSigner,
  pack,
  packageOf,
  pki,
  place,
  principal,
  sha256,
  sign,
  unpack,
  versionsOf,
  type World,
} from './package-world.fixture.ts';
import { writePackage } from './write-package.ts';

const world = await createWorld();
const documentId = await place(world, Buffer.from('%PDF-1.7 первая версия'));
await place(world, Buffer.from('%PDF-1.7 вторая версия'), { documentId });
const good = await packageOf(world, documentId);

test('D65-25(г): a package with trust and log key from outside passes as a whole, every version with its moments', async (t) => {
  const report = await judge(good);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
  t.deepEqual(
    versionsOf(report).map(({ number }) => number),
    [1, 2],
  );
  for (const version of versionsOf(report)) {
    t.is(version.received.entry?.action, 'document.received');
    t.is(version.placed?.entry?.action, 'document.placed');
    t.is(version.signatures[0]?.signatures[0]?.timeSource, 'receipt');
    t.is(version.signatures[0]?.signatures[0]?.bestSignatureTime, NOW.toISOString());
  }
  t.is(report.issued?.entry?.action, 'evidence.issued');
  t.is(report.documents[0]?.described?.['title'], 'Договор № 17');
  t.is(report.seal?.indication, 'TOTAL-PASSED');
});

test('the package holds what an auditor needs, and says how to use it in two languages', async (t) => {
  const entries = await unpack(good);
  const names = entries.map(([name]) => name);
  t.deepEqual(names.slice(0, 3), ['mimetype', 'README.txt', 'CONTENTS.txt']);
  t.deepEqual(names.slice(-2), ['manifest.json', 'manifest.receipt.json']);
  t.true(names.includes('documents/1/versions/1/document/Договор № 17.pdf'));
  t.true(names.includes('documents/1/versions/2/signatures/1/Договор № 17.pdf.p7s'));
  t.true(names.includes('documents/1/versions/2/receipts/placed.json'));
  t.true(names.some((name) => /^evidence\/crls\/[0-9a-f]{64}\.crl$/.test(name)));
  const readme = new TextDecoder().decode(entries[1]?.[1]);
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
  const base = await createWorld({ by: seal });
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

const FILE = 'documents/1/versions/1/document/Договор № 17.pdf';
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
    name: 'documents/1/versions/3/document/x.pdf',
    change: (entries) => [['documents/1/versions/3/document/x.pdf', text('x')], ...entries],
  },
  renamed: {
    code: 'entry-renamed',
    name: 'documents/1/versions/1/document/Другой.pdf',
    change: (entries) =>
      entries.map(([name, bytes]) => [
        name === FILE ? 'documents/1/versions/1/document/Другой.pdf' : name,
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
  t.is(report.documents[0]?.described, undefined);
  t.is(report.contract, undefined);
});

test('the receipt of another package does not vouch for this one', async (t) => {
  const other = await unpack(await packageOf(world, documentId));
  const receipt = other.find(([name]) => name === 'manifest.receipt.json')?.[1] ?? text('');
  const entries = (await unpack(good)).map(([name, bytes]): readonly [string, Uint8Array] => [
    name,
    name === 'manifest.receipt.json' ? receipt : bytes,
  ]);
  // The same files as of another moment: another issue.
  t.is((await judge(await pack(entries))).reason.code, 'manifest-not-committed');
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
    documents: manifest.documents.map(({ described, versions }) => ({
      described,
      versions: versions.map((version, at) => {
        const other = versions[1 - at];
        return { ...version, received: other?.received ?? version.received };
      }),
    })),
  }));
  const report = await judge(await pack(entries));
  t.true(report.findings.some(({ reason }) => reason.code === 'receipt-for-other-content'));
  // Without its receipt nothing proves when the signature existed.
  t.is(versionsOf(report)[0]?.signatures[0]?.signatures[0]?.timeSource, 'validation-time');
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
  /** Put in after everything that follows from the files was made to fit. */
  readonly last?: Readonly<Record<string, Uint8Array>>;
  readonly action?: 'evidence.issued' | 'document.read';
  readonly documentId?: string;
  readonly by?: World;
  /** Of the manifest and the issue; more than there is by default. */
  readonly asOf?: number;
}

/** A package to whose manifest the log commits, whatever is wrong inside. */
async function carelessPackage(careless: Careless): Promise<Uint8Array> {
  const { files = {}, action = 'evidence.issued', by } = careless;
  const entries = (await unpack(good)).map(
    ([name, bytes]) => [name, files[name] ?? bytes] as const,
  );
  const contents = new Map(entries);
  const listed = parseManifest(contents.get('manifest.json') ?? text(''));
  const measured = (file: Manifest['files'][number]) => {
    const bytes = contents.get(file.name) ?? text('');
    const digest = Buffer.from(sha256(bytes)).toString('hex');
    return { ...file, size: bytes.length, sha256: digest };
  };
  // As the operator who packs so would: his own list and seal fit.
  const put = (name: string, bytes: Uint8Array) => {
    contents.set(name, bytes);
    return { ...listed, asOf: careless.asOf ?? 1000, files: listed.files.map(measured) };
  };
  const fitting = { files: listed.files.map(measured) };
  const withContents = put('CONTENTS.txt', contentsText(fitting));
  const list = asicManifest(withContents);
  put('META-INF/ASiCManifest.xml', list);
  let changed = put('META-INF/signature.p7s', await world.sealPackage(list));
  for (const [name, bytes] of Object.entries(careless.last ?? {})) changed = put(name, bytes);
  const own = encodeManifest(changed);
  const digest = Buffer.from(sha256(own)).toString('hex');
  const content = {
    contract: changed.contract.id,
    document: careless.documentId ?? changed.subject.id,
    asOf: changed.asOf,
    manifest: { sha256: digest },
  };
  const receipt = await receiptFor(action, content, by);
  const replaced = new Map([
    ['manifest.json', own],
    ['manifest.receipt.json', receipt],
  ]);
  return pack(
    entries.map(([name, bytes]) => [name, replaced.get(name) ?? contents.get(name) ?? bytes]),
  );
}

const contentOf = async (name: string, at = good): Promise<Record<string, JsonValue>> => {
  const bytes = (await unpack(at)).find(([each]) => each === name)?.[1];
  return JSON.parse(Buffer.from(bytes ?? '').toString()).entry.content;
};

test('a package made anew under the same log passes: what the twins below differ from', async (t) => {
  const report = await judge(await carelessPackage({}));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
  t.like(historyIn(report), { outcome: 'passed' });
});

const historyIn = ({ checks }: PackageReport) => checks.find(({ id }) => id === 'one-history');

/** The consistency proof in a package, and its name. */
async function growthIn(bytes: Uint8Array) {
  const [name, file] = (await unpack(bytes)).find(([each]) =>
    each.endsWith('consistency.json'),
  ) ?? ['', text('')];
  const supplement = parseSupplement(file);
  if (supplement.kind !== 'consistency') throw new Error(name);
  return { name, supplement };
}

test('RFC 9162 §2.1.4: without its consistency proof a package claims no one history, and passes for the rest', async (t) => {
  const { name } = await growthIn(good);
  const stranger = await newSigner();
  const elsewhere = await createWorld({ signer: stranger });
  await place(elsewhere, text('%PDF-1.7'));
  const other = (await elsewhere.metadata.journal.head())?.note ?? '';
  const { supplement } = await growthIn(good);
  // Towards a head that is signed by a key that nobody gave.
  const files = { [name]: encodeSupplement({ ...supplement, later: other }) };
  const report = await judge(await carelessPackage({ files }));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
  t.is(historyIn(report), undefined);
});

const RECEIVED = 'documents/1/versions/1/receipts/received.json';
interface Twin {
  readonly code: PackageReason;
  readonly make: () => Promise<Careless>;
  /** TOTAL-FAILED unless nobody can tell: the key, or the root, was not given. */
  readonly indication?: 'INDETERMINATE';
}

const twins: Readonly<Record<string, Twin>> = {
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
  'has a receipt of another log': {
    code: 'receipt-of-other-log',
    make: async () => {
      const other = await createWorld({ signer: await newSigner('other.example/log') });
      const receipt = await receiptFor('document.received', await contentOf(RECEIVED), other);
      return { files: { [RECEIVED]: receipt } };
    },
  },
  'has a receipt of a forked log of the same name': {
    code: 'receipt-not-passed',
    indication: 'INDETERMINATE',
    make: async () => {
      const fork = await createWorld({ signer: await newSigner() });
      const receipt = await receiptFor('document.received', await contentOf(RECEIVED), fork);
      return { files: { [RECEIVED]: receipt } };
    },
  },
  'has a consistency proof that does not hold': {
    code: 'receipt-not-passed',
    make: async () => {
      const { name, supplement } = await growthIn(good);
      const [first, ...rest] = supplement.proof;
      const proof = [first?.with(0, (first[0] ?? 0) ^ 1) ?? new Uint8Array(32), ...rest];
      return { files: { [name]: encodeSupplement({ ...supplement, proof }) } };
    },
  },
  'has a consistency proof towards a head of another history under the same key': {
    code: 'receipt-not-passed',
    make: async () => {
      const fork = await createWorld();
      await place(fork, text('%PDF-1.7 другая история'));
      await place(fork, text('%PDF-1.7 и её рост'));
      const { name, supplement } = await growthIn(good);
      const later = (await fork.metadata.journal.head())?.note ?? '';
      return { files: { [name]: encodeSupplement({ ...supplement, later }) } };
    },
  },
  'has a receipt from after the moment as of which it tells': {
    code: 'receipt-after-issue',
    make: async () => ({ asOf: 1 }),
  },
  'has a container over another list': {
    code: 'container-differs',
    make: async () => ({ last: { 'META-INF/ASiCManifest.xml': text('<x/>') } }),
  },
  'has another media type': {
    code: 'container-differs',
    make: async () => ({ last: { mimetype: text('application/zip') } }),
  },
  'has a container that a stranger sealed': {
    code: 'container-seal-not-passed',
    indication: 'INDETERMINATE',
    make: async () => {
      const entries = new Map(await unpack(await carelessPackage({})));
      const stranger = await (await pki.otherRoot()).issue({ subject: bankOfficer });
      const list = entries.get('META-INF/ASiCManifest.xml') ?? text('');
      return { last: { 'META-INF/signature.p7s': await sign(list, true, stranger) } };
    },
  },
  'has a table of contents that lies': {
    code: 'contents-differ',
    make: async () => ({ last: { 'CONTENTS.txt': text('ничего') } }),
  },
  'has another report than its receipt names': {
    code: 'report-not-named',
    make: async () => ({ files: { 'documents/1/versions/1/reports/1.json': text('{}') } }),
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
      const file = 'documents/1/versions/1/signatures/1/Договор № 17.pdf.p7s';
      const wrong = await sign(text('something else'), true);
      const signatures = [{ sha256: Buffer.from(sha256(wrong)).toString('hex') }];
      const content = { ...(await contentOf(RECEIVED)), signatures };
      const receipt = await receiptFor('document.received', content);
      const placed = 'documents/1/versions/1/receipts/placed.json';
      return { files: { [file]: wrong, [RECEIVED]: receipt, [placed]: receipt } };
    },
  },
};
for (const [title, { code, make, indication = 'TOTAL-FAILED' }] of Object.entries(twins)) {
  test(`a package that ${title} does not pass although its log commits to it`, async (t) => {
    const report = await judge(await carelessPackage(await make()));
    t.is(report.indication, indication);
    t.true(
      report.findings.some(({ reason }) => reason.code === code),
      JSON.stringify(report.findings),
    );
  });
}

test('a package whose issue is sealed by nobody known is INDETERMINATE, whatever else passes', async (t) => {
  const stranger = await (await pki.otherRoot()).issue({ subject: bankOfficer });
  const report = await judge(await carelessPackage({ by: await createWorld({ by: stranger }) }));
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
    versionsOf(report).map(({ number }) => number),
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
  t.is(versionsOf(report)[0]?.signatures[0]?.file, 'documents/1/versions/1/document/act.p7m');
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
  const subject = { kind: 'document', id: documentId } as const;
  const stranger: Principal = { ...principal, participantId: 'stranger' };
  await t.throwsAsync(writePackage({ principal: stranger, subject }, world), {
    code: 'not-found',
  });
  const bank: Principal = {
    participantId: 'bank',
    kind: 'currency-control-agent',
    state: 'active',
    authentication: 'system-key',
    bankNumber: '9999',
  };
  await t.throwsAsync(writePackage({ principal: bank, subject }, world), { code: 'not-found' });
  await t.throwsAsync(
    writePackage({ principal, subject: { kind: 'document', id: 'none' } }, world),
    {
      code: 'not-found',
    },
  );
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
  await t.throwsAsync(
    writePackage({ principal, subject: { kind: 'document', id } }, { ...own, blobs }),
    {
      code: 'corrupt',
    },
  );
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
