// `npm run fuzz [-- --count N --seed N --finds FOLDER]`: mutants of valid signatures of every level and kind. A find is
// printed with its seed and written with all that it is judged by; `--replay FILE` judges it again.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toHex } from '../../formats/hex.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { textReport } from '../report/text-report.ts';
import { judgeSubject } from './judge-subject.ts';
import { KnownFacts } from './known-facts.ts';
import { type Find, judgeMutant } from './run-fuzz.ts';
import { createSubjects, type Subject } from './subjects.fixture.ts';

const MILLION = 1_000_000;
/** Memory of the whole process, samples and all, in octets: a mutant must not be able to ask for more. */
const MOST_MEMORY = 1024 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: String(MILLION) },
    seed: { type: 'string', default: '1' },
    finds: { type: 'string' },
    replay: { type: 'string' },
  },
});
const from = (path: string) => resolve(process.env['INIT_CWD'] ?? '', path);
process.exitCode = values.replay === undefined ? await fuzz() : await replay(from(values.replay));

async function fuzz(): Promise<number> {
  const [first, count] = [Number(values.seed), Number(values.count)];
  const finds = values.finds === undefined ? join(tmpdir(), 'okno-fuzz') : from(values.finds);
  const subjects = await createSubjects();
  const facts = await KnownFacts.of(subjects);
  const counts = { passed: 0, refused: 0, unreadable: 0 };
  let found = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const find = await judgeMutant(seed, subjects, facts, counts);
    if (find !== undefined) {
      found += 1;
      console.log(`seed ${find.seed}, ${find.subject.name}: ${find.what}`);
      console.log(`  ${await keep(finds, find)}`);
    }
    if ((seed - first + 1) % 10_000 === 0)
      console.log(`${seed - first + 1} mutants, ${found} finds`);
  }
  const memory = process.resourceUsage().maxRSS * 1024;
  const { passed, refused, unreadable } = counts;
  console.log(
    `${count} mutants from seed ${first}: ${passed} pass with what was signed, ${refused} are refused, ${unreadable} cannot be read; ${found} finds; ${Math.round(memory / 2 ** 20)} MiB`,
  );
  if (memory > MOST_MEMORY) console.log('the process took more memory than it may');
  return found === 0 && memory <= MOST_MEMORY ? 0 : 1;
}

async function keep(folder: string, { seed, what, subject }: Find): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${seed}-${toHex(subject.cms.subarray(-4))}.json`);
  const { name, cms, content, trust, crls, time } = subject;
  const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
  const kept = {
    ...{ seed, what, name, time: time.toISOString(), cms: base64(cms) },
    ...(content === undefined ? {} : { content: base64(content) }),
    trust: trust.map(({ der }) => base64(der)),
    crls: crls.map(base64),
  };
  await writeFile(path, JSON.stringify(kept));
  return path;
}

async function replay(path: string): Promise<number> {
  const kept = JSON.parse(await readFile(path, 'utf8')) as Record<
    'name' | 'time' | 'cms',
    string
  > & {
    readonly content?: string;
    readonly trust: readonly string[];
    readonly crls: readonly string[];
  };
  const octets = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const subject: Subject = {
    name: kept.name,
    cms: octets(kept.cms),
    ...(kept.content === undefined ? {} : { content: octets(kept.content) }),
    trust: kept.trust.map((one) => parseCertificate(octets(one))),
    crls: kept.crls.map(octets),
    time: new Date(kept.time),
  };
  console.log(textReport(await judgeSubject(subject), 'en'));
  return 0;
}
