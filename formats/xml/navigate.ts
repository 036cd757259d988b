import type { XmlElement, XmlNode } from './tree.ts';

export function isElement(node: XmlNode): node is XmlElement {
  return node.kind === 'element';
}

export function childElements(parent: XmlElement): readonly XmlElement[] {
  return parent.children.filter(isElement);
}

/** Shows `visit` the element and all elements in it, in the order of the document. */
export function walkElements(apex: XmlElement, visit: (element: XmlElement) => void): void {
  visit(apex);
  // The depth of a document is limited where it is parsed.
  for (const child of apex.children) if (child.kind === 'element') walkElements(child, visit);
}

/** As `walkElements`, one after the other as they are asked for. */
export function* elementsFrom(apex: XmlElement): Generator<XmlElement> {
  const waiting: XmlElement[] = [apex];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at -= 1) {
      const child = next.children[at];
      if (child?.kind === 'element') waiting.push(child);
    }
  }
}

/** Of an attribute without prefix. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name && attribute.prefix === '')
    ?.value;
}

/** The string value of XPath 1.0 §5.2: all texts in it, one after the other. */
export function stringValue(
  element: XmlElement,
  without: (element: XmlElement) => boolean = () => false,
): string {
  const parts: string[] = [];
  const waiting: XmlNode[] = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'element' && without(next)) continue;
    if (next.kind === 'text' || next.kind === 'cdata') parts.push(next.value);
    else if (next.kind === 'element') {
      for (let at = next.children.length - 1; at >= 0; at -= 1) {
        const child = next.children[at];
        if (child !== undefined) waiting.push(child);
      }
    }
  }
  return parts.join('');
}

/** The text of an element that holds nothing but text; undefined where a comment or element is in it. */
export function onlyText({ children }: XmlElement): string | undefined {
  const parts: string[] = [];
  for (const child of children) {
    if (child.kind !== 'text' && child.kind !== 'cdata') return undefined;
    parts.push(child.value);
  }
  return parts.join('');
}
