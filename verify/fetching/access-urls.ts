import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import {
  authorityInfoAccess,
  crlDistributionPoints,
  type GeneralName,
} from '../../formats/x509/extensions.ts';

export interface AccessUrls {
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  readonly issuers: readonly string[];
}

/** Where a certificate says that its status and its issuer are found (RFC 5280 §4.2.1.13, §4.2.2.1). */
export function accessUrls({ extensions }: Certificate): AccessUrls {
  const points = readable(() => crlDistributionPoints(extensions)) ?? [];
  const access = readable(() => authorityInfoAccess(extensions)) ?? [];
  const located = (method: string) =>
    access.flatMap((each) => (each.method === method ? urlsOf([each.location]) : []));
  return {
    crls: points.flatMap(({ name }) => (name?.kind === 'fullName' ? urlsOf(name.names) : [])),
    ocsp: located(OID.adOcsp),
    issuers: located(OID.adCaIssuers),
  };
}

// A malformed extension is path validation's to judge; here it only points nowhere.
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

// RFC 5280 §4.2.1.13: ldap is named there too, and is not fetched.
function urlsOf(names: readonly GeneralName[]): string[] {
  return names.flatMap((name) =>
    name.kind === 'uniformResourceIdentifier' && /^https?:\/\//i.test(name.value)
      ? [name.value]
      : [],
  );
}
