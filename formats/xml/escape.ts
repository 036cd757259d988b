// Canonical XML 1.0 §2.3: how character data is written.

const IN_TEXT = /[&<>\r]/;
const IN_ATTRIBUTE = /[&<"\t\n\r]/;

export function escapeText(text: string): string {
  return IN_TEXT.test(text) ? text.replace(/[&<>\r]/g, written) : text;
}

export function escapeAttribute(value: string): string {
  return IN_ATTRIBUTE.test(value) ? value.replace(/[&<"\t\n\r]/g, written) : value;
}

/** In comments and processing instructions only a carriage return is written otherwise. */
export function escapeReturns(value: string): string {
  return value.includes('\r') ? value.replaceAll('\r', '&#xD;') : value;
}

const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\t', '&#x9;'],
  ['\n', '&#xA;'],
  ['\r', '&#xD;'],
]);

function written(character: string): string {
  return WRITTEN.get(character) ?? character;
}
