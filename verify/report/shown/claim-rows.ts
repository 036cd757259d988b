import { OID } from '../../../formats/asn1/oids.ts';
import { type Language, printable } from '../messages.ts';
import type {
  CommitmentReport,
  ProductionPlaceReport,
  SignatureReport,
  SignerRolesReport,
} from '../report.ts';
import type { Row } from '../text/text-table.ts';

/** Every label says that it is a claim: the rows of a report for a terminal stand without titles. */
interface Words {
  /** What a stranger wrote, kept apart from what is said about it. */
  readonly quoted: (text: string) => string;
  readonly role: string;
  readonly roleType: Readonly<Record<string, string>>;
  readonly certified: string;
  readonly kind: Readonly<Record<SignerRolesReport['certified'][number]['kind'], string>>;
  readonly commitment: string;
  readonly commitmentType: Readonly<Record<string, string>>;
  readonly otherCommitment: (oid: string) => string;
  readonly qualifiers: (oids: string) => string;
  readonly place: string;
  readonly description: string;
  readonly describedType: (oid: string) => string;
  readonly mimeType: string;
}

/** OIDs under 1.2.840.113549.1.9.16.6: EN 319 122-1 §5.2.3. */
const commitmentOid = (arc: number) => `1.2.840.113549.1.9.16.6.${arc}`;
/** X.520: the attributes in which roles are met; `name` is how many write a role that they have no type for. */
const [NAME, TITLE, ROLE, ORGANIZATION] = ['2.5.4.41', '2.5.4.12', '2.5.4.72', '2.5.4.10'];

const ru: Words = {
  quoted: (text) => `«${text}»`,
  role: 'Заявленная роль',
  roleType: {
    [NAME]: '',
    [TITLE]: 'должность',
    [ROLE]: 'роль',
    [ORGANIZATION]: 'организация',
  },
  certified: 'Полномочие',
  kind: {
    'attribute-certificate':
      'приложен сертификат атрибутов; он не проверялся и ничего здесь не доказывает',
    'other-attribute-certificate':
      'приложено подтверждение полномочий; оно не проверялось и ничего здесь не доказывает',
    'signed-assertion':
      'приложено чужое утверждение о подписанте; оно не проверялось и ничего здесь не доказывает',
  },
  commitment: 'Заявленный смысл',
  commitmentType: {
    [commitmentOid(1)]: 'подписант создал, одобрил и отправил документ',
    [commitmentOid(2)]: 'подписант получил документ',
    [commitmentOid(3)]: 'документ доставлен туда, где он доступен получателю',
    [commitmentOid(4)]: 'подписант отправил документ (создать его мог другой)',
    [commitmentOid(5)]: 'подписант одобрил содержание документа',
    [commitmentOid(6)]: 'подписант создал документ (не обязательно одобрил или отправил)',
  },
  otherCommitment: (oid) => `обязательство, обозначенное кодом ${oid}`,
  qualifiers: (oids) => ` с уточнениями, которые здесь не разбираются: ${oids}`,
  place: 'Заявленное место',
  description: 'Заявлено о файле',
  describedType: (oid) => `тип содержимого ${oid}`,
  mimeType: 'Заявленный вид',
};

const en: Words = {
  quoted: (text) => `“${text}”`,
  role: 'Claimed role',
  roleType: { [NAME]: '', [TITLE]: 'title', [ROLE]: 'role', [ORGANIZATION]: 'organization' },
  certified: 'Authority',
  kind: {
    'attribute-certificate':
      'an attribute certificate is attached; it was not checked and proves nothing here',
    'other-attribute-certificate':
      'a confirmation of authority is attached; it was not checked and proves nothing here',
    'signed-assertion':
      'somebody’s statement about the signer is attached; it was not checked and proves nothing here',
  },
  commitment: 'Claimed meaning',
  commitmentType: {
    [commitmentOid(1)]: 'the signer has created, approved and sent the document',
    [commitmentOid(2)]: 'the signer has received the document',
    [commitmentOid(3)]: 'the document was delivered to where its recipient has access to it',
    [commitmentOid(4)]: 'the signer has sent the document (another may have created it)',
    [commitmentOid(5)]: 'the signer has approved the content of the document',
    [commitmentOid(6)]: 'the signer has created the document (not necessarily approved or sent it)',
  },
  otherCommitment: (oid) => `a commitment known by the code ${oid}`,
  qualifiers: (oids) => ` with qualifiers that are not read here: ${oids}`,
  place: 'Claimed place',
  description: 'Claimed of file',
  describedType: (oid) => `content type ${oid}`,
  mimeType: 'Claimed type',
};

const WORDS: Readonly<Record<Language, Words>> = { ru, en };

/** What the signer says of the act of signing; that it is a claim is for the title above to say. */
export function claimRows({ signedAttributes }: SignatureReport, language: Language): Row[] {
  const {
    commitments = [],
    productionPlace,
    roles,
    contentHints,
    mimeType,
  } = signedAttributes ?? {};
  const words = WORDS[language];
  const rows: (Row | undefined)[] = [
    ...(roles === undefined ? [] : roleRows(roles, words)),
    ...commitments.map((each): Row => [words.commitment, commitmentText(each, words)]),
    productionPlace && [words.place, words.quoted(placeText(productionPlace))],
    contentHints && [words.description, hintsText(contentHints, words)],
    mimeType === undefined ? undefined : [words.mimeType, words.quoted(mimeType)],
  ];
  return rows.flatMap((row): Row[] =>
    row === undefined || row[1] === '' ? [] : [[row[0], printable(row[1])]],
  );
}

function roleRows({ claimed, certified }: SignerRolesReport, words: Words): Row[] {
  const kinds = new Set(certified.map(({ kind }) => kind));
  return [
    ...claimed.map(({ type, value }): Row => {
      const known = Object.hasOwn(words.roleType, type) ? words.roleType[type] : type;
      const role = words.quoted(value);
      return [words.role, known ? `${role} (${known})` : role];
    }),
    ...[...kinds].map((kind): Row => [words.certified, words.kind[kind]]),
  ];
}

type Told = NonNullable<SignatureReport['signedAttributes']>;

function commitmentText({ type, qualifiers }: CommitmentReport, words: Words): string {
  const known = Object.hasOwn(words.commitmentType, type) ? words.commitmentType[type] : undefined;
  const text = known ?? words.otherCommitment(type);
  return qualifiers.length === 0 ? text : text + words.qualifiers(qualifiers.join(', '));
}

function placeText({ country, locality, postalAddress = [] }: ProductionPlaceReport): string {
  return [country, locality, ...postalAddress].filter((part) => part !== undefined).join(', ');
}

function hintsText(
  { description, contentType }: NonNullable<Told['contentHints']>,
  words: Words,
): string {
  // RFC 5652 §4: id-data is any file, which says nothing.
  const type = contentType === OID.data ? undefined : words.describedType(contentType);
  const said = description ? words.quoted(description) : undefined;
  return [said, type].filter((part) => part !== undefined).join(', ');
}
