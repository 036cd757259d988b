import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { parseLargeCrl } from '../../formats/x509/parse-large-crl.ts';
import {
  basicConstraints,
  type CrlWish,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { AT, after, algorithms, before, root, rootKeys } from '../path/forged-root.fixture.ts';
import { validateCertificate } from '../path/validate-certificate.ts';
import type { Evidence } from '../process/evidence.ts';
import { type IndexedCrl, indexCrl } from './crl-index.ts';

const leafKeys = newKeys();
const crlSign = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0x02), 1), true);
const NAMES = { subject: 'Leaf', issuer: 'Root', keys: leafKeys, issuerKeys: rootKeys, serial: 7 };
const leaf = forgeCertificate(NAMES);

function crl(wish: Partial<CrlWish> = {}): Crl {
  const base = { issuer: 'Root', keys: rootKeys, thisUpdate: before(2), nextUpdate: after(2) };
  return forgeCrl({ ...base, ...wish });
}

const number = (n: number) => extensionDer(OID.crlNumber, der.integer(n));
const delta = (base: number) => extensionDer(OID.deltaCrlIndicator, der.integer(base), true);

async function statusBy(
  crls: readonly Crl[],
  target = leaf,
  others: readonly Certificate[] = [],
): Promise<string> {
  return statusWith({ crls }, target, others);
}

/** The same lists as if they were too large for memory. */
async function statusByIndex(crls: readonly Crl[], target = leaf): Promise<string> {
  const indexedCrls: IndexedCrl[] = [];
  for (const { der: octets } of crls) {
    const large = await parseLargeCrl(bytesSource(octets));
    indexedCrls.push({ ...large, index: await indexCrl(large) });
  }
  return statusWith({ crls: [], indexedCrls }, target);
}

async function statusWith(
  crls: Pick<Evidence, 'crls' | 'indexedCrls'>,
  target: Certificate,
  others: readonly Certificate[] = [],
): Promise<string> {
  const { indication, reason } = await validateCertificate({
    leaf: target,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence: { certificates: [target, ...others], ...crls, ocspResponses: [] },
    at: AT,
    algorithms,
    requireRevocation: true,
    leafValidity: 'check',
  });
  return indication === 'PASSED'
    ? 'good'
    : `${reason.code} ${reason.facts?.['detail'] ?? ''}`.trim();
}

type Row = readonly [title: string, crls: () => readonly Crl[], expected: string];
const listed = (reason?: number, serial = 7) => [
  { serial, at: before(9), ...(reason === undefined ? {} : { reason }) },
];
const stranger = extensionDer('1.3.6.1.4.1.55738.666.1', der.nullValue(), true);
const scope = (...fields: readonly Uint8Array[]) =>
  extensionDer(OID.issuingDistributionPoint, der.sequence(...fields), true);
const flag = (n: number) => der.raw(0x80 | n, Uint8Array.of(0xff));

const elsewhere = scope(
  der.explicit(0, der.implicit(0, der.sequence(der.implicit(6, der.ia5String('http://x/c'))))),
);

const rows: readonly Row[] = [
  ['not listed', () => [crl()], 'good'],
  ['another serial listed', () => [crl({ revoked: listed(1, 8) })], 'good'],
  ['listed', () => [crl({ revoked: listed(1) })], 'certificate-revoked'],
  [
    'listed twice, the second time as removed',
    () => [crl({ revoked: [...listed(1), ...listed(8)] })],
    'certificate-revoked',
  ],
  [
    'listed twice, the first time as revoked later',
    () => [crl({ revoked: [{ serial: 7, at: after(1) }, ...listed(1)] })],
    'certificate-revoked',
  ],
  [
    'listed twice, on hold before, revoked later',
    () => [crl({ revoked: [{ serial: 7, at: after(1) }, ...listed(6)] })],
    'certificate-on-hold',
  ],
  [
    'no nextUpdate',
    () => [forgeCrl({ issuer: 'Root', keys: rootKeys, thisUpdate: before(1) })],
    'revocation-not-fresh',
  ],
  [
    '§5.2: a critical extension that nobody knows',
    () => [crl({ extensions: [stranger] })],
    'revocation-unknown unknown-critical-extension',
  ],
  [
    '§5.2.5: for certificates of authorities alone',
    () => [crl({ extensions: [scope(flag(2))] })],
    'revocation-unknown not-in-scope',
  ],
  [
    '§5.2.5: for certificates of authorities alone, and this one listed',
    () => [crl(), crl({ extensions: [scope(flag(2))], revoked: listed(1) })],
    'certificate-revoked',
  ],
  [
    '§5.2.5: for another distribution point, and this one listed',
    () => [crl(), crl({ extensions: [elsewhere], revoked: listed(1) })],
    'certificate-revoked',
  ],
  [
    '§5.2.5: for another distribution point, and another listed',
    () => [crl(), crl({ extensions: [elsewhere], revoked: listed(1, 8) })],
    'good',
  ],
  [
    '§5.2.5: for another distribution point, on hold there',
    () => [crl(), crl({ extensions: [elsewhere], revoked: listed(6) })],
    'good',
  ],
  [
    '§5.2.5: for another distribution point, by another key',
    () => [crl(), crl({ extensions: [elsewhere], revoked: listed(1), keys: leafKeys })],
    'good',
  ],
  [
    '§5.2.5: for attribute certificates alone, whose serial numbers are their own',
    () => [crl(), crl({ extensions: [scope(flag(5))], revoked: listed(1) })],
    'good',
  ],
  ['§5.2.5: for those of users', () => [crl({ extensions: [scope(flag(1))] })], 'good'],
  [
    '§5.2.5: for attribute certificates alone',
    () => [crl({ extensions: [scope(flag(5))] })],
    'revocation-unknown not-in-scope',
  ],
  [
    '§5.2.5: for some reasons alone',
    () => [crl({ extensions: [scope(der.raw(0x83, Uint8Array.of(5, 0x60)))] })],
    'revocation-unknown reasons-not-covered',
  ],
  [
    '§6.3.2 (a): for every reason but aACompromise',
    () => [crl({ extensions: [scope(der.raw(0x83, Uint8Array.of(0, 0x7f)))] })],
    'revocation-unknown reasons-not-covered',
  ],
  [
    '§6.3.2 (a): its twin, with a second list for aACompromise',
    () => [
      crl({ extensions: [scope(der.raw(0x83, Uint8Array.of(0, 0x7f)))] }),
      crl({ extensions: [scope(der.raw(0x83, Uint8Array.of(7, 0x00, 0x80)))] }),
    ],
    'good',
  ],
  [
    '§6.3.3 (c): a delta without the CRL that it adds to',
    () => [crl({ extensions: [number(5), delta(4)] })],
    'revocation-unknown no-information',
  ],
  [
    '§6.3.3 (i): listed by the delta',
    () => [
      crl({ extensions: [number(4)] }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(1) }),
    ],
    'certificate-revoked',
  ],
  [
    '§6.3.3 (k): the delta ends a hold',
    () => [
      crl({ extensions: [number(4)], revoked: listed(6) }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(8) }),
    ],
    'good',
  ],
  [
    '§5.3.1: a delta ends no revocation',
    () => [
      crl({ extensions: [number(4)], revoked: listed(1) }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(8) }),
    ],
    'certificate-revoked',
  ],
  [
    '§5.2.4: a delta that does not fit tells of a revocation all the same',
    () => [
      crl({ extensions: [number(3)] }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(1) }),
    ],
    'certificate-revoked',
  ],
  [
    '§5.2.4: a delta by another key tells nothing',
    () => [
      crl({ extensions: [number(4)] }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(1), keys: leafKeys }),
    ],
    'good',
  ],
  [
    'a CRL that has not come yet',
    () => [crl({ thisUpdate: after(1) })],
    'revocation-unknown from-the-future',
  ],
  [
    'a CRL that has not come yet tells of an earlier revocation',
    () => [crl(), crl({ thisUpdate: after(1), revoked: listed(1) })],
    'certificate-revoked',
  ],
  [
    'a CRL that has not come yet tells of a hold',
    () => [crl(), crl({ thisUpdate: after(1), revoked: listed(6) })],
    'good',
  ],
  [
    'a CRL that has not come yet tells of a later revocation',
    () => [crl(), crl({ thisUpdate: after(2), revoked: [{ serial: 7, at: after(1) }] })],
    'good',
  ],
  [
    '§5.2.4: a delta to a later base does not fit, so the hold stays',
    () => [
      crl({ extensions: [number(3)], revoked: listed(6) }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(8) }),
    ],
    'certificate-on-hold',
  ],
  [
    '§6.3.3 (h): a delta by another key does not count, so the hold stays',
    () => [
      crl({ extensions: [number(4)], revoked: listed(6) }),
      crl({ extensions: [number(5), delta(4)], revoked: listed(8), keys: leafKeys }),
    ],
    'certificate-on-hold',
  ],
];

for (const [title, crls, expected] of rows) {
  test(`RFC 5280 ${title}: ${expected}`, async (t) => {
    t.is(await statusBy(crls()), expected);
    t.is(await statusByIndex(crls()), expected, 'read in pieces, with an index');
  });
}

test('a signer of documents never vouches for itself, whatever its certificate allows', async (t) => {
  const general = der.explicit(
    4,
    der.sequence(der.setOf([der.sequence(der.oid(OID.commonName), der.utf8String('Leaf'))])),
  );
  const point = der.sequence(der.sequence(der.implicit(2, der.sequence(general))));
  const own = forgeCertificate({
    ...NAMES,
    extensions: [crlSign, extensionDer(OID.crlDistributionPoints, point)],
  });
  const indirect = crl({ issuer: 'Leaf', keys: leafKeys, extensions: [scope(flag(4))] });
  t.is(await statusBy([indirect], own), 'revocation-unknown signer-status-unknown');
  t.is(await statusByIndex([indirect], own), 'revocation-unknown signer-status-unknown');
});

test('§6.3.3 (h): a delta is verified by the key of the complete CRL, not by another that may sign CRLs too', async (t) => {
  const keys = newKeys();
  const second = forgeCertificate({
    ...NAMES,
    subject: 'Root',
    keys,
    serial: 9,
    extensions: [crlSign, basicConstraints()],
  });
  const lists = (deltaKeys: typeof keys, base = rootKeys) => [
    crl({ extensions: [number(4)], revoked: listed(6), keys: base }),
    crl({ extensions: [number(5), delta(4)], revoked: listed(8), keys: deltaKeys }),
    // The status of the second key's own certificate, and nothing of the leaf.
    crl({ extensions: [scope(flag(2))] }),
  ];
  t.is(await statusBy(lists(rootKeys), leaf, [second]), 'good');
  t.is(await statusBy(lists(keys), leaf, [second]), 'certificate-on-hold');
  t.is(await statusBy(lists(rootKeys, keys), leaf, [second]), 'certificate-on-hold');
  t.is(await statusBy(lists(keys, keys), leaf, [second]), 'good');
});

test('a signer of documents does not vouch for itself by the way of its authority either', async (t) => {
  const caKeys = newKeys();
  const pointTo = (issuer: string) => {
    const pair = der.sequence(der.oid(OID.commonName), der.utf8String(issuer));
    const general = der.explicit(4, der.sequence(der.setOf([pair])));
    const point = der.sequence(der.sequence(der.implicit(2, der.sequence(general))));
    return extensionDer(OID.crlDistributionPoints, point);
  };
  const ca = forgeCertificate({
    ...{ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys, serial: 3 },
    extensions: [basicConstraints(), pointTo('Leaf')],
  });
  const own = forgeCertificate({
    ...{ ...NAMES, issuer: 'CA', issuerKeys: caKeys },
    extensions: [crlSign, pointTo('Leaf')],
  });
  const indirect = crl({ issuer: 'Leaf', keys: leafKeys, extensions: [scope(flag(4))] });
  const { indication, reason } = await validateCertificate({
    leaf: own,
    trust: [{ certificate: root }],
    purpose: 'any',
    evidence: { certificates: [ca, own], crls: [indirect], ocspResponses: [] },
    at: AT,
    algorithms,
    requireRevocation: 'leaf',
    leafValidity: 'check',
  });
  t.is(indication, 'INDETERMINATE');
  t.is(reason.code, 'revocation-unknown');
});
