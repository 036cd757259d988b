/** Code of the OCFL 1.1 validation codes: E breaks a MUST, W breaks a SHOULD. */
export type OcflCode = `${'E' | 'W'}${number}`;

/** What is wrong with one part of an object or a root, before it is known where that lies. */
export interface OcflFault {
  readonly code: OcflCode;
  /** What was found, in English: the code says what should have been. */
  readonly detail: string;
}

export type AddFault = (code: OcflCode, detail: string) => void;

export function isError({ code }: { readonly code: OcflCode }): boolean {
  return code.startsWith('E');
}
