import type { Algorithms } from '../../algorithms/registry.ts';
import { encodeBase64 } from '../../formats/asn1/base64.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type CanonicalForm, canonicalize } from '../../formats/xml/canonicalize.ts';
import { elementsFrom } from '../../formats/xml/navigate.ts';
import { parseXml } from '../../formats/xml/parse-xml.ts';
import { SMEV_TRANSFORM, smevTransform } from '../../formats/xml/smev-transform.ts';
import type { XmlDocument } from '../../formats/xml/tree.ts';
import { digestAlgorithm, digestContent } from '../cades/digest-content.ts';
import { refuseOtherCertificate } from '../match-certificate.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningIdentity } from '../signing-key.ts';
import { insertIntoRoot } from './insert-into-root.ts';
import { DSIG, EXCLUSIVE, type ReferenceText, signatureText } from './signature-text.ts';
import { digestMethod, signatureMethod, signOctets } from './xml-signature-value.ts';

interface Signer {
  readonly identity: SigningIdentity;
  readonly digest: Algorithms;
}

export type SignXmlInput = Signer &
  (
    | {
        /** The signature becomes the last child of the root; no other octet of the document changes. */
        readonly packaging: 'enveloped';
        readonly document: Uint8Array;
        /** With the transform of SMEV 3 after the canonicalization. */
        readonly smev?: boolean;
      }
    | {
        /** The content, whatever it is, is carried inside the signature as base64. */
        readonly packaging: 'enveloping';
        readonly content: Uint8Array;
      }
    | {
        readonly packaging: 'detached';
        readonly content: ByteSource;
        /** How the signature names the content: a file name or URI. */
        readonly uri: string;
      }
  );

const EXCLUSIVE_FORM: CanonicalForm = { method: 'exclusive-1.0', comments: false };

/**
 * XML signature (XML Signature 1.1) with exclusive canonicalization and the signer's certificates as hints.
 * Answers the octets of the file: the document with its signature, or the signature alone. Throws
 * SigningError, `unreadable-document` for what is not XML.
 */
export async function signXml(input: SignXmlInput): Promise<Uint8Array> {
  refuseOtherCertificate(input.identity);
  switch (input.packaging) {
    case 'enveloped':
      return signEnveloped(input);
    case 'enveloping':
      return signEnveloping(input);
    case 'detached':
      return signDetached(input);
  }
}

async function signEnveloped(
  input: Extract<SignXmlInput, { packaging: 'enveloped' }>,
): Promise<Uint8Array> {
  const document = readDocument(input.document);
  const smev = input.smev === true ? [SMEV_TRANSFORM] : [];
  const octets = canonicalOctets(document);
  const covered = input.smev === true ? smevOctets(readDocument(octets)) : octets;
  const reference = await referenceTo(covered, input, {
    uri: '',
    transforms: [`${DSIG}enveloped-signature`, EXCLUSIVE, ...smev],
  });
  return insertIntoRoot(input.document, document, await sign([reference], input));
}

async function signEnveloping(
  input: Extract<SignXmlInput, { packaging: 'enveloping' }>,
): Promise<Uint8Array> {
  const object = `<ds:Object Id="content">${encodeBase64(input.content)}</ds:Object>`;
  const reference = await referenceTo(input.content, input, {
    uri: '#content',
    transforms: [`${DSIG}base64`],
  });
  return encode(await sign([reference], input, object));
}

async function signDetached(
  input: Extract<SignXmlInput, { packaging: 'detached' }>,
): Promise<Uint8Array> {
  const { content, uri, identity, digest } = input;
  if (uri === '' || uri.startsWith('#')) {
    throw new SigningError('content-mismatch', `${uri} means the signature itself`);
  }
  const { digestOid } = identity.key;
  const digests = await digestContent(content, [digestOid], digest);
  const value = digests.get(digestOid);
  if (value === undefined) throw new Error(`content not digested under ${digestOid}`);
  const method = digestMethod(digestOid, digest);
  return encode(await sign([{ uri, transforms: [], digestMethod: method, digest: value }], input));
}

async function referenceTo(
  octets: Uint8Array,
  { identity, digest }: Signer,
  where: Pick<ReferenceText, 'uri' | 'transforms'>,
): Promise<ReferenceText> {
  const { digestOid } = identity.key;
  return {
    ...where,
    digestMethod: digestMethod(digestOid, digest),
    digest: await digestAlgorithm(digest, digestOid).digest(octets),
  };
}

/** The Signature element; SignedInfo is canonicalized as a reader will do it. */
async function sign(
  references: readonly ReferenceText[],
  { identity, digest }: Signer,
  objects = '',
): Promise<string> {
  const parts = {
    signatureMethod: signatureMethod(identity.key, digest),
    references,
    certificates: [identity.certificate, ...identity.chain],
    objects,
  };
  const unsigned = parseXml(encode(signatureText({ ...parts, value: new Uint8Array() })));
  const signedInfo = [...elementsFrom(unsigned.root)].find(
    ({ localName, namespace }) => localName === 'SignedInfo' && namespace === DSIG,
  );
  if (signedInfo === undefined) throw new Error('signature without SignedInfo');
  const octets = canonicalOctets(unsigned, signedInfo);
  return signatureText({ ...parts, value: await signOctets(octets, identity, digest) });
}

function readDocument(octets: Uint8Array): XmlDocument {
  try {
    return parseXml(octets);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new SigningError('unreadable-document', cause.message, cause);
  }
}

function canonicalOctets(document: XmlDocument, apex?: XmlDocument['root']): Uint8Array {
  const subset = apex === undefined ? { document } : { document, apex };
  return gathered((sink) => canonicalize(subset, EXCLUSIVE_FORM, sink));
}

function smevOctets({ root }: XmlDocument): Uint8Array {
  return gathered((sink) => smevTransform(root, sink));
}

function gathered(write: (sink: (octets: Uint8Array) => void) => void): Uint8Array {
  const parts: Uint8Array[] = [];
  write((octets) => parts.push(octets));
  return new Uint8Array(Buffer.concat(parts));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
