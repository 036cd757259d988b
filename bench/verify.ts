import { execFile } from 'node:child_process';
import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createNodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { parseSignedData } from '../formats/cms/parse-signed-data.ts';
import { parseCrl } from '../formats/x509/parse-crl.ts';
import { toPem } from '../formats/x509/pem.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { KnownAuthorities } from '../verify/path/known-authorities.ts';
import { defaultPolicy } from '../verify/policy/default-policy.ts';
import { validateSignatures } from '../verify/process/validate-signatures.ts';
import type { Say } from './measure.ts';
import { inTurn, rateOf, ratios } from './rate.ts';

const CONTENT = 100 * 1024;
const ROUND = 1000;
const ROUNDS = 5;
/**
 * Runs of each before the first round: the compiler is done after about so many (of what a run is worth in the end,
 * 0.73 after 4,000, 0.95 after 20,000).
 */
const WARM_UP = 40_000;

/**
 * Verifications per second of a detached CAdES of 100 KB with a path of three certificates and their CRLs, from
 * octets to report, beside `openssl cms -verify` (a process each) and the bare operations of node:crypto; and of
 * the same with the authorities known from files before that were judged as of the same time, as in one run of the
 * command, beside what is left of the bare operations.
 */
export async function measure(say: Say): Promise<void> {
  for (const key of ['rsa', 'ec'] as const) {
    const case_ = await prepare(key);
    try {
      for (let run = 0; run < WARM_UP; run += 1) await case_.ours();
      const name = key === 'rsa' ? 'RSA-2048' : 'ECDSA P-256';
      const standings = await inTurn(
        [
          { name: `okno, ${name}`, round: () => rateOf(case_.ours, ROUND) },
          { name: 'openssl cms -verify', round: () => rateOf(case_.openssl, ROUND) },
          { name: 'bare node:crypto', round: () => rateOf(case_.bare, ROUND) },
        ],
        ROUNDS,
      );
      for (const line of ratios(standings)) say(line);
      for (let run = 0; run < WARM_UP; run += 1) await case_.known();
      const known = await inTurn(
        [
          { name: `okno, ${name}, known authorities`, round: () => rateOf(case_.known, ROUND) },
          { name: 'bare node:crypto, known authorities', round: () => rateOf(case_.leaf, ROUND) },
        ],
        ROUNDS,
      );
      for (const line of ratios(known)) say(line);
    } finally {
      await rm(case_.folder, { recursive: true });
    }
  }
}

async function prepare(key: 'rsa' | 'ec') {
  const now = new Date();
  const pki = await createPki({ now, caKey: key });
  const signer = await pki.issue({ subject: head, key });
  const algorithms = algorithmsOf([createNodeCrypto()]);
  const content = new Uint8Array(CONTENT).map((_, index) => index % 251);
  const signature = await signCades({
    content: bytesSource(content),
    detached: true,
    identities: [signer],
    signingTime: now,
    digest: algorithms,
  });
  const crls = [await pki.crl(now), await pki.crl(now, { of: 'root' })];
  const folder = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  const path = (name: string) => join(folder, name);
  await writeFile(path('content'), content);
  await writeFile(path('signature'), signature);
  await writeFile(path('root.pem'), toPem('CERTIFICATE', pki.root.der));
  const openssl = [
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    path('signature'),
    '-content',
    path('content'),
  ];
  const trusting = ['-CAfile', path('root.pem'), '-purpose', 'any', '-out', '/dev/null'];

  const { signerInfos } = await parseSignedData(bytesSource(signature));
  const [signerInfo] = signerInfos;
  if (signerInfo?.signedAttributes === undefined) throw new Error('no signed attributes');
  const signed = signerInfo.signedAttributes.signedBytes;
  const certificates = [signer.certificate, pki.issuer];
  const parsedCrls = crls.map(parseCrl);
  const keys = [signer.certificate, pki.issuer, pki.root].map(({ publicKey }) =>
    createPublicKey({ key: Buffer.from(publicKey.der), format: 'der', type: 'spki' }),
  );
  const validate = async (known?: KnownAuthorities) => {
    const report = await validateSignatures({
      signature: { name: 'signature', source: bytesSource(signature) },
      content: { name: 'content', source: bytesSource(content) },
      trust: [{ certificate: pki.root }],
      evidence: { certificates: [], crls: crls.map(known?.crl ?? parseCrl), ocspResponses: [] },
      policy: defaultPolicy,
      time: now,
      algorithms,
      known,
    });
    if (report.signatures[0]?.indication !== 'TOTAL-PASSED')
      throw new Error(JSON.stringify(report));
  };
  const known = new KnownAuthorities();
  return {
    folder,
    ours: () => validate(),
    known: () => validate(known),
    /** What is left where the path is known: the digest of the content and the verification of the signature. */
    leaf: async () => {
      createHash('sha256').update(content).digest();
      const [key] = keys;
      if (key === undefined || !nodeVerify('sha256', signed, key, signerInfo.signature))
        throw new Error('the bare operations refuse what was signed');
    },
    openssl: () => promisify(execFile)('openssl', [...openssl, ...trusting]),
    /**
     * What no validation can do without, keys and everything parsed made before: the digests of the content and
     * of the certificate that the signature refers to, one verification each of the signature, of two
     * certificates and of two CRLs.
     */
    bare: async () => {
      createHash('sha256').update(content).digest();
      createHash('sha256').update(signer.certificate.der).digest();
      let good =
        keys[0] !== undefined && nodeVerify('sha256', signed, keys[0], signerInfo.signature);
      for (const [index, certificate] of certificates.entries()) {
        const issuerKey = keys[index + 1];
        good &&=
          issuerKey !== undefined &&
          nodeVerify('sha256', certificate.tbs, issuerKey, certificate.signature);
      }
      for (const [index, crl] of parsedCrls.entries()) {
        const issuerKey = keys[index + 1];
        good &&= issuerKey !== undefined && nodeVerify('sha256', crl.tbs, issuerKey, crl.signature);
      }
      if (!good) throw new Error('the bare operations refuse what was signed');
    },
  };
}
