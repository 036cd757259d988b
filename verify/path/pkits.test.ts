import { readFileSync } from 'node:fs';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { webCrypto } from '../../algorithms/web-crypto/provider.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import type { PathReasonCode } from './reasons.ts';
import { validateCertificate } from './validate-certificate.ts';

interface PkitsCase {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly at: string;
  readonly leaf: string;
  readonly trustAnchor: string;
  readonly intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly requireRevocation: boolean;
  readonly params: {
    readonly user_initial_policy_set?: readonly string[];
    readonly initial_explicit_policy?: boolean;
    readonly initial_policy_mapping_inhibit?: boolean;
    readonly initial_any_policy_inhibit?: boolean;
  };
  readonly errorClass: string | null;
  readonly error: string | null;
}

function read(path: string): Buffer {
  return readFileSync(new URL(path, corpora));
}

/** Which of our reasons says what the corpus says. */
function expectedReasons({ errorClass, error }: PkitsCase): readonly PathReasonCode[] {
  if (errorClass === 'RevokedError') return ['certificate-revoked', 'certificate-on-hold'];
  if (errorClass === 'StaleRevinfoError') return ['revocation-not-fresh'];
  if (errorClass === 'InsufficientRevinfoError')
    return ['revocation-unknown', 'revocation-not-fresh'];
  const text = error ?? '';
  const found = REASONS.find(([pattern]) => pattern.test(text));
  return found === undefined ? [] : [found[1]];
}

const REASONS: readonly (readonly [RegExp, PathReasonCode])[] = [
  [/signature of/, 'certificate-signature-invalid'],
  [/is not valid until/, 'certificate-not-yet-valid'],
  [/expired/, 'certificate-expired'],
  [/issuer name could not be matched/, 'no-issuer-found'],
  [/is not a CA/, 'not-a-ca'],
  [/maximum path length/, 'path-too-long'],
  [/not allowed to sign certificates/, 'key-usage-not-cert-sign'],
  [/no valid set of policies/, 'no-acceptable-policy'],
  [/policy mapping for the "any policy"/, 'policy-mapping-any-policy'],
  [/permitted namespace/, 'name-not-permitted'],
  [/names .* are excluded/, 'name-excluded'],
  [/unsupported critical extension/, 'unknown-critical-extension'],
];

async function judge(one: PkitsCase, algorithms: Algorithms) {
  const { params } = one;
  return validateCertificate({
    leaf: parseCertificate(read(one.leaf)),
    trust: [{ certificate: parseCertificate(read(one.trustAnchor)) }],
    purpose: 'any',
    evidence: {
      certificates: one.intermediates.map((path) => parseCertificate(read(path))),
      crls: one.crls.map((path) => parseCrl(read(path))),
      ocspResponses: [],
    },
    at: new Date(one.at),
    algorithms,
    leafValidity: 'check',
    requireRevocation: one.requireRevocation,
    ...(params.user_initial_policy_set && { initialPolicies: params.user_initial_policy_set }),
    ...(params.initial_explicit_policy && { explicitPolicy: true }),
    ...(params.initial_policy_mapping_inhibit && { inhibitMapping: true }),
    ...(params.initial_any_policy_inhibit && { inhibitAny: true }),
  });
}

const cases: PkitsCase[] =
  corpora === undefined
    ? []
    : read('pkits.jsonl')
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

if (cases.length === 0) test.skip('PKITS: needs shared/corpora beside the checkout', () => {});

for (const one of cases) {
  test(`PKITS ${one.id} is ${one.expected}`, async (t) => {
    const result = await judge(one, algorithmsOf([nodeCrypto]));
    const found = `${result.reason.code} ${JSON.stringify(result.reason.facts ?? {})}`;
    if (one.expected === 'valid') t.is(result.indication, 'PASSED', found);
    else {
      t.not(result.indication, 'PASSED', found);
      t.true(expectedReasons(one).includes(result.reason.code), `${one.error}: ${found}`);
    }
  });
}

if (cases.length > 0) {
  test('PKITS by WebCrypto: what it cannot compute, as DSA, is not decided, the rest is the same', async (t) => {
    const algorithms = algorithmsOf([webCrypto]);
    for (const one of cases) {
      const { indication, reason } = await judge(one, algorithms);
      const passes = one.expected === 'valid' && !one.leaf.includes('DSA');
      t.is(indication, passes ? 'PASSED' : 'INDETERMINATE', one.id);
      if (one.expected === 'valid' && !passes)
        t.is(reason.code, 'certificate-signature-not-checked');
    }
  });
}
