/**
 * The same octets as a plain array: views on a Buffer are costlier to make, and its `slice` does not copy.
 */
export function plainArray(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
