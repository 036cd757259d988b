import { FormatError } from '../format-error.ts';

/** Octets of a name in UTF-8. */
const LONGEST = 1024;

/**
 * Why a name may not stand in an archive, or undefined. What is refused can leave the folder, hide, or be
 * another file on some system: absolute and upward paths, controls and marks that turn the direction of
 * writing, separators and colons of Windows, trailing dots and spaces, decomposed letters.
 */
export function nameFault(name: string): string | undefined {
  if (!name.isWellFormed()) return 'not well-formed Unicode';
  if (new TextEncoder().encode(name).length > LONGEST) return `longer than ${LONGEST} octets`;
  if (name !== name.normalize('NFC')) return 'not in Unicode form C';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'control or format character';
  if (/[\\:*?"<>|]/.test(name)) return 'character that has a meaning in paths';
  const segments = name.split('/');
  if (segments.some((segment) => segment === '')) return 'empty path segment';
  if (segments.some((segment) => /[. ]$/.test(segment))) return 'segment ends in a dot or space';
  return undefined;
}

/** Refuses names that are bad, equal, equal but for case, or both file and folder. Throws FormatError. */
export function checkNames(names: readonly string[]): void {
  const fail = (name: string, reason: string) =>
    new FormatError('malformed', { format: 'ZIP', reason: `entry "${name}": ${reason}` });
  const files = new Set<string>();
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) throw fail(name, fault);
    const key = foldCase(name);
    if (files.has(key)) throw fail(name, 'duplicated, at most in another case');
    files.add(key);
  }
  for (const name of names) {
    const segments = foldCase(name).split('/');
    for (let depth = 1; depth < segments.length; depth += 1) {
      if (files.has(segments.slice(0, depth).join('/'))) throw fail(name, 'lies in a file');
    }
  }
}

/** Equal for names that a file system blind to case takes for one. */
function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFC');
}
