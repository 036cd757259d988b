// `npm run fuzz [-- --count N --seed N --threads N --finds FOLDER --subjects FILE]`: mutants of valid signatures of every
// level and kind, on all cores. A find is printed with its seed and written with all that it is judged by; `--replay FILE`
// judges it again. The subjects of a run with finds are kept: with `--subjects`, a seed makes the same mutant again.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toHex } from '../../formats/hex.ts';
import { textReport } from '../report/text-report.ts';
import { judgeSubject } from './judge-subject.ts';
import { type KeptSubject, keptOf, subjectOf } from './kept-subject.ts';
import { type Find, fuzz, mutantOf } from './run-fuzz.ts';
import { createSubjects } from './subjects.fixture.ts';
import type { Subject } from './world.fixture.ts';

const MILLION = 1_000_000;
/** Mutants between two lines that say how far the run has come. */
const STEP = 10_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: String(MILLION) },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string' },
    finds: { type: 'string', default: join(tmpdir(), 'okno-fuzz') },
    subjects: { type: 'string' },
    replay: { type: 'string' },
  },
});
const from = (path: string) => resolve(process.env['INIT_CWD'] ?? '', path);
process.exitCode =
  values.replay === undefined ? await run(values) : await replay(from(values.replay));

async function run(asked: typeof values): Promise<number> {
  const [first, count] = [Number(asked.seed), Number(asked.count)];
  const folder = from(asked.finds);
  const subjects = await subjectsOf(asked.subjects);
  const counts = { passed: 0, refused: 0, unreadable: 0, finds: 0 };
  const threads = asked.threads === undefined ? undefined : Number(asked.threads);
  for await (const judged of fuzz(seeds(first, count), subjects, threads)) {
    if ('outcome' in judged) counts[judged.outcome] += 1;
    else {
      counts.finds += 1;
      const mutant = mutantOf(judged.seed, subjects);
      console.log(`seed ${judged.seed}, ${mutant.name}: ${judged.what}`);
      console.log(`  ${await keep(folder, judged, mutant, subjects)}`);
    }
    const done = judged.seed - first + 1;
    if (done % STEP === 0) console.log(`${done} mutants, ${counts.finds} finds`);
  }
  const { passed, refused, unreadable, finds } = counts;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${count} mutants from seed ${first}: ${passed} pass with what was signed, ${refused} are refused, ${unreadable} cannot be read; ${finds} finds; ${memory} MiB`,
  );
  return finds === 0 ? 0 : 1;
}

function* seeds(first: number, count: number): Generator<number> {
  for (let seed = first; seed < first + count; seed += 1) yield seed;
}

async function subjectsOf(path: string | undefined): Promise<readonly Subject[]> {
  if (path === undefined) return createSubjects();
  const kept: readonly KeptSubject[] = JSON.parse(await readFile(from(path), 'utf8'));
  return kept.map(subjectOf);
}

async function keep(
  folder: string,
  { seed, what }: Find,
  mutant: Subject,
  subjects: readonly Subject[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `${seed}-${toHex(mutant.cms.subarray(-4))}`;
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ seed, what, ...keptOf(mutant) }));
  await writeFile(join(folder, `${name}.subjects.json`), JSON.stringify(subjects.map(keptOf)));
  return path;
}

async function replay(path: string): Promise<number> {
  const kept: KeptSubject = JSON.parse(await readFile(path, 'utf8'));
  console.log(textReport(await judgeSubject(subjectOf(kept)), 'en'));
  return 0;
}
