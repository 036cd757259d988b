/** What Node does with octets by itself, and a browser does not: a loop gives the same answers, octet by octet. */
interface NativeOctets {
  compare(one: Uint8Array, other: Uint8Array): number;
  from(
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ): { toString(encoding: string): string };
}

const { Buffer: native } = globalThis as { Buffer?: NativeOctets };

/** Whether two arrays of one length hold the same octets; undefined: the platform does not tell. */
export const nativeEqual: ((one: Uint8Array, other: Uint8Array) => boolean) | undefined =
  native && ((one, other) => native.compare(one, other) === 0);

/** `octets` as text; undefined: the platform does not write it. */
export const nativeText: ((octets: Uint8Array, as: 'latin1' | 'base64') => string) | undefined =
  native &&
  (({ buffer, byteOffset, length }, as) => native.from(buffer, byteOffset, length).toString(as));
