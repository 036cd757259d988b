import { walkElements } from '../../../formats/xml/navigate.ts';
import { XML_NAMESPACE, type XmlAttribute, type XmlElement } from '../../../formats/xml/tree.ts';
import { isSignature } from './without-signatures.ts';

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';

export interface Identifiers {
  /** The elements that bear the identifier: exactly one, where a reference may mean it. */
  readonly bearing: (id: string) => readonly XmlElement[];
  /** An identifier that two elements bear, if there is one anywhere. */
  readonly repeated: string | undefined;
}

/** What verification asks of a document before it reads any signature, found in one walk. */
export interface Survey {
  readonly identifiers: Identifiers;
  /** In the order of the document, those inside others too. */
  readonly signatures: readonly XmlElement[];
}

/**
 * Without a schema nobody says which attributes are identifiers, so all that signatures are known to refer
 * to count: `Id`, `ID`, `xml:id`, `wsu:Id`, and `id`, which documents also use for other things: repeated
 * it is refused only where a reference means it.
 */
export function surveyOf(root: XmlElement): Survey {
  const bearers = new Map<string, XmlElement[]>();
  const firm = new Map<string, XmlElement>();
  const signatures: XmlElement[] = [];
  let repeated: string | undefined;
  const note = (element: XmlElement, attribute: XmlAttribute) => {
    const kind = identifierKind(attribute);
    if (kind === undefined) return;
    const { value } = attribute;
    const list = bearers.get(value);
    if (list === undefined) bearers.set(value, [element]);
    else if (list.at(-1) !== element) list.push(element);
    if (kind === 'loose') return;
    const other = firm.get(value);
    if (other !== undefined && other !== element) repeated ??= value;
    firm.set(value, element);
  };
  walkElements(root, (element) => {
    if (isSignature(element)) signatures.push(element);
    for (const attribute of element.attributes) note(element, attribute);
  });
  return { identifiers: { bearing: (id) => bearers.get(id) ?? [], repeated }, signatures };
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
