import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import { dispatch } from '../../cli.ts';
import { loaderOf } from '../commands.ts';
import { completedCommands, optionWords, SHELLS } from './command-syntax.ts';

async function okno(args: readonly string[]) {
  const out = { stdout: '', stderr: '' };
  const code = await dispatch(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    environment: {},
    cwd: '/',
    now: () => new Date(),
  });
  return { code, ...out };
}

const commands = completedCommands('en');

for (const { name, options } of commands) {
  if (loaderOf(name) === undefined) continue;
  test(`what Tab completes for ${name} is what its help tells, in both languages`, async (t) => {
    for (const lang of ['ru', 'en']) {
      const { stdout, stderr } = await okno([name, '--help', '--lang', lang]);
      // What is said of another command is that one's.
      const own = `${stdout}${stderr}`.replace(
        new RegExp(`okno (?!${name}\\b)[a-z-]+[^\n.;)]*`, 'g'),
        '',
      );
      const told = own.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
      // Every command has these two, whether its help says so or not.
      const others = (names: readonly string[]) =>
        [...new Set(names)].filter((each) => !['--help', '--lang'].includes(each)).sort();
      t.deepEqual(others(told), others(Object.keys(options).map((each) => `--${each}`)), lang);
    }
  });
}

/** What a real bash offers after these words, of which the last is being typed. */
async function offered(t: ExecutionContext, words: readonly string[]): Promise<readonly string[]> {
  const path = await scratchFolder(t, {
    'contract one.pdf': '',
    'contract.sig': '',
    'root.pem': '',
  });
  await mkdir(path('contracts'));
  await writeFile(path('okno.bash'), (await okno(['completion', 'bash'])).stdout);
  // Outside of readline there is no completion whose options could be set.
  const script = `compopt() { :; }; source okno.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _okno
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...words], {
    cwd: path('.'),
  });
  t.is(stderr, '');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

test('bash offers every command, and to each its options and actions', async (t) => {
  t.deepEqual(await offered(t, ['okno', '']), commands.map(({ name }) => name).sort());
  for (const { name, options, actions = [] } of commands) {
    if (loaderOf(name) === undefined) continue;
    t.deepEqual(await offered(t, ['okno', name, '-']), [...optionWords(options)].sort(), name);
    if (actions.length > 0) t.deepEqual(await offered(t, ['okno', name, '']), [...actions].sort());
  }
});

const OFFERS: readonly (readonly [line: readonly string[], offers: readonly string[]])[] = [
  [
    ['okno', 'ver'],
    ['verify', 'version'],
  ],
  [['okno', 'verify', '--tr'], ['--trust']],
  [['okno', 'verify', '--format', 'j'], ['json']],
  [['okno', 'verify', '--format', '=', 'j'], ['json']],
  [
    ['okno', 'verify', '--lang', '='],
    ['en', 'ru'],
  ],
  [['okno', 'verify', '--trust', 'r'], ['root.pem']],
  [
    ['okno', 'verify', 'contract.sig', 'contract'],
    ['contract one.pdf', 'contract.sig', 'contracts'],
  ],
  [['okno', 'verify', '--at', ''], []],
  [['okno', 'journal', 'verify', 'con'], ['contracts']],
  [['okno', 'completion', 'z'], ['zsh']],
  [['okno', 'nonsense', '-'], []],
];
for (const [line, offers] of OFFERS) {
  test(`bash: after «${line.join(' ')}» it offers ${offers.join(', ') || 'nothing'}`, async (t) => {
    t.deepEqual(await offered(t, line), offers);
  });
}

for (const [shell, debianPackage] of [
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
] as const) {
  testWith(shell, debianPackage)(`${shell} reads its script`, async (t) => {
    for (const lang of ['ru', 'en']) {
      const { code, stdout } = await okno(['completion', shell, '--lang', lang]);
      t.is(code, 0);
      const path = await scratchFolder(t, { script: stdout });
      const { stderr } = await promisify(execFile)(shell, ['-n', path('script')]);
      t.is(stderr, '');
    }
  });
}

testWith('fish', 'fish')('a real fish offers options with what is said of them', async (t) => {
  const path = await scratchFolder(t, {
    'okno.fish': (await okno(['completion', 'fish', '--lang', 'en'])).stdout,
  });
  const ask = async (line: string) => {
    const script = `source ${path('okno.fish')}; complete -C '${line}'`;
    const environment = { ...process.env, HOME: path('.') };
    const { stdout } = await promisify(execFile)('fish', ['-c', script], { env: environment });
    return stdout.split('\n');
  };
  t.true(
    (await ask('okno verify --tru')).some((line) => /^--trust\ttrusted certificates/.test(line)),
  );
  t.true((await ask('okno mas')).some((line) => line.startsWith('master-key\t')));
  t.regex((await ask('okno verify --lang ')).join(' '), /^en\b.* ru\b/);
});

test('another shell, none or two is wrong usage (64), and says what there is', async (t) => {
  for (const args of [[], ['tcsh'], ['bash', 'zsh'], ['--unknown']]) {
    const { code, stdout, stderr } = await okno(['completion', ...args]);
    t.is(code, 64);
    t.is(stdout, '');
    for (const shell of SHELLS) t.true(stderr.includes(shell));
  }
});
