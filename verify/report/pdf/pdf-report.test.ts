import test from 'ava';
import { readSheetFonts } from '../../cli/sheet-fonts.ts';
import { NOW, reportedVerdicts } from '../reported.fixture.ts';
import { showVerdict } from '../shown/show-verdict.ts';
import { writePdf } from './write-pdf.ts';

const reported = await reportedVerdicts();
const fonts = await readSheetFonts();

test('every kind of answer is drawn, whatever names it has, and twice the same octets', async (t) => {
  t.timeout(120_000);
  const shown = reported.slice(-14).map(({ verdict }) => showVerdict(verdict, 'ru'));
  const all = await writePdf(shown, { fonts, time: NOW });
  t.is(Buffer.from(all.subarray(0, 5)).toString('latin1'), '%PDF-');
  t.deepEqual(await writePdf(shown, { fonts, time: NOW }), all);
});
