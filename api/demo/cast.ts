import type { SubjectFields } from '../../test-fixtures/pki/subject-name.ts';
import { bank, type Company, exporter } from '../../test-fixtures/pki/subjects.ts';

// Who plays in the demonstration. Companies and people are invented, of a region that does not exist (99).

export { bankOfficer, head } from '../../test-fixtures/pki/subjects.ts';
export { bank, exporter };

/** Second part of every УНК that the bank of the demonstration assigns. */
export const BANK_NUMBER = '1481';
export const OTHER_BANK_NUMBER = '0354';
export const UNK = `26110001/${BANK_NUMBER}/0000/1/1`;

export const operator: Company = {
  name: 'ТЕСТ АО «Оператор одного окна»',
  inn: '9909000090',
  ogrn: '1029900000096',
  locality: 'г. Примерск',
};

export const otherBank: Company = {
  name: 'ТЕСТ ПАО «Банк другой стороны»',
  inn: '9908000080',
  ogrn: '1029900000085',
  locality: 'г. Примерск',
};

const of = (company: Company): SubjectFields => ({
  organization: company.name,
  locality: company.locality,
  ogrn: company.ogrn,
  innLegalEntity: company.inn,
  commonName: company.name,
});

/** The person at the operator who registers participants. */
export const operatorOfficer: SubjectFields = {
  ...of(operator),
  surname: 'Белова',
  givenName: 'Ирина Сергеевна',
  title: 'Администратор',
  inn: '990900009907',
  snils: '90000000990',
};

/** The operator's certificate without a person: it seals the heads of the journal. */
export const operatorSeal: SubjectFields = of(operator);

export const otherBankOfficer: SubjectFields = {
  ...of(otherBank),
  surname: 'Дроздов',
  givenName: 'Илья Андреевич',
  title: 'Специалист валютного контроля',
  inn: '990800008890',
  snils: '90000000889',
};

/** The foreign buyer's director: a certificate of another authority, without Russian fields. */
export const buyerDirector: SubjectFields = {
  country: 'TR',
  organization: 'TEST Anadolu Kereste Ticaret A.Ş.',
  commonName: 'TEST Mehmet Yılmaz',
  surname: 'Yılmaz',
  givenName: 'Mehmet',
};

export const timeStampAuthority: SubjectFields = {
  ...of(operator),
  commonName: 'ТЕСТ Служба штампов времени',
};
