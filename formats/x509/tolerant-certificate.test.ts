import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { forgeCertificate, newKeys } from '../../test-fixtures/chains/forge.ts';
import { validateCertificate } from '../../verify/path/validate-certificate.ts';
import { FormatError } from '../format-error.ts';
import { parseCertificate } from './parse-certificate.ts';
import { parseTolerantly } from './tolerant-certificate.ts';

const keys = newKeys();
const leaf = forgeCertificate({ subject: 'Leaf', issuer: 'Root', keys, issuerKeys: keys });
const AT = new Date('2026-06-01T12:00:00Z');

/** The same with the outermost length written in one octet more than it needs (BER). */
function longer(der: Uint8Array): Uint8Array {
  const count = (der[1] ?? 0) & 0x7f;
  return Uint8Array.of(0x30, 0x80 | (count + 1), 0, ...der.subarray(2));
}

test('RFC 5280 §4.1: a certificate in BER is refused strictly; read tolerantly its facts are the same', (t) => {
  const ber = longer(leaf.der);
  t.throws(() => parseCertificate(ber), { instanceOf: FormatError });
  const { der, notDer, ...facts } = parseTolerantly(ber);
  const { der: _, ...same } = leaf;
  t.deepEqual(facts, same);
  t.is(der, ber);
  t.true(notDer);
  t.is(parseTolerantly(leaf.der).notDer, undefined, 'its twin');
});

test('what is no certificate in BER either is refused as before', (t) => {
  for (const octets of [
    new Uint8Array(),
    leaf.der.subarray(0, 40),
    Uint8Array.of(0x30, 0x80, 0, 0),
  ]) {
    t.throws(() => parseTolerantly(octets), { instanceOf: FormatError });
  }
});

test('the signature is verified over the octets as received; the strict profile refuses the encoding', async (t) => {
  const root = {
    certificate: forgeCertificate({
      subject: 'Root',
      issuer: 'Root',
      keys,
      issuerKeys: keys,
      version: 1,
    }),
  };
  const judge = (certificate: typeof leaf, strict = false) =>
    validateCertificate({
      leaf: certificate,
      trust: [root],
      purpose: 'any',
      evidence: { certificates: [], crls: [], ocspResponses: [] },
      at: AT,
      algorithms: algorithmsOf([nodeCrypto]),
      requireRevocation: false,
      leafValidity: 'check',
      strict,
    });
  const tolerant = parseTolerantly(longer(leaf.der));
  t.is((await judge(tolerant)).indication, 'PASSED');
  const refused = await judge(tolerant, true);
  t.like(refused.reason, { code: 'profile-violation', facts: { rule: 'der' } });
  const changed = longer(leaf.der.with(-1, (leaf.der.at(-1) ?? 0) ^ 1));
  t.is((await judge(parseTolerantly(changed))).reason.code, 'certificate-signature-invalid');
});
