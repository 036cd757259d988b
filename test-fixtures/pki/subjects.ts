import type { SubjectFields } from './subject-name.ts';

// Invented people and companies of a region that does not exist (99); the control digits of ИНН, ОГРН
// and СНИЛС are right, so that a reader which checks them is content.

/** A company, as its certificates and the documents name it. */
export interface Company {
  readonly name: string;
  readonly inn: string;
  readonly ogrn: string;
  readonly locality: string;
}

export const exporter: Company = {
  name: 'ТЕСТ ООО «Северный экспорт»',
  inn: '9901000010',
  ogrn: '1029900000019',
  locality: 'г. Примерск',
};

export const bank: Company = {
  name: 'ТЕСТ АО «Банк внешних расчётов»',
  inn: '9902000020',
  ogrn: '1029900000020',
  locality: 'г. Примерск',
};

const of = (company: Company) => ({
  organization: company.name,
  locality: company.locality,
  ogrn: company.ogrn,
  innLegalEntity: company.inn,
});

/** Head of the exporter: the company's ОГРН and ИННЮЛ and the person beside them. */
export const head: SubjectFields = {
  ...of(exporter),
  commonName: exporter.name,
  surname: 'Смирнова',
  givenName: 'Анна Павловна',
  title: 'Генеральный директор',
  inn: '990100001169',
  snils: '90000000182',
};

/** A person without a company (63-FZ art. 17.2: an employee signs with a personal certificate). */
export const person: SubjectFields = {
  commonName: 'ТЕСТ Кузнецов Пётр Ильич',
  surname: 'Кузнецов',
  givenName: 'Пётр Ильич',
  inn: '990200002286',
  snils: '90000000283',
};

export const entrepreneur: SubjectFields = {
  commonName: 'ТЕСТ Орлова Вера Игоревна',
  surname: 'Орлова',
  givenName: 'Вера Игоревна',
  inn: '990300003300',
  snils: '90000000384',
  ogrnip: '304990000000010',
};

/** A company's certificate without a person (63-FZ art. 14 p. 3: automatic signing). */
export const companySeal: SubjectFields = { ...of(exporter), commonName: exporter.name };

export const bankOfficer: SubjectFields = {
  ...of(bank),
  commonName: bank.name,
  surname: 'Волков',
  givenName: 'Сергей Олегович',
  title: 'Начальник отдела валютного контроля',
  inn: '990400004410',
  snils: '90000000485',
};
