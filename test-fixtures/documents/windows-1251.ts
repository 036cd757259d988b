// The platform decodes windows-1251 and does not encode it: its own decoder gives the table.
const OCTET_OF: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, octet) => [
    new TextDecoder('windows-1251').decode(Uint8Array.of(octet)),
    octet,
  ]),
);

/** XML 1.0 §4.1: what the encoding has not becomes a character reference. */
export function encodeXmlWindows1251(text: string): Uint8Array {
  const octets = Array.from(text).flatMap((character) => {
    const octet = OCTET_OF.get(character);
    if (octet !== undefined) return [octet];
    return [...Buffer.from(`&#${character.codePointAt(0)};`, 'latin1')];
  });
  return Uint8Array.from(octets);
}
