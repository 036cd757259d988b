// Attacks that other validators of CMS fell to, by the numbers of the project's list; those on XML, PDF, ZIP and
// evidence records are tested beside their formats.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import {
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  raw,
  sequence,
  setOf,
} from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource, readAll } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { signingKeyFromPkcs8 } from '../../../signing/keys/pkcs8.ts';
import type { SigningIdentity } from '../../../signing/signing-key.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  newKeys,
} from '../../../test-fixtures/chains/forge.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import type { TestKeys } from '../../../test-fixtures/pki/keys.ts';
import { answerAs } from '../../../test-fixtures/pki/ocsp.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { forgeCms, forgeSigner } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';
import type { ValidationInput } from '../validation-input.ts';

/** What each is; the tests say `attack N: …` in their titles, here or in the files beside. */
const ATTACKS: ReadonlyMap<number, string> = new Map([
  [11, 'a signer’s certificate that the signature does not bind (RFC 2634 §5.4)'],
  [14, 'signed attributes presented as content (draft-ietf-lamps-cms-euf-cma-signeddata)'],
  [15, 'content-type or message-digest missing or repeated'],
  [16, 'digest algorithms that contradict each other, or are not listed'],
  [
    17,
    'time-stamps copied from another signature, false hash indexes, exchanged counter-signatures',
  ],
  [18, 'certificates put into the bag of a time-stamp'],
  [19, 'time-stamps by authorities, by keys for other purposes, judged at another time'],
  [20, 'a time-stamp whose signature does not cover what it says'],
  [21, 'OCSP answers by somebody who may not give them, or not signed at all'],
  [22, 'forged RSA and EdDSA values, issuers that are none, recursion and truncation in ASN.1'],
  [23, 'object identifiers and encodings that cost more than linear work'],
  [24, 'paths that RFC 5280 §6 refuses'],
]);

const FOLDERS = [new URL('.', import.meta.url), new URL('..', import.meta.url)];

async function testText(): Promise<string> {
  const texts: string[] = [];
  for (const folder of FOLDERS) {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts'));
    for (const file of files) texts.push(await readFile(new URL(file, folder), 'utf8'));
  }
  return texts.join('\n');
}

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const subject = { commonName: 'Иванов Иван' };
const [signer, other, tsa] = await Promise.all([
  pki.issue({ subject }),
  pki.issue({ subject: { commonName: 'Сидоров Сидор' } }),
  pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  }),
]);
const lists = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })];
const crls = lists.map(parseCrl);
const text: Uint8Array = new TextEncoder().encode('Инвойс № 12');
const content = bytesSource(text);
const client = (at = NOW) => testTimeStamper({ identity: tsa, now: () => at, algorithms });

const sign = (identity: SigningIdentity = signer) =>
  signCades({
    content,
    detached: true,
    identities: [identity],
    signingTime: NOW,
    digest: algorithms,
  });

async function judge(cms: Uint8Array, changes: Partial<ValidationInput> = {}) {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: NOW,
    ...changes,
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

type Change = (info: SignerInfo) => Partial<SignerInfo>;

async function changed(cms: Uint8Array, change: Change): Promise<Uint8Array> {
  const { content: inside, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  return encodeSignedData({
    ...parsed,
    ...(inside === undefined ? {} : { content: await readAll(inside, 100_000) }),
    signerInfos: signerInfos.map((info) => ({ ...info, ...change(info) })),
  });
}

test('attack 17: an archive time-stamp copied from another signature over the same document', async (t) => {
  const archived = async (identity: SigningIdentity) =>
    addArchiveTimeStamp(await addTimeStamp(await sign(identity), client()), {
      ...{ client: client(), algorithms, digestOid: OID.sha256, content },
    });
  const [own, foreign] = [await archived(signer), await archived(other)];
  const stampOf = async (cms: Uint8Array) =>
    (await judge(cms)).timestamps.find(({ kind }) => kind === 'archive-time-stamp');
  t.is((await stampOf(own))?.indication, 'TOTAL-PASSED');
  const [theirs] = (await parseSignedData(bytesSource(foreign))).signerInfos;
  const stolen = theirs?.unsignedAttributes?.at(-1);
  if (stolen === undefined) throw new Error('no archive time-stamp');
  const copied = await changed(own, ({ unsignedAttributes = [] }) => ({
    unsignedAttributes: [...unsignedAttributes.slice(0, -1), stolen],
  }));
  t.is((await stampOf(copied))?.indication, 'TOTAL-FAILED');
});

test('attack 20: a token that says another time than the one that its signature covers', async (t) => {
  const stamped = await addTimeStamp(await sign(), client());
  t.is((await judge(stamped)).timestamps[0]?.indication, 'TOTAL-PASSED');
  const earlier = new Date(NOW.getTime() - 24 * 60 * 60 * 1000);
  const [info] = (await parseSignedData(bytesSource(stamped))).signerInfos;
  const [attribute] = info?.unsignedAttributes ?? [];
  const { token } = await client(earlier).stamp(info?.signature ?? new Uint8Array());
  const { content: false_ } = await parseSignedData(bytesSource(token));
  const { content: _, ...own } = await parseSignedData(
    bytesSource(attribute?.values[0] ?? new Uint8Array()),
  );
  if (false_ === undefined) throw new Error('no TSTInfo');
  const mixed = encodeSignedData({ ...own, content: await readAll(false_, 100_000) });
  const forged = await changed(stamped, () => ({
    unsignedAttributes: [
      { oid: OID.signatureTimeStamp, values: [mixed], encoded: new Uint8Array() },
    ],
  }));
  const report = await judge(forged);
  t.is(report.timestamps[0]?.subIndication, 'HASH_FAILURE');
  t.deepEqual(
    [report.bestSignatureTime, report.timeSource],
    [NOW.toISOString(), 'validation-time'],
  );
});

const answerBy = (responder: TestIdentity) =>
  answerAs(
    responder,
    { certificate: signer.certificate, issuer: pki.issuer },
    { at: NOW, nextUpdate: new Date(NOW.getTime() + 60_000) },
  );

test('attack 21: OCSP answers by a certificate of the same authority that may not answer, or with a wrong signature', async (t) => {
  const cms = await sign();
  const judgeBy = async (answer: Uint8Array) => {
    const ocspResponses = [parseOcspResponse(answer)];
    return judge(cms, { evidence: { certificates: [], crls: crls.slice(1), ocspResponses } });
  };
  const delegate = await pki.issue({
    subject: { commonName: 'ТЕСТ Ответчик' },
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
  });
  const rightful = await pki.ocsp(signer.certificate);
  t.is((await judgeBy(rightful)).indication, 'TOTAL-PASSED');
  for (const answer of [
    await answerBy(other),
    await answerBy(signer),
    await answerBy(tsa),
    rightful.with(-1, (rightful.at(-1) ?? 0) ^ 1),
  ]) {
    const { indication, subIndication } = await judgeBy(answer);
    t.deepEqual(
      [indication, subIndication],
      ['INDETERMINATE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
    );
  }
  t.is((await judgeBy(await answerBy(delegate))).indication, 'TOTAL-PASSED', 'the twin that may');
});

/** Keys from node:crypto as the test PKI has them. */
function keysOf(pkcs8: Uint8Array): TestKeys {
  const key = signingKeyFromPkcs8(pkcs8);
  return { key, pkcs8, certificateAlgorithm: key.signatureAlgorithm };
}

const toNumber = (octets: Uint8Array) => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
const toOctets = (number: bigint, size: number) =>
  new Uint8Array(Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex'));

function cubeRoot(number: bigint): bigint {
  let [low, high] = [0n, 1n << 700n];
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n < number) low = middle + 1n;
    else high = middle;
  }
  return low;
}

test('attack 22: an RSA value of exponent 3 whose padding leaves room for garbage', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const keys = keysOf(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const identity = await pki.issue({ subject, keys });
  t.is(
    (await judge(await sign(identity))).indication,
    'TOTAL-PASSED',
    'its twin by the key itself',
  );
  const forged = await changed(await sign(identity), ({ signedAttributes }) => {
    const digest = createHash('sha256')
      .update(signedAttributes?.der ?? '')
      .digest();
    const info = sequence(sequence(oid(OID.sha256), nullValue()), octetString(digest));
    const padded = Buffer.concat([Buffer.from(`0001${'ff'.repeat(8)}00`, 'hex'), info]);
    const garbage = Buffer.alloc(256 - padded.length);
    const root = cubeRoot(toNumber(Buffer.concat([padded, garbage])));
    const cubed = Buffer.from(toOctets(root ** 3n, 256));
    t.deepEqual(
      cubed.subarray(0, padded.length),
      padded,
      'the forgery has the padding and the digest',
    );
    return { signature: toOctets(root, 256) };
  });
  t.is((await judge(forged)).subIndication, 'SIG_CRYPTO_FAILURE');
});

test('attack 22: an Ed25519 value with S not below the order of the group', async (t) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const keys = keysOf(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const identity = await pki.issue({ subject, keys });
  const good = await sign(identity);
  t.is((await judge(good)).indication, 'TOTAL-PASSED', 'its twin');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const forged = await changed(good, ({ signature }) => {
    const s = toNumber(signature.slice(32).reverse()) + order;
    return { signature: Uint8Array.of(...signature.subarray(0, 32), ...toOctets(s, 32).reverse()) };
  });
  t.is((await judge(forged)).subIndication, 'SIG_CRYPTO_FAILURE');
});

test('attack 22: an attribute whose identifier equals that of message-digest modulo 2^32', async (t) => {
  const alias = `1.2.840.113549.1.9.${2 ** 32 + 4}`;
  const renamed = await forgeSigner(signer, text, NOW, {
    attributes: (list) =>
      list.map((one) => (one.oid === OID.messageDigest ? { ...one, oid: alias } : one)),
  });
  const cms = forgeCms({
    certificates: [signer.certificate, ...signer.chain],
    signerInfos: [renamed],
  });
  t.like(await judge(cms), {
    subIndication: 'FORMAT_FAILURE',
    reason: { code: 'attribute-missing' },
  });
});

test('attack 22: elements nested without end in what is parsed whole', async (t) => {
  let nested = nullValue();
  for (let depth = 0; depth < 10_000; depth += 1) nested = sequence(nested);
  const attributes = [{ oid: '1.2.3', values: [nested], encoded: new Uint8Array() }];
  const cms = await sign();
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  const deep = () =>
    encodeSignedData({
      ...parsed,
      signerInfos: signerInfos.map((info) => ({ ...info, unsignedAttributes: attributes })),
    });
  // Our own writer refuses it too; made by hand it is refused by the parser, or passed over as it is.
  t.throws(deep, { instanceOf: FormatError });
  const signedData = sequence(integer(1), setOf([nested]), sequence(oid(OID.data)), setOf([]));
  const error = await t.throwsAsync(judge(sequence(oid(OID.signedData), explicit(0, signedData))), {
    instanceOf: FormatError,
  });
  t.true(error?.code === 'limit' || error?.code === 'malformed', error?.message);
});

/** Signed by the leaf of a chain in which each certificate is by the next. */
async function byChain(
  authorities: readonly (readonly Uint8Array[])[],
): Promise<{ readonly cms: Uint8Array; readonly trust: ValidationInput['trust'] }> {
  const rootKeys = newKeys('ec');
  const wish = { subject: 'Root', issuer: 'Root', keys: rootKeys, issuerKeys: rootKeys };
  const root = forgeCertificate({ ...wish, extensions: [basicConstraints()] });
  let issuer = { name: 'Root', keys: rootKeys };
  const chain: Certificate[] = [];
  for (const [at, extensions] of authorities.entries()) {
    const keys = newKeys('ec');
    const name = `CA ${at}`;
    const issued = { subject: name, issuer: issuer.name, keys, issuerKeys: issuer.keys };
    chain.push(forgeCertificate({ ...issued, serial: 10 + at, extensions }));
    issuer = { name, keys };
  }
  const keys = newKeys('ec');
  const leaf = { subject: 'Leaf', issuer: issuer.name, keys, issuerKeys: issuer.keys };
  const certificate = forgeCertificate({ ...leaf, serial: 99 });
  const pkcs8 = keys.privateKey.export({ format: 'der', type: 'pkcs8' });
  const identity = { key: signingKeyFromPkcs8(pkcs8), certificate, chain };
  return { cms: await sign(identity), trust: [{ certificate: root }] };
}

const WITHOUT_STATUS = { ...defaultPolicy, requireRevocation: false as const };

const byPath = test.macro(
  async (t, good: readonly (readonly Uint8Array[])[], bad: readonly (readonly Uint8Array[])[]) => {
    for (const [authorities, indication] of [
      [good, 'TOTAL-PASSED'],
      [bad, 'INDETERMINATE'],
    ] as const) {
      const { cms, trust } = await byChain(authorities);
      const report = await judge(cms, { trust, policy: WITHOUT_STATUS });
      t.is(report.indication, indication, JSON.stringify(report.reason));
    }
  },
);

const CA = [basicConstraints()];
test('attack 22: an issuer that is no authority', byPath, [CA], [[]]);
test(
  'attack 24: a path longer than an authority allows',
  byPath,
  [CA, CA],
  [[basicConstraints(0)], CA],
);
test(
  'attack 24: an authority with a critical extension that nobody here knows',
  byPath,
  [[...CA, extensionDer('1.2.3.4', nullValue())]],
  [[...CA, extensionDer('1.2.3.4', nullValue(), true)]],
);
test(
  'attack 24: an authority whose key is not for certificates',
  byPath,
  [[...CA, extensionDer('2.5.29.15', raw(0x03, Uint8Array.of(2, 0x04)), true)]],
  [[...CA, extensionDer('2.5.29.15', raw(0x03, Uint8Array.of(7, 0x80)), true)]],
);

test('attack 23: an object identifier of 254 KB', async (t) => {
  const long = raw(
    0x06,
    Uint8Array.of(0x2a),
    new Uint8Array(254 * 1024).fill(0x81),
    Uint8Array.of(1),
  );
  const signedData = sequence(
    integer(1),
    setOf([sequence(long)]),
    sequence(oid(OID.data)),
    setOf([]),
  );
  for (const cms of [
    sequence(oid(OID.signedData), explicit(0, signedData)),
    sequence(long, explicit(0, signedData)),
  ]) {
    await t.throwsAsync(judge(cms), { instanceOf: FormatError });
  }
});

test('every attack of the list has a test that names it', async (t) => {
  const text = await testText();
  for (const [number, attack] of ATTACKS) {
    t.regex(text, new RegExp(`['\`]attack ${number}: `), `attack ${number}: ${attack}`);
  }
});
