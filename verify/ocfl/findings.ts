import type { OcflCode, OcflFault } from '../../formats/ocfl/fault.ts';

/** What does not conform, and where: `path` is relative to the folder that was validated. */
export interface OcflFinding extends OcflFault {
  readonly path: string;
}

export type Report = (code: OcflCode, path: string, detail: string) => void;

/** Names of the extensions that the OCFL community has registered. */
export const REGISTERED_EXTENSIONS: ReadonlySet<string> = new Set([
  'initial',
  '0001-digest-algorithms',
  '0002-flat-direct-storage-layout',
  '0003-hash-and-id-n-tuple-storage-layout',
  '0004-hashed-n-tuple-storage-layout',
  '0005-mutable-head',
  '0006-flat-omit-prefix-storage-layout',
  '0007-n-tuple-omit-prefix-storage-layout',
  '0008-schema-registry',
  '0009-digest-algorithms',
  '0010-differential-n-tuple-omit-prefix-storage-layout',
  '0011-direct-clean-path-layout',
  '0012-hash-and-no-prefix-id-n-tuple-storage-layout',
]);
