import { AlgorithmError } from '../provider.ts';
import { derElements, dottedOid } from './der.ts';

/** SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING } */
export interface PublicKeyParts {
  readonly oid: string;
  /** DER of the algorithm parameters; absent when absent. */
  readonly parameters?: Uint8Array;
  /** Whole DER of the BIT STRING. */
  readonly bitString: Uint8Array;
  readonly keyBits: Uint8Array;
}

/** RFC 5280 §4.1.2.7, strict DER; throws AlgorithmError `unsupported-key` for anything else. */
export function readPublicKey(spki: Uint8Array, algorithm: string): PublicKeyParts {
  const [info, ...after] = derElements(spki) ?? [];
  const [identifier, key, ...rest] =
    info?.tag === 0x30 && after.length === 0 ? (derElements(info.content) ?? []) : [];
  const [oid, parameters, ...more] =
    identifier?.tag === 0x30 ? (derElements(identifier.content) ?? []) : [];
  const dotted = oid?.tag === 0x06 ? dottedOid(oid.content) : undefined;
  // A key fills whole octets: the first content octet, the count of unused bits, is zero.
  if (
    dotted === undefined ||
    key?.tag !== 0x03 ||
    key.content[0] !== 0 ||
    rest.length > 0 ||
    more.length > 0
  ) {
    throw new AlgorithmError('unsupported-key', algorithm, 'malformed SubjectPublicKeyInfo');
  }
  return {
    oid: dotted,
    ...(parameters === undefined ? {} : { parameters: parameters.whole }),
    bitString: key.whole,
    keyBits: key.content.subarray(1),
  };
}
