import type { OcflFinding } from '../../verify/ocfl/findings.ts';

/** What is not as it was kept. */
export interface Damage {
  /** In which store: the archive, its second copy, or the documents that the service works with. */
  readonly store: 'archive' | 'mirror' | 'documents';
  readonly kind: 'changed' | 'missing' | 'unknown' | 'invalid' | 'older' | 'conflict';
  /** Path under the storage root, the id of an object, or a name in the store of documents. */
  readonly where: string;
  readonly detail: string;
}

const CHANGED = new Set(['E060', 'E092', 'E093']);
const UNKNOWN = new Set(['E001', 'E015', 'E023', 'E072']);

/** A break of OCFL in the words of who keeps the files. */
export function damageOf(store: Damage['store'], { code, path, detail }: OcflFinding): Damage {
  const gone = detail === 'is not there' || code === 'E063';
  const broken = CHANGED.has(code) ? 'changed' : UNKNOWN.has(code) ? 'unknown' : 'invalid';
  return { store, kind: gone ? 'missing' : broken, where: path, detail: `${code} ${detail}` };
}
