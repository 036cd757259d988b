const LONGEST = 200;
// Controls, separators and the bidirectional overrides that can show `exe.pdf` for `fdp.exe`.
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A file name as it may be shown: the last segment of whatever path came along. It is data and never
 * becomes a path: blobs have names of their own.
 */
export function shownFileName(given: string | undefined, otherwise: string): string {
  const last = (given ?? '').split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(UNSHOWABLE, '').normalize('NFC').trim();
  const kept = Array.from(clean).slice(-LONGEST).join('');
  return /^\.*$/.test(kept) ? otherwise : kept;
}
