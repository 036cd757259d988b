import test from 'ava';
import { pairNames } from './pair-names.ts';

const FOLDER = [
  'act.pdf',
  'act.2.sig',
  'act.SGN',
  'bare',
  'bare.sig',
  'contract.cer',
  'contract.p7s',
  'contract.pdf',
  'contract.pdf.2.sig',
  'contract.pdf.p7s',
  'contract.pdf.p7s.sig',
  'contract.pdf.p7s.tsr',
  'contract.pdf.tst',
  'invoice.pdf',
  'invoice.pdf.sig',
  'invoice.sig',
  'invoice.tok',
  'invoice.tsq',
  'invoice.xml',
  'lonely.pdf.sig',
  'toString.sig',
];
const pairs = pairNames(FOLDER);

for (const [signature, documents] of [
  ['contract.pdf.p7s', ['contract.pdf']],
  ['contract.pdf.2.sig', ['contract.pdf']],
  ['contract.p7s', ['contract.pdf']],
  ['contract.pdf.p7s.sig', ['contract.pdf.p7s']],
  ['contract.pdf.p7s.tsr', ['contract.pdf.p7s']],
  ['contract.pdf.tst', ['contract.pdf']],
  ['invoice.tok', ['invoice.pdf', 'invoice.xml']],
  ['act.SGN', ['act.pdf']],
  ['act.2.sig', ['act.pdf']],
  ['bare.sig', ['bare']],
  ['invoice.pdf.sig', ['invoice.pdf']],
  ['invoice.sig', ['invoice.pdf', 'invoice.xml']],
  ['lonely.pdf.sig', []],
  ['toString.sig', []],
] as const) {
  test(`${signature} is of ${documents.join(' or ') || 'nothing that is there'}`, (t) => {
    t.deepEqual(pairs.documentsOf(signature), documents);
  });
}

for (const [document, signatures] of [
  ['contract.pdf', ['contract.p7s', 'contract.pdf.2.sig', 'contract.pdf.p7s', 'contract.pdf.tst']],
  ['contract.pdf.p7s', ['contract.pdf.p7s.sig', 'contract.pdf.p7s.tsr']],
  ['contract.cer', []],
  ['act.pdf', ['act.2.sig', 'act.SGN']],
  ['invoice.xml', ['invoice.sig', 'invoice.tok']],
] as const) {
  test(`${document} has the signatures ${signatures.join(', ') || 'of nobody'}`, (t) => {
    t.deepEqual(pairs.signaturesOf(document), signatures);
  });
}
