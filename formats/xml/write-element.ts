import { escapeAttribute, escapeText } from './escape.ts';

/** An element to be written: names and prefixes are the maker's, texts and values may be anybody's. */
export interface WrittenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (WrittenElement | string)[];
}

type Child = WrittenElement | string | undefined | readonly (WrittenElement | undefined)[];

/** Children that are undefined are left out. */
export function xmlElement(name: string, ...children: readonly Child[]): WrittenElement {
  return xmlElementWith(name, {}, ...children);
}

export function xmlElementWith(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): WrittenElement {
  const present = children.flat().filter((child) => child !== undefined);
  return { name, attributes, children: present };
}

/** A whole document in UTF-8, an element that has elements on lines of its own. */
export function writeXml(root: WrittenElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}\n`;
}

function written({ name, attributes, children }: WrittenElement, indent: string): string {
  const named = Object.entries(attributes).map(
    ([attribute, value]) => ` ${attribute}="${escapeAttribute(allowed(value))}"`,
  );
  const start = `${indent}<${name}${named.join('')}`;
  if (children.length === 0) return `${start}/>`;
  if (children.some((child) => typeof child === 'string')) {
    const texts = children.map((child) => {
      return typeof child === 'string' ? escapeText(allowed(child)) : written(child, '');
    });
    return `${start}>${texts.join('')}</${name}>`;
  }
  const elements = children.map((child) =>
    typeof child === 'string' ? child : written(child, `${indent}  `),
  );
  return `${start}>\n${elements.join('\n')}\n${indent}</${name}>`;
}

// XML 1.0 §2.2 Char: what may not stand in a document in any form, not as a reference either.
function allowed(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
