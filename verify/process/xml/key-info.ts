import { decodeBase64 } from '../../../formats/asn1/base64.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { parseCertificate } from '../../../formats/x509/parse-certificate.ts';
import { childElements, onlyText } from '../../../formats/xml/navigate.ts';
import type { XmlElement } from '../../../formats/xml/tree.ts';
import { sameName } from '../cms/signer-reference.ts';
import type { EmbeddedData, SignerReference } from '../signature-facts.ts';
import { DSIG } from './algorithm-names.ts';

export interface KeyInfo {
  readonly embedded: EmbeddedData;
  readonly signer: SignerReference;
  /** What is in it and cannot be read. */
  readonly remarks: readonly string[];
}

/** Certificates that one KeyInfo may bring along: each may cost a public-key operation. */
const CERTIFICATES_LIMIT = 64;

/**
 * What ds:KeyInfo says of the key (XML Signature 1.1 §4.5). All of it is a hint: keys in it are never used,
 * nothing is fetched, and trust comes from outside.
 */
export function readKeyInfo(keyInfo: XmlElement | undefined): KeyInfo {
  const remarks: string[] = [];
  const certificates: Certificate[] = [];
  const crls: Uint8Array[] = [];
  for (const item of keyInfo === undefined ? [] : itemsOf(keyInfo)) {
    const octets = base64Of(item, remarks);
    if (octets === undefined) continue;
    if (item.localName === 'X509CRL') crls.push(octets);
    else if (certificates.length === CERTIFICATES_LIMIT) remarks.push('too many certificates');
    else read(() => certificates.push(parseCertificate(octets)), remarks);
  }
  return {
    embedded: { certificates, crls, ocspResponses: [] },
    signer: signerOf(keyInfo, certificates),
    remarks,
  };
}

function itemsOf(keyInfo: XmlElement): readonly XmlElement[] {
  return childElements(keyInfo)
    .filter(({ localName, namespace }) => localName === 'X509Data' && namespace === DSIG)
    .flatMap(childElements)
    .filter(({ localName }) => localName === 'X509Certificate' || localName === 'X509CRL');
}

function base64Of(element: XmlElement, remarks: string[]): Uint8Array | undefined {
  const text = onlyText(element);
  if (text === undefined) remarks.push(`${element.localName} is not only text`);
  return text === undefined
    ? undefined
    : read(() => decodeBase64(text, element.localName), remarks);
}

function read<T>(parse: () => T, remarks: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    remarks.push(error.message);
    return undefined;
  }
}

function signerOf(
  keyInfo: XmlElement | undefined,
  certificates: readonly Certificate[],
): SignerReference {
  const leaves = leavesOf(certificates);
  const text = keyName(keyInfo) ?? 'KeyInfo';
  if (leaves.length === 0) return { text, names: () => true, byKeyOnly: true, references: [] };
  const names = (certificate: Certificate) =>
    leaves.some(({ der }) => equalBytes(der, certificate.der));
  return { text, names, references: [] };
}

/** §4.5.4: certificates of the chain may come along, in any order: the signer's has issued none of them. */
function leavesOf(certificates: readonly Certificate[]): readonly Certificate[] {
  const leaves = certificates.filter((certificate) =>
    certificates.every(
      (other) => other === certificate || !sameName(certificate.subject, other.issuer),
    ),
  );
  return leaves.length === 0 ? certificates : leaves;
}

function keyName(keyInfo: XmlElement | undefined): string | undefined {
  const element =
    keyInfo && childElements(keyInfo).find(({ localName }) => localName === 'KeyName');
  return element && onlyText(element)?.trim().slice(0, 200);
}
