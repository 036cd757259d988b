// Keys inside ds:KeyInfo, for the mathematics of public test vectors. The verifier itself never uses them.
import { createPublicKey } from 'node:crypto';
import { decodeBase64 } from '../../formats/asn1/base64.ts';
import { bitString, integer, oid, sequence } from '../../formats/asn1/encode.ts';
import { attributeOf, elementsFrom, onlyText } from '../../formats/xml/navigate.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';

/** DER of the SubjectPublicKeyInfo of every key value and certificate in the document. */
export function publicKeysIn(root: XmlElement): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (const element of elementsFrom(root)) {
    const key = keyOf(element);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

function keyOf(element: XmlElement): Uint8Array | undefined {
  switch (element.localName) {
    case 'RSAKeyValue':
      return fromJwk({ kty: 'RSA', n: url(element, 'Modulus'), e: url(element, 'Exponent') });
    case 'DSAKeyValue':
      return dsaKey(element);
    case 'ECKeyValue':
      return ecKey(element);
    case 'DEREncodedKeyValue':
      return decodeBase64(onlyText(element) ?? '', 'DEREncodedKeyValue');
    case 'X509Certificate':
      return certificateKey(decodeBase64(onlyText(element) ?? '', 'X509Certificate'));
    default:
      return undefined;
  }
}

/** undefined for a certificate whose key node:crypto does not know. */
export function certificateKey(certificate: Uint8Array | string): Uint8Array | undefined {
  try {
    const isText = typeof certificate === 'string';
    const pem = isText
      ? certificate
      : `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----`;
    return new Uint8Array(createPublicKey(pem).export({ format: 'der', type: 'spki' }));
  } catch {
    return undefined;
  }
}

function octets(element: XmlElement, localName: string): Uint8Array {
  const child = [...elementsFrom(element)].find((each) => each.localName === localName);
  return decodeBase64((child && onlyText(child)) ?? '', localName);
}

function url(element: XmlElement, localName: string): string {
  return Buffer.from(octets(element, localName)).toString('base64url');
}

function fromJwk(key: { kty: string; n: string; e: string }): Uint8Array {
  const jwk = createPublicKey({ key, format: 'jwk' });
  return new Uint8Array(jwk.export({ format: 'der', type: 'spki' }));
}

function dsaKey(element: XmlElement): Uint8Array {
  const number = (name: string) => integer(BigInt(`0x${hex(octets(element, name))}`));
  const parameters = sequence(number('P'), number('Q'), number('G'));
  return sequence(sequence(oid('1.2.840.10040.4.1'), parameters), bitString(number('Y')));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex') || '0';
}

function ecKey(element: XmlElement): Uint8Array | undefined {
  const curve = [...elementsFrom(element)].find(({ localName }) => localName === 'NamedCurve');
  const name = curve && attributeOf(curve, 'URI')?.replace('urn:oid:', '');
  if (name === undefined) return undefined;
  const algorithm = sequence(oid('1.2.840.10045.2.1'), oid(name));
  return sequence(algorithm, bitString(octets(element, 'PublicKey')));
}
