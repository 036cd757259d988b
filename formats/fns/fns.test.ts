import test from 'ava';
import fc from 'fast-check';
import { upd503Xml } from '../../test-fixtures/documents/upd503-xml.ts';
import { encodeXmlWindows1251 } from '../../test-fixtures/documents/windows-1251.ts';
import { FormatError } from '../format-error.ts';
import { currencyLetters } from './currency-codes.ts';
import { readUniversalDocument, UNIVERSAL_DOCUMENT_LIMITS } from './read-universal-document.ts';

test('УПД 5.03 (order ЕД-7-26/970@): number, date, parties, sum, currency and basis from windows-1251', (t) => {
  t.deepEqual(readUniversalDocument(upd503Xml()), {
    form: '5.03',
    purpose: 'СЧФДОП',
    number: '88',
    date: '2026-10-05',
    sellers: [{ name: 'ТЕСТ ООО «Северный экспорт»', inn: '9901000010' }],
    buyers: [{ name: 'TEST Anadolu Kereste Ticaret A.Ş.', country: '792' }],
    currency: 'USD',
    total: '92250.00',
    bases: [{ name: 'Контракт', number: '17-Э/2026', date: '2026-09-14' }],
  });
});

const upd501 = `<?xml version="1.0" encoding="windows-1251"?>
<Файл ИдФайл="ON_NSCHFDOPPR_1" ВерсФорм="5.01" ВерсПрог="Тест">
 <СвУчДокОбор ИдОтпр="1" ИдПол="2"><СвОЭДОтпр НаимОрг="Оператор" ИННЮЛ="9909000099" ИдЭДО="2BM"/></СвУчДокОбор>
 <Документ КНД="1115131" Функция="СЧФДОП" ДатаИнфПр="05.10.2025" ВремИнфПр="10.15.00">
  <СвСчФакт НомерСчФ="А-7" ДатаСчФ="29.02.2024" КодОКВ="156">
   <СвПрод><ИдСв><СвИП ИННФЛ="500100732259"><ФИО Фамилия="Иванов" Имя="Иван" Отчество="Иванович"/></СвИП></ИдСв></СвПрод>
   <СвПокуп><ИдСв><СвЮЛУч НаимОрг="Покупатель" ИННЮЛ="9902000020"/></ИдСв></СвПокуп>
  </СвСчФакт>
  <ТаблСчФакт><ВсегоОпл СтТовБезНДСВсего="10" СтТовУчНалВсего="12.50"/></ТаблСчФакт>
  <СвПродПер><СвПер СодОпер="Передано"><ОснПер НаимОсн="Договор" НомОсн="5" ДатаОсн="01.02.2024"/></СвПер></СвПродПер>
 </Документ>
</Файл>`;
const read = (text: string) => readUniversalDocument(encodeXmlWindows1251(text));

test('УПД 5.01 (order ММВ-7-15/820@): the same by its own names', (t) => {
  t.deepEqual(read(upd501), {
    form: '5.01',
    purpose: 'СЧФДОП',
    number: 'А-7',
    date: '2024-02-29',
    sellers: [{ name: 'Иванов Иван Иванович', inn: '500100732259' }],
    buyers: [{ name: 'Покупатель', inn: '9902000020' }],
    currency: 'CNY',
    total: '12.50',
    bases: [{ name: 'Договор', number: '5', date: '2024-02-01' }],
  });
});

test('the octets that are read stay as they are', (t) => {
  const bytes = upd503Xml();
  const before = bytes.slice();
  readUniversalDocument(bytes);
  t.deepEqual(bytes, before);
});

const others: Readonly<Record<string, string>> = {
  'another root': upd501.replaceAll('Файл', 'Фаил'),
  'another version of the form': upd501.replace('5.01', '5.02'),
  'no version': upd501.replace(' ВерсФорм="5.01"', ''),
  'the buyer’s part (КНД 1115132)': upd501.replace('1115131', '1115132'),
  'two documents in one file': upd501.replace('</Файл>', '<Документ КНД="1115131"/></Файл>'),
  'other XML': '<?xml version="1.0" encoding="windows-1251"?><Файл/>',
};
for (const [title, text] of Object.entries(others)) {
  test(`${title} is not taken for an УПД`, (t) => t.is(read(text), undefined));
}

test('what the form does not allow is not read, and the rest is', (t) => {
  const without = (from: string, to: string) => read(upd501.replace(from, to));
  t.is(without('29.02.2024', '29.02.2023')?.date, undefined, 'no such day');
  t.is(without('ДатаСчФ="29.02.2024"', 'ДатаСчФ="2024-02-29"')?.date, undefined);
  t.is(without('12.50', '12,50')?.total, undefined);
  t.is(without('12.50', '1e9')?.total, undefined);
  t.is(without('12.50', '-5')?.total, undefined);
  t.deepEqual(without('9902000020', '99020')?.buyers, [{ name: 'Покупатель' }]);
  t.is(without('КодОКВ="156"', 'КодОКВ="001"')?.currency, '001', 'digits that are not known');
  const twice = without('</СвСчФакт>', '</СвСчФакт><СвСчФакт НомерСчФ="Б"/>');
  t.is(twice?.number, undefined, 'which of the two would hold is nobody’s to guess');
});

test('texts without end are cut', (t) => {
  const long = read(upd501.replace('А-7', 'А'.repeat(100_000)));
  t.is(long?.number?.length, 1000);
  const many = '<СвПокуп><ИдСв><СвЮЛУч НаимОрг="а"/></ИдСв></СвПокуп>'.repeat(1000);
  t.is(read(upd501.replace('</СвСчФакт>', `${many}</СвСчФакт>`))?.buyers.length, 20);
});

const hostile: Readonly<Record<string, readonly [string, string]>> = {
  'a document type with entities': [
    `<!DOCTYPE Файл [<!ENTITY a "aaaa">]>${upd501.slice(upd501.indexOf('<Файл'))}`,
    'unsupported',
  ],
  'an unfinished document': [upd501.slice(0, -10), 'malformed'],
  'elements in elements without end': ['<Файл>'.repeat(100), 'limit'],
};
for (const [title, [text]] of Object.entries(hostile)) {
  test(`${title} is refused`, (t) => {
    t.throws(() => read(text), { instanceOf: FormatError });
  });
}

test('a document over the limit is not read', (t) => {
  const bytes = new Uint8Array(UNIVERSAL_DOCUMENT_LIMITS.octets + 1);
  t.is(t.throws(() => readUniversalDocument(bytes), { instanceOf: FormatError })?.code, 'limit');
});

test('changed octets end in a reading or FormatError, never in another error', (t) => {
  const good = upd503Xml();
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, octet) => {
      try {
        readUniversalDocument(good.with(at, octet));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('ОКВ: digits of ISO 4217', (t) => {
  t.is(currencyLetters('643'), 'RUB');
  t.is(currencyLetters('978'), 'EUR');
  t.is(currencyLetters('constructor'), undefined);
});
