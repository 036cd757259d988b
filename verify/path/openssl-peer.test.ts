// The same chains before OpenSSL and before us: one verdict.
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { extensionDer, forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { validateCertificate } from './validate-certificate.ts';

const AT = new Date('2026-06-01T12:00:00Z');

interface Authority {
  readonly ca: boolean;
  readonly pathLength: number | undefined;
  readonly usage: 'certificates' | 'crls' | 'absent';
  readonly expired: boolean;
  readonly permitted: string | undefined;
  readonly excluded: string | undefined;
  readonly strange: boolean;
}

// Mostly sound, so that chains fall for one reason and not for five.
const rarely = <T>(sound: T, ...odd: T[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(sound) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
const authority: fc.Arbitrary<Authority> = fc.record({
  ca: rarely(true, false),
  pathLength: fc.constantFrom(undefined, undefined, 0, 1, 2),
  usage: rarely<Authority['usage']>('certificates', 'crls', 'absent'),
  expired: rarely(false, true),
  permitted: rarely<string | undefined>(undefined, 'example.com', 'other.test'),
  excluded: rarely<string | undefined>(undefined, 'a.example.com', 'other.test'),
  strange: rarely(false, true),
});
const chains = fc.record({
  authorities: fc.array(authority, { minLength: 1, maxLength: 4 }),
  host: fc.constantFrom('example.com', 'a.example.com', 'example.org'),
});

function tree(tag: number, host: string | undefined): readonly Uint8Array[] {
  if (host === undefined) return [];
  const subtree = der.sequence(der.implicit(2, der.ia5String(host)));
  return [der.implicit(tag, der.sequence(subtree))];
}

function extensionsOf(one: Authority): readonly Uint8Array[] {
  const { ca, pathLength, usage, permitted, excluded, strange } = one;
  const limit = ca && pathLength !== undefined ? [der.integer(pathLength)] : [];
  const constraints = [...tree(0, permitted), ...tree(1, excluded)];
  const bits = usage === 'certificates' ? [0x06, 1] : [0x02, 1];
  return [
    extensionDer(
      OID.basicConstraints,
      der.sequence(...(ca ? [der.boolean(true)] : []), ...limit),
      true,
    ),
    ...(usage === 'absent'
      ? []
      : [extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(bits[0] ?? 0), bits[1]), true)]),
    ...(constraints.length === 0
      ? []
      : [extensionDer(OID.nameConstraints, der.sequence(...constraints), true)]),
    ...(strange ? [extensionDer('1.3.6.1.4.1.55738.666.1', der.nullValue(), true)] : []),
  ];
}

const rootKeys = newKeys();
const SOUND: Authority = {
  ca: true,
  pathLength: undefined,
  usage: 'certificates',
  expired: false,
  permitted: undefined,
  excluded: undefined,
  strange: false,
};
const root = forgeCertificate({
  subject: 'Root',
  issuer: 'Root',
  keys: rootKeys,
  issuerKeys: rootKeys,
  extensions: extensionsOf(SOUND),
});

function chainOf(authorities: readonly Authority[], host: string): readonly Certificate[] {
  let issuer = { name: 'Root', keys: rootKeys };
  const certificates = authorities.map((one, at) => {
    const keys = newKeys();
    const certificate = forgeCertificate({
      subject: `CA ${at}`,
      issuer: issuer.name,
      keys,
      issuerKeys: issuer.keys,
      ...(one.expired ? { notAfter: new Date('2025-01-01T00:00:00Z') } : {}),
      extensions: extensionsOf(one),
    });
    issuer = { name: `CA ${at}`, keys };
    return certificate;
  });
  const name = der.sequence(der.implicit(2, der.ia5String(host)));
  const leaf = forgeCertificate({
    subject: 'Leaf',
    issuer: issuer.name,
    keys: newKeys(),
    issuerKeys: issuer.keys,
    extensions: [extensionDer(OID.subjectAltName, name)],
  });
  return [leaf, ...certificates];
}

testWith('openssl', 'openssl')('OpenSSL accepts a chain exactly when we do', async (t) => {
  const file = await scratchFolder(t);
  const pem = (certificates: readonly Certificate[]) =>
    certificates.map((one) => toPem('CERTIFICATE', one.der)).join('');
  await writeFile(file('root.pem'), pem([root]));
  const verdicts = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(chains, async ({ authorities, host }) => {
      const [leaf, ...certificates] = chainOf(authorities, host);
      if (leaf === undefined) return;
      await writeFile(file('leaf.pem'), pem([leaf]));
      await writeFile(file('chain.pem'), pem(certificates));
      const time = String(AT.getTime() / 1000);
      const openssl = await runPeer('openssl', [
        'verify',
        '-attime',
        time,
        '-CAfile',
        file('root.pem'),
        '-untrusted',
        file('chain.pem'),
        file('leaf.pem'),
      ]);
      const { indication, reason } = await validateCertificate({
        leaf,
        trust: [{ certificate: root }],
        purpose: 'any',
        evidence: { certificates, crls: [], ocspResponses: [] },
        at: AT,
        algorithms: algorithmsOf([nodeCrypto]),
        requireRevocation: false,
        leafValidity: 'check',
      });
      verdicts.add(openssl.ok);
      t.is(indication === 'PASSED', openssl.ok, `${reason.code}: ${openssl.output}`);
    }),
    { numRuns: 60, seed: 20260601 },
  );
  t.is(verdicts.size, 2, 'both verdicts came up');
});
