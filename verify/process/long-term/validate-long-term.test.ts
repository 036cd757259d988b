import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type SignatureAlgorithm,
} from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { parseLargeCrl } from '../../../formats/x509/parse-large-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { counterSign } from '../../../signing/cades/counter-sign.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import {
  createPki,
  POLICY_KS1,
  type TestIdentity,
  type TestPki,
} from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { forgeCms, forgeSigner } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { indexCrl } from '../../revocation/crl-index.ts';
import { validateSignatures } from '../validate-signatures.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const START = new Date('2026-03-01T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const days = (count: number) => new Date(START.getTime() + count * DAY);
const text = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const content = bytesSource(text);

/** A signer for a month, a TSA for a hundred days and, in a PKI of its own, one for eight years. */
async function people() {
  const pki = await createPki({ now: START });
  const later = await createPki({ now: START, caKey: 'rsa', label: 'второй' });
  const tsa = (commonName: string, notAfter: Date) => ({
    subject: { commonName },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    notAfter,
  });
  const [signer, first, second] = await Promise.all([
    pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) }),
    pki.issue(tsa('ТЕСТ Служба штампов времени 1', days(100))),
    later.issue({ ...tsa('ТЕСТ Служба штампов времени 2', days(3000)), key: 'rsa' }),
  ]);
  return { pki, later, signer, first, second };
}
type People = Awaited<ReturnType<typeof people>>;

const client = (identity: TestIdentity, at: Date) =>
  testTimeStamper({ identity, now: () => at, algorithms });

async function crls(pki: TestPki, at: Date): Promise<readonly Uint8Array[]> {
  return [await pki.crl(at), await pki.crl(at, { of: 'root' })];
}

async function data(pki: TestPki, at: Date) {
  return { certificates: [pki.issuer], crls: await crls(pki, at), ocspResponses: [] };
}

const archive = (cms: Uint8Array, identity: TestIdentity, at: Date) => {
  const { sha256: digestOid } = OID;
  return addArchiveTimeStamp(cms, { client: client(identity, at), algorithms, digestOid, content });
};

/** Signed on the first day, stamped half a day later, its validation data in after a day. */
async function signed({ pki, signer, first }: People, stamped = 0.5): Promise<Uint8Array> {
  const cms = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: START,
    digest: algorithms,
  });
  const withTime = await addTimeStamp(cms, client(first, days(stamped)));
  return addValidationData(withTime, await data(pki, days(stamped + 0.5)));
}

/** The archive of a careful keeper: stamped at once, and again before the first TSA's certificate ends. */
async function archived(story: People, stamped = 0.5): Promise<Uint8Array> {
  const once = await archive(await signed(story, stamped), story.first, days(stamped + 1.5));
  const renewed = await addValidationData(once, await data(story.pki, days(89)));
  return archive(renewed, story.second, days(90));
}

async function judge(
  cms: Uint8Array,
  { pki, later }: People,
  {
    at,
    policy = defaultPolicy,
    onDisk = false,
    kept,
    provider = nodeCrypto,
  }: { at: Date; policy?: Policy; onDisk?: boolean; kept?: Kept; provider?: AlgorithmProvider },
) {
  const hourAgo = new Date(at.getTime() - 3_600_000);
  const outside = kept?.crls ?? [...(await crls(pki, hourAgo)), ...(await crls(later, hourAgo))];
  const { signatures } = await validateSignatures({
    signature: { name: 'contract.pdf.p7s', source: bytesSource(cms) },
    content: { name: 'contract.pdf', source: content },
    trust: [{ certificate: pki.root }, { certificate: later.root }],
    evidence: {
      certificates: kept?.certificates ?? [],
      ...(await lists(outside, onDisk)),
      ocspResponses: [],
    },
    policy,
    algorithms: algorithmsOf([provider]),
    time: at,
    ...(kept === undefined ? {} : { evidenceProvenAt: kept.since }),
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

/** Lists from outside as they are read: into memory, or in pieces with an index. */
async function lists(outside: readonly Uint8Array[], onDisk: boolean) {
  if (!onDisk) return { crls: outside.map(parseCrl) };
  const indexed = outside.map(async (der) => {
    const large = await parseLargeCrl(bytesSource(der));
    return { ...large, index: await indexCrl(large) };
  });
  return { crls: [], indexedCrls: await Promise.all(indexed) };
}

/** Validation data that somebody kept, and since when. */
interface Kept {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Uint8Array[];
  readonly since: Date;
}

/** Node's answers, but it cannot work with this one key (as WebCrypto with brainpool). */
function without(unusable: Certificate): AlgorithmProvider {
  const key = Buffer.from(unusable.publicKey.der);
  const signatures = nodeCrypto.signatures.map((scheme): SignatureAlgorithm => {
    const verify: SignatureAlgorithm['verify'] = (request) => {
      if (!key.equals(request.publicKey)) return scheme.verify(request);
      throw new AlgorithmError('unsupported-key', scheme.name, 'not mine');
    };
    return { ...scheme, verify };
  });
  return { ...nodeCrypto, signatures };
}

test('§5.6.2.4: a signature that nobody could verify is not made good by what proves when it existed', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const at = days(400);
  t.is((await judge(cms, story, { at })).indication, 'TOTAL-PASSED');
  for (const { certificate } of [story.signer, story.first, story.second]) {
    const report = await judge(cms, story, { at, provider: without(certificate) });
    t.is(report.indication, 'INDETERMINATE', JSON.stringify(report.reason));
  }
});

test('EN 319 102-1 §5.6.3: years after signer and TSA ended, what the archive time-stamps prove decides', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const report = await judge(cms, story, { at: days(400) });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify([report.reason, report.timestamps]));
  t.is(report.level, 'CAdES-B-LTA');
  t.is(report.bestSignatureTime, days(0.5).toISOString());
  t.is(report.timeSource, 'time-stamp');
  t.true(report.trusted);
  t.is(report.coverage, 'FULL');
  t.deepEqual(report.timestamps.map(({ kind, indication }) => `${kind} ${indication}`).sort(), [
    'archive-time-stamp TOTAL-PASSED',
    'archive-time-stamp TOTAL-PASSED',
    'signature-time-stamp TOTAL-PASSED',
  ]);
  // What past validation answered is not told as it stood before the answer.
  const { timestamps } = report;
  for (const told of [report, ...timestamps]) {
    t.deepEqual(told.warnings, []);
    const refused = told.checks.filter(({ outcome }) => outcome !== 'passed');
    t.deepEqual(
      refused.filter(({ outcome }) => outcome !== 'not-checked'),
      [],
    );
    const past = told.checks.some(({ id }) => id === 'past-signature-validation');
    t.is(
      past,
      told.checks.every(({ id }) => id !== 'path'),
      'one or the other told of the path',
    );
    const ids = told.checks.map(({ id }) => id).filter((id) => id !== 'signature-time-stamp');
    t.is(new Set(ids).size, ids.length, ids.join(' '));
    for (const { role, revocation } of told.certificates) {
      if (role !== 'trust-anchor') t.is(revocation.status, 'good', role);
    }
  }
});

test('its twins: not archived again, or too late, it cannot be told', async (t) => {
  const story = await people();
  const once = await archive(await signed(story), story.first, days(2));
  const never = await judge(once, story, { at: days(400) });
  t.is(never.indication, 'INDETERMINATE');
  t.is(never.subIndication, 'OUT_OF_BOUNDS_NO_POE', JSON.stringify(never.reason));
  const renewed = await addValidationData(once, await data(story.pki, days(89)));
  const late = await archive(renewed, story.second, days(110));
  const after = await judge(late, story, { at: days(400) });
  t.is(after.indication, 'INDETERMINATE', 'the certificate of the first TSA had ended');
  const bare = await archive(once, story.second, days(90));
  const without = await judge(bare, story, { at: days(400) });
  t.is(without.indication, 'INDETERMINATE', 'no list tells that the first TSA still was good then');
});

test('EN 319 102-1 §5.6.2.4 step 2: where the past cannot be told the status of now stays, and why is explained', async (t) => {
  const story = await people();
  const cms = await signCades({
    ...{ content, detached: true, identities: [story.signer], signingTime: START },
    digest: algorithms,
  });
  const stamped = await addTimeStamp(cms, client(story.second, days(0.5)));
  const asked = async (file: Uint8Array) => {
    const report = await judge(await archive(file, story.second, days(2)), story, {
      at: days(400),
    });
    const check = report.checks.find(({ id }) => id === 'past-signature-validation');
    return [report.indication, report.subIndication, check?.outcome, check?.reason?.code];
  };
  const complete = await addValidationData(stamped, await data(story.pki, days(1)));
  t.is((await asked(complete))[0], 'TOTAL-PASSED');
  story.pki.revoke(story.pki.issuer, days(0.2));
  t.deepEqual(await asked(complete), [
    ...['INDETERMINATE', 'REVOKED_CA_NO_POE', 'failed', 'revocation-not-proven'],
  ]);
});

test('EN 319 102-1 §5.6.2.4 step 3: revoked after the signature was proven passes, before it does not', async (t) => {
  for (const [stamped, revoked, expected] of [
    [0.5, 20, 'TOTAL-PASSED'],
    [25, 20, 'INDETERMINATE'],
    [20, 20, 'INDETERMINATE'],
  ] as const) {
    const story = await people();
    story.pki.revoke(story.signer.certificate, days(revoked));
    const cms = await archived(story, stamped);
    const report = await judge(cms, story, { at: days(400) });
    t.is(report.indication, expected, `${stamped} ${JSON.stringify(report.reason)}`);
  }
});

test('EN 319 102-1 §5.6.2.2 step 2: a list from outside that stays on the disk tells of a hold as any other', async (t) => {
  for (const [revoked, expected] of [
    [95, 'TOTAL-PASSED'],
    [0.3, 'INDETERMINATE'],
  ] as const) {
    const story = await people();
    const cms = await archived(story);
    // The lists inside were made before anybody knew that the TSA's certificate was on hold.
    story.pki.revoke(story.first.certificate, days(revoked), 'certificateHold');
    for (const onDisk of [false, true]) {
      const report = await judge(cms, story, { at: days(400), onDisk });
      t.is(report.indication, expected, `${revoked} ${onDisk} ${JSON.stringify(report.reason)}`);
    }
  }
});

test('EN 319 102-1 §5.6.2.4 step 4: an algorithm that ended after everything was proven', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const ends = (until: string): Policy => ({
    ...defaultPolicy,
    algorithms: defaultPolicy.algorithms.map((limit) =>
      limit.algorithm === 'ecdsa' ? { ...limit, until } : limit,
    ),
  });
  const held = ends(days(200).toISOString().slice(0, 10));
  const passed = await judge(cms, story, { at: days(400), policy: held });
  t.is(passed.indication, 'TOTAL-PASSED', JSON.stringify(passed.reason));
  const broken = ends(days(80).toISOString().slice(0, 10));
  const early = await judge(cms, story, { at: days(400), policy: broken });
  t.is(early.indication, 'INDETERMINATE', 'the second archive time-stamp came after the end');
});

test('an algorithm that the policy only warns of moves no time of control, and is still said', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const until = days(80).toISOString().slice(0, 10);
  const algorithms = defaultPolicy.algorithms.map((limit) =>
    limit.algorithm === 'ecdsa' ? { ...limit, until } : limit,
  );
  const levels = {
    'signature-algorithms': 'warn',
    'certificate-algorithms': 'warn',
    'revocation-algorithms': 'warn',
  } as const;
  const policy = { ...defaultPolicy, algorithms, levels };
  const report = await judge(cms, story, { at: days(400), policy });
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  t.true(report.warnings.some(({ code }) => code === 'algorithm-expired'));
});

test('EN 319 102-1 §5.6.2.1 step 4: what the policy asks of the path is asked of archived signatures too', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const asking = async (certificatePath: Policy['certificatePath']) => {
    const policy = { ...defaultPolicy, ...(certificatePath && { certificatePath }) };
    const report = await judge(cms, story, { at: days(400), policy });
    return [report.indication, report.reason.code];
  };
  t.deepEqual(await asking({ policies: [POLICY_KS1], explicitPolicy: true, maximumLength: 1 }), [
    'TOTAL-PASSED',
    'passed',
  ]);
  t.is((await asking({ policies: ['2.999.1'], explicitPolicy: true }))[0], 'INDETERMINATE');
  t.is((await asking({ maximumLength: 0 }))[0], 'INDETERMINATE');
});

test('EN 319 122-1 §5.5.2: of what the index names nothing may be missing; what came later may be there', async (t) => {
  const story = await people();
  const cms = await archived(story);
  const more = await addValidationData(cms, await data(story.later, days(95)));
  t.is((await judge(more, story, { at: days(400) })).indication, 'TOTAL-PASSED');
  const { content: _, ...parsed } = await parseSignedData(bytesSource(cms));
  const fewer = encodeSignedData({ ...parsed, crls: parsed.crls.slice(1) });
  const report = await judge(fewer, story, { at: days(400) });
  t.is(report.indication, 'INDETERMINATE');
  const archives = report.timestamps.filter(({ kind }) => kind === 'archive-time-stamp');
  t.true(archives.some(({ reason }) => reason.code === 'time-stamp-index-differs'));
});

test('a signature that is wrong stays failed, however well it is archived', async (t) => {
  const story = await people();
  const {
    content: _,
    signerInfos,
    ...parsed
  } = await parseSignedData(bytesSource(await signed(story)));
  const wrong = signerInfos.map((info) => ({
    ...info,
    signature: info.signature.with(-1, (info.signature.at(-1) ?? 0) ^ 1),
  }));
  const cms = await archive(
    encodeSignedData({ ...parsed, signerInfos: wrong }),
    story.second,
    days(2),
  );
  t.is((await judge(cms, story, { at: days(400) })).indication, 'TOTAL-FAILED');
});

/** Signed on the first day with a time-stamp over the content from `made`, then as `archived` keeps it. */
async function withContentTimeStamp(story: People, made: number): Promise<Uint8Array> {
  const { pki, signer, first, second } = story;
  const { token } = await client(first, days(made)).stamp(text);
  const attribute = { oid: OID.contentTimeStamp, values: [token] };
  const signerInfo = await forgeSigner(signer, text, START, {
    attributes: (list) => [...list, attribute],
  });
  const cms = forgeCms({ certificates: [signer.certificate], signerInfos: [signerInfo] });
  const withTime = await addTimeStamp(cms, client(first, days(0.5)));
  const withData = await addValidationData(withTime, await data(pki, days(10)));
  const once = await archive(withData, first, days(11));
  return archive(await addValidationData(once, await data(pki, days(89))), second, days(90));
}

test('EN 319 102-1 §5.5.4 step 4 e: what contradicts itself stays so when archive time-stamps prove the tokens', async (t) => {
  const story = await people();
  const good = await judge(await withContentTimeStamp(story, 0.2), story, { at: days(400) });
  t.is(good.indication, 'TOTAL-PASSED', JSON.stringify(good.reason));
  const late = await withContentTimeStamp(story, 5);
  for (const at of [days(20), days(400)]) {
    const report = await judge(late, story, { at });
    t.is(report.indication, 'INDETERMINATE', at.toISOString());
    t.is(report.subIndication, 'TIMESTAMP_ORDER_FAILURE', at.toISOString());
  }
});

test('EN 319 102-1 §5.6.3.4 step 3: of a signature that passes, tokens that would contradict each other prove nothing; their twins hold', async (t) => {
  const story = await people();
  const lasting = await story.pki.issue({ subject: { commonName: 'Иванов Иван' } });
  for (const [stamped, level, held] of [
    [0.2, 'CAdES-B-LTA', 4],
    [5, 'CAdES-B-B', 1],
  ] as const) {
    const cms = await withContentTimeStamp({ ...story, signer: lasting }, stamped);
    const report = await judge(cms, story, { at: days(200) });
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    t.is(report.level, level);
    const good = report.timestamps.filter(({ indication }) => indication === 'TOTAL-PASSED');
    t.is(good.length, held);
  }
});

/** The status of signer and TSA by OCSP alone; its responders are good for five years. */
async function byOcsp({ pki, signer, first }: People, at: Date) {
  const ocspResponses = [
    await pki.ocsp(signer.certificate, at),
    await pki.ocsp(first.certificate, at),
  ];
  const crls = [await pki.crl(at, { of: 'root' })];
  return { certificates: [pki.issuer], crls, ocspResponses };
}

test('EN 319 102-1 §5.6.2.4 step 1: an OCSP answer counts only if its responder is proven from inside its validity', async (t) => {
  const story = await people();
  const { pki, signer, first, second } = story;
  const cms = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: START,
    digest: algorithms,
  });
  const stamped = await addTimeStamp(cms, client(first, days(0.5)));
  const onlyTsa = { ...(await data(pki, days(1))), crls: [await pki.crl(days(1), { of: 'root' })] };
  const build = async (proven: boolean) => {
    const early = proven ? await byOcsp(story, days(1)) : onlyTsa;
    const once = await archive(await addValidationData(stamped, early), first, days(2));
    const tsa = {
      ...onlyTsa,
      crls: [],
      ocspResponses: [await pki.ocsp(first.certificate, days(89.5))],
    };
    const twice = await archive(await addValidationData(once, tsa), second, days(90));
    return proven ? twice : addValidationData(twice, await byOcsp(story, days(1)));
  };
  // The responder's certificate has ended; RSA, which the second TSA signs with, is not what is asked about.
  const lasting = defaultPolicy.algorithms.map((limit) => ({ ...limit, until: '2100-01-01' }));
  const asked = { at: days(2000), policy: { ...defaultPolicy, algorithms: lasting } };
  const held = await judge(await build(true), story, asked);
  t.is(
    held.indication,
    'TOTAL-PASSED',
    JSON.stringify([held.reason, held.timestamps.map((one) => one.reason)]),
  );
  const forged = await judge(await build(false), story, asked);
  t.is(forged.indication, 'INDETERMINATE', 'whoever has the key by then can answer anything');
});

test('EN 319 102-1 §5.6.2.4 step 1: a CRL counts only if it is proven from inside the validity of the authority that signed it', async (t) => {
  const pki = await createPki({ now: START, issuerUntil: days(60) });
  const story = { ...(await people()), pki };
  const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) });
  const cms = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: START,
    digest: algorithms,
  });
  const stamped = await addTimeStamp(cms, client(story.second, days(0.5)));
  const fresh = { nextUpdate: days(390) };
  const complete = await addValidationData(stamped, {
    ...(await data(pki, days(10))),
    crls: [await pki.crl(days(10), fresh), await pki.crl(days(10), { of: 'root', ...fresh })],
  });
  for (const [archived, ...expected] of [
    [50, 'TOTAL-PASSED', undefined],
    [70, 'INDETERMINATE', 'REVOCATION_OUT_OF_BOUNDS_NO_POE'],
  ] as const) {
    const kept = await archive(complete, story.second, days(archived));
    const report = await judge(kept, story, { at: days(400) });
    const { indication, subIndication, reason } = report;
    t.deepEqual([indication, subIndication], expected, JSON.stringify(reason));
  }
});

/** Lists that are fresh for long, and kept since day 20. */
async function keptLists({ pki, later }: People): Promise<Kept> {
  const lists = [pki, later].flatMap((of) =>
    (['issuing', 'root'] as const).map((name) =>
      of.crl(days(10), { of: name, nextUpdate: days(500) }),
    ),
  );
  const certificates = [pki.issuer, later.issuer];
  return { certificates, crls: await Promise.all(lists), since: days(20) };
}

test('validation data kept since long prove nothing of a signature that came later', async (t) => {
  for (const [stamped, expected] of [
    [25, 'TOTAL-PASSED'],
    [65, 'INDETERMINATE'],
  ] as const) {
    const story = await people();
    const { signer, second } = story;
    const cms = await signCades({
      content,
      detached: true,
      identities: [signer],
      signingTime: START,
      digest: algorithms,
    });
    const withTime = await addTimeStamp(cms, client(second, days(stamped)));
    const archived = await archive(withTime, second, days(stamped + 1));
    const kept = await keptLists(story);
    const report = await judge(archived, story, { at: days(400), kept });
    t.is(report.indication, expected, JSON.stringify(report.reason));
  }
});

test('an authority that ended issues nothing: a signature from after its end is not told by lists from before', async (t) => {
  const pki = await createPki({ now: START, issuerUntil: days(60) });
  const story = { ...(await people()), pki };
  const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(200) });
  for (const [stamped, expected] of [
    [50, 'TOTAL-PASSED'],
    [65, 'INDETERMINATE'],
  ] as const) {
    const cms = await signCades({
      content,
      detached: true,
      identities: [signer],
      signingTime: START,
      digest: algorithms,
    });
    const withTime = await addTimeStamp(cms, client(story.second, days(stamped)));
    const archived = await archive(withTime, story.second, days(stamped + 1));
    const kept = await keptLists(story);
    const report = await judge(archived, story, { at: days(400), kept });
    t.is(report.indication, expected, JSON.stringify([report.subIndication, report.reason]));
  }
});

test('a counter-signature is proven by the archive time-stamps that are over it, and by no others', async (t) => {
  const story = await people();
  const notary = await story.pki.issue({
    subject: { commonName: 'Нотариус' },
    notAfter: days(30),
  });
  const request = { identity: notary, signingTime: START, digest: algorithms };
  const before = await counterSign(await signed(story), request);
  const once = await archive(before, story.first, days(2));
  const renewed = await addValidationData(once, await data(story.pki, days(89)));
  const over = await archive(renewed, story.second, days(90));
  const after = await counterSign(await archived(story), request);
  for (const [cms, expected] of [
    [over, 'TOTAL-PASSED'],
    [after, 'INDETERMINATE'],
  ] as const) {
    const report = await judge(cms, story, { at: days(400) });
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    const [counter] = report.counterSignatures ?? [];
    t.is(counter?.indication, expected, JSON.stringify(counter?.reason));
  }
});

test('EN 319 102-1 §5.6.2.2 step 2 a: a status that the policy does not require is not required of the past either; a known revocation counts', async (t) => {
  const story = await people();
  const { pki, later, signer, first, second } = story;
  const cms = await signCades({
    ...{ content, detached: true, identities: [signer], signingTime: START },
    digest: algorithms,
  });
  const kept = await archive(await addTimeStamp(cms, client(first, days(2))), second, days(3));
  const asked = async (requireRevocation: boolean, lists: readonly Uint8Array[] = []) => {
    const evidence = { certificates: [pki.issuer, later.issuer], crls: lists, since: days(400) };
    const policy = { ...defaultPolicy, requireRevocation };
    const report = await judge(kept, story, { at: days(400), policy, kept: evidence });
    return [report.indication, report.bestSignatureTime];
  };
  t.deepEqual(await asked(false), ['TOTAL-PASSED', days(2).toISOString()]);
  t.is((await asked(true))[0], 'INDETERMINATE');
  pki.revoke(signer.certificate, days(1));
  const revoked = [await pki.crl(days(29), { nextUpdate: days(500) })];
  t.is((await asked(false, revoked))[0], 'INDETERMINATE');
});

test('EN 319 102-1 §5.6.2.2 step 2 b: a revocation that any evidence tells counts, also where the time of control slid before it', async (t) => {
  for (const [revoked, expected] of [
    [0.2, 'INDETERMINATE'],
    [20, 'TOTAL-PASSED'],
  ] as const) {
    const story = await people();
    const { pki, later, signer, second } = story;
    const signed = await signCades({
      ...{ content, detached: true, identities: [signer], signingTime: START },
      digest: algorithms,
    });
    const complete = await addValidationData(signed, await data(pki, days(1)));
    const cms = await archive(complete, second, days(2));
    // The lists inside were made before anybody knew, and the authority itself was revoked since.
    pki.revoke(signer.certificate, days(revoked), 'keyCompromise');
    pki.revoke(pki.issuer, days(50));
    const root = await pki.crl(days(399), { of: 'root' });
    const lists = [await pki.crl(days(49)), root, ...(await crls(later, days(399)))];
    const kept = { certificates: [], crls: lists, since: days(400) };
    const report = await judge(cms, story, { at: days(400), kept });
    t.is(report.indication, expected, JSON.stringify([revoked, report.reason]));
  }
});
