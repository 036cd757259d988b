// Whatever can be computed is computed, and told; what is worth nothing any more passes nowhere on the way.
import { createHash, sign } from 'node:crypto';
import test from 'ava';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { AlgorithmIdentifier } from '../../formats/x509/certificate.ts';
import {
  basicConstraints,
  forgeCertificate,
  forgeCrl,
  forgeOcspResponse,
  type Keys,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { replaced, without } from '../../test-fixtures/samples/forge-cms.ts';
import { validateCertificate } from '../path/validate-certificate.ts';
import {
  algorithms,
  attribute,
  CONTENT,
  certificateOf,
  digestOf,
  forged,
  hours,
  identityOf,
  judged,
  signer,
} from './judged-world.fixture.ts';

const rsa = newKeys('rsa');
const under = (kind: Keys['kind']): Keys => ({ ...rsa, kind });

/** node's name, OID, and OID of RSA over it. */
const OLD = [
  ['md5', '1.2.840.113549.2.5', '1.2.840.113549.1.1.4', 'algorithm-expired'],
  ['ripemd160', '1.3.36.3.2.1', '1.3.36.3.3.1.2', 'algorithm-expired'],
  ['sha512-224', '2.16.840.1.101.3.4.2.5', '1.2.840.113549.1.1.15', 'algorithm-not-listed'],
  ['sha512-256', '2.16.840.1.101.3.4.2.6', '1.2.840.113549.1.1.16', 'algorithm-not-listed'],
] as const;

/** A signature by RSA, everything in it under one digest, good but for what is given. */
function signedUnder(name: string, oid: string, signatureOid: string) {
  const algorithm: AlgorithmIdentifier = { oid: signatureOid, parameters: der.nullValue() };
  const identity = identityOf(certificateOf({ keys: rsa }), rsa);
  const key = {
    ...identity.key,
    signatureAlgorithm: algorithm,
    sign: async (data: Uint8Array) => new Uint8Array(sign(name, data, rsa.privateKey)),
  };
  return forged({
    identity: { ...identity, key },
    digestAlgorithm: { oid },
    attributes: (list) =>
      replaced(OID.messageDigest, () => [der.octetString(digestOf(name, CONTENT))])(
        without(OID.cmsAlgorithmProtection)(list),
      ),
  });
}

test('SHA-256 with RSA passes', async (t) => {
  const report = await judged(await signedUnder('sha256', OID.sha256, '1.2.840.113549.1.1.11'));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
});

for (const [name, oid, signatureOid, code] of OLD) {
  test(`${name} with RSA is computed, and refused by the policy: ${code}`, async (t) => {
    const report = await judged(await signedUnder(name, oid, signatureOid));
    t.is(report.indication, 'INDETERMINATE');
    t.is(report.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
    t.is(report.reason.code, code);
    t.is(report.reason.facts?.['algorithm'], name);
    t.true(report.intact);
    t.true(report.cryptographicallyValid);
  });
}

test('MD5 over other content is a digest that differs, not an unknown one', async (t) => {
  const cms = await signedUnder('md5', '1.2.840.113549.2.5', '1.2.840.113549.1.1.4');
  const [from, to] = ['md5', 'sha256'].map((name) => digestOf(name, CONTENT).slice(0, 16));
  const changed = Buffer.from(cms)
    .toString('latin1')
    .replace(Buffer.from(from ?? []).toString('latin1'), Buffer.from(to ?? []).toString('latin1'));
  const report = await judged(new Uint8Array(Buffer.from(changed, 'latin1')));
  t.is(report.indication, 'TOTAL-FAILED');
  t.is(report.subIndication, 'HASH_FAILURE');
});

const EC_KEYS = [
  ['prime256v1', 'passed', true],
  ['secp224r1', 'algorithm-expired', false],
  ['secp256k1', 'algorithm-not-listed', false],
  ['brainpoolP256t1', 'algorithm-not-listed', false],
] as const;

for (const [curve, code, passes] of EC_KEYS) {
  test(`a signature on ${curve} is verified: ${code}`, async (t) => {
    const keys = newKeys('ec', curve);
    const report = await judged(
      await forged({ identity: identityOf(certificateOf({ keys }), keys) }),
    );
    t.is(report.reason.code, code);
    t.is(report.indication, passes ? 'TOTAL-PASSED' : 'INDETERMINATE');
    t.true(report.intact);
    t.true(report.cryptographicallyValid);
  });
}

const root = forgeCertificate({
  subject: 'Old',
  issuer: 'Old',
  keys: rsa,
  issuerKeys: rsa,
  extensions: [basicConstraints()],
});

/** Certificate, list and answer of an authority with an RSA key, each under its own algorithm. */
async function underOldAuthority(kinds: {
  readonly certificate: Keys['kind'];
  readonly crl?: Keys['kind'];
  readonly ocsp?: Keys['kind'];
  /** Of the CertID in the answer. */
  readonly hash?: 'sha1' | 'md5';
}) {
  const certificate = certificateOf({ issuer: 'Old', issuerKeys: under(kinds.certificate) });
  const times = { thisUpdate: hours(-1), nextUpdate: hours(24) };
  const crls = kinds.crl && [forgeCrl({ issuer: 'Old', keys: under(kinds.crl), ...times })];
  const answers = kinds.ocsp && [
    forgeOcspResponse({
      status: 'good',
      certificate,
      issuerKeys: rsa,
      responder: 'Old',
      keys: under(kinds.ocsp),
      hash: kinds.hash ?? 'sha1',
      ...times,
    }),
  ];
  return judged(await forged({ identity: identityOf(certificate) }), {
    trust: [{ certificate: root }],
    evidence: { certificates: [], crls: crls ?? [], ocspResponses: answers ?? [] },
  });
}

const WEAK_PATHS = [
  ['a certificate signed by MD5', { certificate: 'rsa-md5', crl: 'rsa' }],
  ['a certificate signed by RIPEMD-160', { certificate: 'rsa-ripemd160', crl: 'rsa' }],
  ['a certificate signed by SHA-512/256', { certificate: 'rsa-sha512-256', crl: 'rsa' }],
  ['a list signed by MD5', { certificate: 'rsa', crl: 'rsa-md5' }],
  ['an answer signed by MD5', { certificate: 'rsa', ocsp: 'rsa-md5' }],
  ['an answer that names the certificate by MD5', { certificate: 'rsa', ocsp: 'rsa', hash: 'md5' }],
] as const;

test('a path under SHA-256 passes, by a list and by an answer', async (t) => {
  for (const kinds of [
    { certificate: 'rsa', crl: 'rsa' },
    { certificate: 'rsa', ocsp: 'rsa' },
  ] as const) {
    const report = await underOldAuthority(kinds);
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
  }
});

for (const [what, kinds] of WEAK_PATHS) {
  test(`a path with ${what} passes no more than before`, async (t) => {
    const report = await underOldAuthority(kinds);
    t.is(report.indication, 'INDETERMINATE', JSON.stringify(report.reason));
    t.true(report.cryptographicallyValid);
  });
}

test('a reference to the certificate by a digest that has ended is none; SHA-1 is warned of', async (t) => {
  const references = [
    ['sha1', OID.sha1, 'TOTAL-PASSED'],
    ['md5', '1.2.840.113549.2.5', 'INDETERMINATE'],
    ['ripemd160', '1.3.36.3.2.1', 'INDETERMINATE'],
    ['sha256', OID.sha256, 'TOTAL-PASSED'],
  ] as const;
  for (const [name, oid, indication] of references) {
    const digest = createHash(name).update(signer.certificate.der).digest();
    const id = der.sequence(der.sequence(der.oid(oid)), der.octetString(digest));
    const named = attribute(OID.signingCertificateV2, der.sequence(der.sequence(id)));
    const report = await judged(
      await forged({ attributes: (list) => [...without(OID.signingCertificateV2)(list), named] }),
    );
    t.is(report.indication, indication, `${name} ${JSON.stringify(report.reason)}`);
  }
});

for (const [kind, accepted] of [
  ['rsa', true],
  ['rsa-md5', false],
  ['rsa-ripemd160', false],
  ['rsa-sha512-256', false],
] as const) {
  test(`a path by itself, no policy asked, its certificate under ${kind}: ${accepted}`, async (t) => {
    const { indication, reason } = await validateCertificate({
      leaf: certificateOf({ issuer: 'Old', issuerKeys: under(kind) }),
      trust: [{ certificate: root }],
      purpose: 'any',
      evidence: { certificates: [], crls: [], ocspResponses: [] },
      at: hours(0),
      algorithms,
      leafValidity: 'check',
      requireRevocation: false,
    });
    t.is(indication, accepted ? 'PASSED' : 'INDETERMINATE');
    t.is(reason.code, accepted ? 'path-valid' : 'certificate-signature-not-checked');
  });
}

test('a certificate under MD5 beside one under SHA-256 over the same key does not displace it', async (t) => {
  const keys = newKeys('rsa');
  const more = { subject: 'Middle', issuer: 'Old', keys, extensions: [basicConstraints()] };
  const [weak, good] = (['rsa-md5', 'rsa'] as const).map((kind) =>
    forgeCertificate({ ...more, issuerKeys: under(kind) }),
  );
  const certificate = certificateOf({ issuer: 'Middle', issuerKeys: keys });
  const times = { thisUpdate: hours(-1), nextUpdate: hours(24) };
  const crls = [
    forgeCrl({ issuer: 'Old', keys: rsa, ...times }),
    forgeCrl({ issuer: 'Middle', keys, ...times }),
  ];
  for (const [certificates, indication] of [
    [[weak, good], 'TOTAL-PASSED'],
    [[weak], 'INDETERMINATE'],
  ] as const) {
    const report = await judged(await forged({ identity: identityOf(certificate) }), {
      trust: [{ certificate: root }],
      evidence: { certificates: certificates.flatMap((one) => one ?? []), crls, ocspResponses: [] },
    });
    t.is(report.indication, indication, JSON.stringify(report.reason));
  }
});
