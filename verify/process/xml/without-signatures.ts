import { onlyText } from '../../../formats/xml/navigate.ts';
import { namespaceOf, type XmlElement } from '../../../formats/xml/tree.ts';
import { DSIG, EXCLUSIVE, XPATH } from './algorithm-names.ts';
import type { MethodElement } from './signature-element.ts';

/**
 * The one XPath expression that is understood, because signers side by side in one document write it: all
 * signatures are left out. It is compared as text, never evaluated.
 */
const EXPRESSION = /^\s*not\(\s*ancestor-or-self::([^:()\s]+):Signature\s*\)\s*$/;

export function isWithoutSignatures({ algorithm, parameters }: MethodElement): boolean {
  const [xpath, ...others] = parameters;
  if (algorithm !== XPATH || xpath === undefined || others.length > 0) return false;
  if (xpath.localName !== 'XPath' || xpath.namespace !== DSIG) return false;
  const prefix = EXPRESSION.exec(onlyText(xpath) ?? '')?.[1];
  return prefix !== undefined && namespaceOf(xpath.scope, prefix) === DSIG;
}

export function isSignature({ localName, namespace }: XmlElement): boolean {
  return localName === 'Signature' && namespace === DSIG;
}

/**
 * Whether leaving out all signatures leaves out nothing but `own` and signatures: another may carry anything
 * in an Object, and under a foreign element anything at all.
 */
export function onlySignaturesLeftOut(root: XmlElement, own: XmlElement): boolean {
  return carriesNothing(root, own, false);
}

/** One walk, however signatures stand in signatures; their depth is limited where a document is parsed. */
function carriesNothing(element: XmlElement, own: XmlElement, inSignature: boolean): boolean {
  const inside = inSignature || (element !== own && isSignature(element));
  if (inside && carries(element)) return false;
  return element.children.every(
    (child) => child.kind !== 'element' || carriesNothing(child, own, inside),
  );
}

function carries({ localName, namespace, children }: XmlElement): boolean {
  if (namespace === DSIG) return localName === 'Object';
  return namespace !== EXCLUSIVE || children.length > 0; // InclusiveNamespaces is empty
}
