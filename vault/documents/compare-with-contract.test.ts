import test from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import type { UniversalDocument } from '../../formats/fns/universal-document.ts';
import { upd503Xml } from '../../test-fixtures/documents/upd503-xml.ts';
import type { Contract } from '../model/contract.ts';
import { type Comparison, compareWithContract } from './compare-with-contract.ts';
import { understandDocument } from './understand-document.ts';

const contract: Contract = {
  id: 'c',
  ownerId: 'p',
  number: '17-Э/2026',
  date: '2026-09-14',
  parties: [
    { role: 'exporter', name: 'ООО «Северный экспорт»', country: 'RU', inn: '9901000010' },
    { role: 'importer', name: 'TEST ANADOLU KERESTE TICARET A.Ş.', country: 'TR' },
  ],
  currency: 'USD',
  amount: '184500.00',
  revision: 1,
};

async function comparison(changes: {
  readonly document?: Partial<UniversalDocument>;
  readonly contract?: Partial<Contract>;
  readonly stated?: Comparison['stated'];
}): Promise<Comparison> {
  const document = await understandDocument(bytesSource(upd503Xml()));
  if (document === undefined) throw new Error('not understood');
  return {
    document: { ...document, ...changes.document },
    contract: { ...contract, ...changes.contract },
    stated: changes.stated ?? {},
  };
}

const agree = test.macro(async (t, changes: Parameters<typeof comparison>[0]) => {
  t.deepEqual(compareWithContract(await comparison(changes)), []);
});
const warns = test.macro(
  async (t, changes: Parameters<typeof comparison>[0], ...expected: readonly string[]) => {
    const warnings = compareWithContract(await comparison(changes));
    t.deepEqual(
      warnings.map(({ code, facts }) => `${code}: ${facts.document} | ${facts.contract}`),
      [...expected],
    );
  },
);

test('an invoice under its contract: nothing to say', agree, {});
test('said beside it with the same number and date', agree, {
  stated: { number: ' 88 ', date: '2026-10-05' },
});
test('names are compared without quotation marks, case and spaces', agree, {
  document: { sellers: [{ name: 'ооо "СЕВЕРНЫЙ  ЭКСПОРТ"' }] },
});
test('a Russian company is its ИНН, however its name is written', agree, {
  document: { sellers: [{ name: 'Другое имя', inn: '9901000010' }] },
});
test('exactly the contract’s sum', agree, { document: { total: '184500' } });
test('a contract without a sum limits none', agree, {
  contract: { amount: '1.00', currency: 'USD' },
  document: { total: '1.0' },
});
test('a document that names no basis', agree, { document: { bases: [] } });
test('a number with its sign, other blanks and another dash', agree, {
  document: { number: '88-1' },
  stated: { number: '№ 88–1' },
});
test(
  'separators tell numbers apart',
  warns,
  { document: { number: '1/23' }, stated: { number: '12/3' } },
  'document-number-differs: 1/23 | 12/3',
);
test(
  'a basis whose number has the same digits otherwise apart',
  warns,
  { document: { bases: [{ name: 'Контракт', number: '1-7Э/2026' }] } },
  'document-basis-differs: Контракт 1-7Э/2026 | 17-Э/2026 2026-09-14',
);
test('a basis without a date', agree, { document: { bases: [{ number: '17-э/2026' }] } });

test(
  'another number and date than was said',
  warns,
  { stated: { number: '89', date: '2026-10-06' } },
  'document-number-differs: 88 | 89',
  'document-date-differs: 2026-10-05 | 2026-10-06',
);
test(
  'older than the contract',
  warns,
  { document: { date: '2026-09-13' } },
  'document-before-contract: 2026-09-13 | 2026-09-14',
);
test(
  'in other money: the sums are then not compared',
  warns,
  { document: { currency: 'EUR', total: '999999999.00' } },
  'document-currency-differs: EUR | USD',
);
test(
  'for more than the contract, by one cent',
  warns,
  { document: { total: '184500.01' } },
  'document-amount-over: 184500.01 | 184500.00',
);
test(
  'a seller and a buyer whom the contract does not know',
  warns,
  {
    document: {
      sellers: [{ name: 'ООО «Северный экспорт»', inn: '9902000020' }],
      buyers: [{ name: 'Somebody Ltd' }],
    },
  },
  'document-party-unknown: ООО «Северный экспорт», ИНН 9902000020 | ООО «Северный экспорт», ИНН 9901000010; TEST ANADOLU KERESTE TICARET A.Ş.',
  'document-party-unknown: Somebody Ltd | ООО «Северный экспорт», ИНН 9901000010; TEST ANADOLU KERESTE TICARET A.Ş.',
);
test(
  'standing on another contract, or on one of the same number of another day',
  warns,
  { document: { bases: [{ name: 'Контракт', number: '17-Э/2026', date: '2025-09-14' }] } },
  'document-basis-differs: Контракт 17-Э/2026 2025-09-14 | 17-Э/2026 2026-09-14',
);

test('what is no УПД is as good as any other document', async (t) => {
  const read = (text: string) => understandDocument(bytesSource(Buffer.from(text)));
  t.is(await read('%PDF-1.7'), undefined);
  t.is(await read('<html>'), undefined, 'no XML');
  t.is(await read('<Файл ВерсФорм="5.03"/>'), undefined);
  t.is(await read(''), undefined);
  const size = 1024 ** 3;
  const endless = { size, read: () => Promise.reject(new Error('read whole')) };
  t.is(await understandDocument(endless), undefined, 'too large to be one, and not read');
});
