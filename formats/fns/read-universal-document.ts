import { attributeOf, childElements } from '../xml/navigate.ts';
import { parseXml } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/tree.ts';
import { currencyLetters } from './currency-codes.ts';
import type { DocumentBasis, DocumentParty, UniversalDocument } from './universal-document.ts';

/** What a document of ours is read with: those of real trade stay under a megabyte. */
export const UNIVERSAL_DOCUMENT_LIMITS = {
  octets: 8 * 1024 * 1024,
  depth: 64,
  nodes: 500_000,
  attributes: 128,
  namespaces: 64,
  name: 256,
} as const;

/** Characters of one text (the order allows names of 1000), and persons or bases of one kind. */
const LONGEST_TEXT = 1000;
const MOST_MEMBERS = 20;

/** КНД of the seller's part; the buyer's (1115132) names no terms. */
const SELLER_PART = '1115131';

/**
 * The facts of an УПД in the octets of its file, which stay as they are: the encoding that it declares
 * (windows-1251 by the order) is decoded for reading only. Recognised by what it says of itself, not by its
 * name; undefined for any other XML. Throws FormatError for what is no XML.
 */
export function readUniversalDocument(bytes: Uint8Array): UniversalDocument | undefined {
  const { root } = parseXml(bytes, UNIVERSAL_DOCUMENT_LIMITS);
  const form = attributeOf(root, 'ВерсФорм');
  if (root.name !== 'Файл' || (form !== '5.03' && form !== '5.01')) return undefined;
  const document = only(root, 'Документ');
  if (document === undefined || attributeOf(document, 'КНД') !== SELLER_PART) return undefined;
  const invoice = only(document, 'СвСчФакт');
  const [number, date] = form === '5.03' ? ['НомерДок', 'ДатаДок'] : ['НомерСчФ', 'ДатаСчФ'];
  return {
    form,
    sellers: partiesIn(invoice, 'СвПрод'),
    buyers: partiesIn(invoice, 'СвПокуп'),
    bases: basesOf(document, form),
    ...present({
      purpose: text(document, 'Функция'),
      number: text(invoice, number),
      date: isoDate(text(invoice, date)),
      currency: currencyOf(invoice, form),
      total: totalOf(document),
    }),
  };
}

/** The one child of this name; undefined where there is none or several, which the forms do not allow. */
function only(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  const [first, ...others] = named(parent, name);
  return others.length === 0 ? first : undefined;
}

function named(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  if (parent === undefined) return [];
  return childElements(parent)
    .filter((child) => child.name === name)
    .slice(0, MOST_MEMBERS);
}

/** Text of an attribute with one space between words; absent and blank are the same. Cut where it never ends. */
function text(element: XmlElement | undefined, name: string): string | undefined {
  const value = element && attributeOf(element, name)?.slice(0, LONGEST_TEXT);
  const words = value?.replace(/\s+/gu, ' ').trim().toWellFormed();
  return words === '' ? undefined : words;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  const out: Present<T> = { ...(values as Present<T>) };
  for (const key of Object.keys(out) as (keyof T)[]) if (out[key] === undefined) delete out[key];
  return out;
}

/** ДД.ММ.ГГГГ as YYYY-MM-DD; undefined for a day that does not exist. */
function isoDate(given: string | undefined): string | undefined {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(given ?? '') ?? [];
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(time)) return undefined;
  return new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

/** СвПрод, СвПокуп: ИдСв holds one of several kinds of persons; their element differs, not what it says. */
function partiesIn(invoice: XmlElement | undefined, name: string): DocumentParty[] {
  return named(invoice, name).flatMap((element) => {
    const identity = only(element, 'ИдСв');
    return identity === undefined ? [] : childElements(identity).slice(0, 1).map(partyOf);
  });
}

function partyOf(element: XmlElement): DocumentParty {
  const inn = text(element, 'ИННЮЛ') ?? text(element, 'ИННФЛ');
  return present({
    name: text(element, 'НаимОрг') ?? text(element, 'Наим') ?? personName(element),
    inn: inn !== undefined && /^\d{10}(\d{2})?$/.test(inn) ? inn : undefined,
    country: text(element, 'КодСтр'),
  });
}

function personName(element: XmlElement): string | undefined {
  const name = only(element, 'ФИО');
  const parts = ['Фамилия', 'Имя', 'Отчество'].flatMap((part) => text(name, part) ?? []);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function currencyOf(invoice: XmlElement | undefined, form: '5.03' | '5.01'): string | undefined {
  const digits = text(form === '5.03' ? only(invoice, 'ДенИзм') : invoice, 'КодОКВ');
  return digits === undefined ? undefined : (currencyLetters(digits) ?? digits);
}

function totalOf(document: XmlElement): string | undefined {
  const total = text(only(only(document, 'ТаблСчФакт'), 'ВсегоОпл'), 'СтТовУчНалВсего');
  return total !== undefined && /^\d{1,17}(\.\d{1,2})?$/.test(total) ? total : undefined;
}

function basesOf(document: XmlElement, form: '5.03' | '5.01'): DocumentBasis[] {
  const [name, number, date] =
    form === '5.03'
      ? (['РеквНаимДок', 'РеквНомерДок', 'РеквДатаДок'] as const)
      : (['НаимОсн', 'НомОсн', 'ДатаОсн'] as const);
  return named(only(only(document, 'СвПродПер'), 'СвПер'), 'ОснПер').map((basis) =>
    present({
      name: text(basis, name),
      number: text(basis, number),
      date: isoDate(text(basis, date)),
    }),
  );
}
