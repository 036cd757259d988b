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
import { validateCertificate } from './validate-certificate.ts';

const [rootKeys, caKeys, leafKeys] = [newKeys(), newKeys(), newKeys()];

interface Said {
  readonly root?: readonly Uint8Array[];
  readonly ca?: readonly Uint8Array[];
  readonly leaf?: readonly Uint8Array[];
  /** Beside the anchor's certificate. */
  readonly limits?: Omit<TrustAnchor, 'certificate'>;
}

/** What comes of root, authority and leaf with these extensions. */
async function reasonFor(
  { root = [], ca = [], leaf = [], limits = {} }: Said,
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
  const { reason } = await validateCertificate({
    leaf: forgeCertificate({
      ...{ subject: 'Leaf', issuer: 'CA', keys: leafKeys, issuerKeys: caKeys },
      extensions: leaf,
    }),
    trust: [{ certificate, ...limits }],
    purpose: 'any',
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
