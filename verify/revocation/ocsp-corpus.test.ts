import { readFileSync } from 'node:fs';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { pemBlocks } from '../../formats/x509/pem.ts';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { validateCertificate } from '../path/validate-certificate.ts';
import type { RevocationGap } from './gaps.ts';

interface OcspCase {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly at: string;
  readonly leaf: string;
  readonly trustAnchor: string;
  readonly intermediates: readonly string[];
  readonly ocsp: readonly string[];
  readonly error: string | null;
}

/** What the corpus says went wrong, in our words. */
const GAPS: readonly (readonly [RegExp, readonly RevocationGap[]])[] = [
  // A responder named by its key is not found where the certificate holds another key.
  [/response signature$/, ['signature-invalid', 'responder-not-found']],
  [/could not be located/, ['responder-not-found']],
  [/issuer (name|key) hash does not match/, ['not-in-scope']],
  [/signing certificate could not be validated/, ['signer-path-invalid']],
];

function read(path: string): Buffer {
  return readFileSync(new URL(path, corpora));
}

function certificate(path: string): Certificate {
  const [block] = pemBlocks(read(path).toString('latin1'), 'CERTIFICATE');
  if (block === undefined) throw new Error(`${path}: no certificate`);
  return parseCertificate(block.der);
}

function response(path: string): Uint8Array {
  return Buffer.from(read(path).toString('latin1'), 'base64');
}

async function judge(one: OcspCase) {
  return validateCertificate({
    leaf: certificate(one.leaf),
    trust: [{ certificate: certificate(one.trustAnchor) }],
    purpose: 'any',
    evidence: {
      certificates: one.intermediates.map(certificate),
      crls: [],
      ocspResponses: one.ocsp.map((path) => parseOcspResponse(response(path))),
    },
    at: new Date(one.at),
    algorithms: algorithmsOf([nodeCrypto]),
    leafValidity: 'check',
    // The delegated cases hold no response for the intermediate certificate.
    requireRevocation: one.ocsp.length > one.intermediates.length ? true : 'leaf',
  });
}

const cases: OcspCase[] =
  corpora === undefined
    ? []
    : read('ocsp.jsonl')
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

if (cases.length === 0)
  test.skip('OCSP corpus: needs shared/corpora beside the checkout', () => {});

for (const one of cases) {
  test(`RFC 6960: ${one.id} is ${one.expected}`, async (t) => {
    const { indication, subIndication, reason } = await judge(one);
    const found = JSON.stringify({ reason, subIndication });
    if (one.expected === 'valid') t.is(indication, 'PASSED', found);
    else {
      t.not(indication, 'PASSED');
      const detail = String(reason.facts?.['detail']);
      const row = GAPS.find(([pattern]) => pattern.test(one.error ?? ''));
      if (row === undefined) t.is(subIndication, 'TRY_LATER', found);
      else
        t.true(
          row[1].some((gap) => gap === detail),
          found,
        );
    }
  });
}
