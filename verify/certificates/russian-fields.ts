// FSB order 795 of 27.12.2011, para. 17–19: the subject fields of Russian qualified certificates.
import type { MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate, Name } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { sha256Of } from '../process/octet-digests.ts';
import type { SignerReport } from '../report/report.ts';
import { certificateText } from './certificate-text.ts';

export interface RussianFields {
  /** ИНН of a person: 12 digits. */
  readonly inn?: string;
  /** ИНН of a legal entity: 10 digits. */
  readonly innLegalEntity?: string;
  readonly ogrn?: string;
  readonly ogrnip?: string;
  readonly snils?: string;
}

/**
 * The fields as the subject states them. A value that has not the digits that the order demands is left
 * away rather than shown as a number that it is not, and so is a field that stands twice with different
 * values.
 */
export function russianFields(subject: Name): RussianFields {
  return fieldsOf(statedOnce(subject));
}

function fieldsOf(stated: ReadonlyMap<string, string>): RussianFields {
  const inn = stated.get(OID.inn);
  // Certificates of legal entities issued before ИННЮЛ was introduced: '00' and the ten digits, as ИНН.
  const oldLegalEntity = inn !== undefined && /^00\d{10}$/.test(inn) ? inn.slice(2) : undefined;
  return stating<RussianFields>({
    inn: oldLegalEntity === undefined ? digits(inn, 12) : undefined,
    innLegalEntity: digits(stated.get(OID.innLegalEntity), 10) ?? oldLegalEntity,
    ogrn: digits(stated.get(OID.ogrn), 13),
    ogrnip: digits(stated.get(OID.ogrnip), 15),
    snils: digits(stated.get(OID.snils), 11),
  });
}

function digits(value: string | undefined, count: number): string | undefined {
  return value?.length === count && /^\d+$/.test(value) ? value : undefined;
}

/** Attribute types with their values; one that stands twice with different values is left away. */
function statedOnce(name: Name): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const rdn of name.rdns) {
    for (const { type, value } of rdn) {
      const other = values.get(type);
      if (other === undefined) values.set(type, value);
      else if (other !== value) contradicted.add(type);
    }
  }
  for (const type of contradicted) values.delete(type);
  return values;
}

/** Who the certificate says that its holder is. Nothing of it is verified here. */
export async function signerReport(
  certificate: Certificate,
  { algorithms }: { readonly algorithms: Algorithms },
): Promise<SignerReport> {
  const stated = statedOnce(certificate.subject);
  const { subject, serialNumber, notBefore, notAfter } = certificateText(certificate);
  return {
    subject,
    issuer: nameToText(certificate.issuer),
    serialNumber,
    certificate: await fingerprint(certificate, algorithms),
    ...stating<Pick<SignerReport, 'commonName' | 'surname' | 'givenName' | 'organization'>>({
      commonName: stated.get(OID.commonName),
      surname: stated.get(OID.surname),
      givenName: stated.get(OID.givenName),
      organization: stated.get(OID.organizationName),
    }),
    ...fieldsOf(stated),
    notBefore,
    notAfter,
  };
}

/** Lower-case hex SHA-256 of the certificate; throws RangeError when no provider has SHA-256. */
export function fingerprint(
  certificate: Certificate,
  algorithms: Algorithms,
): MaybePromise<string> {
  return sha256Of(certificate.der, algorithms);
}

/** The fields that have a value. */
function stating<T extends object>(fields: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  const stated: Partial<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) stated[key] = value;
  }
  return stated as T;
}
