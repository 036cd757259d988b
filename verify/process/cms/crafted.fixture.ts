// Signatures made by hand from their parts, and the report on each.
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { octetString, oid, sequence, time } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import {
  encodeAlgorithm,
  encodeSignedAttributes,
  encodeSignedData,
  type SignerInfoInput,
} from '../../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../../formats/cms/signed-data.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');
export const algorithms = algorithmsOf([nodeCrypto]);
export const pki = await createPki({ now: NOW });
const subject = { commonName: 'Петрова Анна' };
export const signer = await pki.issue({ subject, key: 'rsa' });
export const other = await pki.issue({ subject: { commonName: 'Другой' }, key: 'rsa' });
const crls = await Promise.all(
  (['issuing', 'root'] as const).map(async (of) => parseCrl(await pki.crl(NOW, { of }))),
);
export const CONTENT: Uint8Array = new TextEncoder().encode('Инвойс № 12');

export function digestOf(bytes: Uint8Array, digest: string = OID.sha256) {
  return Promise.resolve(algorithms.digest(digest)?.digest(bytes) ?? new Uint8Array());
}

export const attribute = (type: string, ...values: readonly Uint8Array[]): Attribute => ({
  oid: type,
  values,
});
export const contentType = attribute(OID.contentType, oid(OID.data));
export const messageDigest = attribute(OID.messageDigest, octetString(await digestOf(CONTENT)));
export const signingTime = attribute(OID.signingTime, time(NOW));
export async function reference(to: TestIdentity, digest: string = OID.sha256): Promise<Attribute> {
  const ess = sequence(
    ...(digest === OID.sha256 ? [] : [encodeAlgorithm({ oid: digest })]),
    octetString(await digestOf(to.certificate.der, digest)),
  );
  return attribute(OID.signingCertificateV2, sequence(sequence(ess)));
}
export const ownReference = await reference(signer);
export const GOOD = [contentType, messageDigest, signingTime, ownReference];

export interface Craft {
  readonly attributes?: readonly Attribute[] | null;
  /** Octets to sign in place of the DER of the attributes. */
  readonly asReceived?: Uint8Array;
  readonly content?: Uint8Array;
  readonly info?: Partial<SignerInfoInput>;
  readonly contentType?: string;
  readonly by?: TestIdentity;
  readonly certificates?: readonly TestIdentity[];
}

export async function craftInfo(craft: Craft): Promise<SignerInfoInput> {
  const { attributes = GOOD, content = CONTENT, by = signer } = craft;
  const der = attributes === null ? undefined : encodeSignedAttributes(attributes);
  const signedBytes = craft.asReceived ?? der;
  const key = by.key;
  return {
    sid: {
      kind: 'issuer-and-serial',
      issuer: by.certificate.issuer,
      serialNumber: by.certificate.serialNumber,
    },
    digestAlgorithm: { oid: OID.sha256 },
    signatureAlgorithm: key.signatureAlgorithm,
    signature: await key.sign(signedBytes ?? content),
    ...(signedBytes === undefined || der === undefined
      ? {}
      : { signedAttributes: { signedBytes, der, list: attributes ?? [] } }),
    ...craft.info,
  };
}

export async function craft(request: Craft = {}): Promise<Uint8Array> {
  return encodeSignedData({
    contentType: request.contentType ?? OID.data,
    certificates: [
      ...(request.certificates ?? [signer]).map((each) => each.certificate),
      pki.issuer,
    ],
    signerInfos: [await craftInfo(request)],
  });
}

export async function judge(cms: Uint8Array, content = CONTENT) {
  const { signatures } = await validateSignatures({
    signature: { name: 'invoice.p7s', source: bytesSource(cms) },
    content: { name: 'invoice', source: bytesSource(content) },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms,
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}
