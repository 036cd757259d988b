import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SignedXml } from 'xml-crypto';
import { createNodeCrypto } from '../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../algorithms/registry.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { parseCrl } from '../formats/x509/parse-crl.ts';
import { toPem } from '../formats/x509/pem.ts';
import { signXml } from '../signing/xml/sign-xml.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../verify/policy/default-policy.ts';
import { digestObjects } from '../verify/process/digest-objects.ts';
import { validateSignatures } from '../verify/process/validate-signatures.ts';
import { verifyCryptography } from '../verify/process/verify-cryptography.ts';
import { verifySignatureValue } from '../verify/process/verify-signature-value.ts';
import { readXmlSignatures } from '../verify/process/xml/read-xml-signatures.ts';
import type { Say } from './measure.ts';
import { inTurn, rateOf, ratios } from './rate.ts';

const ROUND = 1000;
const ROUNDS = 5;

/** Items of the invoice, and how often xmlsec1 verifies in one process. */
const SIZES = [
  { items: 51, repeat: 1000, xmlCrypto: true },
  { items: 5900, repeat: 20, xmlCrypto: false },
] as const;

/**
 * XML signatures verified per second: enveloped, exclusive canonicalization, RSA-2048 with SHA-256. `parse and
 * verify` is what the peers do with a key given to them; `octets to report` judges the path and its CRLs as
 * well. xml-crypto needs about 13 s for the large document and is left out there.
 */
export async function measure(say: Say): Promise<void> {
  for (const size of SIZES) {
    const case_ = await prepare(size.items);
    try {
      const name = `${Math.round(case_.octets / 1000)} KB`;
      const rate = (work: () => Promise<unknown>) => () => rateOf(work, ROUND);
      const peers = [
        { name: 'xmlsec1 --repeat', round: () => case_.xmlsec(size.repeat) },
        ...(size.xmlCrypto ? [{ name: 'xml-crypto', round: rate(() => case_.xmlCrypto()) }] : []),
      ];
      const contenders = [
        { name: `okno, ${name}, parse and verify`, round: rate(() => case_.verify()) },
      ];
      const whole = { name: 'okno, octets to report', round: rate(() => case_.judge()) };
      for (const line of ratios(await inTurn([...contenders, ...peers, whole], ROUNDS))) say(line);
    } finally {
      await rm(case_.folder, { recursive: true });
    }
  }
}

async function prepare(items: number) {
  const now = new Date();
  const pki = await createPki({ now, caKey: 'rsa' });
  const identity = await pki.issue({ subject: head, key: 'rsa' });
  const algorithms = algorithmsOf([createNodeCrypto()]);
  const octets = await signXml({
    packaging: 'enveloped',
    document: new TextEncoder().encode(invoice(items)),
    identity,
    digest: algorithms,
  });
  const crls = [parseCrl(await pki.crl(now)), parseCrl(await pki.crl(now, { of: 'root' }))];
  const folder = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  const path = (name: string) => join(folder, name);
  const pem = toPem('CERTIFICATE', identity.certificate.der);
  await writeFile(path('signed.xml'), octets);
  await writeFile(path('signer.pem'), pem);
  const signature = { name: 'signed.xml', source: bytesSource(octets) };
  const policy = defaultPolicy;
  const text = new TextDecoder().decode(octets);
  return {
    folder,
    octets: octets.length,
    async verify() {
      const [facts] = await readXmlSignatures({ signature, algorithms }, 1);
      if (facts === undefined) throw new Error('no signature');
      const digests = await digestObjects(facts.objects, algorithms);
      const value = await verifySignatureValue(facts, identity.certificate, {
        algorithms,
        digests,
      });
      const { valid } = verifyCryptography({ facts, digests, value, algorithms, policy });
      if (!valid) throw new Error('not valid');
    },
    async judge() {
      const report = await validateSignatures({
        signature,
        trust: [{ certificate: pki.root }],
        evidence: { certificates: [pki.issuer], crls, ocspResponses: [] },
        policy,
        time: now,
        algorithms,
      });
      if (report.signatures[0]?.indication !== 'TOTAL-PASSED')
        throw new Error(JSON.stringify(report));
    },
    /** Per second, of one process that parses and verifies `repeat` times. */
    async xmlsec(repeat: number) {
      const started = performance.now();
      // Without X509Data, so that it takes the key that it is given and builds no path.
      const key = ['--pubkey-cert-pem', path('signer.pem'), '--enabled-key-data', 'key-name'];
      await promisify(execFile)('xmlsec1', [
        ...['--verify', '--repeat', String(repeat)],
        ...[...key, path('signed.xml')],
      ]);
      return (repeat * 1000) / (performance.now() - started);
    },
    async xmlCrypto() {
      const signed = new SignedXml({ publicCert: pem });
      signed.loadSignature(
        text.slice(text.indexOf('<ds:Signature '), text.lastIndexOf('</Invoice>')),
      );
      if (!signed.checkSignature(text)) throw new Error('not valid');
    },
  };
}

function invoice(items: number): string {
  const lines = Array.from(
    { length: items },
    (_, index) =>
      `  <cac:InvoiceLine><cbc:ID>${index}</cbc:ID><cbc:Note>Пиломатериал &amp; доска</cbc:Note>` +
      `<cbc:Amount currencyID="EUR">${index * 7}.50</cbc:Amount></cac:InvoiceLine>\n`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Invoice xmlns="urn:test:invoice" xmlns:cac="urn:test:cac" ' +
    `xmlns:cbc="urn:test:cbc">\n${lines.join('')}</Invoice>\n`
  );
}
