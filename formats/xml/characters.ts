/** XML 1.0 §2.2: what no decoded document may hold (lone surrogates no decoder lets through). */
export const FORBIDDEN_CHARACTER = new RegExp(
  `[${['\\0-\\x08', '\\x0B', '\\x0C', '\\x0E-\\x1F', '\\uFFFE', '\\uFFFF'].join('')}]`,
);

/** XML 1.0 §2.2 Char. */
export function isCharacter(code: number): boolean {
  if (code < 0x20) return isBlank(code);
  if (code < 0xd800) return true;
  return (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code < 0x110000);
}

// XML 1.0 (fifth edition) §2.3, NameStartChar and NameChar without the colon.
const START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}' +
  '\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}' +
  '\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const PART = `${START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}`;

/** Namespaces in XML 1.0 §4: a QName, its prefix and its local part. */
export const QUALIFIED_NAME = new RegExp(
  `^(?:([${START}][${PART}]*):)?([${START}][${PART}]*)$`,
  'u',
);

/** A name without colon: targets of processing instructions, identifiers. */
export const NC_NAME = new RegExp(`^[${START}][${PART}]*$`, 'u');

// What can end a name: blank, `=`, `>`, `/`, `?`, quotes, `<` and all else in ASCII that no name holds.
const ENDS_NAME = new Uint8Array(128).map((_, code) =>
  /[A-Za-z0-9_:.-]/.test(String.fromCharCode(code)) ? 0 : 1,
);

export function isNameEnd(code: number): boolean {
  return code < 128 && ENDS_NAME[code] === 1;
}

/** XML 1.0 §2.3 S. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

export function skipBlank(text: string, at: number): number {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end += 1;
  return end;
}
