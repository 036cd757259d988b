import test from 'ava';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { KnownAuthorities } from '../path/known-authorities.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { validateSignatures } from './validate-signatures.ts';
import type { ValidationInput } from './validation-input.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const LATER = new Date('2026-06-01T13:00:00Z');
const YEARS_LATER = new Date('2046-06-01T12:00:00Z');
const algorithms = algorithmsOf([createNodeCrypto()]);
const content = bytesSource(new TextEncoder().encode('Договор поставки'));

async function crlsOf(pki: TestPki, at: Date) {
  return [parseCrl(await pki.crl(at)), parseCrl(await pki.crl(at, { of: 'root' }))];
}

// The authority and its double bear the same names; keys, and so octets, differ.
const pki = await createPki({ now: NOW, caKey: 'ec' });
const double = await createPki({ now: NOW, caKey: 'ec' });

async function signed(by: TestPki) {
  const signer = await by.issue({ subject: head, key: 'ec' });
  const signature = await signCades({
    content,
    detached: true,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
  });
  return { signer, signature };
}

const { signer, signature } = await signed(pki);
const forged = await signed(double);
const input: ValidationInput = {
  signature: { name: 'contract.p7s', source: bytesSource(signature) },
  content: { name: 'contract', source: content },
  trust: [{ certificate: pki.root }],
  evidence: { certificates: [], crls: await crlsOf(pki, NOW), ocspResponses: [] },
  policy: defaultPolicy,
  time: NOW,
  algorithms,
};
pki.revoke(signer.certificate, new Date(NOW.getTime() + 60_000));
const revoked = await crlsOf(pki, LATER);

/** Octets of the certificate in the file, the last of its signature changed. */
function withBrokenCertificate(): Uint8Array {
  const broken = Uint8Array.from(signature);
  const { der } = signer.certificate;
  const at = Buffer.from(broken).indexOf(der);
  const last = at + der.length - 1;
  broken[last] = (broken[last] ?? 0) ^ 1;
  return broken;
}

const HOSTILE: Record<string, Partial<ValidationInput>> = {
  'another authority of the same names': {
    signature: { name: 'contract.p7s', source: bytesSource(forged.signature) },
  },
  'another anchor of the same name': { trust: [{ certificate: double.root }] },
  'no anchor': { trust: [] },
  'an anchor that is trusted no longer': {
    trust: [{ certificate: pki.root, until: new Date(NOW.getTime() - 1000) }],
  },
  'an anchor for other purposes': { trust: [{ certificate: pki.root, purposes: ['seal'] }] },
  'an anchor that allows no authority below': {
    trust: [{ certificate: pki.root, maximumPathLength: 0 }],
  },
  'an anchor for a policy that no certificate has': {
    trust: [{ certificate: pki.root, policies: ['1.2.3.4'], explicitPolicy: true }],
  },
  'a policy that asks for certificate policies': {
    policy: { ...defaultPolicy, certificatePath: { policies: ['1.2.3.4'], explicitPolicy: true } },
  },
  'a policy that wants newer evidence': {
    time: LATER,
    policy: { ...defaultPolicy, revocationFreshness: 60 },
  },
  'another time': { time: YEARS_LATER },
  'another policy': { policy: { ...defaultPolicy, algorithms: [] } },
  'a certificate that was revoked meanwhile': {
    time: LATER,
    evidence: { certificates: [], crls: revoked, ocspResponses: [] },
  },
  'no revocation information': { evidence: { certificates: [], crls: [], ocspResponses: [] } },
  'a certificate with another signature': {
    signature: { name: 'contract.p7s', source: bytesSource(withBrokenCertificate()) },
  },
  'other content': { content: { name: 'contract', source: bytesSource(Uint8Array.of(1)) } },
};

test('the report is the same with what is known of files before, and without', async (t) => {
  const known = new KnownAuthorities();
  const cold = await validateSignatures(input);
  t.is(cold.signatures[0]?.indication, 'TOTAL-PASSED');
  for (let round = 0; round < 3; round += 1) {
    t.deepEqual(await validateSignatures({ ...input, known }), cold);
  }
});

for (const [what, difference] of Object.entries(HOSTILE)) {
  test(`after a file that passed, one with ${what} is told as if nothing were known`, async (t) => {
    const known = new KnownAuthorities();
    await validateSignatures({ ...input, known });
    const cold = await validateSignatures({ ...input, ...difference });
    t.not(cold.signatures[0]?.indication, 'TOTAL-PASSED');
    t.deepEqual(await validateSignatures({ ...input, ...difference, known }), cold);
    t.is((await validateSignatures({ ...input, known })).signatures[0]?.indication, 'TOTAL-PASSED');
  });
}
