import test from 'ava';
import { runPeer, testWith } from '../peers/peer-test.ts';
import { scratchFolder } from '../peers/scratch-folder.ts';
import { contractPdf } from './contract-pdf.ts';
import { russianAmount } from './contract-terms.ts';
import { upd503 } from './upd503-xml.ts';

const withPdftotext = testWith('pdftotext', 'poppler-utils');
const withXmllint = testWith('xmllint', 'libxml2-utils');

test('the same terms give the same PDF, other terms another', async (t) => {
  const [one, again, second] = await Promise.all([
    contractPdf(),
    contractPdf(),
    contractPdf({ edition: 2 }),
  ]);
  t.deepEqual(one, again);
  t.notDeepEqual(one, second);
});

withPdftotext('the contract is Russian text on two pages', async (t) => {
  const path = await scratchFolder(t, { 'contract.pdf': await contractPdf() });
  const { ok, output } = await runPeer('pdftotext', ['-layout', path('contract.pdf'), '-']);
  t.true(ok, output);
  for (const expected of ['КОНТРАКТ № 17-Э/2026', '184 500,00 USD', 'страница 2 из 2', 'ОГРН']) {
    t.true(output.replaceAll('\u00a0', ' ').includes(expected), expected);
  }
});

test('amounts and dates are written as Russians write them', (t) => {
  t.is(russianAmount('1234567.80'), '1\u00a0234\u00a0567,80');
  t.is(russianAmount('999.00'), '999,00');
});

test('УПД 5.03: windows-1251 octets, declared so, in the file that ИдФайл names', (t) => {
  const { fileName, bytes } = upd503();
  const text = new TextDecoder('windows-1251').decode(bytes);
  t.true(text.startsWith('<?xml version="1.0" encoding="windows-1251"?>\r\n<Файл '));
  t.regex(fileName, /^ON_NSCHFDOPPR_[^_]+_[^_]+_20261005_[0-9a-f-]{36}_0_0_0_0_0_00\.xml$/);
  t.true(text.includes(`ИдФайл="${fileName.slice(0, -4)}"`));
  t.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  t.deepEqual(upd503().bytes, bytes);
});

withXmllint(
  'УПД 5.03: the tree and attributes of the format, well-formed for libxml2',
  async (t) => {
    const path = await scratchFolder(t, { 'upd.xml': upd503().bytes });
    // Canonical XML is UTF-8, whatever the encoding of the file.
    const { ok, stdout, output } = await runPeer('xmllint', ['--c14n', path('upd.xml')]);
    t.true(ok, output);
    const canonical = stdout.toString();
    for (const expected of [
      'ВерсФорм="5.03"',
      '<Документ ВремИнфПр="10.15.00" ДатаИнфПр="05.10.2026" КНД="1115131"',
      'ИННЮЛ="9901000010"',
      'Наим="TEST Anadolu Kereste Ticaret A.Ş."',
      '<ДенИзм КодОКВ="840" НаимОКВ="Доллар США">',
      '<ВсегоОпл СтТовБезНДСВсего="92250.00" СтТовУчНалВсего="92250.00">',
      '<ОснПер РеквДатаДок="14.09.2026" РеквНаимДок="Контракт" РеквНомерДок="17-Э/2026">',
      '<Подписант Должн="Генеральный директор" СпосПодтПолном="1">',
    ]) {
      t.true(canonical.includes(expected), expected);
    }
  },
);
