// A small PKI and signatures in it, each good but for what a case changes.
import { createHash, sign } from 'node:crypto';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData, type SignedDataInput } from '../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseTolerantly } from '../../formats/x509/tolerant-certificate.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import {
  basicConstraints,
  certificateDer,
  extensionDer,
  forgeCertificate,
  forgeCrl,
  type Keys,
  nameDer,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { forgeSigner, type SignerChanges } from '../../test-fixtures/samples/forge-cms.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import type { ValidationInput } from '../process/validation-input.ts';
import { defaultPolicy } from './default-policy.ts';

export const AT = new Date('2026-06-01T12:00:00Z');
export const hours = (count: number) => new Date(AT.getTime() + count * 3_600_000);
export const CONTENT = new TextEncoder().encode('Договор № 7 от 1 июня 2026 г.');
export const algorithms = algorithmsOf([nodeCrypto]);
export const digestOf = (name: string, data: Uint8Array) =>
  new Uint8Array(createHash(name).update(data).digest());

const rootKeys = newKeys('ec');
const issued = { issuer: 'Root', issuerKeys: rootKeys };
export const root = forgeCertificate({
  ...issued,
  subject: 'Root',
  keys: rootKeys,
  extensions: [basicConstraints()],
});

export const signerKeys = newKeys('ec');

/** A certificate over the signer's key. */
export function certificateOf(
  more: Partial<Parameters<typeof forgeCertificate>[0]> = {},
): Certificate {
  const wish = { ...issued, subject: 'Signer', keys: signerKeys, serial: 7, ...more };
  return parseTolerantly(certificateDer(wish));
}

export function identityOf(certificate: Certificate, keys: Keys = signerKeys): SigningIdentity {
  const key = {
    signatureAlgorithm: { oid: '1.2.840.10045.4.3.2' },
    digestOid: OID.sha256,
    publicKey: keys.spki,
    sign: async (data: Uint8Array) => new Uint8Array(sign('sha256', data, keys.privateKey)),
  };
  return { key, certificate, chain: [] };
}

export const signer = identityOf(certificateOf());
const timeStamping = der.sequence(der.oid(OID.kpTimeStamping));

/** A time-stamping authority; `serial` tells it from others. */
export function authorityOf(serial: number, notAfter?: Date): SigningIdentity {
  const keys = newKeys('ec');
  const extensions = [extensionDer(OID.extendedKeyUsage, timeStamping, true)];
  const wish = { ...issued, subject: 'TSA', keys, serial, extensions };
  return identityOf(forgeCertificate({ ...wish, ...(notAfter && { notAfter }) }), keys);
}

const tsa = authorityOf(9);

type Revoked = NonNullable<Parameters<typeof forgeCrl>[0]['revoked']>;

/** The list of the authority an hour before, or from `thisUpdate`. */
export function crlOf(revoked: Revoked = [], thisUpdate = hours(-1)) {
  const nextUpdate = new Date(thisUpdate.getTime() + 7 * 24 * 3_600_000);
  return forgeCrl({ issuer: 'Root', keys: rootKeys, thisUpdate, nextUpdate, revoked });
}

interface Forged extends SignerChanges {
  readonly identity?: SigningIdentity;
  readonly unsigned?: (signature: Uint8Array) => Promise<readonly Attribute[]>;
  readonly more?: Partial<SignedDataInput>;
}

/** A detached CAdES, good but for what is given. */
export async function forged({
  identity = signer,
  unsigned,
  more = {},
  ...changes
}: Forged = {}): Promise<Uint8Array> {
  const info = await forgeSigner(identity, CONTENT, AT, changes);
  const unsignedAttributes = await unsigned?.(info.signature);
  return encodeSignedData({
    contentType: OID.data,
    certificates: [identity.certificate],
    signerInfos: [unsignedAttributes === undefined ? info : { ...info, unsignedAttributes }],
    ...more,
  });
}

export const attribute = (type: string, value: Uint8Array): Attribute => ({
  oid: type,
  values: [value],
});

interface TokenChanges {
  readonly at?: Date;
  readonly digest?: 'sha1' | 'sha256';
  /** Common name that the token gives its authority. */
  readonly name?: string;
  /** What it is over, in place of the signature value. */
  readonly over?: Uint8Array;
}

/** The signature-time-stamp of the test authority, an hour after the signature. */
export function stamped({ at = hours(1), digest = 'sha256', name, over }: TokenChanges = {}) {
  return async (signature: Uint8Array): Promise<readonly Attribute[]> => {
    const info = der.sequence(
      der.integer(1),
      der.oid('2.999.1'),
      der.sequence(
        der.sequence(der.oid(OID[digest])),
        der.octetString(digestOf(digest, over ?? signature)),
      ),
      der.integer(1),
      der.generalizedTime(at),
      ...(name === undefined ? [] : [der.explicit(0, der.explicit(4, nameDer(name)))]),
    );
    const typed = (list: readonly Attribute[]) =>
      list.map((one) =>
        one.oid === OID.contentType ? attribute(OID.contentType, der.oid(OID.tstInfo)) : one,
      );
    const token = encodeSignedData({
      contentType: OID.tstInfo,
      content: info,
      certificates: [tsa.certificate],
      signerInfos: [await forgeSigner(tsa, info, at, { attributes: typed })],
    });
    return [attribute(OID.signatureTimeStamp, token)];
  };
}

/** An enveloped XML signature, as text to be changed. */
export async function signedXml(): Promise<string> {
  const document = new TextEncoder().encode('<i:Invoice xmlns:i="urn:invoice">100</i:Invoice>');
  const input = { document, identity: signer, digest: algorithms };
  return new TextDecoder().decode(await signXml({ packaging: 'enveloped', ...input }));
}

/** The report on the first signature of a file two hours later; content is given for what is not XML. */
export async function judged(file: Uint8Array, given: Partial<ValidationInput> = {}) {
  const content = { name: 'contract.txt', source: bytesSource(CONTENT) };
  const { signatures } = await validateSignatures({
    signature: { name: 'contract.txt.p7s', source: bytesSource(file) },
    ...(file[0] === 0x30 ? { content } : {}),
    trust: [{ certificate: root }],
    evidence: { certificates: [], crls: [crlOf()], ocspResponses: [] },
    policy: defaultPolicy,
    time: hours(2),
    algorithms,
    ...given,
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}
