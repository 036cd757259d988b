import test from 'ava';
import type { SignatureReport } from '../report.ts';
import { HOSTILE, NOW, reportedVerdicts } from '../reported.fixture.ts';
import { counterSignatureRows } from './counter-signature-rows.ts';
import { showValidation } from './show-validation.ts';

const verdict = (await reportedVerdicts()).find(
  ({ name }) => name === 'countersigned.p7s',
)?.verdict;
if (verdict?.kind !== 'signature') throw new RangeError('no sample');
const { report } = verdict;
const [signature] = report.signatures as [SignatureReport];

test('each counter-signature is a line: who, when by its own word, and whether it counts', (t) => {
  t.is(signature.indication, 'TOTAL-PASSED', 'nothing about them changes the signature');
  const rows = counterSignatureRows(signature, 'en');
  t.deepEqual(
    rows.map(([label]) => label),
    ['Counter-signature', 'Counter-signature', 'Counter-signature'],
  );
  const [notary, clerk, upon] = rows.map(([, text]) => text);
  t.false(notary?.includes(HOSTILE), 'a name is text, and printable');
  t.true(notary?.includes(NOW.toISOString()));
  t.regex(notary ?? '', /\(the signer’s own word, proof of nothing\), .*\(TOTAL-PASSED\)$/);
  t.regex(clerk ?? '', /^Секретарь, .*\(INDETERMINATE, REVOKED_NO_POE\): /);
  t.regex(upon ?? '', /^Архивариус, .*\(TOTAL-PASSED\)$/);
  t.deepEqual(counterSignatureRows({ ...signature, counterSignatures: [] }, 'en'), []);
});

test('one that does not hold is among what is to be noted, beside a signature that is valid', (t) => {
  const notes = (signatures: readonly SignatureReport[]) => {
    const [part] = showValidation({ ...report, signatures }, 'ru').parts;
    return part?.sections.find(({ title }) => title === 'На что обратить внимание')?.rows;
  };
  t.deepEqual(notes([signature]), [
    [
      'Внимание',
      'Заверяющих подписей 3, из них не подтверждено 1. На состояние самой подписи это не влияет.',
    ],
  ]);
  const held = signature.counterSignatures?.filter(({ indication }) => {
    return indication === 'TOTAL-PASSED';
  });
  t.is(held?.length, 1);
  t.is(notes([{ ...signature, counterSignatures: held ?? [] }]), undefined);
});

test('specialists see all of it, each title saying whose', (t) => {
  const [part] = showValidation(report, 'ru').parts;
  const titles = part?.details.map(({ title }) => title) ?? [];
  t.is(titles.filter((title) => title === 'Заверяющая подпись').length, 2);
  t.true(titles.includes('Заверяющая подпись: сертификаты'));
  t.true(titles.includes('Заверяющая подпись: заверяющая подпись: сертификаты'));
});

test('what counter-signatures stood on is among the objects of the report', (t) => {
  const listed = new Set(report.validationObjects?.map(({ sha256 }) => sha256));
  const [, clerk] = signature.counterSignatures ?? [];
  t.true(listed.has(clerk?.signer?.certificate ?? ''));
});

test('what a counter-signature is over is told as a value inside the file, not as a file', (t) => {
  const [notary] = signature.counterSignatures ?? [];
  const [content] = notary?.signedContent ?? [];
  t.deepEqual([content?.file, content?.ranges], ['countersigned.p7s', []]);
});
