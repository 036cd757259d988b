import type { CanonicalForm } from '../../../formats/xml/canonicalize.ts';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = `${DSIG}enveloped-signature`;
export const BASE64 = `${DSIG}base64`;
export const XPATH = 'http://www.w3.org/TR/1999/REC-xpath-19991116';
export const MANIFEST = `${DSIG}Manifest`;

/** Namespaces of what says something of a key (XML Signature 1.1 §4.5, RFC 4050, RFC 9231 §3). */
export const OF_KEYS: ReadonlySet<string> = new Set([
  DSIG,
  'http://www.w3.org/2009/xmldsig11#',
  'http://www.w3.org/2001/04/xmldsig-more#',
]);

const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11';

/** XML Signature 1.1 §6.5, Exclusive Canonicalization 1.0 §4. */
const CANONICAL_FORMS: ReadonlyMap<string, CanonicalForm> = new Map([
  [INCLUSIVE, { method: 'inclusive-1.0', comments: false }],
  [`${INCLUSIVE}#WithComments`, { method: 'inclusive-1.0', comments: true }],
  [INCLUSIVE_11, { method: 'inclusive-1.1', comments: false }],
  [`${INCLUSIVE_11}#WithComments`, { method: 'inclusive-1.1', comments: true }],
  [EXCLUSIVE, { method: 'exclusive-1.0', comments: false }],
  [`${EXCLUSIVE}WithComments`, { method: 'exclusive-1.0', comments: true }],
]);

export function canonicalFormOf(uri: string): CanonicalForm | undefined {
  return CANONICAL_FORMS.get(uri);
}

/** XML Signature 1.1 §4.4.3.2: a node-set that is left over at the end is canonicalized so. */
export const DEFAULT_FORM: CanonicalForm = { method: 'inclusive-1.0', comments: false };
