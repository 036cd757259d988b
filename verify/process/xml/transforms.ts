import { decodeBase64 } from '../../../formats/asn1/base64.ts';
import {
  type CanonicalForm,
  canonicalize,
  NOTHING,
  type XmlSubset,
} from '../../../formats/xml/canonicalize.ts';
import { attributeOf, stringValue } from '../../../formats/xml/navigate.ts';
import type { OctetSink } from '../../../formats/xml/octet-writer.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import { SMEV_TRANSFORM, smevTransform } from '../../../formats/xml/smev-transform.ts';
import type { XmlElement } from '../../../formats/xml/tree.ts';
import { BASE64, canonicalFormOf, DEFAULT_FORM, ENVELOPED, EXCLUSIVE } from './algorithm-names.ts';
import { collected, type OctetBudget, spend, type WriteOctets } from './digested-content.ts';
import { type MethodElement, problem } from './signature-element.ts';
import { isSignature, isWithoutSignatures } from './without-signatures.ts';

/** XML Signature 1.1 §4.4.3.2: what goes from transform to transform. */
export type TransformData =
  | { readonly kind: 'nodes'; readonly subset: XmlSubset; readonly comments: boolean }
  | { readonly kind: 'octets'; readonly write: WriteOctets };

type Nodes = Extract<TransformData, { kind: 'nodes' }>;

/** One of the transforms that are carried out; all others are refused, XPath and XSLT among them. */
export type Transform = (data: TransformData, budget: OctetBudget) => TransformData;

/** The transforms of a reference, in their order. Throws FormatError `unsupported`. */
export function transformsOf(
  methods: readonly MethodElement[],
  signature: XmlElement,
): readonly Transform[] {
  return methods.map((method) => {
    const form = canonicalFormOf(method.algorithm);
    if (form !== undefined) return canonical(withPrefixes(form, method));
    if (isWithoutSignatures(method)) return withoutSignatures;
    if (method.parameters.length > 0) throw unsupported(method.algorithm, ' with parameters');
    if (method.algorithm === ENVELOPED) return enveloped(signature);
    if (method.algorithm === BASE64) return base64;
    if (method.algorithm === SMEV_TRANSFORM) return smev;
    throw unsupported(method.algorithm);
  });
}

/** The octets that are digested. Throws FormatError. */
export function transformed(start: TransformData, transforms: readonly Transform[]): WriteOctets {
  return (sink: OctetSink, budget: OctetBudget) => {
    if (start.kind === 'nodes') spend(budget, lengthOf(start.subset));
    const end = transforms.reduce((data, transform) => transform(data, budget), start);
    const last = end.kind === 'octets' ? end : canonical(DEFAULT_FORM)(end, budget);
    if (last.kind === 'octets') last.write(sink, budget);
  };
}

/** To walk over nodes costs even where nothing is written for them. */
function lengthOf({ document, apex }: XmlSubset): number {
  return apex === undefined ? document.text.length : apex.end - apex.start;
}

/** The form with its InclusiveNamespaces (Exclusive Canonicalization 1.0 §4). */
export function withPrefixes(form: CanonicalForm, method: MethodElement): CanonicalForm {
  const [list, ...others] = method.parameters;
  if (list === undefined) return form;
  const isList = list.localName === 'InclusiveNamespaces' && list.namespace === EXCLUSIVE;
  const prefixes = attributeOf(list, 'PrefixList');
  if (!isList || prefixes === undefined || others.length > 0 || form.method !== 'exclusive-1.0') {
    throw unsupported(method.algorithm, ' with parameters');
  }
  const inclusivePrefixes = prefixes
    .split(/[ \t\r\n]+/)
    .filter((prefix) => prefix !== '')
    .map((prefix) => (prefix === '#default' ? '' : prefix));
  return { ...form, inclusivePrefixes };
}

function canonical(form: CanonicalForm): Transform {
  return (data, budget) => {
    const { subset, comments } = nodesOf(data, budget);
    const wanted = { ...form, comments: form.comments && comments };
    return { kind: 'octets', write: (sink) => canonicalize(subset, wanted, sink) };
  };
}

// XML Signature 1.1 §6.6.4: takes out the Signature that the transform stands in, and no other; it can only
// stand in the document that it was read from.
function enveloped(signature: XmlElement): Transform {
  return (data) => {
    if (data.kind !== 'nodes' || data.subset.document.root !== rootOf(signature)) {
      throw unsupported(ENVELOPED, ' of something that is not the signature’s own document');
    }
    return cut(data, (element) => element === signature);
  };
}

const withoutSignatures: Transform = (data, budget) => cut(nodesOf(data, budget), isSignature);

function cut(data: Nodes, isOut: (element: XmlElement) => boolean): Nodes {
  const { subset } = data;
  // Both transforms take out what stands inside of what they take out, a target there included.
  for (let at = subset.apex; at !== undefined; at = at.parent) {
    if (isOut(at))
      throw problem('unsupported', 'transforms that leave nothing of what is referred to');
  }
  const before = subset.without ?? NOTHING;
  const without = (element: XmlElement) => before(element) || isOut(element);
  return { ...data, subset: { ...subset, without } };
}

function rootOf(element: XmlElement): XmlElement {
  let at = element;
  while (at.parent !== undefined) at = at.parent;
  return at;
}

// XML Signature 1.1 §6.6.2: of nodes the text only, without the markup.
const base64: Transform = (data, budget) => {
  const text =
    data.kind === 'octets'
      ? new TextDecoder('utf-8', { fatal: false }).decode(collected(data.write, budget))
      : stringValue(data.subset.apex ?? data.subset.document.root, data.subset.without);
  return { kind: 'octets', write: (sink) => sink(decodeBase64(text, 'base64 transform')) };
};

const smev: Transform = (data, budget) => {
  const { document, apex = document.root, without } = nodesOf(data, budget).subset;
  return { kind: 'octets', write: (sink) => smevTransform(apex, sink, without) };
};

// §4.4.3.2: octets where nodes are needed are parsed; by the one parser that there is.
function nodesOf(data: TransformData, budget: OctetBudget): Nodes {
  if (data.kind === 'nodes') return data;
  const document = parseXml(collected(data.write, budget));
  return { kind: 'nodes', subset: { document }, comments: true };
}

function unsupported(algorithm: string, more = '') {
  return problem('unsupported', `transform ${algorithm.slice(0, 200)}${more}`);
}
