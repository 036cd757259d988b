import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';

/** OneAsymmetricKey (RFC 5958 §2): the OID of its algorithm; undefined when it is no PKCS #8. */
export function pkcs8Algorithm(pkcs8: Uint8Array): string | undefined {
  try {
    return readDer(pkcs8, 'PKCS #8', (reader) => {
      const info = reader.enter(TAG.sequence);
      info.smallInteger();
      const oid = info.enter(TAG.sequence).oid();
      info.octetString();
      return oid;
    });
  } catch {
    return undefined;
  }
}
