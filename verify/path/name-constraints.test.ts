import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { algorithms, root, rootKeys } from './forged-root.fixture.ts';
import { validateCertificate } from './validate-certificate.ts';

const [caKeys, leafKeys] = [newKeys(), newKeys()];

const email = (value: string) => der.implicit(1, der.ia5String(value));
const internationalEmail = (value: Uint8Array) =>
  der.implicit(0, der.sequence(der.oid(OID.smtpUtf8Mailbox), der.explicit(0, value)));
const mailbox = (value: string) => internationalEmail(der.utf8String(value));

async function reasonFor(constraints: Uint8Array, name: Uint8Array): Promise<string> {
  const ca = forgeCertificate({
    ...{ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys },
    extensions: [
      basicConstraints(),
      extensionDer(OID.nameConstraints, der.sequence(constraints), true),
    ],
  });
  const leaf = forgeCertificate({
    ...{ subject: 'Leaf', issuer: 'CA', keys: leafKeys, issuerKeys: caKeys },
    extensions: [extensionDer(OID.subjectAltName, der.sequence(name))],
  });
  const { reason } = await validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence: { certificates: [ca], crls: [], ocspResponses: [] },
    at: new Date('2026-06-01T12:00:00Z'),
    algorithms,
    requireRevocation: false,
    leafValidity: 'check',
  });
  return reason.code;
}

const permitted = (...bases: readonly Uint8Array[]) =>
  der.implicit(0, der.sequence(...bases.map((base) => der.sequence(base))));
const excluded = (...bases: readonly Uint8Array[]) =>
  der.implicit(1, der.sequence(...bases.map((base) => der.sequence(base))));

for (const [title, constraints, name, expected] of [
  ['inside', permitted(email('example.com')), mailbox('иван@example.com'), 'path-valid'],
  [
    'another host',
    permitted(email('example.com')),
    mailbox('иван@evil.test'),
    'name-not-permitted',
  ],
  ['below the host', permitted(email('.example.com')), mailbox('иван@a.example.com'), 'path-valid'],
  [
    'not below it',
    permitted(email('.example.com')),
    mailbox('иван@example.com'),
    'name-not-permitted',
  ],
  [
    'another mailbox',
    permitted(email('a@example.com')),
    mailbox('б@example.com'),
    'name-not-permitted',
  ],
  [
    'an excluded host',
    excluded(email('example.com')),
    mailbox('иван@example.com'),
    'name-excluded',
  ],
  [
    'another than the excluded',
    excluded(email('example.com')),
    mailbox('иван@other.test'),
    'path-valid',
  ],
  [
    'A-labels',
    permitted(email('xn--e1aybc.xn--p1ai')),
    mailbox('иван@xn--e1aybc.xn--p1ai'),
    'path-valid',
  ],
  [
    'a host in U-labels',
    permitted(email('xn--e1aybc.xn--p1ai')),
    mailbox('иван@тест.рф'),
    'name-not-permitted',
  ],
  [
    'an excluded host in U-labels',
    excluded(email('xn--e1aybc.xn--p1ai')),
    mailbox('иван@тест.рф'),
    'name-not-permitted',
  ],
  ['no mailbox', permitted(email('example.com')), mailbox('example.com'), 'name-not-permitted'],
  [
    'no text',
    permitted(email('example.com')),
    internationalEmail(der.integer(1)),
    'name-not-permitted',
  ],
  [
    'of no concern',
    permitted(der.implicit(2, der.ia5String('x.test'))),
    mailbox('иван@a.test'),
    'path-valid',
  ],
] as const) {
  test(`RFC 9598 §6: SmtpUTF8Mailbox under a constraint of rfc822Name, ${title}: ${expected}`, async (t) => {
    t.is(await reasonFor(constraints, name), expected);
  });
}
