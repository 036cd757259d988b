// Policies, mappings and their constraints before OpenSSL and before us: one verdict.
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { toPem } from '../../formats/x509/pem.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  type Keys,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { validateCertificate } from './validate-certificate.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const NAMED = ['1.2.3.1', '1.2.3.2', '1.2.3.3'];

const skip = fc.option(fc.nat(2), { freq: 2, nil: undefined });
const one = fc.record({
  policies: fc.subarray([...NAMED, OID.anyPolicy], { minLength: 1 }),
  mappings: fc.array(fc.tuple(fc.constantFrom(...NAMED), fc.constantFrom(...NAMED)), {
    maxLength: 3,
  }),
  requireExplicit: skip,
  inhibitMapping: skip,
  inhibitAny: skip,
  /** Under its issuer's own name (RFC 5280 §6.1: self-issued). */
  selfIssued: fc.boolean(),
});
type One = typeof one extends fc.Arbitrary<infer T> ? T : never;

const question = fc.record({
  authorities: fc.array(one, { minLength: 1, maxLength: 4 }),
  leaf: one,
  initial: fc.subarray(NAMED),
  explicitPolicy: fc.boolean(),
  inhibitMapping: fc.boolean(),
});

function extensionsOf(said: One, authority: boolean): readonly Uint8Array[] {
  const { policies, mappings, requireExplicit, inhibitMapping, inhibitAny } = said;
  const limits = [requireExplicit, inhibitMapping].flatMap((value, tag) =>
    value === undefined ? [] : [der.raw(0x80 | tag, Uint8Array.of(value))],
  );
  const pairs = mappings.map(([from, to]) => der.sequence(der.oid(from), der.oid(to)));
  const list = policies.map((policy) => der.sequence(der.oid(policy)));
  return [
    extensionDer(OID.certificatePolicies, der.sequence(...list)),
    ...(authority && pairs.length > 0
      ? [extensionDer(OID.policyMappings, der.sequence(...pairs))]
      : []),
    ...(limits.length > 0
      ? [extensionDer(OID.policyConstraints, der.sequence(...limits), true)]
      : []),
    ...(inhibitAny === undefined
      ? []
      : [extensionDer(OID.inhibitAnyPolicy, der.integer(inhibitAny), true)]),
  ];
}

// OpenSSL takes the first issuer of a name and key identifier, and looks for no other.
const keyId = ({ spki }: Keys) => spki.subarray(-20);
const subjectKey = (keys: Keys) =>
  extensionDer(OID.subjectKeyIdentifier, der.octetString(keyId(keys)));
const authorityKey = (keys: Keys) =>
  extensionDer(OID.authorityKeyIdentifier, der.sequence(der.raw(0x80, keyId(keys))));

const rootKeys = newKeys();
const root = forgeCertificate({
  ...{ subject: 'Root', issuer: 'Root', keys: rootKeys, issuerKeys: rootKeys },
  extensions: [basicConstraints(), subjectKey(rootKeys)],
});

/** Leaf first. */
function chainOf(authorities: readonly One[], leaf: One): readonly Certificate[] {
  let above = { name: 'Root', keys: rootKeys };
  const issue = (subject: string, extensions: readonly Uint8Array[]) => {
    const keys = newKeys();
    const all = [...extensions, subjectKey(keys), authorityKey(above.keys)];
    const names = { subject, issuer: above.name, keys, issuerKeys: above.keys };
    above = { name: subject, keys };
    return forgeCertificate({ ...names, extensions: all });
  };
  const certificates = authorities.map((said, at) => {
    const name = said.selfIssued && at > 0 ? above.name : `CA ${at}`;
    return issue(name, [basicConstraints(), ...extensionsOf(said, true)]);
  });
  return [issue('Leaf', extensionsOf(leaf, false)), ...certificates];
}

testWith('openssl', 'openssl')(
  'OpenSSL finds policies acceptable exactly when we do',
  async (t) => {
    const file = await scratchFolder(t);
    const pem = (certificates: readonly Certificate[]) =>
      certificates.map((each) => toPem('CERTIFICATE', each.der)).join('');
    await writeFile(file('root.pem'), pem([root]));
    const verdicts = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(question, async ({ authorities, leaf, initial, ...flags }) => {
        const [target, ...certificates] = chainOf(authorities, leaf);
        if (target === undefined) return;
        await writeFile(file('leaf.pem'), pem([target]));
        await writeFile(file('chain.pem'), pem(certificates));
        const asked = initial.length === 0 ? [OID.anyPolicy] : initial;
        const openssl = await runPeer('openssl', [
          ...['verify', '-policy_check', '-attime', String(AT.getTime() / 1000)],
          ...['-CAfile', file('root.pem'), '-untrusted', file('chain.pem')],
          ...asked.flatMap((policy) => ['-policy', policy]),
          ...(flags.explicitPolicy ? ['-explicit_policy'] : []),
          ...(flags.inhibitMapping ? ['-inhibit_map'] : []),
          file('leaf.pem'),
        ]);
        const { indication, reason } = await validateCertificate({
          leaf: target,
          trust: [{ certificate: root }],
          purpose: 'any',
          evidence: { certificates, crls: [], ocspResponses: [] },
          at: AT,
          algorithms: algorithmsOf([nodeCrypto]),
          requireRevocation: false,
          leafValidity: 'check',
          initialPolicies: asked,
          ...flags,
        });
        verdicts.add(openssl.ok);
        t.is(indication === 'PASSED', openssl.ok, `${reason.code}: ${openssl.output}`);
      }),
      { numRuns: 80, seed: 20260602 },
    );
    t.is(verdicts.size, 2, 'both verdicts came up');
  },
);
