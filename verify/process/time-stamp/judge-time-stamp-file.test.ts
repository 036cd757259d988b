import { createHash } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { oid } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { toPem } from '../../../formats/x509/pem.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { forgeCms, forgeSigner } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { TimeStampFileReport } from '../../report/time-stamp-file-report.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { judgeTimeStampFile, type TimeStampFileInput } from './judge-time-stamp-file.ts';
import {
  algorithms,
  answered,
  authority,
  FILE,
  NONCE,
  NOW,
  pki,
  tokenIn,
  tsa,
} from './lone-tokens.fixture.ts';

const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const lists = async (at: Date) =>
  [await pki.crl(at), await pki.crl(at, { of: 'root' })].map(parseCrl);
const content = { name: 'contract.pdf', source: bytesSource(FILE) };

async function judged(octets: Uint8Array, given: Partial<TimeStampFileInput> = {}) {
  const time = given.time ?? days(1);
  return judgeTimeStampFile({
    file: { name: 'contract.pdf.tst', source: bytesSource(octets) },
    content,
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [pki.issuer], crls: await lists(time), ocspResponses: [] },
    ...{ policy: defaultPolicy, algorithms, time },
    ...given,
  });
}

/** The token with its one signer, or what it is over, made otherwise. */
async function remade(changes: Partial<Parameters<typeof encodeSignedData>[0]>) {
  const { content: info, ...parsed } = await parseSignedData(bytesSource(token));
  if (info === undefined) throw new RangeError('no content');
  const octets = await info.read(0, info.size);
  return encodeSignedData({ ...parsed, content: octets, ...changes });
}

/** One octet of the token is another. */
function flipped(needle: Uint8Array): Uint8Array {
  const changed = Buffer.from(token);
  const at = changed.indexOf(needle);
  if (at < 0) throw new RangeError('not there');
  changed[at + needle.length - 1] = (needle.at(-1) ?? 0) ^ 1;
  return changed;
}

const response = await answered(FILE, { nonce: NONCE });
const token = tokenIn(response);
const parsed = await parseSignedData(bytesSource(token));
const [only] = parsed.signerInfos;
if (only === undefined) throw new RangeError('no signature');
const tstInfo = (await parsed.content?.read(0, parsed.content.size)) ?? new Uint8Array();
const genTime = new TextEncoder().encode('20260301100000');

const withoutReference = await forgeSigner(tsa, tstInfo, NOW, {
  attributes: (list) =>
    list
      .filter((one) => one.oid !== OID.signingCertificateV2)
      .map((one) => (one.oid === OID.contentType ? { ...one, values: [oid(OID.tstInfo)] } : one)),
});
const stamp = async (changes: Parameters<typeof authority>[0]) =>
  tokenIn(await answered(FILE, { identity: await authority(changes) }));
const revoked = await authority();
pki.revoke(revoked.certificate, days(0.5), 'keyCompromise');

/** Each differs from the token that holds in one thing. */
const FALLS: Readonly<
  Record<
    string,
    readonly [token: Uint8Array, answer: string, code: string, given?: Partial<TimeStampFileInput>]
  >
> = {
  'over another file': [
    token,
    'TOTAL-FAILED HASH_FAILURE',
    'imprint-differs',
    { content: { name: 'other', source: bytesSource(FILE.with(0, 0)) } },
  ],
  'over a longer file': [
    token,
    'TOTAL-FAILED HASH_FAILURE',
    'imprint-differs',
    { content: { name: 'other', source: bytesSource(Uint8Array.of(...FILE, 0)) } },
  ],
  'over an empty file': [
    token,
    'TOTAL-FAILED HASH_FAILURE',
    'imprint-differs',
    { content: { name: 'other', source: bytesSource(new Uint8Array()) } },
  ],
  'of which another time was written': [
    flipped(genTime),
    'TOTAL-FAILED HASH_FAILURE',
    'content-digest-differs',
  ],
  'whose signature was changed': [
    flipped(only.signature),
    'TOTAL-FAILED SIG_CRYPTO_FAILURE',
    'signature-value-wrong',
  ],
  'without the certificate’s digest (RFC 5816)': [
    await remade({ signerInfos: [withoutReference] }),
    'TOTAL-FAILED FORMAT_FAILURE',
    'attribute-missing',
  ],
  'by a certificate without the purpose': [
    await stamp({ extendedKeyUsage: [] }),
    'INDETERMINATE CHAIN_CONSTRAINTS_FAILURE',
    'purpose-extended-key-usage',
  ],
  'by a certificate whose purpose is not critical': [
    await stamp({ extendedKeyUsageCritical: false }),
    'INDETERMINATE CHAIN_CONSTRAINTS_FAILURE',
    'purpose-extended-key-usage',
  ],
  'by a certificate with a further purpose': [
    await stamp({ extendedKeyUsage: [OID.kpTimeStamping, OID.kpEmailProtection] }),
    'INDETERMINATE CHAIN_CONSTRAINTS_FAILURE',
    'purpose-extended-key-usage',
  ],
  'by an authority whose key was compromised': [
    tokenIn(await answered(FILE, { identity: revoked })),
    'INDETERMINATE REVOKED_NO_POE',
    'certificate-revoked',
  ],
  'by an authority whose certificate has ended': [
    await stamp({ notAfter: days(0.5) }),
    'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
    'signer-certificate-expired',
  ],
  'from the future': [
    tokenIn(await answered(FILE, { at: days(2) })),
    'INDETERMINATE TIMESTAMP_ORDER_FAILURE',
    'time-stamp-from-future',
  ],
  'by an authority that nobody trusts': [
    token,
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
    'trust-anchors-absent',
    { trust: [] },
  ],
  'by an authority that is trusted for other things': [
    token,
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
    'anchor-purpose',
    { trust: [{ certificate: pki.root, purposes: ['signature'] }] },
  ],
  'without revocation data': [
    token,
    'INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'revocation-unknown',
    { evidence: { certificates: [pki.issuer], crls: [], ocspResponses: [] } },
  ],
};

const passes = async (
  t: ExecutionContext,
  octets: Uint8Array,
  given?: Partial<TimeStampFileInput>,
): Promise<TimeStampFileReport> => {
  const { report, openPaths } = await judged(octets, given);
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.is(report.timeStamp?.genTime, NOW.toISOString());
  t.is(report.timeStamp?.kind, 'file-time-stamp');
  t.deepEqual(openPaths, []);
  return report;
};

test('EN 319 102-1 §5.4: a token by itself holds over its file, and tells which that is', async (t) => {
  const report = await passes(t, token);
  const digest = createHash('sha256').update(FILE).digest('hex');
  const imprint = { digestAlgorithm: 'sha256', digest };
  t.deepEqual(report.imprint, imprint);
  t.deepEqual(report.stampedContent, {
    ...{ name: 'contract.pdf', file: 'contract.pdf', whole: true, size: FILE.length },
    ...{ ranges: [{ offset: 0, length: FILE.length }], ...imprint },
  });
  t.is(report.timeStamp?.signer?.commonName, 'ТЕСТ Служба штампов времени');
  t.false('signatures' in report);
  const kinds = report.validationObjects.map(({ kind }) => kind).toSorted();
  t.deepEqual(kinds, ['certificate', 'certificate', 'certificate', 'crl', 'crl', 'time-stamp']);
});

test('RFC 3161 §2.4.2: the answer of the authority is told beside its token, with the nonce', async (t) => {
  const report = await passes(t, response);
  t.deepEqual(report.response, { status: 'granted', statusText: [], failures: [] });
  t.is(report.nonce, '123456');
  const without = await passes(t, await answered());
  t.false('nonce' in without);
  t.false('response' in (await passes(t, token)));
});

test('a token in PEM or in base64 is the same token', async (t) => {
  await passes(t, new TextEncoder().encode(toPem('CMS', token)));
  await passes(t, new TextEncoder().encode(Buffer.from(token).toString('base64')));
});

test('RFC 3161 §2.4.2: a refusal is no time-stamp, and says why', async (t) => {
  const { report, openPaths } = await judged(await answered(FILE, { digestOid: OID.sha1 }));
  t.like(report, {
    ...{ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
    reason: { code: 'time-stamp-not-given' },
    response: { status: 'rejection', failures: ['badAlg'] },
  });
  t.is(report.timeStamp, undefined);
  t.is(report.stampedContent, undefined);
  t.deepEqual(openPaths, []);
});

for (const [title, [octets, answer, code, given]] of Object.entries(FALLS)) {
  test(`a time-stamp by itself does not hold: ${title}`, async (t) => {
    await passes(t, token);
    const { report } = await judged(octets, given);
    const { indication, subIndication, reason, stampedContent } = report;
    t.is(`${indication} ${subIndication}`, answer);
    t.is(reason.code, code);
    // What nobody shows to be stamped by the authority is not called stamped.
    const broken = indication === 'TOTAL-FAILED';
    t.is(stampedContent === undefined, broken, JSON.stringify(stampedContent));
  });
}

test('without its file a token that holds otherwise proves nothing that is known', async (t) => {
  const { content: _, ...input } = await inputOf();
  const { report, openPaths } = await judgeTimeStampFile(input);
  t.is(report.subIndication, 'SIGNED_DATA_NOT_FOUND');
  t.is(report.reason.code, 'stamped-file-absent');
  t.is(report.indication, 'INDETERMINATE');
  t.is(report.timeStamp?.intact, false);
  t.true(report.timeStamp?.cryptographicallyValid);
  t.is(report.stampedContent, undefined);
  t.truthy(report.imprint);
  t.deepEqual(openPaths, [], 'nothing that could be fetched would help');
});

const inputOf = async (): Promise<TimeStampFileInput> => ({
  file: { name: 'contract.pdf.tst', source: bytesSource(token) },
  content,
  trust: [{ certificate: pki.root }],
  evidence: { certificates: [pki.issuer], crls: await lists(days(1)), ocspResponses: [] },
  ...{ policy: defaultPolicy, algorithms, time: days(1) },
});

test('paths of the authority that more evidence could settle are told', async (t) => {
  const { openPaths } = await judged(token, {
    evidence: { certificates: [], crls: [], ocspResponses: [] },
  });
  t.is(openPaths.length, 1);
});

test('what is no token with one signature over a TSTInfo is not read as one', async (t) => {
  const data = await signCades({
    ...{ content: content.source, detached: false, identities: [tsa] },
    ...{ signingTime: NOW, digest: algorithms },
  });
  const forged = forgeCms({
    certificates: [tsa.certificate],
    signerInfos: [await forgeSigner(tsa, FILE, NOW)],
  });
  for (const [octets, code] of [
    [data, 'unsupported'],
    [forged, 'unsupported'],
    [await remade({ signerInfos: [only, only] }), 'malformed'],
    [await remade({ signerInfos: [] }), 'malformed'],
    [await remade({ content: FILE }), 'malformed'],
    [token.subarray(0, -1), 'malformed'],
    [new Uint8Array(), 'malformed'],
  ] as const) {
    const refused = await t.throwsAsync(judged(octets), { instanceOf: FormatError });
    t.is(refused?.code, code);
  }
});

test('no octet of a token that is changed, and no cut, moves the time or the imprint of one that holds', async (t) => {
  const { imprint, timeStamp } = (await judged(token)).report;
  let held = 0;
  for (let at = 0; at < token.length; at += 5) {
    for (const changed of [token.with(at, (token[at] ?? 0) ^ 0x11), token.subarray(0, at)]) {
      const answer = await judged(changed).catch((error: unknown) => {
        if (error instanceof FormatError) return undefined;
        throw error;
      });
      if (answer?.report.indication !== 'TOTAL-PASSED') continue;
      // Certificates that came along, and what nobody signs of the form.
      held += 1;
      t.deepEqual(answer.report.imprint, imprint);
      t.is(answer.report.timeStamp?.genTime, timeStamp?.genTime);
      t.is(answer.report.timeStamp?.serialNumber, timeStamp?.serialNumber);
    }
  }
  t.true(held < token.length / 5, `${held} of ${token.length / 5}`);
});

test('RFC 3161 §2.4.2: a token is nobody’s signature of a document, whatever policy and document are', async (t) => {
  const { evidence, trust, time, policy } = await inputOf();
  for (const given of [{}, { content }, { content: { name: 'x', source: bytesSource(tstInfo) } }]) {
    const refused = await t.throwsAsync(
      validateSignatures({
        signature: { name: 'contract.pdf.sig', source: bytesSource(token) },
        ...{ evidence, trust, time, algorithms, ...given },
        policy: { ...policy, levels: { ...policy.levels, 'content-type-data': 'ignore' } },
      }),
      { instanceOf: FormatError },
    );
    t.is(refused?.code, 'unsupported');
  }
});
