/** What one XML document may hold: enough for a trusted list of several megabytes, too little for a bomb. */
export interface XmlLimits {
  /** Octets of the document. */
  readonly octets: number;
  /** Elements inside elements. */
  readonly depth: number;
  /** Elements, texts, comments and processing instructions together. */
  readonly nodes: number;
  /** Attributes and namespace declarations of one element. */
  readonly attributes: number;
  /** Namespace declarations on the way from the root to an element; each look-up walks them. */
  readonly namespaces: number;
  /** UTF-16 units of one qualified name. */
  readonly name: number;
}

export const XML_LIMITS: XmlLimits = {
  octets: 64 * 1024 * 1024,
  depth: 256,
  nodes: 4_000_000,
  attributes: 512,
  namespaces: 64,
  name: 1024,
};
