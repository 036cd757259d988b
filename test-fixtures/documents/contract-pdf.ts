import { readFile } from 'node:fs/promises';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';
import { type ContractTerms, defaultTerms, russianAmount, russianDate } from './contract-terms.ts';

// Points; A4.
const PAGE = { width: 595, height: 842 } as const;
const MARGIN = 64;
const BODY = 10.5;
const LEADING = 15;

interface Sheet {
  readonly document: PDFDocument;
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  /** Baseline of the next line. */
  y: number;
}

/**
 * A foreign-trade contract of two pages in Russian, text and not a scan. The same terms give the same
 * octets: the times inside are those of the contract.
 */
export async function contractPdf(terms: Partial<ContractTerms> = {}): Promise<Uint8Array> {
  const all = { ...defaultTerms, ...terms };
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const sheet: Sheet = {
    document,
    regular: await embed(document, 'DejaVuSans'),
    bold: await embed(document, 'DejaVuSans-Bold'),
    page: document.addPage([PAGE.width, PAGE.height]),
    y: PAGE.height - MARGIN,
  };
  const written = new Date(`${all.date}T09:00:00Z`);
  document.setTitle(`Контракт № ${all.number}`);
  document.setProducer('Okno Vault test documents');
  document.setCreationDate(written);
  document.setModificationDate(written);
  writeContract(sheet, all);
  numberPages(sheet, all);
  return document.save();
}

async function embed(document: PDFDocument, name: string): Promise<PDFFont> {
  const file = new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  // pdf-lib gives subsets random names unless one is given, and the same input must give the same file.
  return document.embedFont(await readFile(file), { subset: true, customName: `OKNOVT+${name}` });
}

function writeContract(sheet: Sheet, terms: ContractTerms): void {
  const { exporter, buyer } = terms;
  heading(sheet, `КОНТРАКТ № ${terms.number}`, 15);
  if (terms.edition === 2) heading(sheet, 'в редакции дополнительного соглашения № 1', 10.5);
  paragraph(sheet, `${exporter.locality}, ${russianDate(terms.date)}`);
  paragraph(
    sheet,
    `${exporter.name} (ИНН ${exporter.inn}, ОГРН ${exporter.ogrn}), именуемое «Продавец», в лице ` +
      `генерального директора Смирновой А. П., действующей на основании устава, и ${buyer.name} ` +
      `(${buyer.address}), именуемое «Покупатель», заключили настоящий контракт о нижеследующем.`,
  );
  for (const [index, { title, clauses }] of sections(terms).entries()) {
    heading(sheet, `${index + 1}. ${title}`, 11.5);
    for (const [at, clause] of clauses.entries()) {
      paragraph(sheet, `${index + 1}.${at + 1}. ${clause}`);
    }
  }
  signatures(sheet, terms);
}

function sections(terms: ContractTerms) {
  const amount = `${russianAmount(terms.amount)} ${terms.currency}`;
  return [
    {
      title: 'Предмет контракта',
      clauses: [
        `Продавец поставляет, а Покупатель принимает и оплачивает товар: ${terms.goods}.`,
        'Количество, цена и срок отгрузки каждой партии указываются в счёте-фактуре (инвойсе) и транспортных документах.',
      ],
    },
    {
      title: 'Цена и общая сумма',
      clauses: [
        `Общая сумма контракта составляет ${amount}.`,
        'Цена включает стоимость упаковки, маркировки и погрузки; банковские расходы вне страны Продавца несёт Покупатель.',
      ],
    },
    {
      title: 'Условия поставки',
      clauses: [
        `Поставка осуществляется на условиях ${terms.deliveryTerms}.`,
        'Датой поставки считается дата бортового коносамента. Право собственности переходит в момент погрузки товара на судно.',
        'Продавец передаёт Покупателю инвойс, упаковочный лист, фитосанитарный сертификат и сертификат происхождения.',
      ],
    },
    {
      title: 'Платежи',
      clauses: [
        `Оплата производится в валюте ${terms.currency} на счёт Продавца в ${terms.bank.name} в течение 60 дней с даты коносамента.`,
        'Каждый платёж содержит номер контракта и номер инвойса. Уникальный номер контракта присваивает банк Продавца.',
      ],
    },
    {
      title: 'Качество и приёмка',
      clauses: [
        'Качество товара подтверждается сертификатом производителя и заключением независимого инспектора в порту погрузки.',
        'Претензии по количеству принимаются в течение 20 дней, по качеству — в течение 45 дней с даты прибытия товара.',
      ],
    },
    {
      title: 'Ответственность и форс-мажор',
      clauses: [
        'За просрочку поставки или оплаты виновная сторона платит 0,1 % стоимости за каждый день, но не более 5 %.',
        'Стороны освобождаются от ответственности за обстоятельства непреодолимой силы, подтверждённые торгово-промышленной палатой.',
      ],
    },
    {
      title: 'Споры',
      clauses: [
        'Споры решаются в МКАС при ТПП РФ в соответствии с его регламентом; применимое право — российское.',
      ],
    },
    {
      title: 'Срок действия',
      clauses: [
        `Обязательства сторон должны быть исполнены до ${russianDate(terms.obligationsEnd)}.`,
        'Контракт и приложения к нему подписываются электронной подписью и равнозначны документам на бумаге.',
        ...(terms.edition === 2
          ? ['Дополнительное соглашение № 1: отгрузка допускается двумя партиями.']
          : []),
      ],
    },
  ];
}

function signatures(sheet: Sheet, { exporter, buyer }: ContractTerms): void {
  room(sheet, 6 * LEADING);
  sheet.y -= LEADING;
  const right = PAGE.width / 2 + 12;
  const columns = [
    [MARGIN, 'ПРОДАВЕЦ', exporter.name, `ИНН ${exporter.inn}`],
    [right, 'ПОКУПАТЕЛЬ', buyer.name, `Страна: ${buyer.country}`],
  ] as const;
  for (const [x, title, name, detail] of columns) {
    draw(sheet, title, { x, y: sheet.y, font: sheet.bold });
    draw(sheet, name, { x, y: sheet.y - LEADING, size: 9 });
    draw(sheet, detail, { x, y: sheet.y - 2 * LEADING, size: 9 });
  }
  sheet.y -= 4 * LEADING;
  draw(sheet, 'ТЕСТОВЫЙ ДОКУМЕНТ: стороны вымышлены, юридической силы не имеет.', {
    x: MARGIN,
    y: sheet.y,
    size: 9,
  });
}

function heading(sheet: Sheet, text: string, size: number): void {
  room(sheet, 3 * LEADING);
  sheet.y -= size / 2;
  draw(sheet, text, { x: MARGIN, y: sheet.y, size, font: sheet.bold });
  sheet.y -= LEADING + size / 3;
}

function paragraph(sheet: Sheet, text: string): void {
  for (const line of wrap(text, sheet.regular)) {
    room(sheet, LEADING);
    draw(sheet, line, { x: MARGIN, y: sheet.y });
    sheet.y -= LEADING;
  }
  sheet.y -= 4;
}

function wrap(text: string, font: PDFFont): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, BODY) <= PAGE.width - 2 * MARGIN) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function room(sheet: Sheet, needed: number): void {
  if (sheet.y - needed > MARGIN) return;
  sheet.page = sheet.document.addPage([PAGE.width, PAGE.height]);
  sheet.y = PAGE.height - MARGIN;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly font?: PDFFont;
}

function draw({ page, regular }: Sheet, text: string, place: Place): void {
  page.drawText(text, {
    x: place.x,
    y: place.y,
    size: place.size ?? BODY,
    font: place.font ?? regular,
    color: rgb(0.1, 0.1, 0.12),
  });
}

function numberPages(sheet: Sheet, { number }: ContractTerms): void {
  const pages = sheet.document.getPages();
  for (const [index, page] of pages.entries()) {
    const text = `Контракт № ${number} · страница ${index + 1} из ${pages.length}`;
    draw({ ...sheet, page }, text, { x: MARGIN, y: MARGIN / 2, size: 8 });
  }
}
