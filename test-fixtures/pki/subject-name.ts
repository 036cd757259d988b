import * as asn1js from 'asn1js';
import { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs';

/** Fields of a name; those of Russian qualified certificates as in FSB order 795, paras. 17 to 19. */
export interface SubjectFields {
  readonly commonName: string;
  readonly surname?: string;
  readonly givenName?: string;
  readonly country?: string;
  readonly state?: string;
  readonly locality?: string;
  readonly street?: string;
  readonly organization?: string;
  readonly organizationalUnit?: string;
  readonly title?: string;
  readonly email?: string;
  /** ИНН of a person, 12 digits. */
  readonly inn?: string;
  /** ИННЮЛ, 10 digits. */
  readonly innLegalEntity?: string;
  /** ОГРН, 13 digits. */
  readonly ogrn?: string;
  /** ОГРНИП, 15 digits. */
  readonly ogrnip?: string;
  /** СНИЛС, 11 digits. */
  readonly snils?: string;
}

type StringType = typeof asn1js.Utf8String | typeof asn1js.PrintableString;
type NameString = StringType | typeof asn1js.NumericString | typeof asn1js.IA5String;

const ATTRIBUTES: readonly (readonly [keyof SubjectFields, string, NameString])[] = [
  ['country', '2.5.4.6', asn1js.PrintableString],
  ['state', '2.5.4.8', asn1js.Utf8String],
  ['locality', '2.5.4.7', asn1js.Utf8String],
  ['street', '2.5.4.9', asn1js.Utf8String],
  ['email', '1.2.840.113549.1.9.1', asn1js.IA5String],
  ['inn', '1.2.643.3.131.1.1', asn1js.NumericString],
  ['innLegalEntity', '1.2.643.100.4', asn1js.NumericString],
  ['ogrn', '1.2.643.100.1', asn1js.NumericString],
  ['ogrnip', '1.2.643.100.5', asn1js.NumericString],
  ['snils', '1.2.643.100.3', asn1js.NumericString],
  ['organization', '2.5.4.10', asn1js.Utf8String],
  ['organizationalUnit', '2.5.4.11', asn1js.Utf8String],
  ['title', '2.5.4.12', asn1js.Utf8String],
  ['surname', '2.5.4.4', asn1js.Utf8String],
  ['givenName', '2.5.4.42', asn1js.Utf8String],
  ['commonName', '2.5.4.3', asn1js.Utf8String],
];

/** RFC 5280 §4.1.2.4: one attribute in each relative distinguished name, as authorities write them. */
export function subjectName(fields: SubjectFields): RelativeDistinguishedNames {
  const rdns = ATTRIBUTES.flatMap(([field, type, StringOf]) => {
    const value = fields[field];
    if (value === undefined) return [];
    const attribute = new AttributeTypeAndValue({ type, value: new StringOf({ value }) });
    return [new asn1js.Set({ value: [attribute.toSchema()] })];
  });
  // pkijs would put all attributes into one set; what it has read it writes again as it was.
  return RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: rdns }).toBER());
}
