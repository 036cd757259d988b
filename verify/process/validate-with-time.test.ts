import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData, type SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { createPki, type IssueRequest, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import type { SubIndication } from '../report/report.ts';
import { TIME_STAMPS_LIMIT } from './read-signatures.ts';
import { judgeSignatures, validateSignatures } from './validate-signatures.ts';
import type { ValidationInput } from './validation-input.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const days = (count: number) => new Date(NOW.getTime() + count * DAY);
const CONTENT = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const algorithms = algorithmsOf([nodeCrypto]);

const tsaRequest = (more: Partial<IssueRequest> = {}): IssueRequest => ({
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
  notAfter: days(3000),
  ...more,
});

// A PKI for each story: revocation in one does not touch another.
async function story() {
  const pki = await createPki({ now: NOW });
  const [signer, tsa] = await Promise.all([
    pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) }),
    pki.issue(tsaRequest()),
  ]);
  return { pki, signer, tsa };
}
const plain = await story();

const sign = (identity: SigningIdentity = plain.signer, signingTime = NOW) =>
  signCades({
    content: bytesSource(CONTENT),
    detached: true,
    identities: [identity],
    signingTime,
    digest: algorithms,
  });

const sign2 = await sign();

interface Stamping {
  readonly by?: SigningIdentity;
  readonly at?: Date;
  readonly digestOid?: string;
}
const stamp = async (cms: Uint8Array, { by = plain.tsa, at = NOW, ...more }: Stamping = {}) =>
  addTimeStamp(
    cms,
    testTimeStamper({
      identity: by,
      now: () => at,
      algorithms,
      digests: [OID.sha1, OID.sha256, OID.sha384],
      ...more,
    }),
  );

async function crlsOf(pki: TestPki, at: Date) {
  return Promise.all(
    (['issuing', 'root'] as const).map(async (of) => parseCrl(await pki.crl(at, { of }))),
  );
}

interface Judging extends Partial<ValidationInput> {
  readonly pki?: TestPki;
}

async function inputOf(cms: Uint8Array, judging: Judging = {}): Promise<ValidationInput> {
  const { pki = plain.pki, ...changes } = judging;
  const time = changes.time ?? NOW;
  return {
    signature: { name: 'contract.pdf.p7s', source: bytesSource(cms) },
    content: { name: 'contract.pdf', source: bytesSource(CONTENT) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls: await crlsOf(pki, time), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    ...changes,
    time,
  };
}

async function judge(cms: Uint8Array, judging: Judging = {}) {
  const [signature] = (await validateSignatures(await inputOf(cms, judging))).signatures;
  if (signature === undefined) throw new Error('no signature');
  const [token] = signature.timestamps;
  return { ...signature, token };
}

test('EN 319 102-1 §5.5: a time-stamp that holds gives the best signature time and level B-T', async (t) => {
  const stamped = await stamp(await sign(), { at: days(0.5) });
  const report = await judge(stamped, { time: days(2) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.level, 'CAdES-B-T');
  t.is(report.timeSource, 'time-stamp');
  t.is(report.bestSignatureTime, days(0.5).toISOString());
  t.deepEqual(report.warnings, []);
  t.is(report.timestamps.length, 1);
  t.is(report.token?.kind, 'signature-time-stamp');
  t.is(report.token?.indication, 'TOTAL-PASSED', JSON.stringify(report.token?.reason));
  t.is(report.token?.genTime, days(0.5).toISOString());
  t.is(report.token?.accuracy, 1);
  t.is(report.token?.digestAlgorithm, 'sha256');
  t.is(report.token?.signer?.commonName, 'ТЕСТ Служба штампов времени');
  t.true(report.token?.intact);
  const without = await judge(await sign(), { time: days(2) });
  t.is(without.level, 'CAdES-B-B');
  t.is(without.timeSource, 'validation-time');
});

test('the same on WebCrypto, as in a browser', async (t) => {
  const stamped = await stamp(await sign());
  const report = await judge(stamped, { time: days(1), algorithms: algorithmsOf([webCrypto]) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.level, 'CAdES-B-T');
});

test('what the token was judged by is among the evidence to be kept', async (t) => {
  const input = await inputOf(await stamp(await sign()));
  const { used } = await judgeSignatures(input);
  t.true(used.certificates.some(({ der }) => Buffer.compare(der, plain.tsa.certificate.der) === 0));
  t.is(used.crls.length, 2);
});

test('§5.5.4 step 4 a: revoked after the best signature time passes, before it does not', async (t) => {
  const { pki, signer, tsa } = await story();
  const stamped = await stamp(await sign(signer), { by: tsa, at: days(1) });
  const late = await stamp(await sign(signer), { by: tsa, at: days(3) });
  pki.revoke(signer.certificate, days(2), 'keyCompromise');
  const at = { pki, time: days(5) };
  const report = await judge(stamped, at);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.timeSource, 'time-stamp');
  for (const cms of [late, await sign(signer)]) {
    const revoked = await judge(cms, at);
    t.is(revoked.indication, 'INDETERMINATE');
    t.is(revoked.subIndication, 'REVOKED_NO_POE');
  }
});

/** Today's revocation data, and those of a day on which the signer still held, as an archive keeps them. */
async function keptSince(time: Date): Promise<Pick<Judging, 'evidence'>> {
  const crls = [...(await crlsOf(plain.pki, time)), ...(await crlsOf(plain.pki, days(60)))];
  return { evidence: { certificates: [], crls, ocspResponses: [] } };
}

test('§5.5.4 step 4 d: a certificate that ended after the best signature time', async (t) => {
  const judging = { time: days(60), ...(await keptSince(days(29))) };
  const report = await judge(await stamp(await sign(), { at: days(28) }), judging);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  for (const cms of [await sign(), await stamp(await sign(), { at: days(31) })]) {
    const { indication, subIndication = '' } = await judge(cms, judging);
    t.is(indication, 'INDETERMINATE');
    t.regex(subIndication, /^OUT_OF_BOUNDS_/);
  }
});

test('§5.5.4 step 4 b: a signature older than its certificate is NOT_YET_VALID', async (t) => {
  const { pki } = plain;
  const tsa = await pki.issue(tsaRequest({ notBefore: days(-200) }));
  const signer = await pki.issue({ subject: { commonName: 'Иванов' }, notBefore: days(-10) });
  const report = await judge(await stamp(await sign(signer), { by: tsa, at: days(-20) }));
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.subIndication, 'NOT_YET_VALID');
  const within = await judge(await stamp(await sign(signer), { by: tsa, at: days(-9) }));
  t.is(within.indication, 'TOTAL-PASSED');
});

test('§5.5.4 step 4 e: a time-stamp from the future is TIMESTAMP_ORDER_FAILURE, but for its accuracy', async (t) => {
  const second = (count: number) => new Date(NOW.getTime() + count * 1000);
  const report = await judge(await stamp(await sign(), { at: second(2) }));
  t.is(report.indication, 'INDETERMINATE');
  t.is(report.subIndication, 'TIMESTAMP_ORDER_FAILURE');
  t.is(report.reason.code, 'time-stamp-from-future');
  t.is(report.token?.subIndication, 'TIMESTAMP_ORDER_FAILURE');
  t.is(report.timeSource, 'validation-time');
  const within = await judge(await stamp(await sign(), { at: second(1) }));
  t.is(within.indication, 'TOTAL-PASSED', JSON.stringify(within.reason));
  t.is(within.bestSignatureTime, NOW.toISOString(), 'never later than now');
});

/** The token is dropped: it proves no time, and the signature is judged as if it were not there. */
const dropped = test.macro(
  async (
    t,
    make: () => Promise<{ cms: Uint8Array; judging?: Judging }>,
    subIndication: SubIndication,
    code?: string,
  ) => {
    const { cms, judging } = await make();
    const { token, ...report } = await judge(cms, judging);
    t.not(token?.indication, 'TOTAL-PASSED');
    t.is(token?.subIndication, subIndication, JSON.stringify(token?.reason));
    if (code !== undefined) t.is(token?.reason.code, code);
    t.is(report.level, 'CAdES-B-B');
    t.is(report.timeSource, 'validation-time');
    t.true(report.warnings.some((warning) => warning.code === 'time-stamp-not-valid'));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  },
);

type Change = (signerInfo: SignerInfoInput) => Promise<SignerInfoInput> | SignerInfoInput;
const changeBy = (change: Change) => async (signerInfo: SignerInfoInput) => change(signerInfo);

async function changed(cms: Uint8Array, change: Change): Promise<Uint8Array> {
  const { signerInfos, content: _, ...parts } = await parseSignedData(bytesSource(cms));
  return encodeSignedData({
    ...parts,
    signerInfos: await Promise.all(signerInfos.map(changeBy(change))),
  });
}

const withToken = (make: (token: Uint8Array) => Promise<Uint8Array> | Uint8Array) =>
  stamp(sign2).then((cms) =>
    changed(cms, async (signerInfo) => {
      const [attribute] = signerInfo.unsignedAttributes ?? [];
      const token = await make(attribute?.values[0] ?? new Uint8Array());
      return {
        ...signerInfo,
        unsignedAttributes: [{ oid: OID.signatureTimeStamp, values: [token] }],
      };
    }),
  );

test(
  'dropped: a time-stamp over another signature',
  dropped,
  async () => {
    const other = await parseSignedData(bytesSource(await stamp(await sign())));
    const [stolen] = other.signerInfos[0]?.unsignedAttributes ?? [];
    return { cms: await withToken(() => stolen?.values[0] ?? new Uint8Array()) };
  },
  'HASH_FAILURE',
  'imprint-differs',
);
test(
  'dropped: an imprint under a broken digest',
  dropped,
  async () => ({ cms: await stamp(await sign(), { digestOid: OID.sha1 }) }),
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'algorithm-expired',
);
test(
  'dropped: octets that are no token',
  dropped,
  async () => ({ cms: await withToken(() => Uint8Array.of(0x04, 0x01, 0x00)) }),
  'FORMAT_FAILURE',
  'time-stamp-unreadable',
);
test(
  'dropped: a TSA that nobody trusts',
  dropped,
  async () => {
    const stranger = await createPki({ now: NOW, label: 'stranger' });
    return { cms: await stamp(await sign(), { by: await stranger.issue(tsaRequest()) }) };
  },
  'NO_CERTIFICATE_CHAIN_FOUND',
);
test(
  'dropped: an anchor that is trusted for signatures only',
  dropped,
  async () => ({
    cms: await stamp(await sign()),
    judging: { trust: [{ certificate: plain.pki.root, purposes: ['signature'] }] },
  }),
  'NO_CERTIFICATE_CHAIN_FOUND',
  'anchor-purpose',
);
test(
  'dropped: a TSA whose certificate had ended at the token’s own time',
  dropped,
  async () => ({
    cms: await stamp(await sign(), {
      by: await plain.pki.issue(tsaRequest({ notAfter: days(-5) })),
      at: days(-1),
    }),
  }),
  'EXPIRED',
  'signer-certificate-expired',
);
test(
  'dropped: a TSA whose certificate had not begun at the token’s own time',
  dropped,
  async () => ({
    cms: await stamp(await sign(), {
      by: await plain.pki.issue(tsaRequest({ notBefore: days(-5) })),
      at: days(-6),
    }),
  }),
  'NOT_YET_VALID',
);
test(
  'attack 19: §5.4: dropped: a TSA whose certificate has ended since, for its old key may be anybody’s',
  dropped,
  async () => ({
    cms: await stamp(await sign(), {
      by: await plain.pki.issue(tsaRequest({ notAfter: days(1) })),
    }),
    judging: { time: days(2) },
  }),
  'OUT_OF_BOUNDS_NO_POE',
);
test(
  'dropped: a TSA that was revoked',
  dropped,
  async () => {
    const { pki, signer, tsa } = await story();
    const cms = await stamp(await sign(signer), { by: tsa });
    pki.revoke(tsa.certificate, days(1), 'keyCompromise');
    return { cms, judging: { pki, time: days(2) } };
  },
  'REVOKED_NO_POE',
);
const bySigner = (title: string, request: Partial<IssueRequest>, code?: string) =>
  test(
    `attack 19: RFC 3161 §2.3: dropped: ${title}`,
    dropped,
    async () => ({
      cms: await stamp(await sign(), { by: await plain.pki.issue(tsaRequest(request)) }),
    }),
    'CHAIN_CONSTRAINTS_FAILURE',
    code,
  );
bySigner('extKeyUsage not critical', { extendedKeyUsageCritical: false });
bySigner('a further key purpose', {
  extendedKeyUsage: [OID.kpTimeStamping, OID.kpEmailProtection],
});
bySigner('no key purpose', { extendedKeyUsage: [] });
bySigner('another key purpose', { extendedKeyUsage: [OID.kpEmailProtection] });
bySigner('a certification authority as signer', { ca: {} });

test('attack 19: a certification authority that is itself an anchor stamps nothing either', async (t) => {
  const authority = await plain.pki.issue(tsaRequest({ ca: {} }));
  const anchors = [{ certificate: plain.pki.root }, { certificate: authority.certificate }];
  const { token } = await judge(await stamp(await sign(), { by: authority }), { trust: anchors });
  t.is(token?.subIndication, 'CHAIN_CONSTRAINTS_FAILURE');
  const check = token?.checks.find(({ id }) => id === 'time-stamp-certificate');
  t.is(check?.reason?.code, 'time-stamp-by-authority');
});

test('attack 18: the signer of a token is whom its signed reference names, whatever is in the bag', async (t) => {
  const namesake = await (await createPki({ now: NOW })).issue(tsaRequest());
  const rebag = (certificates: readonly (typeof namesake.certificate)[]) =>
    withToken(async (token) => {
      const { content, ...parts } = await parseSignedData(bytesSource(token));
      return encodeSignedData({
        ...parts,
        ...(content === undefined ? {} : { content: await content.read(0, content.size) }),
        certificates,
      });
    });
  const injected = await judge(
    await rebag([namesake.certificate, plain.pki.issuer, plain.tsa.certificate]),
  );
  t.is(injected.token?.indication, 'TOTAL-PASSED');
  t.is(injected.token?.signer?.issuer, (await judge(sign2)).signer?.issuer);
  t.true(
    injected.token?.certificates.some(
      ({ fingerprint }) => fingerprint === injected.token?.signer?.certificate,
    ),
  );
  const swapped = await judge(await rebag([namesake.certificate, plain.pki.issuer]));
  t.is(swapped.token?.subIndication, 'NO_SIGNING_CERTIFICATE_FOUND');
  t.is(swapped.level, 'CAdES-B-B');
});

test('of several time-stamps the earliest that holds counts', async (t) => {
  const tokenAt = async (at: Date) => {
    const { signerInfos } = await parseSignedData(bytesSource(await stamp(sign2, { at })));
    return signerInfos[0]?.unsignedAttributes?.[0]?.values[0] ?? new Uint8Array();
  };
  const tokens = [await tokenAt(days(2)), await tokenAt(days(1)), Uint8Array.of(5, 0)];
  const attributes = tokens.map((token) => ({ oid: OID.signatureTimeStamp, values: [token] }));
  const cms = await changed(sign2, (one) => ({ ...one, unsignedAttributes: attributes }));
  const report = await judge(cms, { time: days(5) });
  t.is(report.bestSignatureTime, days(1).toISOString());
  t.is(report.timestamps.length, 3);
  t.is(report.level, 'CAdES-B-T');
});

test('§5.5.4 step 3: a policy may ask that every time-stamp holds', async (t) => {
  const levels = { ...defaultPolicy.levels, 'signature-time-stamp': 'fail' } as const;
  const policy = { ...defaultPolicy, levels };
  const good = await judge(await stamp(await sign()), { policy });
  t.is(good.indication, 'TOTAL-PASSED');
  const bad = await judge(await withToken(() => Uint8Array.of(5, 0)), { policy });
  t.is(bad.indication, 'TOTAL-FAILED');
  t.is(bad.subIndication, 'FORMAT_FAILURE');
});

test('§5.5.4 step 5: a policy may limit the delay after the claimed time', async (t) => {
  const policy = { ...defaultPolicy, timeStampDelay: 3600 };
  const soon = await judge(await stamp(await sign(), { at: days(1 / 24) }), {
    policy,
    time: days(1),
  });
  t.is(soon.indication, 'TOTAL-PASSED', JSON.stringify(soon.reason));
  const late = await judge(await stamp(await sign(), { at: days(0.5) }), { policy, time: days(1) });
  t.is(late.subIndication, 'SIG_CONSTRAINTS_FAILURE');
  t.is(late.reason.code, 'time-stamp-late');
});

test('§5.5.4 step 2: no time-stamp mends a broken signature or another document', async (t) => {
  const broken = await changed(await stamp(await sign()), (one) => ({
    ...one,
    signature: one.signature.with(-1, (one.signature.at(-1) ?? 0) ^ 1),
  }));
  t.is((await judge(broken)).subIndication, 'SIG_CRYPTO_FAILURE');
  const content = { name: 'other', source: bytesSource(CONTENT.with(0, 1)) };
  const other = await judge(await stamp(await sign()), { content });
  t.is(other.subIndication, 'HASH_FAILURE');
  t.deepEqual(other.signedContent, []);
  t.is(other.timeSource, 'validation-time');
});

test('§5.5.4 step 10: certificates beside the signature are not proven by its time-stamp', async (t) => {
  const policy = {
    ...defaultPolicy,
    // From day 5 on P-256 is broken: every certificate here is signed with it.
    algorithms: defaultPolicy.algorithms.map((row) =>
      row.algorithm === 'ecdsa' ? { ...row, until: days(5).toISOString().slice(0, 10) } : row,
    ),
  };
  const stamped = await stamp(await sign(), { at: days(1) });
  t.is((await judge(stamped, { policy, time: days(4) })).indication, 'TOTAL-PASSED');
  const report = await judge(stamped, { policy, time: days(6) });
  t.is(report.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
});

test('a receipt for the file proves its time-stamps too, and the earlier of both counts', async (t) => {
  const { pki } = plain;
  const tsa = await pki.issue(tsaRequest({ notAfter: days(3) }));
  const cms = await stamp(await sign(), { by: tsa, at: days(1) });
  const proofOfExistence = { time: days(2), source: 'receipt' } as const;
  const kept = await keptSince(days(2));
  const report = await judge(cms, { time: days(60), proofOfExistence, ...kept });
  t.is(report.token?.indication, 'TOTAL-PASSED', JSON.stringify(report.token?.reason));
  t.is(report.bestSignatureTime, days(1).toISOString());
  const before = { time: days(0.5), source: 'receipt' } as const;
  const earlier = await judge(cms, { time: days(60), proofOfExistence: before, ...kept });
  t.is(earlier.timeSource, 'receipt');
  t.is(earlier.bestSignatureTime, days(0.5).toISOString());
});

test('attack 20: every octet of a token counts: none changed makes another time', async (t) => {
  const cms = await stamp(await sign(), { at: days(1) });
  const { signerInfos } = await parseSignedData(bytesSource(cms));
  const token = signerInfos[0]?.unsignedAttributes?.[0]?.values[0] ?? new Uint8Array();
  const start = Buffer.from(cms).indexOf(token);
  const input = await inputOf(cms, { time: days(2) });
  const times = new Set<string>();
  let passed = 0;
  for (let at = start; at < start + token.length; at += 3) {
    const octets = cms.with(at, (cms[at] ?? 0) ^ (1 << (at % 8)));
    try {
      const signature = { name: 'changed', source: bytesSource(octets) };
      const [report] = (await validateSignatures({ ...input, signature })).signatures;
      if (report?.timeSource !== 'time-stamp') continue;
      passed += 1;
      times.add(report.bestSignatureTime);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
  // Octets that nobody signs (a certificate of the bag that is not needed) may change; the time may not.
  t.true(times.size <= 1);
  t.true(passed < token.length / 10, String(passed));
  t.deepEqual([...times], times.size === 0 ? [] : [days(1).toISOString()]);
});

test('more time-stamps than are judged are a limit, not endless work', async (t) => {
  const attribute = { oid: OID.signatureTimeStamp, values: [Uint8Array.of(5, 0)] };
  const many = Array.from({ length: TIME_STAMPS_LIMIT + 1 }, () => attribute);
  const cms = await changed(sign2, (one) => ({ ...one, unsignedAttributes: many }));
  const error = await t.throwsAsync(judge(cms), { instanceOf: FormatError });
  t.is(error?.code, 'limit');
});
