import type { Run } from './ports.ts';

/** Runs an operator's command in English from `cwd`; answers its exit code, what it printed, and its JSON report, if any. */
export async function runCommand(run: Run, args: readonly string[], cwd: string) {
  const out = { stdout: '', stderr: '' };
  const code = await run([...args, '--format', 'json'], {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    environment: { LANG: 'en' },
    cwd,
    now: () => new Date(),
  });
  return { code, ...out, report: code < 2 ? JSON.parse(out.stdout) : undefined };
}
