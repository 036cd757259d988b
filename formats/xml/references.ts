import { isCharacter } from './characters.ts';

/** XML 1.0 §4.6: the five that need no declaration, and there is no place to declare another. */
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** XML 1.0 §2.11: CR LF and CR alone are one LF. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Characters of the longest reference that is looked at, leading zeros included. */
const LONGEST = 64;

/** The text with its references resolved (XML 1.0 §4.1); what they stand for is not read again. */
export function resolveReferences(text: string, error: (reason: string) => Error): string {
  let resolved = '';
  let from = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', from)) {
    const end = text.slice(at, at + LONGEST).indexOf(';');
    const name = end === -1 ? '' : text.slice(at + 1, at + end);
    const value = PREDEFINED.get(name) ?? numbered(name);
    if (value === undefined) throw error(`reference ${text.slice(at, at + 40)}`);
    resolved += text.slice(from, at) + value;
    from = at + end + 1;
  }
  return resolved + text.slice(from);
}

// [66] CharRef ::= '&#' [0-9]+ ';' | '&#x' [0-9a-fA-F]+ ';'
function numbered(name: string): string | undefined {
  const [, decimal, hexadecimal] = /^#(?:([0-9]+)|x([0-9a-fA-F]+))$/.exec(name) ?? [];
  const digits = decimal ?? hexadecimal;
  if (digits === undefined) return undefined;
  const code = Number.parseInt(digits, decimal === undefined ? 16 : 10);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}
