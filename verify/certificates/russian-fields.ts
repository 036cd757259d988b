// FSB order 795 of 27.12.2011, para. 17–19: the subject fields of Russian qualified certificates.
import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toHex } from '../../formats/hex.ts';
import type { Certificate, Name } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import type { SignerReport } from '../report/report.ts';

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
  const inn = singleValue(subject, OID.inn);
  // Certificates of legal entities issued before ИННЮЛ was introduced: '00' and the ten digits, as ИНН.
  const oldLegalEntity = inn !== undefined && /^00\d{10}$/.test(inn) ? inn.slice(2) : undefined;
  const fields = {
    inn: oldLegalEntity === undefined ? digits(inn, 12) : undefined,
    innLegalEntity: digits(singleValue(subject, OID.innLegalEntity), 10) ?? oldLegalEntity,
    ogrn: digits(singleValue(subject, OID.ogrn), 13),
    ogrnip: digits(singleValue(subject, OID.ogrnip), 15),
    snils: digits(singleValue(subject, OID.snils), 11),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function digits(value: string | undefined, count: number): string | undefined {
  return value?.length === count && /^\d+$/.test(value) ? value : undefined;
}

/** The value of the attribute where the name states exactly one. */
function singleValue(name: Name, type: string): string | undefined {
  const values = name.rdns.flat().filter((attribute) => attribute.type === type);
  const [first] = values;
  return values.every((other) => other.value === first?.value) ? first?.value : undefined;
}

/** Who the certificate says that its holder is. Nothing of it is verified here. */
export async function signerReport(
  certificate: Certificate,
  { algorithms }: { readonly algorithms: Algorithms },
): Promise<SignerReport> {
  const { subject } = certificate;
  return {
    subject: nameToText(subject),
    issuer: nameToText(certificate.issuer),
    serialNumber: toHex(certificate.serialNumber),
    certificate: await fingerprint(certificate, algorithms),
    ...present('commonName', singleValue(subject, OID.commonName)),
    ...present('surname', singleValue(subject, OID.surname)),
    ...present('givenName', singleValue(subject, OID.givenName)),
    ...present('organization', singleValue(subject, OID.organizationName)),
    ...russianFields(subject),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

/** Lower-case hex SHA-256 of the certificate; throws RangeError when no provider has SHA-256. */
export async function fingerprint(
  certificate: Certificate,
  algorithms: Algorithms,
): Promise<string> {
  const sha256 = algorithms.digest(OID.sha256);
  if (sha256 === undefined) throw new RangeError('no provider has SHA-256');
  return toHex(await sha256.digest(certificate.der));
}

function present<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}
