import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { signingKeyFromPkcs8 } from '../../../signing/keys/pkcs8.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { WHOLE_CONTENT_LIMIT } from '../digest-objects.ts';
import { validateSignatures } from '../validate-signatures.ts';
import type { NamedSource } from '../validation-input.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const subject = { commonName: 'Иванов Иван' };

async function signerBy(type: 'ed25519' | 'ml-dsa-44'): Promise<TestIdentity> {
  const { privateKey } = type === 'ed25519' ? generateKeyPairSync(type) : generateKeyPairSync(type);
  const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const key = signingKeyFromPkcs8(pkcs8);
  const keys = { key, pkcs8, certificateAlgorithm: key.signatureAlgorithm };
  return pki.issue({ subject, keys });
}
const WHOLE = { EdDSA: await signerBy('ed25519'), 'ML-DSA': await signerBy('ml-dsa-44') };
const ecdsa = await pki.issue({ subject });
const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })].map(parseCrl);
const text = new TextEncoder().encode('Договор № 7');

/** Signed without attributes: the value is over the content itself. */
async function judge(
  signers: readonly TestIdentity[],
  content: NamedSource,
  signed: Uint8Array = text,
) {
  const signerInfos = await Promise.all(
    signers.map(async ({ certificate: { issuer, serialNumber }, key }) => ({
      sid: { kind: 'issuer-and-serial', issuer, serialNumber } as const,
      digestAlgorithm: { oid: key.digestOid },
      signatureAlgorithm: key.signatureAlgorithm,
      signature: await key.sign(signed),
    })),
  );
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [...signers.map(({ certificate }) => certificate), pki.issuer],
    signerInfos,
  });
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content,
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: NOW,
  });
  return signatures;
}

/** The text, and zeros up to `size`; its digests are said to be known, so that only the signatures ask for it. */
function longer(size: number): NamedSource & { readonly asked: () => number } {
  let asked = 0;
  const oids = [OID.sha256, OID.sha512];
  return {
    name: 'a',
    digests: new Map(oids.map((oid) => [oid, new Uint8Array(algorithms.digest(oid)?.size ?? 0)])),
    source: {
      size,
      read: async (offset, length) => {
        asked += length;
        const piece = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        if (offset === 0) piece.set(text.subarray(0, piece.length));
        return piece;
      },
    },
    asked: () => asked,
  };
}

for (const [name, signer] of Object.entries(WHOLE)) {
  test(`${name} over content itself is verified over the whole; its twin over one octet less is wrong`, async (t) => {
    const whole = { name: 'a', source: bytesSource(text) };
    const [good] = await judge([signer], whole);
    t.is(good?.indication, 'TOTAL-PASSED', JSON.stringify(good?.reason));
    t.is(good?.coverage, 'FULL');
    const [twin] = await judge([signer], whole, text.subarray(1));
    t.deepEqual([twin?.indication, twin?.subIndication], ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE']);
    t.deepEqual(twin?.signedContent, []);
  });

  test(`${name} over content of more than one piece; its twins have another last octet, and one more`, async (t) => {
    const long: Uint8Array = new Uint8Array(1_000_000).fill(0x41);
    const judged = async (content: Uint8Array) => {
      const [report] = await judge([signer], { name: 'a', source: bytesSource(content) }, long);
      return report?.subIndication ?? report?.indication;
    };
    t.is(await judged(long), 'TOTAL-PASSED');
    t.is(await judged(long.with(-1, 0)), 'SIG_CRYPTO_FAILURE');
    t.is(await judged(new Uint8Array([...long, 0])), 'SIG_CRYPTO_FAILURE');
  });

  test(`${name} cannot go in pieces: above what is held in memory the answer names the limit, and it is not read`, async (t) => {
    const content = longer(WHOLE_CONTENT_LIMIT + 1);
    const [report] = await judge([signer], content);
    t.is(report?.indication, 'INDETERMINATE');
    t.is(report?.reason.code, 'content-over-limit');
    t.is(report?.reason.facts?.['limit'], WHOLE_CONTENT_LIMIT);
    t.is(report?.coverage, 'NONE');
    t.true(content.asked() < 64, 'the look at what the content begins with');
  });
}

test('their twin by ECDSA goes in pieces and is judged, whoever else has signed beside', async (t) => {
  const reports = await judge([ecdsa, WHOLE.EdDSA], longer(WHOLE_CONTENT_LIMIT + 1));
  const found = new Set(reports.map(({ subIndication }) => subIndication));
  t.deepEqual(found, new Set(['CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'SIG_CRYPTO_FAILURE'] as const));
});
