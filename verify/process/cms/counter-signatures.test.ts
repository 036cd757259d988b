// RFC 5652 §11.4, EN 319 122-1 §5.2.7: signatures over the value of a signature, each beside its twins.
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { explicit, octetString, oid, sequence, utf8String } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import {
  encodeSignedAttributes,
  encodeSignedData,
  encodeSignerInfo,
  type SignerInfoInput,
} from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { counterSign, counterSignature } from '../../../signing/cades/counter-sign.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { SigningError } from '../../../signing/signing-error.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import {
  flipLastBit,
  forgeCms,
  forgeSigner,
  without,
} from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { textReport } from '../../report/text-report.ts';
import { SIGNATURES_LIMIT } from '../read-signatures.ts';
import { validateSignatures } from '../validate-signatures.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const person = (commonName: string) => pki.issue({ subject: { commonName } });
const [signer, other, notary, clerk] = await Promise.all([
  person('Иванов Иван'),
  person('Сидоров Сидор'),
  person('Нотариус'),
  person('Секретарь'),
]);
const revoked = await person('Уволенный');
pki.revoke(revoked.certificate, new Date(NOW.getTime() - 1000));
const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })].map(parseCrl);
const text: Uint8Array = new TextEncoder().encode('Доверенность № 3');

const sign = (identities: readonly TestIdentity[]) =>
  signCades({
    content: bytesSource(text),
    detached: true,
    identities,
    signingTime: NOW,
    digest: algorithms,
  });
const by = (identity: TestIdentity) => ({ identity, signingTime: NOW, digest: algorithms });

async function judge(cms: Uint8Array, policy: Policy = defaultPolicy) {
  return validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: bytesSource(text) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [notary.certificate], crls, ocspResponses: [] },
    policy,
    algorithms,
    time: NOW,
  });
}

/** The signature, which must have passed whatever stands on it, and its counter-signatures. */
async function signatureWith(cms: Uint8Array, policy?: Policy) {
  const [signature] = (await judge(cms, policy)).signatures;
  if (signature?.indication !== 'TOTAL-PASSED') {
    throw new Error(`not passed: ${JSON.stringify(signature?.reason)}`);
  }
  const counter = signature.counterSignatures ?? [];
  return { signature, counter, codes: counter.map(({ reason }) => reason.code) };
}

/** Unsigned attributes of the first signature in place of those that are there. */
async function withCounters(cms: Uint8Array, values: readonly Uint8Array[]): Promise<Uint8Array> {
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(cms));
  const unsignedAttributes = values.map((value) => ({
    oid: OID.counterSignature,
    values: [value],
  }));
  return encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map((info, at) => (at === 0 ? { ...info, unsignedAttributes } : info)),
  });
}

const plain = await sign([signer]);
const [first] = (await parseSignedData(bytesSource(plain))).signerInfos;
const value = first?.signature ?? new Uint8Array();
const withNotary = await counterSign(plain, by(notary));
const good = await counterSignature(value, by(notary));

test('a counter-signature is validated as a signature over the value, and told under the one that it is over', async (t) => {
  const { signature, counter } = await signatureWith(await counterSign(plain, by(notary)));
  t.is(signature.signer?.commonName, 'Иванов Иван');
  const [only, ...more] = counter;
  t.deepEqual(more, []);
  t.is(only?.indication, 'TOTAL-PASSED', JSON.stringify(only?.reason));
  t.is(only?.signer?.commonName, 'Нотариус');
  t.is(only?.level, 'CAdES-B-B');
  t.deepEqual(
    only?.signedContent.map(({ name, size }) => [name, size]),
    [['a.p7s (signature value)', value.length]],
  );
  const { signatures } = await judge(plain);
  t.false('counterSignatures' in (signatures[0] ?? {}), 'its twin has none');
});

test('counter-signatures stand side by side and upon each other', async (t) => {
  const two = await counterSign(await counterSign(plain, by(notary)), by(clerk));
  t.deepEqual((await signatureWith(two)).codes, ['passed', 'passed']);
  const inner = await counterSignature(value, by(notary));
  const outer = encodeSignerInfo(await counterSignature(inner.signature, by(clerk)));
  const attribute = { oid: OID.counterSignature, values: [outer] };
  const nested = encodeSignerInfo({ ...inner, unsignedAttributes: [attribute] });
  const { certificates: _, ...rest } = await parseSignedData(bytesSource(two));
  const { content: __, ...both } = rest;
  const certificates = [signer, notary, clerk].map(({ certificate }) => certificate);
  const cms = encodeSignedData({ ...both, certificates: [...certificates, pki.issuer] });
  const { counter } = await signatureWith(await withCounters(cms, [nested]));
  t.deepEqual(
    counter.map(({ reason }) => reason.code),
    ['passed'],
  );
  const [deep] = counter[0]?.counterSignatures ?? [];
  t.deepEqual([deep?.indication, deep?.signer?.commonName], ['TOTAL-PASSED', 'Секретарь']);
});

test('the text names it under its signature', async (t) => {
  const report = await judge(await counterSign(plain, by(notary)));
  t.regex(textReport(report, 'ru'), /Заверяющая подпись[^\n]*Нотариус/);
  t.regex(textReport(report, 'en'), /Counter-signature[^\n]*Нотариус/);
});

/** Changed counter-signatures: the signature under them passes as before. */
const changed = (info: SignerInfoInput) => withCounters(withNotary, [encodeSignerInfo(info)]);

test('its twin with a changed value: SIG_CRYPTO_FAILURE', async (t) => {
  const { counter } = await signatureWith(
    await changed({ ...good, signature: flipLastBit(good.signature) }),
  );
  t.deepEqual(
    counter.map(({ subIndication, signedContent }) => [subIndication, signedContent]),
    [['SIG_CRYPTO_FAILURE', []]],
  );
});

test('attack 17: its twin moved from another signature: HASH_FAILURE', async (t) => {
  const both = await sign([signer, other]);
  const { signerInfos } = await parseSignedData(bytesSource(both));
  const [, second] = signerInfos;
  if (second === undefined) throw new Error('one signer');
  const countersigned = await counterSign(both, { ...by(notary), signature: second.signature });
  const [one, two] = (await judge(countersigned)).signatures;
  t.deepEqual(
    [one?.counterSignatures, two?.counterSignatures?.[0]?.indication],
    [undefined, 'TOTAL-PASSED'],
  );
  const attribute = (await parseSignedData(bytesSource(countersigned))).signerInfos[1]
    ?.unsignedAttributes?.[0];
  const moved = await withCounters(countersigned, attribute?.values ?? []);
  const [under] = (await signatureWith(moved)).counter;
  t.deepEqual([under?.indication, under?.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE']);
});

test('its twin forged under another key in the name of the notary: SIG_CRYPTO_FAILURE', async (t) => {
  const borrowed = { ...notary, key: clerk.key };
  await t.throwsAsync(counterSign(plain, by(borrowed)), { instanceOf: SigningError });
  const der = good.signedAttributes?.der ?? new Uint8Array();
  const byClerk = { ...good, signature: await clerk.key.sign(der) };
  const { counter } = await signatureWith(await changed(byClerk));
  t.deepEqual(
    counter.map(({ subIndication }) => subIndication),
    ['SIG_CRYPTO_FAILURE'],
  );
});

test('its twin by a revoked certificate: INDETERMINATE, and the signature passes', async (t) => {
  const { counter } = await signatureWith(await counterSign(plain, by(revoked)));
  t.deepEqual(
    counter.map(({ subIndication }) => subIndication),
    ['REVOKED_NO_POE'],
  );
});

test('RFC 5652 §11.4: a signature over a document, with its content type, is no counter-signature', async (t) => {
  const typed = await forgeSigner(notary, value, NOW);
  t.deepEqual((await signatureWith(await changed(typed))).codes, ['attribute-not-allowed']);
  const untyped = await forgeSigner(notary, value, NOW, { attributes: without(OID.contentType) });
  t.deepEqual((await signatureWith(await changed(untyped))).codes, ['passed']);
});

test('RFC 5652 §11.4: no policy can ask a counter-signature for its content type; its twin asks for what it may have', async (t) => {
  const asking = (...requiredAttributes: readonly string[]) => ({
    ...defaultPolicy,
    requiredAttributes,
  });
  const codesOf = async (...names: readonly string[]) =>
    (await signatureWith(withNotary, asking(...names))).codes;
  t.deepEqual(await codesOf('content-type', 'message-digest'), ['passed']);
  const location = sequence(explicit(1, utf8String('Москва')));
  const located = await forgeSigner(signer, text, NOW, {
    attributes: (list) => [...list, { oid: OID.signerLocation, values: [location] }],
  });
  const unnamed = await counterSign(
    forgeCms({ certificates: [signer.certificate, pki.issuer], signerInfos: [located] }),
    by(notary),
  );
  const { counter } = await signatureWith(unnamed, asking('content-type', 'signer-location'));
  t.deepEqual(
    counter.map(({ subIndication }) => subIndication),
    ['SIG_CONSTRAINTS_FAILURE'],
  );
});

test('RFC 5652 §11.4: without a message digest it is none', async (t) => {
  const attributes = (list: Parameters<ReturnType<typeof without>>[0]) =>
    without(OID.messageDigest)(without(OID.contentType)(list));
  const undigested = await forgeSigner(notary, value, NOW, { attributes });
  t.deepEqual((await signatureWith(await changed(undigested))).codes, ['attribute-missing']);
});

test('and a counter-signature is no signature over a document', async (t) => {
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [notary.certificate, pki.issuer],
    signerInfos: [await counterSignature(text, by(notary))],
  });
  const [report] = (await judge(cms)).signatures;
  t.deepEqual([report?.indication, report?.reason.code], ['TOTAL-FAILED', 'attribute-missing']);
});

test('draft-ietf-lamps-cms-euf-cma-signeddata: somebody’s signed attributes as the value that is countersigned', async (t) => {
  const victim = await forgeSigner(notary, text, NOW);
  const { signedAttributes, ...stripped } = victim;
  const attributes = signedAttributes?.der ?? encodeSignedAttributes([]);
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(withNotary));
  const counter = { oid: OID.counterSignature, values: [encodeSignerInfo(stripped)] };
  const cms = encodeSignedData({
    ...parsed,
    signerInfos: signerInfos.map((info) => ({
      ...info,
      signature: attributes,
      unsignedAttributes: [counter],
    })),
  });
  const [report] = (await judge(cms)).signatures;
  t.is(report?.indication, 'TOTAL-FAILED');
  const [under] = report?.counterSignatures ?? [];
  t.deepEqual([under?.indication, under?.reason.code], ['TOTAL-FAILED', 'content-ambiguous']);
});

test('one that cannot be read is warned of', async (t) => {
  const { signature, counter } = await signatureWith(
    await withCounters(plain, [octetString(Uint8Array.of(1)), oid(OID.data)]),
  );
  t.deepEqual(counter, []);
  const codes = signature.warnings.map(({ code }) => code);
  t.deepEqual(codes, ['counter-signature-not-read', 'counter-signature-not-read']);
});

test('limits: levels upon each other, and signatures in one file', async (t) => {
  let info = await counterSignature(value, by(notary));
  const upon = async (levels: number): Promise<SignerInfoInput> => {
    const inside = await counterSignature(info.signature, by(notary));
    const values = [encodeSignerInfo(levels > 1 ? await deeper(inside, levels - 1) : inside)];
    return { ...info, unsignedAttributes: [{ oid: OID.counterSignature, values }] };
  };
  const deeper = async (one: SignerInfoInput, levels: number) => {
    info = one;
    return upon(levels);
  };
  const { counter } = await signatureWith(await changed(await upon(6)));
  const depth = (list: typeof counter): number =>
    1 +
    Math.max(
      0,
      ...list.map(({ counterSignatures: more = [] }) => (more.length > 0 ? depth(more) : 0)),
    );
  t.is(depth(counter), 4);
  const many = Array.from({ length: SIGNATURES_LIMIT }, () => encodeSignerInfo(good));
  const error = await t.throwsAsync(judge(await withCounters(withNotary, many)), {
    instanceOf: FormatError,
  });
  t.is(error?.code, 'limit');
});
