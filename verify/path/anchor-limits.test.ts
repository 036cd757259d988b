// What an anchor's own certificate says, and whoever trusts it, holds for the paths below.
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { PathReasonCode } from './reasons.ts';
import { type CertificateValidation, validateCertificate } from './validate-certificate.ts';

const [rootKeys, caKeys, leafKeys] = [newKeys(), newKeys(), newKeys()];

interface Said {
  readonly root?: readonly Uint8Array[];
  readonly ca?: readonly Uint8Array[];
  readonly leaf?: readonly Uint8Array[];
  /** Beside the anchor's certificate. */
  readonly limits?: Omit<TrustAnchor, 'certificate'>;
  readonly wanted?: Pick<CertificateValidation, 'purpose' | 'extendedKeyUsage'>;
  /** The root alone is asked for. */
  readonly itself?: boolean;
}

/** What comes of root, authority and leaf with these extensions. */
async function reasonFor(
  { root = [], ca = [], leaf = [], limits = {}, wanted = { purpose: 'any' }, itself }: Said,
  explicitPolicy: boolean,
): Promise<PathReasonCode> {
  const certificate = forgeCertificate({
    ...{ subject: 'Root', issuer: 'Root', keys: rootKeys, issuerKeys: rootKeys },
    extensions: [basicConstraints(), ...root],
  });
  const authority = forgeCertificate({
    ...{ subject: 'CA', issuer: 'Root', keys: caKeys, issuerKeys: rootKeys },
    extensions: [basicConstraints(), ...ca],
  });
  const below = forgeCertificate({
    ...{ subject: 'Leaf', issuer: 'CA', keys: leafKeys, issuerKeys: caKeys },
    extensions: leaf,
  });
  const { reason } = await validateCertificate({
    leaf: itself === true ? certificate : below,
    trust: [{ certificate, ...limits }],
    ...wanted,
    evidence: { certificates: [authority], crls: [], ocspResponses: [] },
    at: new Date('2026-06-01T12:00:00Z'),
    algorithms: algorithmsOf([nodeCrypto]),
    requireRevocation: false,
    leafValidity: 'check',
    explicitPolicy,
  });
  return reason.code;
}

const policiesOf = (...oids: readonly string[]) =>
  extensionDer(
    OID.certificatePolicies,
    der.sequence(...oids.map((oid) => der.sequence(der.oid(oid)))),
  );
const constrained = (tag: 0 | 1, skip: number) =>
  extensionDer(OID.policyConstraints, der.sequence(der.raw(0x80 | tag, Uint8Array.of(skip))), true);
const mapped = extensionDer(
  OID.policyMappings,
  der.sequence(der.sequence(der.oid('1.2.3'), der.oid('1.2.4'))),
);

/** What the anchor's certificate says besides, what the authority's, what the leaf's. */
const ANCHORED: readonly (readonly [
  title: string,
  extensions: readonly (readonly Uint8Array[])[],
  explicit: boolean,
  code: PathReasonCode,
])[] = [
  ['says nothing', [[], [policiesOf('1.2.3')], [policiesOf('1.2.3')]], true, 'path-valid'],
  [
    'is for the policy',
    [[policiesOf('1.2.3')], [policiesOf('1.2.3')], [policiesOf('1.2.3')]],
    true,
    'path-valid',
  ],
  [
    'is for any',
    [[policiesOf(OID.anyPolicy)], [policiesOf('1.2.3')], [policiesOf('1.2.3')]],
    true,
    'path-valid',
  ],
  [
    'is for another',
    [[policiesOf('1.2.9')], [policiesOf('1.2.3')], [policiesOf('1.2.3')]],
    true,
    'no-acceptable-policy',
  ],
  [
    'is for another, none being asked for',
    [[policiesOf('1.2.9')], [policiesOf('1.2.3')], [policiesOf('1.2.3')]],
    false,
    'path-valid',
  ],
  ['asks for one from the start', [[constrained(0, 0)], [], []], false, 'no-acceptable-policy'],
  [
    'asks for one that is there',
    [[constrained(0, 0)], [policiesOf('1.2.3')], [policiesOf('1.2.3')]],
    false,
    'path-valid',
  ],
  [
    'asks for one after two certificates',
    [[constrained(0, 2)], [], []],
    false,
    'no-acceptable-policy',
  ],
  ['asks for one after three', [[constrained(0, 3)], [], []], false, 'path-valid'],
  [
    'lets policies be mapped',
    [[], [policiesOf('1.2.3'), mapped], [policiesOf('1.2.4')]],
    true,
    'path-valid',
  ],
  [
    'forbids mapping',
    [[constrained(1, 0)], [policiesOf('1.2.3'), mapped], [policiesOf('1.2.4')]],
    true,
    'no-acceptable-policy',
  ],
  [
    'forbids anyPolicy',
    [
      [extensionDer(OID.inhibitAnyPolicy, der.integer(0), true)],
      [policiesOf(OID.anyPolicy)],
      [policiesOf('1.2.3')],
    ],
    true,
    'no-acceptable-policy',
  ],
];

for (const [title, [root, ca, leaf], explicitPolicy, code] of ANCHORED) {
  test(`RFC 5937 §3.2: the anchor ${title}: ${code}`, async (t) => {
    t.is(
      await reasonFor({ root: root ?? [], ca: ca ?? [], leaf: leaf ?? [] }, explicitPolicy),
      code,
    );
  });
}

for (const [policies, code] of [
  [['1.2.3'], 'path-valid'],
  [['1.2.9', '1.2.3'], 'path-valid'],
  [[OID.anyPolicy], 'path-valid'],
  [['1.2.9'], 'no-acceptable-policy'],
] as const) {
  test(`RFC 5914 §2: an anchor that is trusted for ${policies.join(' and ')}: ${code}`, async (t) => {
    const [ca, leaf] = [[policiesOf('1.2.3')], [policiesOf('1.2.3')]];
    t.is(await reasonFor({ ca, leaf, limits: { policies } }, true), code);
  });
}

for (const [maximumPathLength, code] of [
  [1, 'path-valid'],
  [0, 'path-too-long'],
] as const) {
  test(`RFC 5914 §2: an anchor with ${maximumPathLength} authorities below: ${code}`, async (t) => {
    t.is(await reasonFor({ limits: { maximumPathLength } }, false), code);
  });
}

const EXPLICIT = { ca: [policiesOf('1.2.3')], leaf: [policiesOf('1.2.3')] };
const MAPPED = { ca: [policiesOf('1.2.3'), mapped], leaf: [policiesOf('1.2.4')] };
const ANY = { ca: [policiesOf(OID.anyPolicy)], leaf: [policiesOf('1.2.3')] };
const NONE = {};

for (const [flag, said, explicit, without, code] of [
  ['explicitPolicy', NONE, false, 'path-valid', 'no-acceptable-policy'],
  ['explicitPolicy', EXPLICIT, false, 'path-valid', 'path-valid'],
  ['inhibitMapping', MAPPED, true, 'path-valid', 'no-acceptable-policy'],
  ['inhibitMapping', EXPLICIT, true, 'path-valid', 'path-valid'],
  ['inhibitAny', ANY, true, 'path-valid', 'no-acceptable-policy'],
  ['inhibitAny', EXPLICIT, true, 'path-valid', 'path-valid'],
] as const) {
  test(`RFC 5914 §2, policyFlags: an anchor with ${flag}, ${JSON.stringify(Object.keys(said))}: ${code}`, async (t) => {
    t.is(await reasonFor(said, explicit), without);
    t.is(await reasonFor({ ...said, limits: { [flag]: true } }, explicit), code);
    t.is(await reasonFor({ ...said, limits: { [flag]: false } }, explicit), without);
  });
}

const named = (host: string) =>
  extensionDer(OID.subjectAltName, der.sequence(der.raw(0x82, der.ia5String(host).subarray(2))));
const subtree = (value: string) => [{ base: { kind: 'dNSName' as const, value }, minimum: 0 }];
const constraining = (tag: 0 | 1, host: string) =>
  extensionDer(
    OID.nameConstraints,
    der.sequence(der.raw(0xa0 | tag, der.sequence(der.raw(0x82, der.ia5String(host).subarray(2))))),
    true,
  );

for (const [title, said, code] of [
  [
    'permits the host',
    { limits: { nameConstraints: { permitted: subtree('a.ru') } } },
    'path-valid',
  ],
  [
    'permits another',
    { limits: { nameConstraints: { permitted: subtree('b.ru') } } },
    'name-not-permitted',
  ],
  [
    'excludes the host',
    { limits: { nameConstraints: { excluded: subtree('a.ru') } } },
    'name-excluded',
  ],
  [
    'excludes another',
    { limits: { nameConstraints: { excluded: subtree('b.ru') } } },
    'path-valid',
  ],
  [
    'permits what its certificate permits',
    { root: [constraining(0, 'a.ru')], limits: { nameConstraints: { permitted: subtree('ru') } } },
    'path-valid',
  ],
  [
    'permits what its certificate does not',
    {
      root: [constraining(0, 'b.ru')],
      limits: { nameConstraints: { permitted: subtree('a.ru') } },
    },
    'name-not-permitted',
  ],
  [
    'permits what its certificate excludes',
    {
      root: [constraining(1, 'a.ru')],
      limits: { nameConstraints: { permitted: subtree('a.ru') } },
    },
    'name-excluded',
  ],
  [
    'permits what cannot be read',
    { limits: { nameConstraints: { permitted: subtree('a ru') } } },
    'name-constraint-malformed',
  ],
] as const satisfies readonly (readonly [string, Said, PathReasonCode])[]) {
  test(`RFC 5937 §3.2: an anchor that ${title}: ${code}`, async (t) => {
    t.is(await reasonFor({ ...said, leaf: [named('www.a.ru')] }, false), code);
  });
}

const STAMPING = [
  extensionDer(OID.extendedKeyUsage, der.sequence(der.oid(OID.kpTimeStamping)), true),
];

for (const [usages, wanted, code] of [
  [[OID.kpEmailProtection], { purpose: 'any' }, 'path-valid'],
  [
    [OID.kpEmailProtection],
    { purpose: 'any', extendedKeyUsage: OID.kpEmailProtection },
    'path-valid',
  ],
  [
    [OID.kpServerAuth],
    { purpose: 'any', extendedKeyUsage: OID.kpEmailProtection },
    'anchor-purpose',
  ],
  [
    [OID.anyExtendedKeyUsage],
    { purpose: 'any', extendedKeyUsage: OID.kpEmailProtection },
    'path-valid',
  ],
  [[OID.kpServerAuth], { purpose: 'signature' }, 'anchor-purpose'],
  [[OID.kpServerAuth, OID.kpEmailProtection], { purpose: 'signature' }, 'path-valid'],
  [[OID.kpServerAuth], { purpose: 'seal' }, 'anchor-purpose'],
  [[OID.kpEmailProtection], { purpose: 'seal' }, 'path-valid'],
  [[OID.kpEmailProtection], { purpose: 'time-stamp' }, 'anchor-purpose'],
  [[OID.kpTimeStamping], { purpose: 'time-stamp' }, 'path-valid'],
] as const satisfies readonly (readonly [
  readonly string[],
  NonNullable<Said['wanted']>,
  PathReasonCode,
])[]) {
  test(`an anchor that is trusted for ${usages.join(' and ')} alone, asked for ${JSON.stringify(wanted)}: ${code}`, async (t) => {
    const leaf = wanted.purpose === 'time-stamp' ? STAMPING : [];
    t.is(await reasonFor({ leaf, wanted }, false), 'path-valid', 'without the limit');
    t.is(await reasonFor({ leaf, wanted, limits: { extendedKeyUsage: usages } }, false), code);
  });
}

test('a limit of purposes holds for the anchor itself where it is the signer', async (t) => {
  const asked = { itself: true, wanted: { purpose: 'signature' } } as const;
  t.is(await reasonFor(asked, false), 'path-valid');
  const limits = { extendedKeyUsage: [OID.kpServerAuth] };
  t.is(await reasonFor({ ...asked, limits }, false), 'anchor-purpose');
});
