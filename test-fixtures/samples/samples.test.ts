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
import { createSamples } from './create-samples.ts';
import type { Expected, Sample } from './sample.ts';

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
const WEIGHED: readonly string[] = ['sha1-with-rsa', 'signature-policy-other'];

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
      trust: sample.trust.map((certificate) => ({ certificate })),
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
