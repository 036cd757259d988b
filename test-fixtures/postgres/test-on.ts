import test, { type ExecutionContext, type ImplementationFn } from 'ava';
import type { PostgresEngine } from './engines.ts';

export type PostgresTest = (title: string, implementation: ImplementationFn<[]>) => void;

/** `test` for what needs an engine: skipped without it, and a failure under CI. */
export function testOn({ name, bin, install }: PostgresEngine): PostgresTest {
  if (bin !== undefined) return test;
  if (process.env['CI'] === undefined) {
    return (title) => test.skip(`${title} (needs ${name}: ${install})`, () => {});
  }
  return (title) => test(title, (t: ExecutionContext) => t.fail(`needs ${name}: ${install}`));
}
