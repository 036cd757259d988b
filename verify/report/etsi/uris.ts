// ETSI TS 119 102-2 v1.4.1: the names by which a validation report calls its values.
import type { MainIndication, SubIndication, TimeSource, ValidationObject } from '../report.ts';

export const NAMESPACES = {
  xmlns: 'http://uri.etsi.org/19102/v1.4.1#',
  'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
  'xmlns:XAdES': 'http://uri.etsi.org/01903/v1.3.2#',
} as const;

/** §4.3.4.2, of a signature. */
export const MAIN_INDICATION: Readonly<Record<MainIndication, string>> = {
  'TOTAL-PASSED': 'urn:etsi:019102:mainindication:total-passed',
  INDETERMINATE: 'urn:etsi:019102:mainindication:indeterminate',
  'TOTAL-FAILED': 'urn:etsi:019102:mainindication:total-failed',
};

/** §4.3.5.4, §4.4.8: of one constraint, and of a validation object. */
export const PART_INDICATION: Readonly<Record<MainIndication, string>> = {
  'TOTAL-PASSED': 'urn:etsi:019102:mainindication:passed',
  INDETERMINATE: 'urn:etsi:019102:mainindication:indeterminate',
  'TOTAL-FAILED': 'urn:etsi:019102:mainindication:failed',
};

/** §4.3.4.3; the names are those of EN 319 102-1 table 6. */
export const subIndicationUri = (name: SubIndication) => `urn:etsi:019102:subindication:${name}`;

/** §4.3.5.4.2. */
export const CONSTRAINT_STATUS = {
  applied: 'urn:etsi:019102:constraintStatus:applied',
  disabled: 'urn:etsi:019102:constraintStatus:disabled',
} as const;

/** §4.3.11.1: the process of EN 319 102-1 §5.3, §5.5 or §5.6. */
export const PROCESS = {
  basic: 'urn:etsi:019102:validationprocess:Basic',
  time: 'urn:etsi:019102:validationprocess:LTVM',
  longTerm: 'urn:etsi:019102:validationprocess:LTA',
} as const;

/** §4.3.12.6.2: the names of RFC 5280 §5.3.1. */
export const revocationReasonUri = (name: string) => `urn:etsi:019102:revocationReason:${name}`;

/** §4.4.4. */
export const OBJECT_TYPE: Readonly<Record<ValidationObject['kind'] | 'signed-data', string>> = {
  certificate: 'urn:etsi:019102:validationObject:certificate',
  crl: 'urn:etsi:019102:validationObject:CRL',
  'ocsp-response': 'urn:etsi:019102:validationObject:OCSPResponse',
  'time-stamp': 'urn:etsi:019102:validationObject:timestamp',
  'signed-data': 'urn:etsi:019102:validationObject:signedData',
};

/** §4.4.6.2: derived by validation, or given to it from outside. */
export const PROOF_TYPE: Readonly<Record<TimeSource, string>> = {
  'validation-time': 'urn:etsi:019102:poetype:validation',
  'time-stamp': 'urn:etsi:019102:poetype:validation',
  receipt: 'urn:etsi:019102:poetype:provided',
};

/** Names of our own, where the standard leaves them to whoever writes. */
export const constraintUri = (id: string) => `urn:x-okno:constraint:${id}`;
export const policyUri = (name: string) =>
  `urn:x-okno:policy:${encodeURIComponent(name.toWellFormed())}`;
export const REASON_DATA = 'urn:x-okno:report-data:reason';

// XML Encryption §5.7, RFC 9231 §2.1, and the GOST names of the CryptoPro profile.
const DIGEST_METHOD: ReadonlyMap<string, string> = new Map([
  ['md5', 'http://www.w3.org/2001/04/xmldsig-more#md5'],
  ['ripemd160', 'http://www.w3.org/2001/04/xmlenc#ripemd160'],
  ['sha1', 'http://www.w3.org/2000/09/xmldsig#sha1'],
  ['sha224', 'http://www.w3.org/2001/04/xmldsig-more#sha224'],
  ['sha256', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  ['sha384', 'http://www.w3.org/2001/04/xmldsig-more#sha384'],
  ['sha512', 'http://www.w3.org/2001/04/xmlenc#sha512'],
  ['sha3-256', 'http://www.w3.org/2007/05/xmldsig-more#sha3-256'],
  ['sha3-384', 'http://www.w3.org/2007/05/xmldsig-more#sha3-384'],
  ['sha3-512', 'http://www.w3.org/2007/05/xmldsig-more#sha3-512'],
  ['streebog256', 'urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256'],
  ['streebog512', 'urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-512'],
  ['gost94', 'urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr3411'],
]);

/** A digest by the name that reports call it; another by its OID, or by a name of our own. */
export function digestMethodUri(name: string): string {
  const known = DIGEST_METHOD.get(name);
  if (known !== undefined) return known;
  if (/^\d+(\.\d+)+$/.test(name)) return `urn:oid:${name}`;
  return `urn:x-okno:digest:${name.replace(/[^\w.-]/g, '_')}`;
}
