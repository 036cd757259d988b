/** What a Namaste file declares (OCFL 1.1 §3.2, §4.2): an object or a storage root, and the edition. */
export type DeclarationKind = 'ocfl_object_' | 'ocfl_';

export interface Declaration {
  readonly name: string;
  readonly text: string;
}

export function declaration(kind: DeclarationKind, edition = '1.1'): Declaration {
  return { name: `0=${kind}${edition}`, text: `${kind}${edition}\n` };
}

/** Edition that a file name declares, or undefined when it is no declaration of that kind. */
export function declaredEdition(kind: DeclarationKind, name: string): string | undefined {
  const edition = name.startsWith(`0=${kind}`) ? name.slice(`0=${kind}`.length) : '';
  return /^\d{1,4}\.\d{1,4}$/.test(edition) ? edition : undefined;
}

/** Whether a file name looks like a Namaste declaration that went wrong: `T=dvalue`. */
export const isNamasteLike = (name: string): boolean => /^[^=]+=.+$/.test(name);
