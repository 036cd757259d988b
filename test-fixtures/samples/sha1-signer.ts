import { createHash, createPrivateKey, sign } from 'node:crypto';
import { nullValue, octetString } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import { forgeSigner, replaced, type SignerChanges, without } from './forge-cms.ts';
import type { SampleWorld } from './world.ts';

export function sha1(octets: Uint8Array): Uint8Array {
  return createHash('sha1').update(octets).digest();
}

/** The RSA signer of the world, under SHA-1, which our own signer no more makes. */
export function sha1Signer(
  { rsa, now, content }: SampleWorld,
  messageDigest: Uint8Array,
  attributes: NonNullable<SignerChanges['attributes']> = (list) => list,
): Promise<SignerInfoInput> {
  const key = Buffer.from(rsa.pkcs8);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const identity = {
    ...rsa,
    key: {
      ...rsa.key,
      signatureAlgorithm: { oid: '1.2.840.113549.1.1.5', parameters: nullValue() },
      sign: async (data: Uint8Array) => new Uint8Array(sign('sha1', data, privateKey)),
    },
  };
  const digested = replaced(OID.messageDigest, () => [octetString(messageDigest)]);
  return forgeSigner(identity, content, now, {
    digestAlgorithm: { oid: OID.sha1 },
    attributes: (list) => attributes(digested(without(OID.cmsAlgorithmProtection)(list))),
  });
}
