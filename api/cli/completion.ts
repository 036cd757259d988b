import { parseArgs } from 'node:util';
import { languageOf } from '../../verify/cli/locale.ts';
import { VERIFY_GROUPS } from '../../verify/cli/verify-option-table.ts';
import type { Language } from '../http/context.ts';
import { bashCompletion } from './completion/bash.ts';
import { completedCommands, SHELLS, type Shell } from './completion/command-syntax.ts';
import { fishCompletion } from './completion/fish.ts';
import { zshCompletion } from './completion/zsh.ts';
import { COMPLETION_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';

/** sysexits.h EX_USAGE. */
const USAGE = 64;

const HELP: Readonly<Record<Language, string>> = {
  ru: `okno completion bash|zsh|fish — печатает скрипт, по которому оболочка дополняет команды по Tab.

  bash  okno completion bash > ~/.local/share/bash-completion/completions/okno
  zsh   okno completion zsh > ~/.zfunc/_okno   (папка — в fpath, затем compinit)
  fish  okno completion fish > ~/.config/fish/completions/okno.fish

  --lang ru|en  язык пояснений       --help  эта справка
`,
  en: `okno completion bash|zsh|fish — prints the script by which a shell completes commands by Tab.

  bash  okno completion bash > ~/.local/share/bash-completion/completions/okno
  zsh   okno completion zsh > ~/.zfunc/_okno   (a folder in fpath, then compinit)
  fish  okno completion fish > ~/.config/fish/completions/okno.fish

  --lang ru|en  language of the remarks       --help  this help
`,
};

/** `okno completion`: made from the tables that the commands themselves read. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const asked = askedFor(args);
  if (asked === 'help') {
    ports.stdout.write(HELP[language]);
    return 0;
  }
  if (asked === undefined) {
    ports.stderr.write(HELP[language]);
    return USAGE;
  }
  ports.stdout.write(completionFor(asked, language));
  return 0;
}

export function completionFor(shell: Shell, language: Language): string {
  const commands = completedCommands(language);
  const told = (command: string, option: string) =>
    command === 'verify' ? VERIFY_HELPS.get(option)?.[language] : undefined;
  switch (shell) {
    case 'bash':
      return bashCompletion(commands);
    case 'zsh':
      return zshCompletion(commands, told);
    case 'fish':
      return fishCompletion(commands, told);
  }
}

const VERIFY_HELPS = new Map(
  VERIFY_GROUPS.flatMap(({ options }) =>
    Object.entries(options).map(([name, { help }]) => [name, help] as const),
  ),
);

/** Undefined: the call is wrong. */
function askedFor(args: readonly string[]): Shell | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: COMPLETION_OPTIONS,
    });
    if (values.help) return 'help';
    return positionals.length === 1 ? SHELLS.find((each) => each === positionals[0]) : undefined;
  } catch {
    return undefined;
  }
}
