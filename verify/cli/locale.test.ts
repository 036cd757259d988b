import test from 'ava';
import { run as journal } from './journal.ts';
import { run as path } from './path.ts';
import { run as policy } from './policy.ts';
import { run as verify } from './verify.ts';

const COMMANDS = { verify, path, policy, journal };
type Environment = Readonly<Record<string, string>>;

const CASES: readonly (readonly [Environment | undefined, readonly string[], 'ru' | 'en'])[] = [
  [undefined, [], 'ru'],
  [{}, [], 'ru'],
  [{ LANG: '' }, [], 'ru'],
  [{ LANG: 'ru_RU.UTF-8' }, [], 'ru'],
  [{ LANG: 'en_US.UTF-8' }, [], 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ru_RU.UTF-8' }, [], 'ru'],
  [{ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, [], 'en'],
  [{ LANG: 'en_US.UTF-8' }, ['--lang', 'ru'], 'ru'],
  [{ LANG: 'ru_RU.UTF-8' }, ['--lang', 'en'], 'en'],
  [{ LANG: 'ru_RU.UTF-8' }, ['--lang=en'], 'en'],
];

for (const [name, run] of Object.entries(COMMANDS)) {
  for (const [environment, asked, language] of CASES) {
    const under = `${JSON.stringify(environment ?? null)} ${asked.join(' ')}`.trim();

    test(`okno ${name} follows --lang, else the locale, else is Russian: ${under}`, async (t) => {
      // Help that is asked for, and what is said of options that cannot be read.
      for (const more of ['--help', '--no-such-option']) {
        let told = '';
        const out = { write: (text: string | Uint8Array) => (told += String(text)) };
        const ports = { stdout: out, stderr: out, cwd: '/', now: () => new Date(0) };
        const code = await run(
          [more, ...asked],
          environment === undefined ? ports : { ...ports, environment },
        );
        t.is(code, more === '--help' ? 0 : 64);
        t.is(/[а-яё]{3}/i.test(told) ? 'ru' : 'en', language, told);
      }
    });
  }
}
