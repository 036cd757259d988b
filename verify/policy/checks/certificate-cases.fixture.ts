import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { extensionDer } from '../../../test-fixtures/chains/forge.ts';
import { replaced, without } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../default-policy.ts';
import {
  CONTENT,
  certificateOf,
  crlOf,
  digestOf,
  forged,
  hours,
  identityOf,
  signer,
} from '../judged-world.fixture.ts';
import type { Case } from './weighed-case.fixture.ts';

const algorithmsWithout = (...names: readonly string[]) => ({
  algorithms: defaultPolicy.algorithms.filter(({ algorithm }) => !names.includes(algorithm)),
});
const untilJune = {
  algorithms: defaultPolicy.algorithms.map((limit) =>
    limit.algorithm === 'ecdsa' ? { ...limit, until: '2026-06-02' } : limit,
  ),
};
const reference = (name: string, data: Uint8Array, ...more: readonly Uint8Array[]) =>
  der.sequence(der.octetString(digestOf(name, data)), ...more);
const keyUsage = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0xc0), 6), true);

export const CERTIFICATE_CASES = {
  'signing-certificate-unique': {
    file: () =>
      forged({
        attributes: without(OID.signingCertificateV2),
        more: { certificates: [signer.certificate, certificateOf({ subject: 'Other' })] },
      }),
    twin: () => forged({ attributes: without(OID.signingCertificateV2) }),
    code: 'signing-certificate-ambiguous',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'signing-certificate-reference-present': {
    file: () => forged({ attributes: without(OID.signingCertificateV2) }),
    code: 'signing-certificate-reference-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-certificate-first': {
    file: () =>
      forged({
        attributes: replaced(OID.signingCertificateV2, () => [
          der.sequence(
            der.sequence(reference('sha256', CONTENT), reference('sha256', signer.certificate.der)),
          ),
        ]),
      }),
    code: 'signing-certificate-not-first',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'signing-certificate-issuer-serial': {
    file: () =>
      forged({
        attributes: replaced(OID.signingCertificateV2, () => {
          const name = der.sequence(der.explicit(4, signer.certificate.issuer.der));
          const issuerSerial = der.sequence(name, der.integer(8));
          const one = reference('sha256', signer.certificate.der, issuerSerial);
          return [der.sequence(der.sequence(one))];
        }),
      }),
    code: 'signing-certificate-issuer-serial-differs',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'revocation-known': {
    file: forged,
    code: 'revocation-not-required',
    fails: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    policy: { requireRevocation: false },
    given: { evidence: { certificates: [], crls: [], ocspResponses: [] } },
  },
  'certificate-encoding': {
    // X.690 §10.1: the length of an extension in more octets than it needs.
    file: () => {
      const [tag = 0, ...rest] = keyUsage;
      const extensions = [Uint8Array.of(tag, 0x81, ...rest)];
      return forged({ identity: identityOf(certificateOf({ extensions })) });
    },
    twin: () => forged({ identity: identityOf(certificateOf({ extensions: [keyUsage] })) }),
    code: 'certificate-not-der',
    fails: 'CHAIN_CONSTRAINTS_FAILURE',
  },
  'invalidity-date': {
    file: forged,
    code: 'certificate-doubted',
    fails: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    given: {
      time: hours(60),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidence: {
        certificates: [],
        crls: [
          crlOf([{ serial: 7, at: hours(24), reason: 1, invaliditySince: hours(-2) }], hours(48)),
        ],
        ocspResponses: [],
      },
    },
    twinGiven: {
      time: hours(60),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidence: {
        certificates: [],
        crls: [
          crlOf([{ serial: 7, at: hours(24), reason: 1, invaliditySince: hours(20) }], hours(48)),
        ],
        ocspResponses: [],
      },
    },
  },
  'embedded-revocation-data': {
    file: () => forged({ more: { crls: [der.sequence(der.integer(1))] } }),
    code: 'revocation-not-parsed',
    fails: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  },
  'certificate-algorithms': {
    file: forged,
    code: 'algorithm-not-listed',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: algorithmsWithout('ecdsa'),
    twinPolicy: {},
    levels: { 'signature-algorithms': 'ignore', 'revocation-algorithms': 'ignore' },
  },
  'revocation-algorithms': {
    // The file is proven from before the end of the algorithm, what was handed in beside it is not.
    file: forged,
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: untilJune,
    given: { time: hours(48), proofOfExistence: { time: hours(1), source: 'receipt' } },
    twinGiven: {
      time: hours(48),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidenceProvenAt: hours(1),
    },
  },
} as const satisfies Readonly<Record<string, Case>>;
