import { canonicalize } from '../../../formats/xml/canonicalize.ts';
import type { XmlDocument } from '../../../formats/xml/tree.ts';
import { canonicalFormOf } from './algorithm-names.ts';
import { collected, type OctetBudget } from './digested-content.ts';
import { problem, type SignatureElement } from './signature-element.ts';
import { withPrefixes } from './transforms.ts';

/** XML Signature 1.1 §3.2.2: the canonical octets of SignedInfo, over which the signature value is. */
export function signedInfoOctets(
  { signedInfo, canonicalization }: SignatureElement,
  { document, budget }: { readonly document: XmlDocument; readonly budget: OctetBudget },
): Uint8Array {
  const form = canonicalFormOf(canonicalization.algorithm);
  if (form === undefined) {
    throw problem('unsupported', `canonicalization ${canonicalization.algorithm.slice(0, 200)}`);
  }
  const wanted = withPrefixes(form, canonicalization);
  return collected((sink) => canonicalize({ document, apex: signedInfo }, wanted, sink), budget);
}
