// okno-policy/1: the members of a policy file and what they may hold. Reader, writer and schema share it.

export const POLICY_FORMAT = 'okno-policy/1';

export const MEMBERS = [
  '$schema',
  'format',
  'name',
  'version',
  'description',
  'base',
  'checks',
  'algorithms',
  'formats',
  'requiredAttributes',
  'signaturePolicies',
  'revocation',
  'certificatePath',
  'timeStampDelay',
  'xml',
] as const;

export const REQUIRED_MEMBERS = ['format', 'name', 'version'] as const;
export const ALGORITHM_MEMBERS = ['algorithm', 'minimumBits', 'until'] as const;
export const REVOCATION_MEMBERS = ['required', 'freshness'] as const;
export const PATH_MEMBERS = [
  'policies',
  'explicitPolicy',
  'inhibitPolicyMapping',
  'inhibitAnyPolicy',
  'maximumLength',
  'strictProfile',
] as const;
export const XML_MEMBERS = ['references', 'transforms'] as const;

export const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
export const OID_TEXT = /^[0-2](?:\.(?:0|[1-9]\d{0,38})){1,40}$/;
export const DAY = /^\d{4}-\d\d-\d\d$/;

/** Least and greatest of each number. */
export const RANGES = {
  /** Ten years: longer than any CRL or token is waited for. */
  seconds: [1, 315_360_000],
  bits: [1, 65_536],
  length: [0, 100],
  references: [1, 1000],
  transforms: [1, 100],
} as const;

/** Whose status must be known, in the words of the file and of the process. */
export const REQUIRED_STATUS = { all: true, signer: 'leaf', none: false } as const;
