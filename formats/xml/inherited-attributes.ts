import { FormatError } from '../format-error.ts';
import type { CanonicalForm } from './canonicalize.ts';
import { XML_NAMESPACE, type XmlAttribute, type XmlElement } from './tree.ts';

/**
 * Attributes of the `xml` namespace that the apex of a subset takes over from its ancestors: all of them
 * in Canonical XML 1.0 §2.4, lang and space in 1.1 §2.4, none in the exclusive form. Joining `xml:base`
 * (1.1) is not done: a subset below one is refused.
 */
export function inheritedAttributes(
  apex: XmlElement,
  { method }: CanonicalForm,
): readonly XmlAttribute[] {
  if (method === 'exclusive-1.0' || apex.parent === undefined) return [];
  const found = new Map<string, XmlAttribute>();
  for (let at: XmlElement | undefined = apex.parent; at !== undefined; at = at.parent) {
    for (const attribute of at.attributes) {
      const { namespace, localName } = attribute;
      if (namespace === XML_NAMESPACE && !found.has(localName)) found.set(localName, attribute);
    }
  }
  for (const { namespace, localName } of apex.attributes) {
    if (namespace === XML_NAMESPACE && localName !== 'base') found.delete(localName);
    if (namespace === XML_NAMESPACE && method === 'inclusive-1.0') found.delete(localName);
  }
  if (method === 'inclusive-1.1') {
    found.delete('id');
    if (found.has('base')) {
      throw new FormatError('unsupported', {
        format: 'Canonical XML',
        reason: 'xml:base above the apex of Canonical XML 1.1',
      });
    }
    return [...found.values()].filter(({ localName }) => ['lang', 'space'].includes(localName));
  }
  return [...found.values()];
}
