const DOTTED = /^[012](\.(0|[1-9]\d*))+$/;

/** Whether a text is an object identifier in the dotted form of RFC 4512 §1.4. */
export function isObjectIdentifier(text: string): boolean {
  return DOTTED.test(text);
}
