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
/** Bits of the key. */
export const KEY_SIZE = 'urn:x-okno:algorithm-parameter:key-size';
