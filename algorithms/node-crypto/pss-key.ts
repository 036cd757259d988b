import type { PssParameters } from '../identifiers/pss-parameters.ts';

/** DER of the elements with these contents under one tag octet. */
function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256))
    length.unshift(rest % 256);
  const head = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length];
  return Buffer.concat([Uint8Array.of(tag, ...head), content]);
}

function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const base128 = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      base128.unshift(0x80 | (left % 128));
    }
    return base128;
  });
  return element(0x06, Uint8Array.from(octets));
}

const NULL = Uint8Array.of(0x05, 0x00);

/** RFC 4055 §1.2: SubjectPublicKeyInfo of an RSA key under id-RSASSA-PSS with these parameters. */
export function encodePssKey(bitString: Uint8Array, parameters: PssParameters): Uint8Array {
  const hash = element(0x30, oid(parameters.digestOid), NULL);
  const mask = element(
    0x30,
    oid('1.2.840.113549.1.1.8'),
    element(0x30, oid(parameters.mgfDigestOid), NULL),
  );
  const salt = Uint8Array.of(0, parameters.saltLength >> 8, parameters.saltLength & 0xff);
  const from = salt.findIndex((octet) => octet !== 0);
  const minimal =
    from < 0 ? Uint8Array.of(0) : salt.subarray((salt[from] ?? 0) < 0x80 ? from : from - 1);
  const params = element(
    0x30,
    element(0xa0, hash),
    element(0xa1, mask),
    element(0xa2, element(0x02, minimal)),
  );
  return element(0x30, element(0x30, oid('1.2.840.113549.1.1.10'), params), bitString);
}
