import { indentedJson } from '../evidence/canonical-json.ts';

/** The registered extension that maps an object's id to its place. */
export const LAYOUT = '0004-hashed-n-tuple-storage-layout';
const TUPLE_SIZE = 3;
const TUPLES = 3;

/** Place of an object, from the SHA-256 (lower-case hex) of its id: three folders of three digits, then the digest. */
export function objectPath(idSha256: string): string {
  const tuples = Array.from({ length: TUPLES }, (_, at) =>
    idSha256.slice(at * TUPLE_SIZE, (at + 1) * TUPLE_SIZE),
  );
  return [...tuples, idSha256].join('/');
}

/** `ocfl_layout.json` of the storage root (OCFL 1.1 §4.1). */
export function layoutFile(): Uint8Array {
  return indentedJson({
    extension: LAYOUT,
    description:
      'The id of an object is hashed with SHA-256; three folders of three hexadecimal digits each, then a folder ' +
      'named by the whole digest, lead to the object.',
  });
}

/** `config.json` of the layout extension. */
export function layoutConfig(): Uint8Array {
  return indentedJson({
    extensionName: LAYOUT,
    digestAlgorithm: 'sha256',
    tupleSize: TUPLE_SIZE,
    numberOfTuples: TUPLES,
    shortObjectRoot: false,
  });
}
