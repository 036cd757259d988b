import { elementsFrom } from '../../../formats/xml/navigate.ts';
import { XML_NAMESPACE, type XmlAttribute, type XmlElement } from '../../../formats/xml/tree.ts';

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';

export interface Identifiers {
  /** The elements that bear the identifier: exactly one, where a reference may mean it. */
  readonly bearing: (id: string) => readonly XmlElement[];
  /** An identifier that two elements bear, if there is one anywhere. */
  readonly repeated: string | undefined;
}

/**
 * Without a schema nobody says which attributes are identifiers, so all that signatures are known to refer
 * to count: `Id`, `ID`, `xml:id`, `wsu:Id`, and `id`, which documents also use for other things: repeated
 * it is refused only where a reference means it.
 */
export function identifiersIn(root: XmlElement): Identifiers {
  const bearers = new Map<string, XmlElement[]>();
  const firm = new Map<string, XmlElement>();
  let repeated: string | undefined;
  for (const element of elementsFrom(root)) {
    for (const attribute of element.attributes) {
      const kind = identifierKind(attribute);
      if (kind === undefined) continue;
      const { value } = attribute;
      const list = bearers.get(value);
      if (list === undefined) bearers.set(value, [element]);
      else if (list.at(-1) !== element) list.push(element);
      if (kind === 'loose') continue;
      if (firm.has(value) && firm.get(value) !== element) repeated ??= value;
      firm.set(value, element);
    }
  }
  return { bearing: (id) => bearers.get(id) ?? [], repeated };
}

function identifierKind(attribute: XmlAttribute): 'firm' | 'loose' | undefined {
  const { localName, namespace } = attribute;
  if (namespace === '') {
    if (localName === 'Id' || localName === 'ID') return 'firm';
    return localName === 'id' ? 'loose' : undefined;
  }
  if (namespace === XML_NAMESPACE) return localName === 'id' ? 'firm' : undefined;
  return namespace === WSU && localName === 'Id' ? 'firm' : undefined;
}
