import { type DerReader, readDer } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import type { Extension } from './certificate.ts';

/** Members of one list inside an extension. */
const MAX_MEMBERS = 10_000;

export function findExtension(
  extensions: readonly Extension[],
  oid: string,
): Extension | undefined {
  for (const extension of extensions) if (extension.oid === oid) return extension;
  return undefined;
}

/** The value of the extension `oid` by `read`, which must use up its octets; undefined when absent. */
export function readExtensionValue<T>(
  extensions: readonly Extension[],
  oid: string,
  name: string,
  read: (reader: DerReader) => T,
): T | undefined {
  const extension = findExtension(extensions, oid);
  return extension && readDer(extension.value, name, read);
}

/** The members of a SEQUENCE SIZE (1..MAX) OF, by default under its own tag, read to the end. */
export function readList<T>(
  reader: DerReader,
  read: (member: DerReader) => T,
  tag: number = TAG.sequence,
): T[] {
  const members = reader.enter(tag);
  const list: T[] = [];
  do {
    if (list.length >= MAX_MEMBERS) throw members.error('limit', `over ${MAX_MEMBERS} members`);
    list.push(read(members));
  } while (members.more);
  return list;
}
