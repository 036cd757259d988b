import test from 'ava';
import {
  bitString,
  boolean,
  enumerated,
  explicit,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  printableString,
  raw,
  sequence,
  set,
  setOf,
  time,
  utf8String,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { FormatError } from '../format-error.ts';
import type { Extension } from './certificate.ts';
import * as read from './extensions.ts';
import { parseName } from './name.ts';

type Reader = (extensions: readonly Extension[]) => unknown;

function one(id: string, value: Uint8Array): Extension[] {
  return [
    { oid: '1.2.3', critical: true, value: Uint8Array.of(0xff) },
    { oid: id, critical: false, value },
  ];
}

const reads = test.macro((t, reader: Reader, id: string, value: Uint8Array, expected: unknown) => {
  t.deepEqual(reader(one(id, value)), expected);
  t.is(reader(one('1.2.4', value)), undefined);
});
const refuses = test.macro((t, reader: Reader, id: string, value: Uint8Array) => {
  t.throws(() => reader(one(id, value)), { instanceOf: FormatError, code: 'malformed' });
});

const cn = sequence(oid(OID.commonName), utf8String('А'));
const directory = sequence(setOf([cn]));
const dns = implicit(2, ia5String('a.ru'));
const dnsName = { kind: 'dNSName', value: 'a.ru' };
const directoryName = { kind: 'directoryName', name: parseName(directory) };
const rdn = [{ type: OID.commonName, value: 'А', tag: 12 }];
const trailing = (der: Uint8Array) => Uint8Array.from([...der, 5, 0]);

const bc = [read.basicConstraints, OID.basicConstraints] as const;
test('§4.2.1.9: a CA with a path length', reads, ...bc, sequence(boolean(true), integer(3)), {
  ca: true,
  pathLength: 3,
});
test('§4.2.1.9: no CA', reads, ...bc, sequence(), { ca: false });
test('§4.2.1.9: a CA', reads, ...bc, sequence(boolean(true)), { ca: true });
test('§4.2.1.9: TRUE as 1 is not DER', refuses, ...bc, sequence(raw(1, Uint8Array.of(1))));
test('§4.2.1.9: a path length below zero', refuses, ...bc, sequence(boolean(true), integer(-1)));
test('§4.2.1.9: octets after it', refuses, ...bc, trailing(sequence()));
test('§4.2.1.9: a third field', refuses, ...bc, sequence(boolean(true), integer(1), nullValue()));

const ku = [read.keyUsage, OID.keyUsage] as const;
test(
  '§4.2.1.3: signing bits',
  reads,
  ...ku,
  bitString(Uint8Array.of(0xc0), 6),
  new Set(['digitalSignature', 'contentCommitment']),
);
test(
  '§4.2.1.3: CA bits',
  reads,
  ...ku,
  bitString(Uint8Array.of(0x06), 1),
  new Set(['keyCertSign', 'cRLSign']),
);
test(
  '§4.2.1.3: the ninth bit',
  reads,
  ...ku,
  bitString(Uint8Array.of(0x08, 0x80), 7),
  new Set(['keyAgreement', 'decipherOnly']),
);
test(
  '§4.2.1.3: trailing zero bits',
  reads,
  ...ku,
  bitString(Uint8Array.of(0x80)),
  new Set(['digitalSignature']),
);
test('§4.2.1.3: a tenth bit', refuses, ...ku, bitString(Uint8Array.of(0, 0x40), 6));
test('§4.2.1.3: an octet string', refuses, ...ku, octetString(Uint8Array.of(0x80)));

const eku = [read.extendedKeyUsage, OID.extendedKeyUsage] as const;
test('§4.2.1.12: purposes', reads, ...eku, sequence(oid(OID.kpTimeStamping), oid('1.2')), [
  OID.kpTimeStamping,
  '1.2',
]);
test('§4.2.1.12: none', refuses, ...eku, sequence());

test(
  '§4.2.1.2: a key identifier',
  reads,
  read.subjectKeyIdentifier,
  OID.subjectKeyIdentifier,
  octetString(Uint8Array.of(1)),
  Uint8Array.of(1),
);
const aki = [read.authorityKeyIdentifier, OID.authorityKeyIdentifier] as const;
test(
  '§4.2.1.1: by key, names and serial',
  reads,
  ...aki,
  sequence(
    implicit(0, octetString(Uint8Array.of(1))),
    implicit(1, sequence(explicit(4, directory))),
    implicit(2, integer(128)),
  ),
  {
    keyIdentifier: Uint8Array.of(1),
    authorityCertIssuer: [directoryName],
    authorityCertSerialNumber: Uint8Array.of(0, 128),
  },
);
test('§4.2.1.1: empty', reads, ...aki, sequence(), {});
test(
  '§4.2.1.1: fields out of order',
  refuses,
  ...aki,
  sequence(implicit(2, integer(1)), implicit(0, octetString(Uint8Array.of(1)))),
);

const san = [read.subjectAltName, OID.subjectAltName] as const;
test(
  '§4.2.1.6: every form of name',
  reads,
  ...san,
  sequence(
    implicit(0, sequence(oid('1.2.3'), explicit(0, utf8String('x')))),
    implicit(1, ia5String('a@b.ru')),
    dns,
    implicit(3, sequence()),
    explicit(4, directory),
    implicit(5, sequence(nullValue())),
    implicit(6, ia5String('http://a.ru')),
    implicit(7, octetString(Uint8Array.of(127, 0, 0, 1))),
    implicit(8, oid('1.2.3')),
  ),
  [
    { kind: 'otherName', typeId: '1.2.3', value: utf8String('x') },
    { kind: 'rfc822Name', value: 'a@b.ru' },
    dnsName,
    { kind: 'x400Address', der: Uint8Array.of(0xa3, 0) },
    directoryName,
    { kind: 'ediPartyName', der: Uint8Array.of(0xa5, 2, 5, 0) },
    { kind: 'uniformResourceIdentifier', value: 'http://a.ru' },
    { kind: 'iPAddress', octets: Uint8Array.of(127, 0, 0, 1) },
    { kind: 'registeredID', oid: '1.2.3' },
  ],
);
test('§4.2.1.6: no names', refuses, ...san, sequence());
test(
  '§4.2.1.6: a host name over seven bits',
  refuses,
  ...san,
  sequence(raw(0x82, Uint8Array.of(0xd0, 0xb0))),
);
test('§4.2.1.6: a tenth form', refuses, ...san, sequence(implicit(9, ia5String('x'))));
test(
  '§4.2.1.6: a directory name without its [4] around',
  refuses,
  ...san,
  sequence(implicit(4, directory)),
);
test('§4.2.1.7: of the issuer', reads, read.issuerAltName, OID.issuerAltName, sequence(dns), [
  dnsName,
]);

const nc = [read.nameConstraints, OID.nameConstraints] as const;
test(
  '§4.2.1.10: permitted and excluded',
  reads,
  ...nc,
  sequence(
    implicit(0, sequence(sequence(dns))),
    implicit(1, sequence(sequence(dns, implicit(0, integer(1)), implicit(1, integer(2))))),
  ),
  {
    permitted: [{ base: dnsName, minimum: 0 }],
    excluded: [{ base: dnsName, minimum: 1, maximum: 2 }],
  },
);
test('§4.2.1.10: an empty list', refuses, ...nc, sequence(implicit(0, sequence())));
test(
  '§4.2.1.10: lists in the other order',
  refuses,
  ...nc,
  sequence(implicit(1, sequence(sequence(dns))), implicit(0, sequence(sequence(dns)))),
);

const cp = [read.certificatePolicies, OID.certificatePolicies] as const;
test(
  '§4.2.1.4: policies with qualifiers',
  reads,
  ...cp,
  sequence(
    sequence(oid('1.2.3')),
    sequence(oid('1.2.4'), sequence(sequence(oid('1.2.5'), ia5String('u')))),
  ),
  [
    { policyId: '1.2.3', qualifiers: [] },
    { policyId: '1.2.4', qualifiers: [{ oid: '1.2.5', value: ia5String('u') }] },
  ],
);
test('§4.2.1.4: no policies', refuses, ...cp, sequence());
test(
  '§4.2.1.5: mappings',
  reads,
  read.policyMappings,
  OID.policyMappings,
  sequence(sequence(oid('1.2.3'), oid('1.2.4'))),
  [{ issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '1.2.4' }],
);
test(
  '§4.2.1.5: half a mapping',
  refuses,
  read.policyMappings,
  OID.policyMappings,
  sequence(sequence(oid('1.2.3'))),
);
const pc = [read.policyConstraints, OID.policyConstraints] as const;
test('§4.2.1.11: both', reads, ...pc, sequence(implicit(0, integer(1)), implicit(1, integer(0))), {
  requireExplicitPolicy: 1,
  inhibitPolicyMapping: 0,
});
test('§4.2.1.11: mapping only', reads, ...pc, sequence(implicit(1, integer(5))), {
  inhibitPolicyMapping: 5,
});
test('§4.2.1.11: neither', refuses, ...pc, sequence());
test(
  '§4.2.1.14: a number of certificates',
  reads,
  read.inhibitAnyPolicy,
  OID.inhibitAnyPolicy,
  integer(2),
  2,
);
test('§4.2.1.14: below zero', refuses, read.inhibitAnyPolicy, OID.inhibitAnyPolicy, integer(-2));

const full = explicit(0, implicit(0, sequence(dns)));
const dp = [read.crlDistributionPoints, OID.crlDistributionPoints] as const;
test(
  '§4.2.1.13: all fields',
  reads,
  ...dp,
  sequence(
    sequence(
      full,
      implicit(1, bitString(Uint8Array.of(0x40), 6)),
      implicit(2, sequence(explicit(4, directory))),
    ),
  ),
  [
    {
      name: { kind: 'fullName', names: [dnsName] },
      reasons: new Set(['keyCompromise']),
      crlIssuer: [directoryName],
    },
  ],
);
test(
  '§4.2.1.13: relative to the issuer',
  reads,
  ...dp,
  sequence(sequence(explicit(0, implicit(1, set(cn))))),
  [{ name: { kind: 'nameRelativeToCRLIssuer', rdn } }],
);
test(
  '§4.2.1.13: two names in one point',
  refuses,
  ...dp,
  sequence(
    sequence(
      explicit(0, Uint8Array.from([...implicit(0, sequence(dns)), ...implicit(1, set(cn))])),
    ),
  ),
);
test(
  '§4.2.1.15: freshest CRL',
  reads,
  read.freshestCrl,
  OID.freshestCrl,
  sequence(sequence(full)),
  [{ name: { kind: 'fullName', names: [dnsName] } }],
);

const off = {
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
};
const idp = [read.issuingDistributionPoint, OID.issuingDistributionPoint] as const;
test('§5.2.5: empty', reads, ...idp, sequence(), off);
test(
  '§5.2.5: indirect with reasons',
  reads,
  ...idp,
  sequence(full, implicit(3, bitString(Uint8Array.of(0x60), 5)), implicit(4, boolean(true))),
  {
    ...off,
    name: { kind: 'fullName', names: [dnsName] },
    onlySomeReasons: new Set(['keyCompromise', 'cACompromise']),
    indirectCRL: true,
  },
);
test(
  '§5.2.5: each flag has its field',
  reads,
  ...idp,
  sequence(implicit(1, boolean(true)), implicit(2, boolean(true)), implicit(5, boolean(true))),
  {
    ...off,
    onlyContainsUserCerts: true,
    onlyContainsCACerts: true,
    onlyContainsAttributeCerts: true,
  },
);
test('§5.2.5: a seventh field', refuses, ...idp, sequence(implicit(6, boolean(true))));

test(
  '§4.2.2.1: access',
  reads,
  read.authorityInfoAccess,
  OID.authorityInfoAccess,
  sequence(sequence(oid(OID.adOcsp), implicit(6, ia5String('http://o')))),
  [{ method: OID.adOcsp, location: { kind: 'uniformResourceIdentifier', value: 'http://o' } }],
);
test(
  '§4.2.2.1: access without a place',
  refuses,
  read.authorityInfoAccess,
  OID.authorityInfoAccess,
  sequence(sequence(oid(OID.adOcsp))),
);

test(
  '§5.2.3: a number of 20 octets',
  reads,
  read.crlNumber,
  OID.crlNumber,
  integer(2n ** 159n - 1n),
  2n ** 159n - 1n,
);
test('§5.2.4: the base', reads, read.deltaCrlIndicator, OID.deltaCrlIndicator, integer(7), 7n);
test('§5.3.1: a reason', reads, read.reasonCode, OID.reasonCode, enumerated(8), 8);
test('§5.3.1: a reason as an integer', refuses, read.reasonCode, OID.reasonCode, integer(1));
test(
  '§5.3.2: a date',
  reads,
  read.invalidityDate,
  OID.invalidityDate,
  generalizedTime(new Date('2026-01-02')),
  new Date('2026-01-02'),
);
test(
  '§5.3.2: a UTCTime',
  refuses,
  read.invalidityDate,
  OID.invalidityDate,
  time(new Date('2026-01-02')),
);
test(
  '§5.3.3: an issuer',
  reads,
  read.certificateIssuer,
  OID.certificateIssuer,
  sequence(explicit(4, directory)),
  [directoryName],
);

test(
  'an octet string in an extension is not a text',
  refuses,
  read.subjectAltName,
  OID.subjectAltName,
  printableString('x'),
);
