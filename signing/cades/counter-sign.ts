import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import {
  encodeSignedAttributes,
  encodeSignerInfo,
  type SignerInfoInput,
} from '../../formats/cms/encode-signed-data.ts';
import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { refuseOtherCertificate } from '../match-certificate.ts';
import type { SigningIdentity } from '../signing-key.ts';
import { digestAlgorithm } from './digest-content.ts';
import { rewriteSignedData } from './rewrite-signed-data.ts';
import { signedAttributes } from './signed-attributes.ts';
import type { ClaimsToSign } from './signer-claims.ts';

export interface CounterSigning {
  readonly identity: SigningIdentity;
  /** What the signer claims; proof of nothing. */
  readonly signingTime: Date;
  /** Content, and so its type, a counter-signature has none (EN 319 122-1 §5.2.4.2). */
  readonly claims?: Omit<ClaimsToSign, 'mimeType'>;
  readonly digest: Algorithms;
  /** The value of the signature that is countersigned; absent: every one of the file. */
  readonly signature?: Uint8Array;
}

/**
 * RFC 5652 §11.4, EN 319 122-1 §5.2.7: a signature over the value of a signature, as an unsigned attribute of it. What
 * was signed stays as it was. Throws SigningError, FormatError.
 */
export async function counterSign(cms: Uint8Array, request: CounterSigning): Promise<Uint8Array> {
  const { identity, signature: wanted } = request;
  refuseOtherCertificate(identity);
  return rewriteSignedData(cms, ({ certificates }) => ({
    certificates: [
      ...certificates,
      ...[identity.certificate, ...identity.chain].filter(
        ({ der }) => !certificates.some((one) => equalBytes(one.der, der)),
      ),
    ],
    signerInfo: async (signerInfo) =>
      wanted === undefined || equalBytes(wanted, signerInfo.signature)
        ? countersigned(signerInfo, request)
        : signerInfo,
  }));
}

async function countersigned(
  signerInfo: SignerInfo,
  request: CounterSigning,
): Promise<SignerInfoInput> {
  const value = encodeSignerInfo(await counterSignature(signerInfo.signature, request));
  const { unsignedAttributes = [] } = signerInfo;
  const attribute = { oid: OID.counterSignature, values: [value] };
  return { ...signerInfo, unsignedAttributes: [...unsignedAttributes, attribute] };
}

/** The signerInfo of a counter-signature over the octets of a signature value. */
export async function counterSignature(
  signature: Uint8Array,
  { identity: { key, certificate }, signingTime, claims = {}, digest }: CounterSigning,
): Promise<SignerInfoInput> {
  const { digestOid, signatureAlgorithm } = key;
  const algorithm = digestAlgorithm(digest, digestOid);
  const list = signedAttributes({
    messageDigest: await algorithm.digest(signature),
    signingTime,
    digestAlgorithm: { oid: digestOid },
    signatureAlgorithm,
    certificate,
    certificateDigest: await algorithm.digest(certificate.der),
    claims,
  });
  const der = encodeSignedAttributes(list);
  const { issuer, serialNumber } = certificate;
  return {
    sid: { kind: 'issuer-and-serial', issuer, serialNumber },
    digestAlgorithm: { oid: digestOid },
    signedAttributes: { signedBytes: der, der, list },
    signatureAlgorithm,
    signature: await key.sign(der),
  };
}
