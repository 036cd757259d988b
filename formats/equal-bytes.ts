import { nativeEqual } from './native-octets.ts';

/** Up to so many octets a loop is done before the platform has begun. */
const SHORT = 32;

/** Whether two arrays hold the same octets. Not constant-time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  if (nativeEqual !== undefined && a.length > SHORT) return nativeEqual(a, b);
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
