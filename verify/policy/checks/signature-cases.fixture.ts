import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { encodeSignedAttributes } from '../../../formats/cms/encode-signed-data.ts';
import { forgeSigner, replaced, without } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../default-policy.ts';
import { AT, attribute, CONTENT, digestOf, forged, root, signer } from '../judged-world.fixture.ts';
import type { Case } from './weighed-case.fixture.ts';

const POLICY_ID = '2.999.5';
const POLICY_TEXT = new TextEncoder().encode('Правила подписания');
const policyText = { name: 'policy.txt', octets: POLICY_TEXT };
const policyHash = (octets: Uint8Array) =>
  der.sequence(der.sequence(der.oid(OID.sha256)), der.octetString(octets));
const namingPolicy = (...parts: readonly Uint8Array[]) => {
  const value = der.sequence(der.oid(POLICY_ID), ...parts);
  return adding(attribute(OID.signaturePolicyIdentifier, value));
};
const adding = (one: ReturnType<typeof attribute>) =>
  forged({ attributes: (list) => [...list, one] });
const named = () => namingPolicy(policyHash(digestOf('sha256', POLICY_TEXT)));
const algorithmsWithout = (...names: readonly string[]) => ({
  algorithms: defaultPolicy.algorithms.filter(({ algorithm }) => !names.includes(algorithm)),
});
const reference = (name: string, data: Uint8Array, ...more: readonly Uint8Array[]) =>
  der.sequence(der.octetString(digestOf(name, data)), ...more);
/** To the signer's certificate and to one more. */
const referring = (other: Uint8Array) => {
  const both = [signer.certificate.der, other].map((one) => reference('sha256', one));
  const value = der.sequence(der.sequence(...both));
  return forged({ attributes: replaced(OID.signingCertificateV2, () => [value]) });
};
const wrongDigest = (octetsAtEnd: Uint8Array) => octetsAtEnd.with(-1, 1);

export const SIGNATURE_CASES = {
  'signature-policy-accepted': {
    file: named,
    code: 'signature-policy-not-accepted',
    fails: 'POLICY_PROCESSING_ERROR',
    policy: { signaturePolicies: ['2.999.4'] },
    twinPolicy: { signaturePolicies: [POLICY_ID] },
  },
  'signature-policy-implied': {
    file: () => adding(attribute(OID.signaturePolicyIdentifier, der.nullValue())),
    twin: named,
    code: 'signature-policy-implied',
    fails: 'POLICY_PROCESSING_ERROR',
  },
  'signature-policy-available': {
    file: named,
    twin: named,
    code: 'signature-policy-not-available',
    fails: 'SIGNATURE_POLICY_NOT_AVAILABLE',
    twinGiven: { signaturePolicies: [policyText] },
  },
  'signature-policy-digest-present': {
    file: () => namingPolicy(policyHash(new Uint8Array(32))),
    twin: named,
    code: 'signature-policy-digest-absent',
    fails: 'POLICY_PROCESSING_ERROR',
  },
  'signature-policy-digest': {
    file: () => namingPolicy(policyHash(wrongDigest(digestOf('sha256', POLICY_TEXT)))),
    twin: named,
    code: 'signature-policy-digest-differs',
    fails: 'POLICY_PROCESSING_ERROR',
    given: { signaturePolicies: [policyText] },
    twinGiven: { signaturePolicies: [policyText] },
  },
  'signature-policy-carried-out': {
    file: named,
    twin: named,
    code: 'signature-policy-not-carried-out',
    fails: 'POLICY_PROCESSING_ERROR',
    given: { signaturePolicies: [policyText] },
    twinGiven: { signaturePolicies: [policyText] },
    twinPolicy: { signaturePolicies: [POLICY_ID] },
  },
  'signed-attributes-der': {
    // Signed in DER, transmitted in the opposite order.
    file: async () => {
      const info = await forgeSigner(signer, CONTENT, AT);
      const { list = [], der: asDer } = info.signedAttributes ?? { der: new Uint8Array() };
      const members = list.map((each) => encodeSignedAttributes([each]).subarray(2));
      const sorted = members.toSorted((a, b) => der.compareEncodings(b, a));
      const signedBytes = der.set(...sorted);
      return forged({
        more: { signerInfos: [{ ...info, signedAttributes: { list, der: asDer, signedBytes } }] },
      });
    },
    code: 'verified-as-der',
    fails: 'FORMAT_FAILURE',
  },
  'signed-attributes-present': {
    file: async () => {
      const info = await forgeSigner(signer, CONTENT, AT);
      const { signedAttributes: _, ...bare } = info;
      const signature = await signer.key.sign(CONTENT);
      return forged({ more: { signerInfos: [{ ...bare, signature }] } });
    },
    code: 'signed-attributes-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-time-present': {
    file: () => forged({ attributes: without(OID.signingTime) }),
    code: 'signing-time-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-time-in-validity': {
    file: () =>
      forged({
        attributes: replaced(OID.signingTime, () => [der.time(new Date('2023-01-01T00:00:00Z'))]),
      }),
    code: 'signing-time-outside-validity',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-certificate-references-in-path': {
    file: () => referring(new Uint8Array(8)),
    twin: () => referring(root.der),
    code: 'signing-certificate-reference-elsewhere',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'required-attributes': {
    file: forged,
    twin: () => adding(attribute(OID.mimeType, der.utf8String('text/plain'))),
    code: 'attribute-required',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { requiredAttributes: ['mime-type'] },
  },
  'signature-algorithms': {
    file: forged,
    code: 'algorithm-not-listed',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: algorithmsWithout('ecdsa'),
    twinPolicy: {},
    levels: { 'certificate-algorithms': 'ignore', 'revocation-algorithms': 'ignore' },
  },
  'reference-algorithms': {
    file: () =>
      forged({
        attributes: (list) => [
          ...without(OID.signingCertificateV2)(list),
          attribute(
            OID.signingCertificate,
            der.sequence(der.sequence(reference('sha1', signer.certificate.der))),
          ),
        ],
      }),
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
} as const satisfies Readonly<Record<string, Case>>;
