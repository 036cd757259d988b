import test from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import { RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import { fileKind } from './file-kind.ts';

const receipt = '{\n "entry": {';
for (const [title, start, kind] of [
  ['a receipt', receipt, 'receipt'],
  ['a receipt over its limit', receipt.padEnd(RECEIPT_LIMIT + 1), 'signature'],
  ['other JSON', '{"entry": {', 'signature'],
  ['an archive', 'PK\u0003\u0004', 'package'],
  ['half a magic number', 'PK', 'signature'],
  ['an archive with something before it', ' PK\u0003\u0004', 'signature'],
  ['a CMS', '0\u0082', 'signature'],
  ['nothing', '', 'signature'],
] as const) {
  test(`${title} is for the reader of a ${kind}`, async (t) => {
    t.is(await fileKind(bytesSource(new TextEncoder().encode(start))), kind);
  });
}
