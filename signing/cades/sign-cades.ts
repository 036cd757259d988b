import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { type ByteSource, bytesSource, readAll } from '../../formats/byte-source.ts';
import { findAttributes, readMessageDigest } from '../../formats/cms/attributes.ts';
import {
  encodeSignedAttributes,
  encodeSignedData,
  type SignerInfoInput,
} from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { refuseOtherCertificate } from '../match-certificate.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningIdentity } from '../signing-key.ts';
import { digestAlgorithm, digestContent } from './digest-content.ts';
import { signedAttributes } from './signed-attributes.ts';
import type { ClaimsToSign } from './signer-claims.ts';

export interface SignCadesInput {
  /** Read in pieces; an attached signature also carries it, so it must fit into memory then. */
  readonly content: ByteSource;
  /** Signed along as the description in content-hints; proof of the name that the signer saw. */
  readonly contentName?: string;
  readonly detached: boolean;
  /** Each signs the content for itself (parallel signatures). */
  readonly identities: readonly SigningIdentity[];
  /** What the signers claim; proof of nothing. */
  readonly signingTime: Date;
  /** What each of them says of the act of signing; proof of nothing either. */
  readonly claims?: ClaimsToSign;
  /** id-data unless said otherwise. */
  readonly eContentType?: string;
  readonly digest: Algorithms;
}

/** Octets of content that an attached signature carries at most. */
const MAX_ATTACHED = 64 * 1024 * 1024;

/** CAdES-B-B (EN 319 122-1 §6): DER of the ContentInfo. Throws SigningError. */
export async function signCades(input: SignCadesInput): Promise<Uint8Array> {
  const { detached, identities, eContentType = OID.data } = input;
  if (detached) {
    const signerInfos = await signContent({ ...input, eContentType });
    return encodeSignedData({
      contentType: eContentType,
      certificates: distinct(identities.flatMap(certificatesOf)),
      signerInfos,
    });
  }
  // Read once, so that what is signed is what is carried, whatever happens to the source meanwhile.
  const content = await readAttached(input.content);
  const signerInfos = await signContent({ ...input, content: bytesSource(content), eContentType });
  return encodeSignedData({
    contentType: eContentType,
    content,
    certificates: distinct(identities.flatMap(certificatesOf)),
    signerInfos,
  });
}

async function readAttached(content: ByteSource): Promise<Uint8Array> {
  if (content.size > MAX_ATTACHED) {
    throw new SigningError('too-large', `${content.size} octets in an attached signature`);
  }
  return new Uint8Array(await readAll(content, MAX_ATTACHED));
}

export interface AddSignerInput {
  /** The CMS to which a parallel signature comes; its signatures stay as they are. */
  readonly existing: Uint8Array;
  /** Needed where the CMS is detached; refused where it carries content of its own. */
  readonly content?: ByteSource;
  readonly contentName?: string;
  readonly identities: readonly SigningIdentity[];
  readonly signingTime: Date;
  readonly claims?: ClaimsToSign;
  readonly digest: Algorithms;
}

/** The same content signed by others too, later (RFC 5652 §5.1: one SignerInfo for each). */
export async function addSigner(input: AddSignerInput): Promise<Uint8Array> {
  const existing = await parseSignedData(bytesSource(input.existing));
  const content = contentOf(existing, input.content);
  await refuseOtherContent(existing, content, input.digest);
  const added = await signContent({ ...input, content, eContentType: existing.contentType });
  return encodeSignedData({
    contentType: existing.contentType,
    crls: existing.crls,
    ocspResponses: existing.ocspResponses,
    ...(existing.content === undefined ? {} : { content: await readAttached(content) }),
    certificates: distinct([...existing.certificates, ...input.identities.flatMap(certificatesOf)]),
    signerInfos: [...existing.signerInfos, ...added],
  });
}

type ContentToSign = Pick<
  SignCadesInput,
  'content' | 'contentName' | 'identities' | 'signingTime' | 'claims' | 'digest'
> & { readonly eContentType: string };

async function signContent(input: ContentToSign): Promise<readonly SignerInfoInput[]> {
  const { identities, content, digest } = input;
  if (identities.length === 0) throw new SigningError('no-signer', 'nobody to sign');
  for (const identity of identities) refuseOtherCertificate(identity);
  const digestOids = identities.map(({ key }) => key.digestOid);
  const digests = await digestContent(content, digestOids, digest);
  return Promise.all(identities.map((identity) => signerInfo(identity, digests, input)));
}

async function signerInfo(
  { key, certificate }: SigningIdentity,
  digests: ReadonlyMap<string, Uint8Array>,
  input: ContentToSign,
): Promise<SignerInfoInput> {
  const { digestOid, signatureAlgorithm } = key;
  const messageDigest = digests.get(digestOid);
  if (messageDigest === undefined) throw new Error(`content not digested under ${digestOid}`);
  const list = signedAttributes({
    eContentType: input.eContentType,
    messageDigest,
    signingTime: input.signingTime,
    digestAlgorithm: { oid: digestOid }, // RFC 5754 §2: parameters absent
    signatureAlgorithm,
    certificate,
    certificateDigest: await digestAlgorithm(input.digest, digestOid).digest(certificate.der),
    ...(input.contentName === undefined ? {} : { contentName: input.contentName }),
    ...(input.claims === undefined ? {} : { claims: input.claims }),
  });
  // RFC 5652 §5.4: what is signed is the DER of the SET OF, not the [0] that stands in the SignerInfo.
  const der = encodeSignedAttributes(list);
  return {
    sid: {
      kind: 'issuer-and-serial',
      issuer: certificate.issuer,
      serialNumber: certificate.serialNumber,
    },
    digestAlgorithm: { oid: digestOid },
    signedAttributes: { signedBytes: der, der, list },
    signatureAlgorithm,
    signature: await key.sign(der),
  };
}

function contentOf({ content }: SignedData, given: ByteSource | undefined): ByteSource {
  const source = content ?? given;
  if (source === undefined || (content !== undefined && given !== undefined)) {
    const reason = source === undefined ? 'content is missing' : 'the CMS carries its own content';
    throw new SigningError('content-mismatch', reason);
  }
  return source;
}

/** A parallel signature is over the same content: the digests that the others signed say which. */
async function refuseOtherContent(
  { signerInfos }: SignedData,
  content: ByteSource,
  algorithms: Algorithms,
): Promise<void> {
  const known = signerInfos.filter(({ digestAlgorithm: { oid } }) => algorithms.digest(oid));
  const oids = known.map(({ digestAlgorithm: { oid } }) => oid);
  const digests = await digestContent(content, oids, algorithms);
  for (const { digestAlgorithm: algorithm, signedAttributes: attributes } of known) {
    const digest = digests.get(algorithm.oid) ?? new Uint8Array();
    for (const attribute of findAttributes(attributes?.list ?? [], OID.messageDigest)) {
      if (Buffer.compare(readMessageDigest(attribute), digest) !== 0) {
        throw new SigningError('content-mismatch', 'the signatures there are over other content');
      }
    }
  }
}

function certificatesOf({ certificate, chain }: SigningIdentity): readonly Certificate[] {
  return [certificate, ...chain];
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [
    ...new Map(certificates.map((one) => [Buffer.from(one.der).toString('latin1'), one])).values(),
  ];
}
