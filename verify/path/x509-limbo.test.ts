import { readFileSync } from 'node:fs';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { pemBlocks } from '../../formats/x509/pem.ts';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import rules from '../conformance/x509-limbo.json' with { type: 'json' };
import { validateCertificate } from './validate-certificate.ts';

interface LimboCase {
  readonly id: string;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly peer_certificate: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly validation_time: string | null;
  readonly extended_key_usage: readonly string[];
  readonly max_chain_depth: number | null;
}

const algorithms = algorithmsOf([nodeCrypto]);
// The corpus names no time where every certificate is valid for decades.
const ANY_TIME = '2024-04-01T00:00:00Z';
const KEY_PURPOSES: ReadonlyMap<string, string> = new Map([
  ['serverAuth', '1.3.6.1.5.5.7.3.1'],
  ['clientAuth', '1.3.6.1.5.5.7.3.2'],
]);

function der(pem: string): Uint8Array {
  return pemBlocks(pem)[0]?.der ?? new Uint8Array();
}

function certificate(pem: string): Certificate {
  return parseCertificate(der(pem));
}

/** The profile that the data file gives: RFC 5280 §6 alone, or with §4 and §5 on top. */
function isStrict(id: string): boolean {
  return rules.strict.some((prefix) => id.startsWith(prefix));
}

async function accepts(one: LimboCase): Promise<boolean> {
  const extendedKeyUsage = KEY_PURPOSES.get(one.extended_key_usage[0] ?? '');
  try {
    const result = await validateCertificate({
      leaf: certificate(one.peer_certificate),
      trust: one.trusted_certs.map((pem) => ({ certificate: certificate(pem) })),
      purpose: 'any',
      ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage }),
      evidence: {
        certificates: one.untrusted_intermediates.map(certificate),
        crls: one.crls.map((pem) => parseCrl(der(pem))),
        ocspResponses: [],
      },
      at: new Date(one.validation_time ?? ANY_TIME),
      algorithms,
      leafValidity: 'check',
      requireRevocation: one.crls.length > 0 ? 'leaf' : false,
      strict: isStrict(one.id),
      ...(one.max_chain_depth === null ? {} : { maximumPathLength: one.max_chain_depth }),
    });
    return result.indication === 'PASSED';
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

const cases: readonly LimboCase[] =
  corpora === undefined
    ? []
    : JSON.parse(readFileSync(new URL('x509-limbo.json', corpora), 'utf8')).testcases;
const exceptions = new Map(Object.entries(rules.notApplicable));

if (cases.length === 0) test.skip('x509-limbo: needs shared/corpora beside the checkout', () => {});

for (const one of cases) {
  const reason = exceptions.get(one.id);
  const expected = one.expected_result === 'SUCCESS';
  if (reason === undefined) {
    test(`x509-limbo ${one.id} is ${one.expected_result}`, async (t) => {
      t.is(await accepts(one), expected);
    });
  } else {
    test(`x509-limbo ${one.id} does not apply: ${reason}`, async (t) => {
      t.not(await accepts(one), expected, 'agrees now: no exception any more');
    });
  }
}

if (cases.length > 0) {
  test('every exception of x509-limbo names a case', (t) => {
    const ids = new Set(cases.map((one) => one.id));
    t.deepEqual(
      [...exceptions.keys()].filter((id) => !ids.has(id)),
      [],
    );
  });
}
