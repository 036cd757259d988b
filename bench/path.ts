import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { createNodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { parseCertificate } from '../formats/x509/parse-certificate.ts';
import { parseCrl } from '../formats/x509/parse-crl.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { validateCertificate } from '../verify/path/validate-certificate.ts';
import type { Say } from './measure.ts';
import { inTurn, rateOf, ratios } from './rate.ts';

const ROUND = 1000;
const ROUNDS = 5;

/**
 * Paths of three certificates with two CRLs per second, built and validated from octets, beside the bare
 * verifications of node:crypto that no validation can do without.
 */
export async function measure(say: Say): Promise<void> {
  for (const key of ['rsa', 'ec'] as const) {
    const { ours, bare } = await prepare(key);
    const name = key === 'rsa' ? 'RSA-2048' : 'ECDSA P-256';
    const standings = await inTurn(
      [
        { name: `okno path, ${name}`, round: () => rateOf(ours, ROUND) },
        { name: 'bare node:crypto', round: () => rateOf(bare, ROUND) },
      ],
      ROUNDS,
    );
    for (const line of ratios(standings)) say(line);
  }
}

async function prepare(key: 'rsa' | 'ec') {
  const now = new Date();
  const pki = await createPki({ now, caKey: key });
  const { certificate } = await pki.issue({ subject: head, key });
  const algorithms = algorithmsOf([createNodeCrypto()]);
  const octets = [certificate, pki.issuer, pki.root].map(({ der }) => der);
  const lists = [await pki.crl(now), await pki.crl(now, { of: 'root' })];
  const signed = [
    [certificate, pki.issuer],
    [pki.issuer, pki.root],
    [parseCrl(lists[0] ?? new Uint8Array()), pki.issuer],
    [parseCrl(lists[1] ?? new Uint8Array()), pki.root],
  ] as const;
  const operations = signed.map(([{ tbs, signature }, { publicKey }]) => ({
    tbs,
    signature,
    key: createPublicKey({ key: Buffer.from(publicKey.der), format: 'der', type: 'spki' }),
  }));
  return {
    ours: async () => {
      const [leaf, issuer, root] = octets.map((der) => parseCertificate(der));
      if (leaf === undefined || issuer === undefined || root === undefined) throw new RangeError();
      const { indication, reason } = await validateCertificate({
        leaf,
        trust: [{ certificate: root }],
        purpose: 'signature',
        evidence: { certificates: [issuer], crls: lists.map(parseCrl), ocspResponses: [] },
        at: now,
        algorithms,
        leafValidity: 'check',
        requireRevocation: true,
      });
      if (indication !== 'PASSED') throw new Error(reason.code);
    },
    bare: async () => {
      const good = operations.every(({ tbs, signature, key: publicKey }) =>
        nodeVerify('sha256', tbs, publicKey, signature),
      );
      if (!good) throw new Error('the bare operations refuse what was signed');
    },
  };
}
