export type KeyErrorCode =
  | 'master-key-missing' // keys of blobs are wrapped under a generation that is not there
  | 'master-key-wrong' // a file does not hold the key that its name tells
  | 'master-key-unreadable' // a file is no key file, or its protection does not open it
  | 'master-key-exposed'; // others on the machine can read it

/** The master key is not as it has to be; nothing was written. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code: KeyErrorCode;
  constructor(code: KeyErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
