import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FailPoint } from './points.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const INTAKE = ['api/faults/judging.test.ts'];
const JOURNAL = ['api/faults/failpoints.test.ts'];
const LOG_KEY = ['api/cli/keys.test.ts'];
const MASTER_KEY = ['api/cli/master-key.test.ts'];
const RUN = 'api/faults/archive.test.ts';
const REPAIR = 'api/faults/repair.test.ts';
const STAGED = [RUN, 'storage/archive/fs/open-archive.test.ts'];
const PLACED = [...STAGED, REPAIR];

/** The tests that kill a process at a point: one that no test walks does not compile. */
export const KILL_TESTS = {
  'intake/judged': INTAKE,
  'intake/kept': INTAKE,
  'intake/committed': INTAKE,
  'judge-again/judged': INTAKE,
  'judge-again/kept': INTAKE,
  'judge-again/committed': INTAKE,
  'commit/written': JOURNAL,
  'sqlite/begun': JOURNAL,
  'sqlite/filled': JOURNAL,
  'sqlite/committed': JOURNAL,
  'file/written': JOURNAL,
  'file/renamed': JOURNAL,
  'sequence/signed': JOURNAL,
  'sequence/sealed': JOURNAL,
  'sequence/made': JOURNAL,
  'sequence/written': JOURNAL,
  'sequence/stored': JOURNAL,
  'sequence/remembered': JOURNAL,
  'supplement/stamped': JOURNAL,
  'supplement/written': JOURNAL,
  'supplement/stored': JOURNAL,
  'key/made': LOG_KEY,
  'key/journalled': LOG_KEY,
  'key/stated': LOG_KEY,
  'master-key/added': MASTER_KEY,
  'master-key/rewrapped': MASTER_KEY,
  'master-key/retired': MASTER_KEY,
  'publish/tiles': JOURNAL,
  'archive/content': STAGED,
  'archive/staged': STAGED,
  'archive/ready': PLACED,
  'archive/moved-out': PLACED,
  'archive/joined': PLACED,
  'archive/placed': PLACED,
  'archive/cleared': PLACED,
  'archive/segment': [RUN],
  'archive/forgotten': [RUN],
  'repair/journalled': [REPAIR],
} satisfies Record<FailPoint, readonly string[]>;

/** The points that the test of this module has to walk. */
export function pointsOf(module: string): readonly FailPoint[] {
  const file = relative(ROOT, fileURLToPath(module));
  return (Object.keys(KILL_TESTS) as FailPoint[]).filter((point) =>
    KILL_TESTS[point].includes(file),
  );
}

/** Kills at each point: `KILL_CYCLES` of the environment, else those of a run in CI or of one at hand. */
export function killCycles({ ci, atHand = 1 }: { readonly ci: number; readonly atHand?: number }) {
  const asked = process.env['KILL_CYCLES'];
  if (asked === undefined || asked === '') return process.env['CI'] === undefined ? atHand : ci;
  if (!/^[1-9]\d{0,4}$/.test(asked)) throw new Error(`KILL_CYCLES is no number: ${asked}`);
  return Number(asked);
}
