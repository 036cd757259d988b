import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { CHECK_IDS, checkOf } from '../../verify/policy/checks/checks.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import type { Policy } from '../../verify/policy/policy.ts';
import { validateSignatures } from '../../verify/process/validate-signatures.ts';
import type { SubIndication } from '../../verify/report/report.ts';
import { createSamples } from './create-samples.ts';
import type { Expected, Sample } from './sample.ts';
import { SUB_INDICATION_ROWS, type SubIndicationRow } from './sub-indications.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const node = algorithmsOf([nodeCrypto]);
const baselinePolicy: Policy = {
  ...defaultPolicy,
  levels: {
    ...defaultPolicy.levels,
    'signing-certificate-reference-present': 'fail',
    'signing-time-present': 'fail',
    'signature-policy-available': 'fail',
    'signature-policy-implied': 'fail',
  },
};
const samples = await createSamples(NOW, node);

/** Every check at the lowest level that its row allows. */
const loosest: Policy = {
  ...defaultPolicy,
  levels: Object.fromEntries(CHECK_IDS.map((id) => [id, checkOf(id).allowed.at(-1)])),
};
/** What the policy may let pass: old algorithms, and the text of a signature policy. */
const WEIGHED: readonly string[] = [
  'sha1-with-rsa',
  'content-time-stamp-sha1',
  'signature-policy-other',
];

async function judge(
  sample: Sample,
  algorithms: Algorithms,
  policy = defaultPolicy,
): Promise<Expected> {
  const content = sample.content === undefined ? {} : { content: named(sample.content) };
  let signatures: Awaited<ReturnType<typeof validateSignatures>>['signatures'];
  try {
    ({ signatures } = await validateSignatures({
      signature: named(sample.cms),
      ...content,
      trust: sample.trust.map((certificate) => ({
        certificate,
        ...(sample.trustUntil === undefined ? {} : { until: sample.trustUntil }),
      })),
      evidence: {
        certificates: [],
        crls: sample.crls.map(parseCrl),
        ocspResponses: sample.ocspResponses.map(parseOcspResponse),
      },
      policy,
      signaturePolicies: sample.signaturePolicies?.map((octets) => ({ name: 'policy', octets })),
      time: sample.time,
      algorithms,
    }));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { kind: 'unreadable', code: error.code };
  }
  if (signatures.length === 0) return { kind: 'no-signature' };
  const bad = signatures.find(({ indication }) => indication !== 'TOTAL-PASSED');
  if (bad === undefined) return { kind: 'passed' };
  const passed = signatures.filter(({ indication }) => indication === 'TOTAL-PASSED').length;
  return {
    kind: 'judged',
    indication: bad.indication === 'TOTAL-FAILED' ? 'TOTAL-FAILED' : 'INDETERMINATE',
    subIndication: bad.subIndication ?? '',
    ...(passed === 0 ? {} : { passed }),
  };
}

function named(bytes: Uint8Array) {
  return { name: 'sample', source: bytesSource(bytes) };
}

test('every sample has a name of its own', (t) => {
  t.is(new Set(samples.map(({ name }) => name)).size, samples.length);
});

for (const [provider, algorithms] of [
  ['node-crypto', node],
  ['web-crypto', algorithmsOf([webCrypto])],
] as const) {
  for (const sample of samples) {
    test(`${sample.name}, ${provider}: ${sample.because}`, async (t) => {
      t.deepEqual(await judge(sample, algorithms), sample.expected);
      const ofBaseline = sample.expectedOfBaseline ?? sample.expected;
      t.deepEqual(await judge(sample, algorithms, baselinePolicy), ofBaseline);
    });
  }
}

for (const sample of samples.filter(({ expected }) => expected.kind === 'judged')) {
  const weighed = WEIGHED.includes(sample.name);
  test(`${sample.name} under the loosest policy: ${weighed ? 'passes' : 'is refused all the same'}`, async (t) => {
    const expected = weighed ? ({ kind: 'passed' } as const) : sample.expected;
    t.deepEqual(await judge(sample, node, loosest), expected);
  });
}

const ROWS: Readonly<Record<SubIndication, SubIndicationRow>> = SUB_INDICATION_ROWS;

for (const [subIndication, row] of Object.entries(ROWS)) {
  test(`EN 319 102-1 §5.1.3: ${subIndication} has a sample that differs from a valid one in one thing`, async (t) => {
    if ('test' in row) {
      t.true((await testTexts()).includes(row.test), row.test);
      return;
    }
    const named = (name: string) => samples.find((one) => one.name === name);
    const [sample, twin] = [named(row.sample), named(row.twin)];
    const answers = [sample?.expected, sample?.expectedOfBaseline];
    const told = answers.map((one) => (one?.kind === 'judged' ? one.subIndication : undefined));
    t.true(told.includes(subIndication), `${row.sample} answers ${told.join()}`);
    t.is(twin?.expected.kind, 'passed', row.twin);
    t.regex(sample?.because ?? '', /solely because/);
  });
}

async function testTexts(): Promise<string> {
  const folder = new URL('../../verify/process/long-term/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts'));
  const texts = files.map((name) => readFile(new URL(name, folder), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
