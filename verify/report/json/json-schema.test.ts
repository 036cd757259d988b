import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { reportedVerdicts } from '../reported.fixture.ts';
import { writeJson } from './write-json.ts';

const schema = JSON.parse(
  await readFile(new URL('validation-report.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
  logger: false,
});
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
const isReport = ajv.compile(schema);
const reported = await reportedVerdicts();

function faults(json: string): unknown {
  return isReport(JSON.parse(json)) ? [] : isReport.errors?.slice(0, 5);
}

for (const [index, { name, verdict }] of reported.entries()) {
  test(`the report keeps its published schema: ${index} ${JSON.stringify(name)}`, (t) => {
    t.deepEqual(faults(writeJson([verdict], verdict.exitCode)), []);
  });
}

test('of several files too', (t) => {
  const verdicts = reported.map(({ verdict }) => verdict);
  t.deepEqual(faults(writeJson(verdicts, 1)), []);
  t.is(JSON.parse(writeJson(verdicts, 1)).files.length, verdicts.length);
});

test('of what was left out and of what did not come from the network too', (t) => {
  const unreadable = [{ option: '--crl', file: 'readme.txt', message: 'no list' }];
  const fetching = {
    notFetched: [{ url: 'http://a/', reason: '404' }],
    withoutNonce: ['http://b/'],
  };
  const verdicts = reported.map(({ verdict }) =>
    verdict.kind === 'signature' ? { ...verdict, fetching } : verdict,
  );
  t.deepEqual(faults(writeJson(verdicts, 1, unreadable)), []);
  for (const verdict of verdicts) t.deepEqual(faults(writeJson([verdict], 1, unreadable)), []);
});

test('one file: what is asked of a report stands at its top', (t) => {
  const archived = reported.find(({ name }) => name === 'archived.p7s');
  const report = JSON.parse(archived === undefined ? '' : writeJson([archived.verdict], 0));
  for (const member of ['file', 'validationTime', 'policy', 'signatures']) {
    t.true(Object.hasOwn(report, member), member);
  }
  t.is(report.file, 'archived.p7s');
  t.is(report.signatures[0].reason.ru, 'Все проверки пройдены.');
  t.deepEqual(report.signatures[0].signedContent[0].ranges, [{ offset: 0, length: 47 }]);
});

/** Each differs from a real report in one thing. */
const BREAKS: readonly (readonly [string, (signature: Record<string, unknown>) => void])[] = [
  ['a member that it does not know', (signature) => (signature['extra'] = 1)],
  ['a required member is missing', (signature) => delete signature['coverage']],
  ['a pass that covers nothing', (signature) => (signature['coverage'] = 'NONE')],
  ['a pass with a sub-indication', (signature) => (signature['subIndication'] = 'EXPIRED')],
  ['a time without its zone', (signature) => (signature['bestSignatureTime'] = '2026-03-01')],
];
for (const [title, change] of BREAKS) {
  test(`the schema refuses ${title}`, (t) => {
    const archived = reported.find(({ name }) => name === 'archived.p7s');
    const report = JSON.parse(archived === undefined ? '' : writeJson([archived.verdict], 0));
    change(report.signatures[0]);
    t.false(isReport(report));
  });
}

test('every signature has what a program asks of it, null where there is nothing to tell', (t) => {
  const members = (
    'format,level,indication,subIndication,reason,intact,cryptographicallyValid,trusted,coverage,' +
    'signedContent,signer,claimedSigningTime,bestSignatureTime,timestamps,certificates,warnings'
  ).split(',');
  let without = 0;
  for (const { verdict } of reported) {
    if (verdict.kind !== 'signature') continue;
    const { signatures } = JSON.parse(writeJson([verdict], verdict.exitCode));
    for (const signature of signatures) {
      t.deepEqual(
        members.filter((name) => !(name in signature)),
        [],
      );
      if (signature.subIndication === null) without += 1;
    }
  }
  t.true(without > 0);
});
