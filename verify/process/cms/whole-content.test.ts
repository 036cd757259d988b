import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
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
const pkcs8 = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
const key = signingKeyFromPkcs8(pkcs8);
const keys = { key, pkcs8, certificateAlgorithm: key.signatureAlgorithm };
const subject = { commonName: 'Иванов Иван' };
const eddsa = await pki.issue({ subject, keys });
const ecdsa = await pki.issue({ subject });
const crls = [await pki.crl(NOW), await pki.crl(NOW, { of: 'root' })].map(parseCrl);
const text = new TextEncoder().encode('Договор № 7');

/** Signed without attributes: the value is over the content itself. */
async function judge(signer: TestIdentity, content: NamedSource) {
  const { issuer, serialNumber } = signer.certificate;
  const cms = encodeSignedData({
    contentType: OID.data,
    certificates: [signer.certificate, ...signer.chain],
    signerInfos: [
      {
        sid: { kind: 'issuer-and-serial', issuer, serialNumber },
        digestAlgorithm: { oid: signer.key.digestOid },
        signatureAlgorithm: signer.key.signatureAlgorithm,
        signature: await signer.key.sign(text),
      },
    ],
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
  return signatures[0];
}

/** The text, and zeros up to `size`; its digest is said to be known, so that only the signature asks for it. */
const longer = (size: number, { digestOid }: TestIdentity['key']): NamedSource => ({
  name: 'a',
  digests: new Map([[digestOid, new Uint8Array(algorithms.digest(digestOid)?.size ?? 0)]]),
  source: {
    size,
    read: async (offset, length) => {
      const piece = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      if (offset === 0) piece.set(text.subarray(0, piece.length));
      return piece;
    },
  },
});

test('EdDSA over content itself cannot go in pieces: above what is held in memory it is a limit, and says so', async (t) => {
  const good = await judge(eddsa, { name: 'a', source: bytesSource(text) });
  t.is(good?.indication, 'TOTAL-PASSED', JSON.stringify(good?.reason));
  const error = await t.throwsAsync(judge(eddsa, longer(WHOLE_CONTENT_LIMIT + 1, eddsa.key)), {
    instanceOf: FormatError,
  });
  t.is(error?.code, 'limit');
});

test('its twin by ECDSA goes in pieces and is judged', async (t) => {
  const report = await judge(ecdsa, longer(WHOLE_CONTENT_LIMIT + 1, ecdsa.key));
  t.is(report?.subIndication, 'SIG_CRYPTO_FAILURE');
});
