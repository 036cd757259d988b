import type { SignerIdentifier } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { toHex } from '../../../formats/hex.ts';
import type { Certificate, Name } from '../../../formats/x509/certificate.ts';
import { subjectKeyIdentifier } from '../../../formats/x509/extensions.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { nameKey, rdnKeys } from '../../path/match-names.ts';
import type { CertificateReference, SignerReference } from '../signature-facts.ts';

/** RFC 5652 §5.3 SignerIdentifier: which certificates it names. */
export function signerReference(
  sid: SignerIdentifier,
  references: readonly (readonly CertificateReference[])[],
): SignerReference {
  return sid.kind === 'issuer-and-serial'
    ? {
        get text() {
          return `${nameToText(sid.issuer)} № ${toHex(sid.serialNumber)}`;
        },
        names: (certificate) =>
          equalBytes(certificate.serialNumber, sid.serialNumber) &&
          sameName(certificate.issuer, sid.issuer),
        references,
      }
    : {
        text: toHex(sid.keyIdentifier),
        names: (certificate) => {
          const identifier = keyIdentifierOf(certificate);
          return identifier !== undefined && equalBytes(identifier, sid.keyIdentifier);
        },
        references,
      };
}

function keyIdentifierOf(certificate: Certificate): Uint8Array | undefined {
  try {
    return subjectKeyIdentifier(certificate.extensions);
  } catch (error) {
    if (error instanceof FormatError) return undefined; // a malformed identifier names nothing
    throw error;
  }
}

// RFC 5280 §7.1: the same name in another string type or letter case is still the same name.
export function sameName(a: Name, b: Name): boolean {
  return equalBytes(a.der, b.der) || nameKey(rdnKeys(a)) === nameKey(rdnKeys(b));
}
