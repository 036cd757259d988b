import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  DistributionPoint,
  Extension,
  ExtKeyUsage,
  GeneralName,
  InfoAccess,
  PolicyInformation,
  type PublicKeyInfo,
} from 'pkijs';

/** RFC 5280 §4.2.1.3, in the order of the bits. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

interface Encodable {
  toSchema(): { toBER(sizeOnly?: boolean): ArrayBuffer };
}

export function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

function structure(extnID: string, critical: boolean, value: Encodable): Extension {
  return new Extension({ extnID, critical, extnValue: value.toSchema().toBER() });
}

export function keyUsage(usages: readonly KeyUsage[]): Extension {
  const bits = usages.reduce((sum, usage) => sum | (0x80 >> KEY_USAGES.indexOf(usage)), 0);
  // X.690 §11.2.2: a named bit list ends at its last one bit.
  const unusedBits = bits === 0 ? 0 : 31 - Math.clz32(bits & -bits);
  const valueHex = Uint8Array.of(bits).buffer;
  return extension('2.5.29.15', true, new asn1js.BitString({ valueHex, unusedBits }));
}

export function basicConstraints(pathLength: number | undefined): Extension {
  const value = new BasicConstraints({
    cA: true,
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  return structure('2.5.29.19', true, value);
}

export function extendedKeyUsage(purposes: readonly string[], critical = false): Extension {
  return structure('2.5.29.37', critical, new ExtKeyUsage({ keyPurposes: [...purposes] }));
}

/** RFC 5280 §4.2.1.2 method (1): SHA-1 of the key bits. */
export function keyIdentifier(key: PublicKeyInfo): ArrayBuffer {
  const bits = new Uint8Array(key.subjectPublicKey.valueBlock.valueHexView);
  return Uint8Array.from(createHash('sha1').update(bits).digest()).buffer;
}

export function subjectKeyIdentifier(key: PublicKeyInfo): Extension {
  return extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: keyIdentifier(key) }));
}

export function authorityKeyIdentifier(issuerKey: PublicKeyInfo): Extension {
  const value = new AuthorityKeyIdentifier({
    keyIdentifier: new asn1js.OctetString({ valueHex: keyIdentifier(issuerKey) }),
  });
  return structure('2.5.29.35', false, value);
}

export function certificatePolicies(policies: readonly string[]): Extension {
  const certificatePolicies = policies.map(
    (policyIdentifier) => new PolicyInformation({ policyIdentifier }),
  );
  return structure('2.5.29.32', false, new CertificatePolicies({ certificatePolicies }));
}

export function crlDistributionPoints(urls: readonly string[]): Extension {
  const distributionPoints = urls.map(
    (value) => new DistributionPoint({ distributionPoint: [new GeneralName({ type: 6, value })] }),
  );
  return structure('2.5.29.31', false, new CRLDistributionPoints({ distributionPoints }));
}

export interface AccessUrls {
  readonly ocsp?: string;
  readonly caIssuers?: string;
}

export function authorityInfoAccess({ ocsp, caIssuers }: AccessUrls): Extension {
  const access = (accessMethod: string, value: string | undefined) =>
    value === undefined
      ? []
      : [
          new AccessDescription({
            accessMethod,
            accessLocation: new GeneralName({ type: 6, value }),
          }),
        ];
  const accessDescriptions = [
    ...access('1.3.6.1.5.5.7.48.1', ocsp),
    ...access('1.3.6.1.5.5.7.48.2', caIssuers),
  ];
  return structure('1.3.6.1.5.5.7.1.1', false, new InfoAccess({ accessDescriptions }));
}

// FSB order 795, paras. 20 to 24 and 33: the tools of the owner and of the issuer.
const SIGN_TOOL = 'ТЕСТ: программный ключ, не средство ЭП';

/** subjectSignTool ::= UTF8String (1..200) */
export function subjectSignTool(): Extension {
  return extension('1.2.643.100.111', false, new asn1js.Utf8String({ value: SIGN_TOOL }));
}

/** issuerSignTool ::= SEQUENCE { signTool, cATool, signToolCert, cAToolCert UTF8String } */
export function issuerSignTool(): Extension {
  const texts = [
    SIGN_TOOL,
    'ТЕСТ: учебный удостоверяющий центр',
    'заключения нет: тестовое средство',
    'заключения нет: тестовый центр',
  ];
  const value = texts.map((text) => new asn1js.Utf8String({ value: text }));
  return extension('1.2.643.100.112', false, new asn1js.Sequence({ value }));
}

/** identificationKind ::= INTEGER { personal(0), remote-cert(1), remote-passport(2), remote-system(3) } */
export function identificationKind(kind: 0 | 1 | 2 | 3): Extension {
  return extension('1.2.643.100.114', false, new asn1js.Integer({ value: kind }));
}
