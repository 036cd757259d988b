import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { encodeReceipt, parseReceipt, type Receipt } from '../../formats/evidence/receipt.ts';
import { parseNote } from '../../formats/log/note.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { bank, head } from '../../test-fixtures/pki/subjects.ts';
import { makeBatch } from '../../vault/journal/make-batch.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import type { PendingEntry } from '../../vault/model/journal.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { type ReceiptInput, verifyReceipt } from './verify-receipt.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const LATER = new Date('2026-03-11T09:00:00.000Z');
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

async function makeSigner(name = 'vault.example/log') {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return noteSigner(name, signingKeyFromPkcs8(pem), sha256);
}

const pki = await createPki({ now: NOW });
const sealer = await pki.issue({ subject: { ...head, commonName: bank.name } });
const signer = await makeSigner();

interface Recipe {
  readonly by?: SigningIdentity;
  readonly with?: typeof signer;
  readonly seal?: (text: Uint8Array) => Promise<Uint8Array>;
  readonly time?: Date;
}

async function makeReceipts(recipe: Recipe = {}): Promise<Uint8Array[]> {
  const time = recipe.time ?? NOW;
  const makers = {
    sha256,
    signer: recipe.with ?? signer,
    seal:
      recipe.seal ?? ((text: Uint8Array) => sealBytes(recipe.by ?? sealer, text, time, algorithms)),
    random: (length: number) => new Uint8Array(randomBytes(length)),
  };
  const state = {
    range: { size: 0, nodes: [] },
    remembered: { size: 0, root: '' },
    lastTime: 0,
  };
  const entries = Array.from(
    { length: 5 },
    (_, at): PendingEntry => ({
      id: `e${at}`,
      action: 'document.placed',
      actor: {
        participant: 'p-1',
        authentication: 'qualified-signature',
        person: 'Смирнова А. П.',
      },
      paragraph: 'D65-24-разм',
      content: { document: `d-${at}`, sha256: '00'.repeat(32) },
      receipt: true,
    }),
  );
  const { batch } = await makeBatch(makers, state, entries, time);
  return batch.receipts.map(({ bytes }) => bytes);
}

async function goodInput(bytes: Uint8Array): Promise<ReceiptInput> {
  const crls = await Promise.all([pki.crl(NOW), pki.crl(NOW, { of: 'root' })]);
  return {
    bytes,
    logKeys: [await parseLogKey(signer.vkey, algorithms)],
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: crls.map((der) => parseCrl(der)), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: LATER,
  };
}

const [, , receiptBytes = new Uint8Array()] = await makeReceipts();
const good = await goodInput(receiptBytes);
const receipt = parseReceipt(receiptBytes);
const again = (changes: Partial<Receipt>) => encodeReceipt({ ...receipt, ...changes });

test('Decree 65 para. 24: a receipt with trust and log key from outside proves time, action and content', async (t) => {
  const report = await verifyReceipt(good);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report, null, 1));
  t.is(report.entry?.time, NOW.toISOString());
  t.is(report.entry?.legalDate, '2026-03-10');
  t.is(report.entry?.paragraph, 'D65-24-разм');
  t.is(report.entry?.content['document'], 'd-2');
  t.deepEqual(report.log, { origin: 'vault.example/log', index: 2, size: 5 });
  t.is(report.seal?.timeSource, 'receipt');
  t.true(report.checks.every(({ outcome }) => outcome === 'passed'));
});

test('the same receipt passes on WebCrypto alone', async (t) => {
  const report = await verifyReceipt({ ...good, algorithms: algorithmsOf([webCrypto]) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
});

test('nothing inside a receipt is trusted: no log key and no anchor give INDETERMINATE', async (t) => {
  const noKey = await verifyReceipt({ ...good, logKeys: [] });
  t.is(noKey.indication, 'INDETERMINATE');
  t.is(noKey.reason.code, 'log-key-not-given');
  t.is(noKey.seal?.timeSource, 'validation-time');
  const otherKey = await parseLogKey((await makeSigner()).vkey, algorithms);
  const unknown = await verifyReceipt({ ...good, logKeys: [otherKey] });
  t.is(unknown.reason.code, 'log-key-not-given');
  const noTrust = await verifyReceipt({ ...good, trust: [] });
  t.is(noTrust.indication, 'INDETERMINATE');
  t.is(noTrust.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
  const noRevocation = { certificates: [], crls: [], ocspResponses: [] };
  const unsure = await verifyReceipt({ ...good, evidence: noRevocation });
  t.is(unsure.indication, 'INDETERMINATE');
  t.is(unsure.reason.code, 'seal-not-valid');
});

test('the seal counts only under anchors for seals', async (t) => {
  const forSignatures = [{ certificate: pki.root, purposes: ['signature'] as const }];
  t.is((await verifyReceipt({ ...good, trust: forSignatures })).indication, 'INDETERMINATE');
  const forSeals = [{ certificate: pki.root, purposes: ['seal'] as const }];
  t.is((await verifyReceipt({ ...good, trust: forSeals })).indication, 'TOTAL-PASSED');
});

test('C2SP signed-note: a known key whose signature is wrong fails the receipt', async (t) => {
  const [key] = good.logKeys;
  if (key === undefined) return t.fail();
  const stolen = {
    ...key,
    publicKey: (await parseLogKey((await makeSigner()).vkey, algorithms)).publicKey,
  };
  const report = await verifyReceipt({ ...good, logKeys: [stolen] });
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'checkpoint-signature-wrong');
});

test('tlog-checkpoint: a key signs only for the log of its own name', async (t) => {
  const other = await makeSigner('other.example/log');
  const forged = {
    ...signer,
    sign: async (text: string) => other.sign(text),
  };
  const [bytes = new Uint8Array()] = await makeReceipts({ with: forged });
  const key = await parseLogKey(other.vkey, algorithms);
  const report = await verifyReceipt({ ...good, bytes, logKeys: [...good.logKeys, key] });
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'checkpoint-of-other-log');
});

test('a log key that has ended proves nothing by itself', async (t) => {
  const logKeys = good.logKeys.map((key) => ({ ...key, compromised: LATER }));
  const ended = await verifyReceipt({ ...good, logKeys });
  t.is(ended.indication, 'INDETERMINATE');
  t.is(ended.reason.code, 'log-key-compromised');
  const before = await verifyReceipt({ ...good, logKeys, time: new Date(LATER.getTime() - 1) });
  t.is(before.indication, 'TOTAL-PASSED');
});

test('an entry later than the validation time is not yet proven', async (t) => {
  const report = await verifyReceipt({ ...good, time: new Date(NOW.getTime() - 1) });
  t.is(report.indication, 'INDETERMINATE');
  t.is(report.reason.code, 'entry-after-validation-time');
});

const forgeries: Readonly<Record<string, Partial<Receipt>>> = {
  'another time': { entry: { ...receipt.entry, time: '2026-03-10T08:59:59.999Z' } },
  'another content': { entry: { ...receipt.entry, content: { document: 'd-9' } } },
  'another action': { entry: { ...receipt.entry, action: 'document.received' } },
  'another actor': { entry: { ...receipt.entry, actor: { participant: 'p-2' } } },
  'another paragraph': { entry: { ...receipt.entry, paragraph: 'D65-13з' } },
  'another salt': { salt: sha256(receipt.salt) },
  'another index': { proof: { ...receipt.proof, index: 3 } },
  'another path': { proof: { ...receipt.proof, path: receipt.proof.path.map(sha256) } },
  'a shorter path': { proof: { ...receipt.proof, path: receipt.proof.path.slice(1) } },
};
for (const [title, forgery] of Object.entries(forgeries)) {
  test(`RFC 9162 §2.1.3: a receipt with ${title} is not in the log`, async (t) => {
    const report = await verifyReceipt({ ...good, bytes: again(forgery) });
    t.is(report.indication, 'TOTAL-FAILED');
    t.is(report.reason.code, 'entry-not-in-log');
  });
}

test('a legal date that is not the Moscow date of the time is refused', async (t) => {
  const bytes = again({ entry: { ...receipt.entry, legalDate: '2026-03-09' } });
  const report = await verifyReceipt({ ...good, bytes });
  t.is(report.reason.code, 'receipt-unreadable');
});

test('proof and seal of different checkpoints do not go together', async (t) => {
  const [other = new Uint8Array()] = await makeReceipts();
  const report = await verifyReceipt({ ...good, bytes: again({ seal: parseReceipt(other).seal }) });
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'seal-not-valid');
  t.is(report.subIndication, 'HASH_FAILURE');
});

test('a further signature line in the checkpoint is refused: supplements are files of their own', async (t) => {
  const other = await makeSigner();
  const { text } = parseNote(receipt.proof.checkpoint);
  const line = (await other.sign(text)).slice(text.length + 1);
  const proof = { ...receipt.proof, checkpoint: receipt.proof.checkpoint + line };
  const report = await verifyReceipt({ ...good, bytes: again({ proof }) });
  t.is(report.reason.code, 'checkpoint-malformed');
});

type Members = Parameters<typeof encodeSignedData>[0];

async function resealed(change: (seal: Members) => Partial<Members>) {
  const { contentType, certificates, signerInfos } = await parseSignedData(
    bytesSource(receipt.seal),
  );
  const members = { contentType, certificates, signerInfos };
  return again({ seal: encodeSignedData({ ...members, ...change(members) }) });
}

const DER_OCTETS = new Uint8Array([4, 0]);
const UNSIGNED = { oid: '1.2.3.4', values: [new Uint8Array([5, 0])] };

/** The seal with what no signature covers changed, and why it is refused. */
const variants: readonly (readonly [
  what: string,
  detail: RegExp,
  make: () => Promise<Uint8Array> | Uint8Array,
])[] = [
  [
    'a stranger’s certificate',
    /^a certificate outside the path$/,
    async () => {
      const { certificate } = await pki.issue({ subject: head });
      return resealed(({ certificates }) => ({ certificates: [...certificates, certificate] }));
    },
  ],
  [
    'the root inside',
    /^a root certificate inside$/,
    () => resealed(({ certificates }) => ({ certificates: [...certificates, pki.root] })),
  ],
  [
    'a certificate twice',
    /^a certificate twice$/,
    () => resealed(({ certificates }) => ({ certificates: [...certificates, pki.issuer] })),
  ],
  [
    'revocation data inside',
    /^revocation data inside$/,
    () => resealed(() => ({ crls: good.evidence.crls.map(({ der }) => der) })),
  ],
  [
    'an unsigned attribute',
    /^unsigned attributes$/,
    () => resealed(({ signerInfos }) => ({ signerInfos: all(signerInfos, unsigned) })),
  ],
  [
    'other parameters of the digest algorithm (RFC 5754 §2)',
    /^parameters of the digest algorithm$/,
    () => resealed(({ signerInfos }) => ({ signerInfos: all(signerInfos, badParameters) })),
  ],
  [
    'its content attached',
    /^not detached$/,
    () => resealed(() => ({ content: Buffer.from(parseNote(receipt.proof.checkpoint).text) })),
  ],
  ['certificates in another order (X.690 §11.6)', /^not in canonical form$/, swappedCertificates],
  ['an octet behind it', /./, () => again({ seal: new Uint8Array([...receipt.seal, 0]) })],
  ['its last octet missing', /./, () => again({ seal: receipt.seal.subarray(0, -1) })],
  ['nothing in it', /./, () => again({ seal: new Uint8Array(0) })],
];

const unsigned = { unsignedAttributes: [UNSIGNED] };
const badParameters = {
  digestAlgorithm: { oid: '2.16.840.1.101.3.4.2.1', parameters: DER_OCTETS },
};

function all<T extends object>(items: readonly T[], change: Partial<T>): T[] {
  return items.map((item) => ({ ...item, ...change }));
}

/** The two certificates of the seal, which DER sorts, change places; lengths stay as they are. */
function swappedCertificates(): Uint8Array {
  const seal = Buffer.from(receipt.seal);
  const [first, second] = [sealer.certificate.der, pki.issuer.der].sort(
    (a, b) => seal.indexOf(a) - seal.indexOf(b),
  );
  if (first === undefined || second === undefined) throw new Error('two certificates');
  const start = seal.indexOf(first);
  const end = start + first.length + second.length;
  const both = [second, first];
  return again({
    seal: new Uint8Array(Buffer.concat([seal.subarray(0, start), ...both, seal.subarray(end)])),
  });
}

for (const [what, detail, make] of variants) {
  test(`the seal has one form: ${what} is refused`, async (t) => {
    const { indication, reason } = await verifyReceipt({ ...good, bytes: await make() });
    t.deepEqual([indication, reason.code], ['TOTAL-FAILED', 'seal-not-canonical']);
    t.regex(String(reason.facts?.['detail']), detail);
  });
}

test('a seal by two, or with its content attached, is refused', async (t) => {
  const both = (detached: boolean, identities: readonly SigningIdentity[]) => (text: Uint8Array) =>
    signCades({
      content: bytesSource(text),
      detached,
      identities,
      signingTime: NOW,
      digest: algorithms,
    });
  const second = await pki.issue({ subject: head });
  for (const seal of [both(true, [sealer, second]), both(false, [sealer])]) {
    const [bytes = new Uint8Array()] = await makeReceipts({ seal });
    const report = await verifyReceipt({ ...good, bytes });
    t.is(report.indication, 'TOTAL-FAILED');
    t.is(report.reason.code, 'seal-not-canonical');
  }
});

test('a seal by a revoked certificate: before the entry it fails, after it does not hurt', async (t) => {
  const own = await createPki({ now: NOW, label: 'revocations' });
  const identity = await own.issue({ subject: head });
  const [bytes = new Uint8Array()] = await makeReceipts({ by: identity });
  const judge = async (at: Date) => {
    own.revoke(identity.certificate, at);
    const crls = [await own.crl(LATER), await own.crl(LATER, { of: 'root' })];
    const evidence = { ...good.evidence, crls: crls.map((der) => parseCrl(der)) };
    const trust = [{ certificate: own.root }];
    return verifyReceipt({ ...good, bytes, trust, evidence, time: new Date(LATER.getTime() + 1) });
  };
  const after = await judge(new Date(NOW.getTime() + 60_000));
  t.is(after.indication, 'TOTAL-PASSED', JSON.stringify(after.reason));
  const before = await judge(new Date(NOW.getTime() - 60_000));
  t.not(before.indication, 'TOTAL-PASSED');
});

test('random octets and other JSON are unreadable receipts, not errors', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      t.is((await verifyReceipt({ ...good, bytes })).reason.code, 'receipt-unreadable');
    }),
  );
  for (const text of [
    '{}',
    '[]',
    'null',
    '{\n "format": "okno-receipt/1"\n}\n',
    '[['.repeat(1e5),
  ]) {
    const report = await verifyReceipt({ ...good, bytes: Buffer.from(text) });
    t.is(report.indication, 'TOTAL-FAILED');
    t.is(report.reason.code, 'receipt-unreadable');
  }
});

test('every octet of a receipt counts: no flipped octet passes', async (t) => {
  const passed: number[] = [];
  for (let at = 0; at < receiptBytes.length; at += 1) {
    const bytes = receiptBytes.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0x02);
    if ((await verifyReceipt({ ...good, bytes })).indication === 'TOTAL-PASSED') passed.push(at);
  }
  t.deepEqual(passed, []);
});

async function passesWithSeal(seal: Uint8Array): Promise<boolean> {
  const { indication } = await verifyReceipt({ ...good, bytes: again({ seal }) });
  return indication === 'TOTAL-PASSED';
}

function flip(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ mask);
}

test('every octet of the seal counts, whatever base64 says', async (t) => {
  const passed: number[] = [];
  for (let at = 0; at < receipt.seal.length; at += 1) {
    const mask = [0x01, 0x20, 0x80, 0x04][at % 4] ?? 0x01;
    if (await passesWithSeal(flip(receipt.seal, at, mask))) passed.push(at);
  }
  t.deepEqual(passed, []);
});

test('RFC 5280 §7.1: the signer named in another case is another file', async (t) => {
  const { signerInfos } = await parseSignedData(bytesSource(receipt.seal));
  const sid = signerInfos[0]?.sid;
  if (sid?.kind !== 'issuer-and-serial') return t.fail();
  const start = Buffer.from(receipt.seal).lastIndexOf(
    sid.issuer.der,
    Buffer.from(receipt.seal).lastIndexOf(sid.serialNumber, -400),
  );
  t.true(start > 0);
  for (let at = start; at < start + sid.issuer.der.length; at += 1) {
    t.false(await passesWithSeal(flip(receipt.seal, at, 0x20)), `octet ${at}`);
  }
});

test('a seal without its intermediate certificate has no path, even if the auditor has that certificate', async (t) => {
  const bytes = await resealed(() => ({ certificates: [sealer.certificate] }));
  const evidence = { ...good.evidence, certificates: [pki.issuer] };
  const report = await verifyReceipt({ ...good, bytes, evidence });
  t.not(report.indication, 'TOTAL-PASSED');
});

const testOpenssl = testWith('openssl', 'openssl');

testOpenssl(
  'peer: openssl verifies the seal of a receipt over the text of its checkpoint',
  async (t) => {
    const { text } = parseNote(receipt.proof.checkpoint);
    const path = await scratchFolder(t, {
      seal: receipt.seal,
      note: text,
      other: text.replace('\n5\n', '\n6\n'),
      'root.pem': toPem('CERTIFICATE', pki.root.der),
    });
    const verify = (content: string) =>
      runPeer('openssl', [
        ...[
          'cms',
          '-verify',
          '-binary',
          '-inform',
          'DER',
          '-in',
          path('seal'),
          '-content',
          path(content),
        ],
        ...[
          '-CAfile',
          path('root.pem'),
          '-purpose',
          'any',
          '-attime',
          String(NOW.getTime() / 1000),
        ],
      ]);
    const good = await verify('note');
    t.true(good.ok, good.output);
    t.false((await verify('other')).ok);
  },
);
