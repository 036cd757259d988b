// RFC 5280 §5.3.2: a key that was compromised before the time of judgement and revoked after it.
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  forgeOcspResponse,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { reasonText } from '../report/messages.ts';
import { validateSigner } from './validate-signer.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const days = (count: number) => new Date(AT.getTime() + count * 24 * 60 * 60 * 1000);
const keys = newKeys();
const authority = { issuer: 'Root', keys, issuerKeys: keys };
const root = forgeCertificate({
  ...authority,
  subject: 'Root',
  extensions: [basicConstraints()],
});
const leaf = forgeCertificate({ ...authority, subject: 'Leaf', keys: newKeys(), serial: 7 });
const issued = { thisUpdate: days(6), nextUpdate: days(9) };

async function warningsBy(crls: readonly Crl[], ocspResponses: readonly OcspResponse[] = []) {
  const { block, path } = await validateSigner({
    certificate: leaf,
    trust: [{ certificate: root }],
    purpose: 'signature',
    evidence: { certificates: [], crls, ocspResponses },
    controlTime: AT,
    validationTime: days(7),
    evidenceTime: days(7),
    existence: () => AT,
    algorithms: algorithmsOf([nodeCrypto]),
    policy: defaultPolicy,
  });
  return { path: path?.indication, warnings: block.warnings };
}

function crl(at: Date, invaliditySince?: Date): Crl {
  const entry = { serial: 7, at, ...(invaliditySince === undefined ? {} : { invaliditySince }) };
  return forgeCrl({ issuer: 'Root', keys, ...issued, revoked: [{ ...entry, reason: 1 }] });
}

function answer(invaliditySince: Date): OcspResponse {
  return forgeOcspResponse({
    ...{ certificate: leaf, issuerKeys: keys, responder: 'Root', keys, ...issued },
    status: { revoked: days(5), reason: 1 },
    extensions: [extensionDer(OID.invalidityDate, der.generalizedTime(invaliditySince))],
  });
}

for (const [title, told, doubted] of [
  ['CRL: revoked later, compromised before', () => warningsBy([crl(days(5), days(-1))]), true],
  ['CRL: compromised that very second', () => warningsBy([crl(days(5), AT)]), true],
  ['CRL: revoked and compromised later', () => warningsBy([crl(days(5), days(1))]), false],
  ['CRL: revoked later, no word of when', () => warningsBy([crl(days(5))]), false],
  ['OCSP: revoked later, compromised before', () => warningsBy([], [answer(days(-1))]), true],
  ['OCSP: revoked and compromised later', () => warningsBy([], [answer(days(1))]), false],
  [
    'an OCSP answer that says nothing of it hides no CRL that does',
    () => warningsBy([crl(days(5), days(-1))], [answer(days(1))]),
    true,
  ],
] as const) {
  test(`${title}: passes, ${doubted ? 'with' : 'without'} a warning`, async (t) => {
    const { path, warnings } = await told();
    t.is(path, 'PASSED');
    t.deepEqual(
      warnings.map(({ code }) => code),
      doubted ? ['certificate-doubted'] : [],
    );
  });
}

test('the warning names certificate and both moments; a revocation before the time decides as ever', async (t) => {
  const { warnings } = await warningsBy([crl(days(5), days(-1))]);
  const [warning] = warnings;
  t.regex(
    warning === undefined ? '' : reasonText(warning, 'ru'),
    /Leaf.*06\.06\.2026.*31\.05\.2026/,
  );
  t.is((await warningsBy([crl(days(-1), days(-2))])).path, 'INDETERMINATE');
});
