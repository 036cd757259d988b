import { createHash } from 'node:crypto';
import { type ContractTerms, defaultTerms, russianDate } from './contract-terms.ts';
import { encodeXmlWindows1251 } from './windows-1251.ts';

/** An invoice under the contract, as УПД 5.03 of FNS (order ЕД-7-26/970@ of 19.12.2023). */
export interface Upd503 {
  /** Ends in `.xml`; the name without it is ИдФайл. */
  readonly fileName: string;
  /** windows-1251 with CR LF, never to be re-encoded: the signature is over these octets. */
  readonly bytes: Uint8Array;
}

export interface UpdFacts {
  readonly terms: ContractTerms;
  readonly number: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** м³, decimal text. */
  readonly quantity: string;
  /** Of one м³, decimal text. */
  readonly price: string;
  /** quantity × price, decimal text. */
  readonly total: string;
}

const DEFAULT_FACTS: UpdFacts = {
  terms: defaultTerms,
  number: '88',
  date: '2026-10-05',
  quantity: '450',
  price: '205.00',
  total: '92250.00',
};

// Identifiers of participants of electronic document exchange: operator code and its own number.
const SENDER_ID = '2BM-9901000010-990101001-202601010000000000001';
const RECIPIENT_ID = '2BM-792000000000-000000000-202601010000000000002';

export function upd503Xml(given: Partial<UpdFacts> = {}): Uint8Array {
  return upd503(given).bytes;
}

/** The same facts give the same name and octets. */
export function upd503(given: Partial<UpdFacts> = {}): Upd503 {
  const facts = { ...DEFAULT_FACTS, ...given };
  const name = fileId(facts);
  const text = `<?xml version="1.0" encoding="windows-1251"?>\n${write(updTree(facts, name), 0)}`;
  return {
    fileName: `${name}.xml`,
    bytes: encodeXmlWindows1251(text.replaceAll('\n', '\r\n')),
  };
}

/** ON_NSCHFDOPPR_<recipient>_<sender>_<YYYYMMDD>_<GUID>_<N2>…<N6>_<N7>: no marked or traced goods. */
function fileId({ terms, number, date }: UpdFacts): string {
  const seed = createHash('sha256').update(`${terms.number}/${number}/${date}`).digest('hex');
  const guid = [8, 4, 4, 4, 12].map((length, index, all) => {
    const start = all.slice(0, index).reduce((sum, each) => sum + each, 0);
    return seed.slice(start, start + length);
  });
  const day = date.replaceAll('-', '');
  const flags = '0_0_0_0_0_00';
  return `ON_NSCHFDOPPR_${RECIPIENT_ID}_${SENDER_ID}_${day}_${guid.join('-')}_${flags}`;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

function element(
  name: string,
  attributes: Element['attributes'] = {},
  ...children: Element['children']
): Element {
  return { name, attributes, children };
}

function updTree(facts: UpdFacts, fileIdentifier: string): Element {
  const { terms, date } = facts;
  const document = element(
    'Документ',
    {
      КНД: '1115131',
      Функция: 'СЧФДОП',
      ПоФактХЖ:
        'Документ об отгрузке товаров (выполнении работ), передаче имущественных прав (документ об оказании услуг)',
      НаимДокОпр:
        'Счет-фактура и документ об отгрузке товаров (выполнении работ), передаче имущественных прав (документ об оказании услуг)',
      ДатаИнфПр: russianDate(date),
      ВремИнфПр: '10.15.00',
      НаимЭконСубСост: `${terms.exporter.name}, ИНН ${terms.exporter.inn}`,
    },
    invoice(facts),
    table(facts),
    transfer(facts),
    element(
      'Подписант',
      { СпосПодтПолном: '1', Должн: 'Генеральный директор' },
      element('ФИО', { Фамилия: 'Смирнова', Имя: 'Анна', Отчество: 'Павловна' }),
    ),
  );
  const versions = { ВерсФорм: '5.03', ВерсПрог: 'Okno Vault test documents' };
  return element('Файл', { ИдФайл: fileIdentifier, ...versions }, document);
}

function invoice({ terms, number, date }: UpdFacts): Element {
  const seller = [sellerIdentity(terms), russianAddress(terms)];
  const buyer = [buyerIdentity(terms), foreignAddress(terms)];
  return element(
    'СвСчФакт',
    { НомерДок: number, ДатаДок: russianDate(date) },
    element('СвПрод', {}, ...seller),
    element('ГрузОт', {}, element('ОнЖе', {}, 'он же')),
    element('ГрузПолуч', {}, ...buyer),
    element('ДокПодтвОтгрНом', {
      РеквНаимДок: 'Коносамент',
      РеквНомерДок: `NVR-${number}`,
      РеквДатаДок: russianDate(date),
    }),
    element('СвПокуп', {}, ...buyer),
    element('ДенИзм', { КодОКВ: '840', НаимОКВ: 'Доллар США' }),
  );
}

function sellerIdentity({ exporter }: ContractTerms): Element {
  const company = { НаимОрг: exporter.name, ИННЮЛ: exporter.inn, КПП: '990101001' };
  return element('ИдСв', {}, element('СвЮЛУч', company));
}

function russianAddress({ exporter }: ContractTerms): Element {
  const text = `${exporter.locality}, ул. Примерная, д. 1`;
  return element(
    'Адрес',
    {},
    element('АдрИнф', { КодСтр: '643', НаимСтран: 'Россия', АдрТекст: text }),
  );
}

function buyerIdentity({ buyer }: ContractTerms): Element {
  const company = { ИдСтат: 'ИО', КодСтр: '792', НаимСтран: 'Турция', Наим: buyer.name };
  return element('ИдСв', {}, element('СвИнНеУч', company));
}

function foreignAddress({ buyer }: ContractTerms): Element {
  return element(
    'Адрес',
    {},
    element('АдрИнф', { КодСтр: '792', НаимСтран: 'Турция', АдрТекст: buyer.address }),
  );
}

// Export: 0 % under Tax Code art. 164 p. 1.
function table({ terms, quantity, price, total }: UpdFacts): Element {
  const tax = (name: string) => element(name, {}, element('СумНал', {}, '0.00'));
  const goods = element(
    'СведТов',
    {
      НомСтр: '1',
      НаимТов: terms.goods,
      ОКЕИ_Тов: '113',
      НаимЕдИзм: 'м3',
      КолТов: quantity,
      ЦенаТов: price,
      СтТовБезНДС: total,
      НалСт: '0%',
      СтТовУчНал: total,
    },
    element('Акциз', {}, element('БезАкциз', {}, 'без акциза')),
    tax('СумНал'),
  );
  const all = { СтТовБезНДСВсего: total, СтТовУчНалВсего: total };
  return element('ТаблСчФакт', {}, goods, element('ВсегоОпл', all, tax('СумНалВсего')));
}

function transfer({ terms, date }: UpdFacts): Element {
  const basis = element('ОснПер', {
    РеквНаимДок: 'Контракт',
    РеквНомерДок: terms.number,
    РеквДатаДок: russianDate(terms.date),
  });
  const operation = { СодОпер: 'Товары отгружены', ДатаПер: russianDate(date) };
  return element('СвПродПер', {}, element('СвПер', operation, basis));
}

function write({ name, attributes, children }: Element, depth: number): string {
  const indent = '  '.repeat(depth);
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `${indent}<${name}${start.join('')}`;
  if (children.length === 0) return `${open}/>\n`;
  const [text] = children;
  if (typeof text === 'string') return `${open}>${escapeXml(text)}</${name}>\n`;
  const inside = children.map((child) =>
    typeof child === 'string' ? escapeXml(child) : write(child, depth + 1),
  );
  return `${open}>\n${inside.join('')}${indent}</${name}>\n`;
}

function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
  return text.replace(/[&<"]/g, (character) => entities[character] ?? character);
}
