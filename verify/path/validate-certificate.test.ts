import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import {
  basicConstraints,
  type CertificateWish,
  type CrlWish,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  newKeys,
  UNTIL,
} from '../../test-fixtures/chains/forge.ts';
import { AT, after, algorithms, before, root, rootKeys } from './forged-root.fixture.ts';
import { type CertificateValidation, validateCertificate } from './validate-certificate.ts';

const caKeys = newKeys();
const leafKeys = newKeys();
const CA = {
  subject: 'CA',
  issuer: 'Root',
  keys: caKeys,
  issuerKeys: rootKeys,
  serial: 10,
  extensions: [basicConstraints()],
} as const satisfies CertificateWish;
const LEAF = {
  subject: 'Leaf',
  issuer: 'CA',
  keys: leafKeys,
  issuerKeys: caKeys,
  serial: 77,
} as const satisfies CertificateWish;
const ca = forgeCertificate(CA);
const leaf = forgeCertificate(LEAF);

function rootCrl(wish: Partial<CrlWish> = {}) {
  const base = { issuer: 'Root', keys: rootKeys, thisUpdate: before(2), nextUpdate: after(24) };
  return forgeCrl({ ...base, ...wish });
}

function caCrl(wish: Partial<CrlWish> = {}) {
  const base = { issuer: 'CA', keys: caKeys, thisUpdate: before(1), nextUpdate: after(24) };
  return forgeCrl({ ...base, ...wish });
}

function judge(changes: Partial<CertificateValidation> = {}) {
  return validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'signature',
    evidence: evidence([ca], [rootCrl(), caCrl()]),
    at: AT,
    algorithms,
    requireRevocation: true,
    leafValidity: 'report',
    ...changes,
  });
}

function evidence(certificates: readonly Certificate[], crls = [rootCrl(), caCrl()]) {
  return { certificates, crls, ocspResponses: [] };
}

test('RFC 5280 §6.1: a path to the anchor with fresh statuses holds, and tells what it stood on', async (t) => {
  const result = await judge();
  t.is(result.indication, 'PASSED', JSON.stringify(result.reason));
  t.is(result.subIndication, undefined);
  t.deepEqual(
    result.path.map((one) => one.der),
    [leaf.der, ca.der, root.der],
  );
  t.deepEqual(
    result.revocation.map((one) => one.status),
    ['good', 'good', 'not-needed'],
  );
  t.is(result.used.crls.length, 2);
  t.is(result.checked?.certificates.length, 3);
});

type Twin = [title: string, changes: () => Partial<CertificateValidation>, expected: string];

const revoked = (serial: number, reason?: number) => [
  { serial, at: before(5), ...(reason === undefined ? {} : { reason }) },
];

const shortTerm = extensionDer('0.4.0.194121.2.1', der.nullValue());
const noRevAvail = extensionDer('2.5.29.56', der.nullValue());

const purposes = (...oids: readonly string[]) =>
  extensionDer(OID.extendedKeyUsage, der.sequence(...oids.map((oid) => der.oid(oid))));

const timeStamper = forgeCertificate({
  ...LEAF,
  extensions: [extensionDer(OID.extendedKeyUsage, der.sequence(der.oid(OID.kpTimeStamping)), true)],
});

// Each case differs from the valid one in one thing.
const twins: readonly Twin[] = [
  [
    '§5.2.6 step b: no certificate of the issuer at hand',
    () => ({ evidence: evidence([]) }),
    'NO_CERTIFICATE_CHAIN_FOUND no-issuer-found',
  ],
  [
    '§5.2.6 step b: an anchor of the same name with another key',
    () => {
      const keys = newKeys();
      const extensions = [basicConstraints()];
      const names = { subject: 'Root', issuer: 'Root' };
      const other = forgeCertificate({ ...names, keys, issuerKeys: keys, extensions });
      return { trust: [{ certificate: other }] };
    },
    'NO_CERTIFICATE_CHAIN_FOUND certificate-signature-invalid',
  ],
  [
    '§5.2.6 step c: the sunset date of the anchor is reached',
    () => ({ trust: [{ certificate: root, until: AT }] }),
    'NO_CERTIFICATE_CHAIN_FOUND_NO_POE anchor-no-longer-trusted',
  ],
  [
    'the anchor is trusted from later on',
    () => ({ trust: [{ certificate: root, from: after(1) }] }),
    'NO_CERTIFICATE_CHAIN_FOUND anchor-not-yet-trusted',
  ],
  [
    'the anchor stands for time-stamps alone',
    () => ({ trust: [{ certificate: root, purposes: ['time-stamp'] }] }),
    'NO_CERTIFICATE_CHAIN_FOUND anchor-purpose',
  ],
  [
    'RFC 5280 §6.1.4 (k): the issuer is no CA',
    () => ({ evidence: evidence([forgeCertificate({ ...CA, extensions: [] })]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE not-a-ca',
  ],
  [
    'RFC 5280 §6.1.4 (k): the issuer is a version 1 certificate',
    () => {
      const { extensions: _, ...names } = CA;
      return { evidence: evidence([forgeCertificate({ ...names, version: 1 })]) };
    },
    'CERTIFICATE_CHAIN_GENERAL_FAILURE not-a-ca',
  ],
  [
    'RFC 5280 §6.1.3 (a)(2): the issuer has expired',
    () => ({ evidence: evidence([forgeCertificate({ ...CA, notAfter: before(1) })]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE certificate-expired',
  ],
  [
    'RFC 5280 §4.2.1.4: a critical policy with a qualifier that nobody knows',
    () => ({ evidence: evidence([caWithQualifier('1.3.6.1.4.1.55738.1', true)]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE unknown-critical-extension',
  ],
  [
    'EN 319 102-1 §5.2.6: the leaf may not sign',
    () => {
      const usage = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0x20), 5), true);
      return { leaf: forgeCertificate({ ...LEAF, extensions: [usage] }) };
    },
    'CHAIN_CONSTRAINTS_FAILURE purpose-key-usage',
  ],
  ...[OID.kpServerAuth, OID.kpCodeSigning, OID.kpTimeStamping, OID.kpOcspSigning].map(
    (purpose): Twin => [
      `RFC 5280 §4.2.1.12: no document is signed under ${purpose} alone`,
      () => ({ leaf: forgeCertificate({ ...LEAF, extensions: [purposes(purpose)] }) }),
      'CHAIN_CONSTRAINTS_FAILURE purpose-extended-key-usage',
    ],
  ),
  [
    'RFC 5280 §4.2.1.12: an authority for servers alone certifies no signer of documents',
    () => ({ evidence: evidence([caFor(OID.kpServerAuth)]) }),
    'CHAIN_CONSTRAINTS_FAILURE purpose-extended-key-usage',
  ],
  [
    'RFC 5280 §4.2.1.12: an authority for e-mail alone certifies no TSA',
    () => ({
      purpose: 'time-stamp',
      leaf: timeStamper,
      evidence: evidence([caFor(OID.kpEmailProtection)]),
    }),
    'CHAIN_CONSTRAINTS_FAILURE purpose-extended-key-usage',
  ],
  [
    'RFC 5280 §4.2.1.12: an authority without the purpose that is asked for',
    () => ({
      purpose: 'any',
      extendedKeyUsage: OID.kpServerAuth,
      evidence: evidence([caFor(OID.kpEmailProtection)]),
    }),
    'CHAIN_CONSTRAINTS_FAILURE purpose-extended-key-usage',
  ],
  [
    'RFC 3161 §2.3: the leaf has no purpose of time-stamping',
    () => ({ purpose: 'time-stamp' }),
    'CHAIN_CONSTRAINTS_FAILURE purpose-extended-key-usage',
  ],
  [
    'the leaf is revoked',
    () => ({ evidence: evidence([ca], [rootCrl(), caCrl({ revoked: revoked(77) })]) }),
    'REVOKED_NO_POE certificate-revoked',
  ],
  [
    'the issuer is revoked',
    () => ({ evidence: evidence([ca], [rootCrl({ revoked: revoked(10, 1) }), caCrl()]) }),
    'REVOKED_CA_NO_POE certificate-revoked',
  ],
  [
    'EN 319 412-1 §5.2: that a revocation never will be says nothing of an authority: it is revoked',
    () => {
      const short = forgeCertificate({ ...CA, extensions: [basicConstraints(), shortTerm] });
      return { evidence: evidence([short], [rootCrl({ revoked: revoked(10, 1) }), caCrl()]) };
    },
    'REVOKED_CA_NO_POE certificate-revoked',
  ],
  [
    'EN 319 412-1 §5.2: that a revocation never will be says nothing of an authority: it is unknown',
    () => {
      const short = forgeCertificate({ ...CA, extensions: [basicConstraints(), shortTerm] });
      return { evidence: evidence([short], [caCrl()]) };
    },
    'CERTIFICATE_CHAIN_GENERAL_FAILURE revocation-unknown',
  ],
  ...[shortTerm, noRevAvail].map(
    (extension, at): Twin => [
      `a leaf that never should be revoked, and is all the same (${at})`,
      () => ({
        leaf: forgeCertificate({ ...LEAF, extensions: [extension] }),
        evidence: evidence([ca], [rootCrl(), caCrl({ revoked: revoked(77, 1) })]),
      }),
      'REVOKED_NO_POE certificate-revoked',
    ],
  ),
  [
    'a revocation counts however old the CRL that tells of it',
    () => {
      const old = caCrl({ thisUpdate: before(50), nextUpdate: before(40), revoked: revokedAt(60) });
      return { evidence: evidence([ca], [rootCrl(), old, caCrl()]) };
    },
    'REVOKED_NO_POE certificate-revoked',
  ],
  [
    'a revocation that is known counts where none is asked for',
    () => ({
      requireRevocation: false,
      evidence: evidence([ca], [caCrl({ revoked: revoked(77) })]),
    }),
    'REVOKED_NO_POE certificate-revoked',
  ],
  [
    'EN 319 102-1 table 6: the leaf is on hold',
    () => ({ evidence: evidence([ca], [rootCrl(), caCrl({ revoked: revoked(77, 6) })]) }),
    'TRY_LATER certificate-on-hold',
  ],
  [
    'EN 319 102-1 §5.2.5: nextUpdate of the CRL has come',
    () => ({ evidence: evidence([ca], [rootCrl(), caCrl({ nextUpdate: AT })]) }),
    'TRY_LATER revocation-not-fresh',
  ],
  [
    'EN 319 102-1 §5.2.5: the CRL is older than the policy allows',
    () => ({ revocationFreshness: 3600 }),
    'TRY_LATER revocation-not-fresh',
  ],
  [
    'missing information is not good',
    () => ({ evidence: evidence([ca], [rootCrl()]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE revocation-unknown',
  ],
  [
    'RFC 5280 §6.3.3 (g): the CRL is signed by another key',
    () => ({ evidence: evidence([ca], [rootCrl(), caCrl({ keys: leafKeys })]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE revocation-unknown',
  ],
  [
    'a CRL from the future is not believed',
    () => ({ evidence: evidence([ca], [rootCrl(), caCrl({ thisUpdate: after(1) })]) }),
    'CERTIFICATE_CHAIN_GENERAL_FAILURE revocation-unknown',
  ],
  [
    'EN 319 102-1 table 6: the leaf has expired, its last status good',
    () => {
      const expired = forgeCertificate({ ...LEAF, notAfter: before(100) });
      const last = caCrl({ thisUpdate: before(101), nextUpdate: before(80) });
      return { leaf: expired, evidence: evidence([ca], [rootCrl(), last]) };
    },
    'OUT_OF_BOUNDS_NOT_REVOKED certificate-expired',
  ],
  [
    'RFC 5280 §3.3: a CRL after the expiry tells nothing of an expired leaf',
    () => ({ leaf: forgeCertificate({ ...LEAF, notAfter: before(100) }) }),
    'OUT_OF_BOUNDS_NO_POE certificate-expired',
  ],
  [
    'the leaf is expired and revoked: the revocation is told',
    () => ({
      leaf: forgeCertificate({ ...LEAF, notAfter: before(100) }),
      evidence: evidence([ca], [rootCrl(), caCrl({ revoked: revokedAt(200) })]),
    }),
    'REVOKED_NO_POE certificate-revoked',
  ],
  [
    'the leaf is not valid yet',
    () => ({ leaf: forgeCertificate({ ...LEAF, notBefore: after(1) }) }),
    'OUT_OF_BOUNDS_NOT_REVOKED certificate-not-yet-valid',
  ],
  [
    'RFC 5280 §6.1.3 (a)(2): leafValidity check',
    () => ({
      leaf: forgeCertificate({ ...LEAF, notAfter: before(1) }),
      leafValidity: 'check',
      requireRevocation: false,
    }),
    'OUT_OF_BOUNDS_NO_POE certificate-expired',
  ],
];

function caFor(purpose: string): Certificate {
  return forgeCertificate({ ...CA, extensions: [basicConstraints(), purposes(purpose)] });
}

function caWithQualifier(qualifier: string, critical: boolean): Certificate {
  const info = der.sequence(der.oid(qualifier), der.ia5String('http://a.test/cps'));
  const policy = der.sequence(der.oid('1.2.3'), der.sequence(info));
  const policies = extensionDer(OID.certificatePolicies, der.sequence(policy), critical);
  return forgeCertificate({ ...CA, extensions: [basicConstraints(), policies] });
}

function revokedAt(hours: number) {
  return [{ serial: 77, at: before(hours) }];
}

for (const [title, changes, expected] of twins) {
  test(title, async (t) => {
    const { indication, subIndication, reason, checked } = await judge(changes());
    t.is(indication, 'INDETERMINATE');
    t.is(`${subIndication} ${reason.code}`, expected, JSON.stringify(reason.facts));
    t.is(checked, undefined);
  });
}

type Valid = [title: string, changes: () => Partial<CertificateValidation>];

const valid: readonly Valid[] = [
  [
    'RFC 5280 §4.2.1.4: a policy, not critical, with a qualifier that nobody knows',
    () => ({ evidence: evidence([caWithQualifier('1.3.6.1.4.1.55738.1', false)]) }),
  ],
  [
    'RFC 5280 §4.2.1.4: a critical policy with the address of its statement',
    () => ({ evidence: evidence([caWithQualifier('1.3.6.1.5.5.7.2.1', true)]) }),
  ],
  ...[OID.kpEmailProtection, OID.anyExtendedKeyUsage].map(
    (purpose): Valid => [
      `RFC 5280 §4.2.1.12: an authority for ${purpose} certifies signers of documents`,
      () => ({ evidence: evidence([caFor(purpose)]) }),
    ],
  ),
  ...[OID.kpTimeStamping, OID.anyExtendedKeyUsage].map(
    (purpose): Valid => [
      `RFC 5280 §4.2.1.12: an authority for ${purpose} certifies a TSA`,
      () => ({
        purpose: 'time-stamp',
        leaf: timeStamper,
        evidence: evidence([caFor(purpose)]),
      }),
    ],
  ),
  [
    'RFC 5280 §4.2.1.12: an authority with the purpose that is asked for',
    () => ({
      purpose: 'any',
      extendedKeyUsage: OID.kpServerAuth,
      evidence: evidence([caFor(OID.kpServerAuth)]),
    }),
  ],
  [
    'the anchor is trusted up to a later day',
    () => ({ trust: [{ certificate: root, until: after(1) }] }),
  ],
  [
    'a revocation after the time of judgement does not count yet',
    () => {
      const crl = caCrl({ thisUpdate: after(9), revoked: [{ serial: 77, at: after(8) }] });
      return { latestEvidence: after(10), evidence: evidence([ca], [rootCrl(), crl]) };
    },
  ],
  [
    'RFC 5280 §4.2.1.12: beside other purposes one that documents are signed under',
    () => {
      const usage = purposes(OID.kpServerAuth, OID.kpEmailProtection);
      return { leaf: forgeCertificate({ ...LEAF, extensions: [usage] }) };
    },
  ],
  [
    'a newer CRL without the entry ends a hold',
    () => {
      const held = caCrl({ thisUpdate: before(9), revoked: revoked(77, 6) });
      return { evidence: evidence([ca], [rootCrl(), held, caCrl()]) };
    },
  ],
  [
    'RFC 9608: noRevAvail asks for no status',
    () => ({
      leaf: forgeCertificate({ ...LEAF, extensions: [noRevAvail] }),
      evidence: evidence([ca], [rootCrl()]),
    }),
  ],
  [
    'EN 319 412-1 §5.2: of a short-term certificate no status is asked for',
    () => ({
      leaf: forgeCertificate({ ...LEAF, extensions: [shortTerm] }),
      evidence: evidence([ca], [rootCrl()]),
    }),
  ],
  [
    'no status asked for, none at hand',
    () => ({
      requireRevocation: false,
      evidence: evidence([ca], []),
    }),
  ],
  [
    '§5.2.6 step a: the leaf itself is the anchor',
    () => ({
      trust: [{ certificate: leaf }],
      evidence: evidence([], []),
    }),
  ],
  [
    'a self-signed copy of the anchor among the certificates',
    () => ({
      evidence: evidence([root, ca, leaf]),
    }),
  ],
];

for (const [title, changes] of valid) {
  test(`holds: ${title}`, async (t) => {
    const { indication, reason } = await judge(changes());
    t.is(indication, 'PASSED', JSON.stringify(reason));
  });
}

test('RFC 4158 §2.4: the path that holds is found among those that fall, which are told', async (t) => {
  const expired = forgeCertificate({ ...CA, serial: 11, notAfter: before(1) });
  const stranger = forgeCertificate({ ...CA, serial: 12, keys: newKeys() });
  const result = await judge({ evidence: evidence([expired, stranger, ca]) });
  t.is(result.indication, 'PASSED');
  t.true(result.tried.some(({ reason }) => reason.code === 'certificate-expired'));
  const without = await judge({ evidence: evidence([stranger, expired]) });
  t.is(without.reason.code, 'certificate-expired', 'the most specific reason');
});

test('the time of the revocation is told, for the comparison with a proof of existence', async (t) => {
  const crls = [rootCrl(), caCrl({ revoked: revoked(77, 1) })];
  const result = await judge({ evidence: evidence([ca], crls) });
  t.deepEqual(result.revocationTime, before(5));
  t.deepEqual(result.revocation[0], {
    status: 'revoked',
    time: before(5).toISOString(),
    reason: 'keyCompromise',
  });
});

test('RFC 5280 §4.1.2.5: both ends of the period are inside', async (t) => {
  const at = new Date(UNTIL.getTime() + 999);
  const settings = { requireRevocation: false, evidence: evidence([ca], []) } as const;
  t.is((await judge({ at, ...settings })).indication, 'PASSED');
  const later = await judge({ at: new Date(UNTIL.getTime() + 1000), ...settings });
  t.is(later.indication, 'INDETERMINATE');
});
