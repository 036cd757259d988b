import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { toHex } from '../../formats/hex.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { CANDIDATES_LIMIT, identifySigningCertificate } from './identify-signing-certificate.ts';
import type { CertificateReference, SignerReference } from './signature-facts.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: new Date() });
const [a, b, c] = await Promise.all(
  ['A', 'B', 'C'].map(
    async (commonName) => (await pki.issue({ subject: { commonName } })).certificate,
  ),
);
if (a === undefined || b === undefined || c === undefined) throw new Error('three were issued');

async function reference(to: Certificate, digestOid = SHA256): Promise<CertificateReference> {
  const digest = await algorithms.digest(SHA256)?.digest(to.der);
  return { digestOid, digest: digest ?? new Uint8Array() };
}

function identify(
  signer: Partial<SignerReference>,
  pool: readonly Certificate[],
  key?: Certificate,
) {
  return identifySigningCertificate({
    signer: { text: 'signer', names: () => true, references: [], ...signer },
    pool,
    policy: defaultPolicy,
    algorithms,
    verifiesUnder: async (certificate) => certificate === key,
  });
}

test('of several that fit, the one whose key verifies, wherever it stands; said as a warning', async (t) => {
  for (const pool of [
    [a, b, c],
    [b, c, a],
    [c, a, b],
  ]) {
    const { certificate, block } = await identify({}, pool, b);
    t.is(certificate, b);
    t.is(block.warnings[0]?.code, 'signing-certificate-ambiguous');
  }
});

test('of several that fit and none verifies, the first given from outside', async (t) => {
  t.is((await identify({}, [a, b])).certificate, a);
});

test('the same certificate twice is one', async (t) => {
  const { certificate, block } = await identify({}, [a, { ...a, der: Uint8Array.from(a.der) }]);
  t.is(certificate, a);
  t.false(block.warnings.some(({ code }) => code === 'signing-certificate-ambiguous'));
});

test('a reference decides, whatever key verifies', async (t) => {
  const references = [[await reference(a)]];
  t.is((await identify({ references }, [b, a], b)).certificate, a);
});

test('every reference attribute must name the certificate', async (t) => {
  const references = [[await reference(a)], [await reference(b)]];
  const { certificate, block } = await identify({ references }, [a, b], a);
  t.is(certificate, undefined);
  t.is(block.outcome.subIndication, 'NO_SIGNING_CERTIFICATE_FOUND');
});

test('§5.2.3.4: any entry of one attribute may match; not the first is a warning', async (t) => {
  const references = [[await reference(b), await reference(a)]];
  const { certificate, block } = await identify({ references }, [a], a);
  t.is(certificate, a);
  t.deepEqual(
    block.warnings.map(({ code }) => code),
    ['signing-certificate-not-first'],
  );
});

test('a reference whose digest nobody computes tells nothing, and is named', async (t) => {
  const references = [[await reference(a, '1.2.3')]];
  const { certificate, block } = await identify({ references }, [a], a);
  t.is(certificate, undefined);
  t.deepEqual(
    [block.outcome.indication, block.outcome.reason],
    ['INDETERMINATE', { code: 'algorithm-unknown', facts: { oid: '1.2.3' } }],
  );
});

test('an empty reference attribute names nothing', async (t) => {
  t.is((await identify({ references: [[]] }, [a], a)).certificate, undefined);
});

test('another issuer and serial number beside the right digest is a warning', async (t) => {
  const entry = { ...(await reference(a)), namesIssuerAndSerialOf: () => false };
  const { certificate, block } = await identify({ references: [[entry]] }, [a], a);
  t.is(certificate, a);
  t.is(block.warnings[0]?.code, 'signing-certificate-issuer-serial-differs');
});

test('nobody named: NO_SIGNING_CERTIFICATE_FOUND', async (t) => {
  const { block } = await identify({ names: () => false }, [a, b], a);
  t.is(block.outcome.reason?.code, 'signing-certificate-absent');
});

test('a bag full of certificates under one name costs no more than the limit', async (t) => {
  const bag = Array.from({ length: 2000 }, (_, index) => {
    const der = Uint8Array.from(a.der);
    new DataView(der.buffer).setUint32(der.length - 4, index);
    return { ...a, der };
  });
  let digested = 0;
  let verified = 0;
  const sha256 = algorithms.digest(SHA256);
  if (sha256 === undefined) throw new Error('no SHA-256');
  const counting: typeof algorithms = {
    ...algorithms,
    digest: (oid) => {
      const count = (octets: Uint8Array) => {
        digested += 1;
        return sha256.digest(oid === SHA256 ? octets : new Uint8Array());
      };
      return { ...sha256, digest: count, hex: async (octets) => toHex(await count(octets)) };
    },
  };
  const strange = { digestOid: SHA256, digest: new Uint8Array(32) };
  const question = {
    signer: { text: 'signer', names: () => true, references: [] },
    pool: bag,
    policy: defaultPolicy,
    algorithms: counting,
    verifiesUnder: async () => {
      verified += 1;
      return false;
    },
  };
  const { certificate } = await identifySigningCertificate(question);
  t.is(certificate, bag[0]);
  t.is(verified, CANDIDATES_LIMIT);
  const references = [Array.from({ length: 2000 }, () => strange)];
  const signer = { ...question.signer, references };
  t.is((await identifySigningCertificate({ ...question, signer })).certificate, undefined);
  t.is(digested, CANDIDATES_LIMIT, 'one for each certificate, however many references');
});
