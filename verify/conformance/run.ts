// `npm run conformance [-- FOLDER]`: judges the published vectors, and says per set how often we agree. Fails
// for every disagreement, for every exception that agrees, and for every set that is not there.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { allSets, missingSets } from './all-sets.ts';
import { isKept, runSet, type SetResult } from './conformance-set.ts';
import { CorpusFolder } from './corpus-folder.ts';

const [given] = process.argv.slice(2);
const folder =
  given === undefined
    ? corpora
    : pathToFileURL(`${resolve(process.env['INIT_CWD'] ?? '', given)}/`);
if (folder === undefined || !existsSync(folder)) {
  console.error('no vectors: put them in ../shared/corpora, or name their folder');
  process.exit(64);
}

const COLUMNS = ['agreed', 'false accepts', 'false rejects', 'other reason', 'not applicable'];
console.log(row(['set', ...COLUMNS]));
const vectors = new CorpusFolder(folder);
const missing = missingSets(vectors);
const failures = missing.map((path) => `not there: ${path}`);
const totals = [0, 0, 0, 0, 0];
for (const { path, open } of allSets(vectors)) {
  if (missing.includes(path)) continue;
  const result = await runSet(open());
  const counts = countsOf(result);
  for (const [column, count] of counts.entries()) totals[column] = (totals[column] ?? 0) + count;
  console.log(row([result.name, ...counts.map(String)]));
  if (!isKept(result)) failures.push(...failuresOf(result));
}
console.log(row(['all', ...totals.map(String)]));
for (const failure of failures) console.log(failure);
process.exit(failures.length === 0 ? 0 : 1);

function countsOf(result: SetResult): readonly number[] {
  const { agreed, falseAccepts, falseRejects, otherReasons, notApplicable } = result;
  return [agreed, falseAccepts.length, falseRejects.length, otherReasons.length, notApplicable];
}

function failuresOf({ name, falseAccepts, falseRejects, otherReasons, needless }: SetResult) {
  const told = (what: string, ids: readonly string[]) => ids.map((id) => `${name}: ${what}: ${id}`);
  return [
    ...told('FALSE ACCEPT', falseAccepts),
    ...told('false reject', falseRejects),
    ...told('refused for another reason', otherReasons),
    ...told('an exception that agrees now', needless),
  ];
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(64) + cells.map((cell) => cell.padStart(16)).join('');
}
