import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { encodeSupplement, tokenIn } from '../../formats/evidence/supplement.ts';
import { toHex } from '../../formats/hex.ts';
import { formatCheckpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatSignatureLine, parseNote } from '../../formats/log/note.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { sealBytes } from '../../signing/seal/seal-note.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { bank, head } from '../../test-fixtures/pki/subjects.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { makeBatch } from '../../vault/journal/make-batch.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import { stampCheckpoint, stampJob } from '../../vault/journal/stamp-checkpoint.ts';
import { type WitnessSigner, witnessSigner } from '../../vault/witness/witness-signer.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { parseWitnessKey } from '../log/witness-key.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { SUPPLEMENTS_LIMIT } from './judge-supplements.ts';
import { type ReceiptInput, verifyReceipt } from './verify-receipt.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const STAMPED = new Date('2026-03-10T09:05:00.000Z');
const LATER = new Date('2026-03-11T09:00:00.000Z');
const algorithms = algorithmsOf([nodeCrypto]);
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const pki = await createPki({ now: NOW });
const tsaRequest = {
  subject: { commonName: 'ТЕСТ Служба штампов' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
};
const [sealer, tsa] = await Promise.all([
  pki.issue({ subject: { ...head, commonName: bank.name } }),
  pki.issue(tsaRequest),
]);
const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);

const made = await makeBatch(
  {
    sha256,
    signer,
    seal: (text) => sealBytes(sealer, text, NOW, algorithms),
    random: (length) => new Uint8Array(randomBytes(length)),
    jobs: (signed, time) => [stampJob(signed, { id: 'job', time })],
  },
  { range: { size: 0, nodes: [] }, remembered: { size: 0, root: '' }, lastTime: 0 },
  [
    {
      id: 'e',
      action: 'document.placed',
      actor: { participant: 'p', authentication: 'qualified-signature' },
      paragraph: 'D65-24-разм',
      content: { document: 'd' },
      receipt: true,
    },
  ],
  NOW,
);
const receipt = made.batch.receipts[0]?.bytes ?? new Uint8Array();
const noteText = new TextEncoder().encode(parseNote(parseReceipt(receipt).proof.checkpoint).text);
const crls = (await Promise.all([pki.crl(NOW), pki.crl(NOW, { of: 'root' })])).map((der) =>
  parseCrl(der),
);
const logKey = await parseLogKey(signer.vkey, algorithms);

const stamper = (identity: SigningIdentity = tsa, at = STAMPED) =>
  testTimeStamper({ identity, now: () => at, algorithms });

async function supplementOver(octets: Uint8Array, identity?: SigningIdentity, at?: Date) {
  const { token } = await stamper(identity, at).stamp(octets);
  return encodeSupplement({ kind: 'time-stamp', checkpoint: toHex(sha256(noteText)), token });
}

function judge(supplements: readonly Uint8Array[] | undefined, more: Partial<ReceiptInput> = {}) {
  return verifyReceipt({
    bytes: receipt,
    ...(supplements === undefined ? {} : { supplements }),
    logKeys: [logKey],
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: LATER,
    ...more,
  });
}

test('the job of the batch brings a supplement that proves the receipt’s checkpoint', async (t) => {
  const kept: Uint8Array[] = [];
  let asked = 0;
  const timeStamps = {
    stamp: (octets: Uint8Array) => {
      asked += 1;
      return stamper().stamp(octets);
    },
  };
  const journal = {
    supplements: async () => kept,
    putSupplement: async (_size: number, bytes: Uint8Array) => void kept.push(bytes),
  };
  const [job] = made.batch.jobs ?? [];
  await stampCheckpoint(job?.payload ?? '', { journal, timeStamps, sha256 });
  await stampCheckpoint(job?.payload ?? '', { journal, timeStamps, sha256 });
  t.is(kept.length, 1, 'twice is the same as once');
  t.is(asked, 1);
  const report = await judge(kept);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.timeStamps?.[0]?.indication, 'TOTAL-PASSED');
  t.is(report.timeStamps?.[0]?.genTime, STAMPED.toISOString());
});

test('a receipt without supplements is judged as before', async (t) => {
  const report = await judge(undefined);
  t.is(report.indication, 'TOTAL-PASSED');
  t.is(report.timeStamps, undefined);
});

test('a job that fails keeps nothing: no clock of ours takes the TSA’s place', async (t) => {
  const [job] = made.batch.jobs ?? [];
  const journal = {
    supplements: async () => [],
    putSupplement: async () => t.fail('something was kept'),
  };
  const timeStamps = { stamp: () => Promise.reject(new Error('TSA down')) };
  await t.throwsAsync(stampCheckpoint(job?.payload ?? '', { journal, timeStamps, sha256 }));
});

test('the supplement of another checkpoint is refused', async (t) => {
  const token = tokenIn(await supplementOver(noteText)) ?? new Uint8Array();
  const other = encodeSupplement({ kind: 'time-stamp', checkpoint: '00'.repeat(32), token });
  const report = await judge([other]);
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.reason.code, 'supplement-of-other-checkpoint');
});

test('a token over other octets is refused, also over the whole note with its signature', async (t) => {
  const note = new TextEncoder().encode(parseReceipt(receipt).proof.checkpoint);
  for (const octets of [note, noteText.slice(0, -1), new Uint8Array()]) {
    const report = await judge([await supplementOver(octets)]);
    t.is(report.indication, 'TOTAL-FAILED');
    t.is(report.subIndication, 'HASH_FAILURE');
    t.is(report.reason.code, 'supplement-not-valid');
    t.is(report.reason.cause?.code, 'imprint-differs');
  }
});

test('octets that are no supplement are refused', async (t) => {
  const report = await judge([Uint8Array.of(1)]);
  t.is(report.reason.code, 'supplement-unreadable');
  const many = Array.from({ length: SUPPLEMENTS_LIMIT + 1 }, () => Uint8Array.of(1));
  t.is((await judge(many)).reason.code, 'supplement-unreadable');
});

test('a token of a TSA that nobody trusts proves nothing and takes nothing away', async (t) => {
  const stranger = await createPki({ now: NOW, label: 'stranger' });
  const report = await judge([await supplementOver(noteText, await stranger.issue(tsaRequest))]);
  t.is(report.indication, 'TOTAL-PASSED');
  t.is(report.timeStamps?.[0]?.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
  const only = [{ certificate: pki.root, purposes: ['seal'] as const }];
  const untrusted = await judge([await supplementOver(noteText)], { trust: only });
  t.is(untrusted.indication, 'TOTAL-PASSED');
  t.is(untrusted.timeStamps?.[0]?.reason.code, 'anchor-purpose');
});

test('after the end of the log’s key a time-stamp from before it still proves the checkpoint', async (t) => {
  const until = new Date(STAMPED.getTime() + 1000);
  const logKeys = [{ ...logKey, compromised: until }];
  t.is((await judge(undefined, { logKeys })).reason.code, 'log-key-compromised');
  const stamped = await judge([await supplementOver(noteText)], { logKeys });
  t.is(stamped.indication, 'TOTAL-PASSED', JSON.stringify(stamped.reason));
  const late = await supplementOver(noteText, tsa, until);
  t.is((await judge([late], { logKeys })).reason.code, 'log-key-compromised');
  const stranger = await createPki({ now: NOW, label: 'stranger' });
  const foreign = await supplementOver(noteText, await stranger.issue(tsaRequest));
  t.is((await judge([foreign], { logKeys })).reason.code, 'log-key-compromised');
});

test('every octet of a supplement counts: none changed proves another time', async (t) => {
  const bytes = await supplementOver(noteText);
  const passed = new Set<string | undefined>();
  let stillPass = 0;
  for (let at = 0; at < bytes.length; at += 5) {
    const changed = bytes.with(at, (bytes[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0x02));
    const report = await judge([changed]);
    const [stamp] = report.timeStamps ?? [];
    if (report.indication !== 'TOTAL-PASSED' || stamp?.indication !== 'TOTAL-PASSED') continue;
    stillPass += 1;
    passed.add(stamp.genTime);
  }
  t.true(passed.size <= 1);
  t.deepEqual([...passed], passed.size === 0 ? [] : [STAMPED.toISOString()]);
  t.true(stillPass < bytes.length / 50, `${stillPass} of ${bytes.length / 5}`);
});

for (const [title, at, indication] of [
  ['within the tolerance of the clocks', '2026-03-10T08:56:00.000Z', 'TOTAL-PASSED'],
  ['long before the entry', '2026-03-10T08:54:00.000Z', 'INDETERMINATE'],
] as const) {
  test(`RFC 3161 §2.4.2: a time-stamp over the checkpoint ${title}`, async (t) => {
    const supplement = await supplementOver(noteText, tsa, new Date(at));
    const report = await judge([supplement]);
    t.is(report.indication, indication);
    t.is(report.reason.code === 'time-stamp-before-entry', indication === 'INDETERMINATE');
  });
}

const SEEN = Math.floor(STAMPED.getTime() / 1000);

function cosignerKey(type: 'ed25519' | 'ml-dsa-44') {
  const { privateKey } = type === 'ed25519' ? generateKeyPairSync(type) : generateKeyPairSync(type);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return witnessSigner('vault.example/cosigner', signingKeyFromPkcs8(pkcs8), sha256);
}

async function cosignature(cosigner: WitnessSigner, seconds = SEEN, size = 1) {
  const text = new TextDecoder().decode(noteText);
  const checkpoint = { ...parseCheckpoint(text), size };
  const signed = size === 1 ? text : formatCheckpoint(checkpoint);
  const line = formatSignatureLine(await cosigner.sign({ text: signed, checkpoint }, seconds));
  return encodeSupplement({ kind: 'cosignature', checkpoint: toHex(sha256(noteText)), line });
}

for (const type of ['ed25519', 'ml-dsa-44'] as const) {
  test(`tlog-cosignature: a cosignature (${type}) is judged by a key from outside alone`, async (t) => {
    const [cosigner, other] = await Promise.all([cosignerKey(type), cosignerKey(type)]);
    const witnessKeys = [await parseWitnessKey(cosigner.vkey, algorithms)];
    const good = await cosignature(cosigner);
    const known = await judge([good], { witnessKeys });
    t.is(known.indication, 'TOTAL-PASSED', JSON.stringify(known.reason));
    const expected = { name: cosigner.name, algorithm: type, time: STAMPED.toISOString() };
    t.deepEqual(known.cosignatures, [{ ...expected, status: 'verified' }]);
    const unknown = await judge([good]);
    t.is(unknown.indication, 'TOTAL-PASSED');
    t.deepEqual(unknown.cosignatures, [{ name: cosigner.name, status: 'unknown-key' }]);
    const stranger = await judge([await cosignature(other)], { witnessKeys });
    t.is(stranger.cosignatures?.[0]?.status, 'unknown-key', 'the same name, another key');
    const wrong = await judge([await cosignature(cosigner, SEEN, 2)], { witnessKeys });
    t.is(wrong.indication, 'TOTAL-FAILED');
    t.is(wrong.reason.code, 'cosignature-wrong');
  });

  test(`a cosignature (${type}) from before the end of the log’s key proves the checkpoint`, async (t) => {
    const cosigner = await cosignerKey(type);
    const witnessKeys = [await parseWitnessKey(cosigner.vkey, algorithms)];
    const logKeys = [{ ...logKey, compromised: new Date((SEEN + 1) * 1000) }];
    const before = await judge([await cosignature(cosigner)], { logKeys, witnessKeys });
    t.is(before.indication, 'TOTAL-PASSED', JSON.stringify(before.reason));
    const late = await cosignature(cosigner, SEEN + 1);
    t.is((await judge([late], { logKeys, witnessKeys })).reason.code, 'log-key-compromised');
    t.is(
      (await judge([await cosignature(cosigner)], { logKeys })).reason.code,
      'log-key-compromised',
    );
    const time = new Date((SEEN - 10) * 1000);
    const logKeysNow = [{ ...logKey, compromised: time }];
    const future = await judge([await cosignature(cosigner)], {
      ...{ logKeys: logKeysNow, witnessKeys, time },
    });
    t.is(future.reason.code, 'log-key-compromised', 'what a cosigner will see proves nothing now');
  });
}

test('tlog-cosignature: ML-DSA-44 with the time zero says nothing about when', async (t) => {
  const cosigner = await cosignerKey('ml-dsa-44');
  const witnessKeys = [await parseWitnessKey(cosigner.vkey, algorithms)];
  const report = await judge([await cosignature(cosigner, 0)], { witnessKeys });
  t.deepEqual(report.cosignatures, [
    { name: cosigner.name, algorithm: 'ml-dsa-44', status: 'verified' },
  ]);
  const logKeys = [{ ...logKey, compromised: LATER }];
  const ended = await judge([await cosignature(cosigner, 0)], { logKeys, witnessKeys });
  t.is(ended.reason.code, 'log-key-compromised');
});

test('without ML-DSA in the runtime the cosignature is said to be unjudged, and the receipt passes', async (t) => {
  const cosigner = await cosignerKey('ml-dsa-44');
  const witnessKeys = [await parseWitnessKey(cosigner.vkey, algorithms)];
  const poor = { ...nodeCrypto, signatures: nodeCrypto.signatures.filter(notMlDsa) };
  const report = await judge([await cosignature(cosigner)], {
    ...{ witnessKeys, algorithms: algorithmsOf([poor]) },
  });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.cosignatures?.[0]?.status, 'not-supported');
});

const notMlDsa = ({ name }: { readonly name: string }) => !name.startsWith('ml-dsa');
