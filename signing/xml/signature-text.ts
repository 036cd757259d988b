import { encodeBase64 } from '../../formats/asn1/base64.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { escapeAttribute } from '../../formats/xml/escape.ts';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface ReferenceText {
  /** Absent: the reader knows what is meant. */
  readonly uri?: string;
  readonly transforms: readonly string[];
  readonly digestMethod: string;
  readonly digest: Uint8Array;
}

export interface SignatureText {
  readonly signatureMethod: string;
  readonly references: readonly ReferenceText[];
  readonly value: Uint8Array;
  /** Signer first, then upwards; hints for the reader. */
  readonly certificates: readonly Certificate[];
  /** XML text of the Object elements. */
  readonly objects?: string;
}

/** ds:Signature as text in ASCII, so that it can be put into a document of any encoding that has ASCII. */
export function signatureText(signature: SignatureText): string {
  const { signatureMethod, references, value, certificates, objects = '' } = signature;
  const info =
    method('CanonicalizationMethod', EXCLUSIVE) +
    method('SignatureMethod', signatureMethod) +
    references.map(referenceText).join('');
  const data = certificates
    .map(({ der }) => element('X509Certificate', encodeBase64(der)))
    .join('');
  const parts =
    element('SignedInfo', info) +
    element('SignatureValue', encodeBase64(value)) +
    element('KeyInfo', element('X509Data', data));
  return `<ds:Signature xmlns:ds="${DSIG}">${parts}${objects}</ds:Signature>`;
}

function referenceText({ uri, transforms, digestMethod, digest }: ReferenceText): string {
  const where = uri === undefined ? '' : ` URI="${asciiAttribute(uri)}"`;
  const list = transforms.map((transform) => method('Transform', transform)).join('');
  const chain = list === '' ? '' : element('Transforms', list);
  const digested =
    method('DigestMethod', digestMethod) + element('DigestValue', encodeBase64(digest));
  return `<ds:Reference${where}>${chain}${digested}</ds:Reference>`;
}

function method(name: string, algorithm: string): string {
  return `<ds:${name} Algorithm="${escapeAttribute(algorithm)}"></ds:${name}>`;
}

function element(name: string, content: string): string {
  return `<ds:${name}>${content}</ds:${name}>`;
}

function asciiAttribute(value: string): string {
  const escaped = escapeAttribute(value);
  return escaped.replace(
    /[^ -~]/gu,
    (character) => `&#x${character.codePointAt(0)?.toString(16)};`,
  );
}
