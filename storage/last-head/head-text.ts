import type { RememberedHead } from '../../vault/ports/last-head.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';

/** A head as a file holds it: one line of JSON. */
export function headText({ size, root }: RememberedHead): string {
  return `${JSON.stringify({ size, root })}\n`;
}

/** What cannot be understood is StorageError `corrupt`: never taken for "no head yet". */
export function parseHead(file: string, text: string): RememberedHead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StorageError('corrupt', `${file} is no JSON`, error);
  }
  if (typeof value === 'object' && value !== null && 'size' in value && 'root' in value) {
    const { size, root } = value;
    if (Number.isSafeInteger(size) && Number(size) >= 0 && typeof root === 'string') {
      return { size: Number(size), root };
    }
  }
  throw new StorageError('corrupt', `${file} holds no head`);
}
