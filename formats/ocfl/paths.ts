/** OCFL 1.1 §3.5.2, §3.5.3.1: what a content path and a logical path may not be. */
export type PathFault = 'ends' | 'elements';

/** `ends`: empty, or a slash begins or ends it; `elements`: one is empty, `.` or `..`. */
export function pathFault(path: string): PathFault | undefined {
  if (path === '' || path.startsWith('/') || path.endsWith('/')) return 'ends';
  const bad = path.split('/').some((element) => ['', '.', '..'].includes(element));
  return bad ? 'elements' : undefined;
}

/** The paths that occur twice, or that another path passes through as through a directory. */
export function conflictingPaths(paths: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const conflicts = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) conflicts.add(path);
    seen.add(path);
  }
  for (const path of seen) {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at);
      if (seen.has(above)) conflicts.add(above);
    }
  }
  return [...conflicts];
}

export interface VersionName {
  readonly number: number;
  /** Digits after the `v` when they are padded with zeros, else 0. */
  readonly padding: number;
}

/** OCFL 1.1 §3.3: `v1`, or padded `v0001`; undefined for any other name, `v0` and `v000` included. */
export function parseVersionName(name: string): VersionName | undefined {
  const digits = /^v(\d{1,12})$/.exec(name)?.[1];
  if (digits === undefined || /^0+$/.test(digits)) return undefined;
  return { number: Number(digits), padding: digits.startsWith('0') ? digits.length : 0 };
}
