// Canonical XML 1.0 §2.3: how character data is written.

const IN_TEXT = /[&<>\r]/;
const IN_ATTRIBUTE = /[&<"\t\n\r]/;

export function escapeText(text: string): string {
  if (!IN_TEXT.test(text)) return text;
  return escapeReturns(
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}

export function escapeAttribute(value: string): string {
  if (!IN_ATTRIBUTE.test(value)) return value;
  const markup = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return escapeReturns(markup.replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;'));
}

/** In comments and processing instructions only a carriage return is written otherwise. */
export function escapeReturns(value: string): string {
  return value.includes('\r') ? value.replaceAll('\r', '&#xD;') : value;
}
