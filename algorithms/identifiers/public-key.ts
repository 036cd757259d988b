import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError } from '../provider.ts';
import type { SignatureIdentifier } from './signatures.ts';

/** SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING } */
export interface PublicKeyParts {
  readonly oid: string;
  /** DER of the algorithm parameters; absent when absent. */
  readonly parameters?: Uint8Array;
  /** The bits, which fill whole octets. */
  readonly keyBits: Uint8Array;
}

/** RFC 5280 §4.1.2.7, strict DER; throws AlgorithmError `unsupported-key` for anything else. */
export function readPublicKey(spki: Uint8Array, algorithm: string): PublicKeyParts {
  try {
    return readDer(spki, 'SubjectPublicKeyInfo', (reader) => {
      const info = reader.enter(TAG.sequence);
      const identifier = info.enter(TAG.sequence);
      const oid = identifier.oid();
      const parameters = identifier.more ? { parameters: identifier.element() } : {};
      identifier.finish();
      const keyBits = info.bitOctets();
      info.finish();
      return { oid, ...parameters, keyBits };
    });
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', algorithm, 'malformed SubjectPublicKeyInfo', cause);
  }
}

/** The key's own OID must be one of the scheme's: an RSA-PSS key never verifies PKCS #1 v1.5. */
export function refuseOtherKeys(scheme: SignatureIdentifier, oid: string): void {
  if (!scheme.keyOids.includes(oid)) {
    throw new AlgorithmError('unsupported-key', scheme.name, `key of algorithm ${oid}`);
  }
}
