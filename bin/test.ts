// Runs the tests (all, or the files named) with ava, shows what ava shows people, and closes with the
// line `N passed, N failed[, N skipped]`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { brokenClaims } from '../vault/requirements/check-claims.ts';
import { readRequirements } from '../vault/requirements/requirements.ts';

const cli = fileURLToPath(import.meta.resolve('ava')).replace(/main\.js$/, 'cli.js');
const child = spawn(process.execPath, [cli, '--tap', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

const counts = { passed: 0, failed: 0, skipped: 0 };
/** Said again at the end, where a reader of a long log looks. */
const failures: string[] = [];
const titles = { passed: new Set<string>(), skipped: new Set<string>() };
let inDetails = false;
for await (const line of createInterface({ input: child.stdout })) {
  const result = /^(not )?ok \d+( - .*?)?( # (SKIP|TODO).*)?$/.exec(line);
  if (result === null) {
    if (line.trim() === '---') inDetails = true;
    if (inDetails || line.startsWith('    ')) console.log(line);
    if (line.trim() === '...') inDetails = false;
    continue;
  }
  const [, bad, title = '', skip] = result;
  const name = title.replace(/^ - /, '');
  if (skip !== undefined) counts.skipped += 1;
  else if (bad === undefined) counts.passed += 1;
  else counts.failed += 1;
  if (skip !== undefined) titles.skipped.add(name);
  else if (bad === undefined) titles.passed.add(name);
  else failures.push(name);
  const mark = skip !== undefined ? 'skipped' : bad === undefined ? 'ok     ' : 'FAILED ';
  console.log(`${mark} ${name}`);
}
const code = await new Promise<number>((resolve) => {
  child.on('exit', (status) => resolve(status ?? 1));
});
// Only a run of every file can say that a test which a requirement names did not pass.
const claims = process.argv.length > 2 ? [] : brokenClaims(readRequirements(), titles);
counts.failed += claims.length;
failures.push(...claims);
const empty = counts.passed + counts.failed === 0;
if (empty) console.log('no test ran');
for (const title of failures) console.log(`FAILED  ${title}`);
const failed = counts.failed === 0 && (code !== 0 || empty) ? 1 : counts.failed;
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${failed} failed${skipped}`);
process.exit(failed === 0 ? 0 : 1);
