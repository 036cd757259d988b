// RFC 3279 §2.3.2, RFC 5280 §6.1.4 (d)-(f): DSA keys that inherit their parameters, each beside a twin.
import test from 'ava';
import { nullValue } from '../../formats/asn1/encode.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { inheritingDsaKeys, newDsaKeys } from '../../test-fixtures/chains/dsa-keys.ts';
import {
  basicConstraints,
  forgeCertificate,
  type Keys,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { AT, algorithms } from './forged-root.fixture.ts';
import { validateCertificate } from './validate-certificate.ts';
import { inheritsParameters, workingKeyOf } from './working-key.ts';

const top = newDsaKeys();
const stranger = newDsaKeys();
const keyOf = (keys: Keys) => {
  const issuerKeys = newKeys();
  return forgeCertificate({ subject: 'A', issuer: 'B', keys, issuerKeys }).publicKey;
};

/** Root, authority, leaf: the root's key names its parameters. */
async function judge(rootKeys: Keys, authorityKeys: Keys) {
  const made = (subject: string, issuer: string, keys: Keys, issuerKeys: Keys, ca = true) =>
    forgeCertificate({
      ...{ subject, issuer, keys, issuerKeys },
      extensions: ca ? [basicConstraints()] : [],
    });
  const root: Certificate = made('DSA root', 'DSA root', rootKeys, rootKeys);
  const authority = made('Authority', 'DSA root', authorityKeys, rootKeys);
  const leaf = made('Leaf', 'Authority', newKeys(), authorityKeys, false);
  const { indication, reason } = await validateCertificate({
    leaf,
    trust: [{ certificate: root }],
    purpose: 'signature',
    evidence: { certificates: [authority], crls: [], ocspResponses: [] },
    at: AT,
    algorithms,
    requireRevocation: false,
    leafValidity: 'report',
  });
  return [indication, reason.code];
}

for (const says of ['nothing', 'null'] as const) {
  test(`RFC 5280 §6.1.4 (e): an authority whose key says ${says} of its parameters verifies by those of its issuer`, async (t) => {
    t.deepEqual(await judge(top, inheritingDsaKeys(top, says)), ['PASSED', 'path-valid']);
  });
}

test('its twins: parameters of a stranger, and a key above that has none', async (t) => {
  t.is((await judge(top, inheritingDsaKeys(stranger)))[0], 'INDETERMINATE');
  t.is((await judge(newKeys(), inheritingDsaKeys(top)))[0], 'INDETERMINATE');
});

test('RFC 5280 §6.1.4 (d)-(f): only a DSA key without parameters takes those above', (t) => {
  const above = keyOf(top);
  const heir = keyOf(inheritingDsaKeys(top));
  t.deepEqual(workingKeyOf(heir, above).algorithm, above.algorithm);
  t.deepEqual(workingKeyOf(heir, above).keyBits, heir.keyBits);
  const other = keyOf(newKeys());
  const own = keyOf(stranger);
  t.is(workingKeyOf(own, above), own, 'it names its own');
  t.is(workingKeyOf(other, above), other, 'another algorithm');
  t.is(workingKeyOf(heir, other), heir, 'nothing above to take');
  const withNull = { ...other, algorithm: { ...other.algorithm, parameters: nullValue() } };
  t.false(inheritsParameters(withNull));
});
