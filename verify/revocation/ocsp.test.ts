import { createHash } from 'node:crypto';
import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { inheritingDsaKeys, newDsaKeys } from '../../test-fixtures/chains/dsa-keys.ts';
import {
  basicConstraints,
  type CertificateWish,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  forgeOcspResponse,
  type Keys,
  newKeys,
  type OcspWish,
} from '../../test-fixtures/chains/forge.ts';
import { AT, after, algorithms, before, root, rootKeys } from '../path/forged-root.fixture.ts';
import { type CertificateValidation, validateCertificate } from '../path/validate-certificate.ts';

const leafKeys = newKeys();
const responderKeys = newKeys();
const otherCaKeys = newKeys();
const otherCa = forgeCertificate({
  subject: 'Other CA',
  issuer: 'Root',
  keys: otherCaKeys,
  issuerKeys: rootKeys,
  extensions: [basicConstraints()],
});
const leaf = forgeCertificate({
  subject: 'Leaf',
  issuer: 'Root',
  keys: leafKeys,
  issuerKeys: rootKeys,
  serial: 77,
});
const ocspSigning = extensionDer(OID.extendedKeyUsage, der.sequence(der.oid(OID.kpOcspSigning)));
const noCheck = extensionDer(OID.ocspNoCheck, der.nullValue());
const RESPONDER = {
  subject: 'Responder',
  issuer: 'Root',
  keys: responderKeys,
  issuerKeys: rootKeys,
  serial: 5,
  extensions: [ocspSigning, noCheck],
} as const satisfies CertificateWish;

function responder(changes: Partial<CertificateWish> = {}): Certificate {
  return forgeCertificate({ ...RESPONDER, ...changes });
}

const DIRECT = {
  certificate: leaf,
  issuerKeys: rootKeys,
  responder: 'Root',
  keys: rootKeys,
  thisUpdate: before(1),
  nextUpdate: after(1),
  status: 'good',
} as const satisfies OcspWish;

function direct(changes: Partial<OcspWish> = {}): OcspResponse {
  return forgeOcspResponse({ ...DIRECT, ...changes });
}

function delegated(signer: Certificate, changes: Partial<OcspWish> = {}): OcspResponse {
  return direct({
    responder: 'Responder',
    keys: responderKeys,
    certificates: [signer],
    ...changes,
  });
}

function judge(
  ocspResponses: readonly OcspResponse[],
  { crls = [], ...changes }: Partial<CertificateValidation> & { crls?: readonly Crl[] } = {},
) {
  return validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'signature',
    evidence: { certificates: [otherCa], crls, ocspResponses },
    at: AT,
    algorithms,
    requireRevocation: true,
    leafValidity: 'report',
    ...changes,
  });
}

const holds: readonly [title: string, responses: () => readonly OcspResponse[]][] = [
  ['the issuer answers itself', () => [direct()]],
  ['CertID by SHA-256', () => [direct({ hash: 'sha256' })]],
  ['RFC 6960 §4.2.2.2: a delegated responder with nocheck', () => [delegated(responder())]],
  [
    'RFC 6960 §4.2.2.2.1: a delegated responder whose CA names no place for its status',
    () => [delegated(responder({ extensions: [ocspSigning] }))],
  ],
  [
    'Common PKI: the hash of the certificate itself',
    () => [direct({ extensions: [certHash(leaf)] })],
  ],
  [
    'Common PKI: the hash of the certificate itself, critical',
    () => [direct({ extensions: [certHash(leaf, true)] })],
  ],
  ['RFC 6960 §4.2.2.1: no nextUpdate, 29 minutes ago', () => [current(29)]],
  [
    'the newest answer counts: a hold has ended',
    () => [
      direct({ thisUpdate: before(9), status: { revoked: before(20), reason: 6 } }),
      direct({ thisUpdate: before(1) }),
    ],
  ],
];

/** Of an answer that tells no nextUpdate. */
function current(minutes: number): OcspResponse {
  const { nextUpdate: _, ...wish } = DIRECT;
  return forgeOcspResponse({ ...wish, thisUpdate: new Date(AT.getTime() - minutes * 60_000) });
}

/** Common PKI, part 4 §3.1.2: the hash of the certificate that the answer is about. */
const certHash = (about: Certificate, critical = false) =>
  extensionDer(
    '1.3.36.8.3.13',
    der.sequence(
      der.sequence(der.oid(OID.sha256)),
      der.octetString(createHash('sha256').update(about.der).digest()),
    ),
    critical,
  );

test('a maximum of the policy holds for answers without nextUpdate as for others', async (t) => {
  const asked = async (minutes: number, revocationFreshness: number) =>
    (await judge([current(minutes)], { revocationFreshness })).indication;
  t.is(await asked(59, 3600), 'PASSED');
  t.is(await asked(29, 600), 'INDETERMINATE');
});

for (const [title, responses] of holds) {
  test(`good: ${title}`, async (t) => {
    const result = await judge(responses());
    t.is(result.indication, 'PASSED', JSON.stringify(result.reason));
    t.like(result.revocation[0], { status: 'good', source: 'ocsp' });
    t.true(result.used.ocspResponses.length === 1);
  });
}

const anyPurpose = extensionDer(
  OID.extendedKeyUsage,
  der.sequence(der.oid(OID.anyExtendedKeyUsage)),
);
const place = der.explicit(
  0,
  der.implicit(0, der.sequence(der.implicit(6, der.ia5String('http://x/c')))),
);
const crlPlace = extensionDer(OID.crlDistributionPoints, der.sequence(der.sequence(place)));
const critical = extensionDer('1.3.6.1.4.1.55738.666.1', der.nullValue(), true);

// Each differs from an answer that is good in one thing.
const falls: readonly [
  title: string,
  responses: () => readonly OcspResponse[],
  expected: string,
][] = [
  ['no answer', () => [], 'revocation-unknown no-information'],
  [
    'the responder does not know',
    () => [direct({ status: 'unknown' })],
    'revocation-unknown status-unknown',
  ],
  ['revoked', () => [direct({ status: { revoked: before(2) } })], 'certificate-revoked'],
  [
    'revoked, and a newer answer that says good',
    () => [direct({ status: { revoked: before(20) }, thisUpdate: before(9) }), direct()],
    'certificate-revoked',
  ],
  ['on hold', () => [direct({ status: { revoked: before(2), reason: 6 } })], 'certificate-on-hold'],
  ['nextUpdate has come', () => [direct({ nextUpdate: AT })], 'revocation-not-fresh'],
  [
    'RFC 6960 §4.2.2.1: no nextUpdate, half an hour ago',
    () => [current(30)],
    'revocation-not-fresh',
  ],
  [
    'RFC 6960 §4.2.2.1: thisUpdate has not come',
    () => [direct({ thisUpdate: after(1), nextUpdate: after(2) })],
    'revocation-unknown from-the-future',
  ],
  [
    'an older answer says good, one that has not come says revoked before',
    () => [direct(), direct({ status: { revoked: before(2) }, thisUpdate: after(1) })],
    'certificate-revoked',
  ],
  [
    'RFC 6960 §4.2.2.1: a hold told by an answer that has not come',
    () => [direct({ status: { revoked: before(2), reason: 6 }, thisUpdate: after(1) })],
    'revocation-unknown from-the-future',
  ],
  [
    'RFC 6960 §4.2.2.1: an answer that has not come, of a revocation still later',
    () => [direct({ status: { revoked: after(1) }, thisUpdate: after(1) })],
    'revocation-unknown from-the-future',
  ],
  [
    'the name of the issuer, the key of another',
    () => [direct({ keys: leafKeys })],
    'revocation-unknown signature-invalid',
  ],
  [
    'CertID under the key of another issuer',
    () => [direct({ issuerKeys: otherCaKeys })],
    'revocation-unknown not-in-scope',
  ],
  [
    'the certificate answers for itself',
    () => [direct({ responder: 'Leaf', keys: leafKeys, certificates: [leaf] })],
    'revocation-unknown responder-not-found',
  ],
  [
    'RFC 6960 §4.2.2.2: the delegate may not sign answers',
    () => [delegated(responder({ extensions: [noCheck] }))],
    'revocation-unknown signer-not-authorized',
  ],
  [
    'RFC 6960 §4.2.2.2: anyExtendedKeyUsage is not enough',
    () => [delegated(responder({ extensions: [anyPurpose, noCheck] }))],
    'revocation-unknown signer-not-authorized',
  ],
  [
    'RFC 6960 §4.2.2.2: the delegate is certified by another CA under the same root',
    () => [delegated(responder({ issuer: 'Other CA', issuerKeys: otherCaKeys }))],
    'revocation-unknown responder-not-found',
  ],
  [
    'the delegate certificate names the issuer, but is signed by another CA',
    () => [delegated(responder({ issuerKeys: otherCaKeys }))],
    'revocation-unknown signer-path-invalid',
  ],
  [
    'the delegate has a critical extension that nobody knows',
    () => [delegated(responder({ extensions: [ocspSigning, noCheck, critical] }))],
    'revocation-unknown signer-path-invalid',
  ],
  [
    'the status of the delegate is to be asked, and is not at hand',
    () => [delegated(responder({ extensions: [ocspSigning, crlPlace] }))],
    'revocation-unknown signer-status-unknown',
  ],
  [
    'the answer was made after the delegate had expired',
    () => [delegated(responder({ notAfter: before(3) }))],
    'revocation-unknown signer-path-invalid',
  ],
  [
    'EN 319 102-1 table 6: the delegate has expired since',
    () => [delegated(responder({ notAfter: before(0.5) }))],
    'revocation-issuer-out-of-bounds',
  ],
  [
    'Common PKI: the answer is about another certificate of the same serial number',
    () => [direct({ extensions: [certHash(root)] })],
    'revocation-unknown not-in-scope',
  ],
  [
    'Common PKI: what the answer is about cannot be read',
    () => [direct({ extensions: [extensionDer('1.3.36.8.3.13', der.nullValue())] })],
    'revocation-unknown not-in-scope',
  ],
  [
    'Common PKI: a revocation counts, whatever else the answer says',
    () => [direct({ status: { revoked: before(2) }, extensions: [certHash(root)] })],
    'certificate-revoked',
  ],
  [
    'RFC 6960 §4.4: a critical extension that nobody knows',
    () => [direct({ extensions: [critical] })],
    'revocation-unknown unknown-critical-extension',
  ],
];

for (const [title, responses, expected] of falls) {
  test(`not good: ${title}`, async (t) => {
    const result = await judge(responses());
    t.is(result.indication, 'INDETERMINATE');
    const { code, facts } = result.reason;
    t.is(code === 'revocation-unknown' ? `${code} ${facts?.['detail']}` : code, expected);
  });
}

test('RFC 6960 §4.2.2.2.1: the status of the delegate by the CRL that its certificate names', async (t) => {
  const signer = responder({ extensions: [ocspSigning, crlPlace] });
  const scope = extensionDer(OID.issuingDistributionPoint, der.sequence(place), true);
  const wish = {
    issuer: 'Root',
    keys: rootKeys,
    thisUpdate: before(1),
    nextUpdate: after(1),
    extensions: [scope],
  };
  const good = await judge([delegated(signer)], { crls: [forgeCrl(wish)] });
  t.is(good.indication, 'PASSED', JSON.stringify(good.reason));
  const listed = forgeCrl({ ...wish, revoked: [{ serial: 5, at: before(2) }] });
  const bad = await judge([delegated(signer)], { crls: [listed] });
  t.is(bad.reason.facts?.['detail'], 'signer-path-invalid');
});

test('an expired certificate: «good» counts only with archiveCutoff', async (t) => {
  const expired = forgeCertificate({
    subject: 'Leaf',
    issuer: 'Root',
    keys: leafKeys,
    issuerKeys: rootKeys,
    serial: 78,
    notAfter: before(100),
  });
  const answer = (extensions: readonly Uint8Array[]) => [
    direct({ certificate: expired, extensions }),
  ];
  const cutoff = extensionDer(OID.ocspArchiveCutoff, der.generalizedTime(before(1000)));
  const without = await judge(answer([]), { leaf: expired });
  const kept = await judge(answer([cutoff]), { leaf: expired });
  t.is(without.subIndication, 'OUT_OF_BOUNDS_NO_POE');
  t.is(kept.subIndication, 'OUT_OF_BOUNDS_NOT_REVOKED');
});

test('RFC 3279 §2.3.2: a delegate whose DSA key inherits the parameters of its issuer; its twin those of another', async (t) => {
  const dsaKeys = newDsaKeys();
  const issued = { issuer: 'DSA root', issuerKeys: dsaKeys } as const;
  const dsaRoot = forgeCertificate({
    ...{ ...issued, subject: 'DSA root', keys: dsaKeys },
    extensions: [basicConstraints()],
  });
  const below = forgeCertificate({ ...issued, subject: 'Leaf', keys: leafKeys, serial: 77 });
  const answered = async (keys: Keys) => {
    const signer = responder({ ...issued, keys });
    const answer = delegated(signer, { certificate: below, issuerKeys: dsaKeys, keys });
    return judge([answer], { leaf: below, trust: [{ certificate: dsaRoot }] });
  };
  for (const says of ['nothing', 'null'] as const) {
    const good = await answered(inheritingDsaKeys(dsaKeys, says));
    t.is(good.indication, 'PASSED', JSON.stringify(good.reason));
    t.like(good.revocation[0], { status: 'good', source: 'ocsp' });
  }
  const twin = await answered(inheritingDsaKeys(newDsaKeys()));
  t.is(twin.reason.facts?.['detail'], 'signature-invalid');
});
