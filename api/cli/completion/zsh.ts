import type { OptionRow, Takes } from '../../../verify/cli/help/command-help.ts';
import type { CompletedCommand } from './command-syntax.ts';

export function zshCompletion(commands: readonly CompletedCommand[], told: Told): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef okno
# zsh completion of okno, made by \`okno completion zsh\`.
_okno() {
  local -a commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map((command) => commandCase(command, told)).join('\n')}
  esac
}

if [[ $funcstack[1] == _okno ]]; then _okno "$@"; else compdef _okno okno; fi
`;
}

/** What is said of an option; undefined: nothing. */
export type Told = (command: string, option: string) => string | undefined;

function commandCase({ name, options, actions, takes }: CompletedCommand, told: Told): string {
  const specs = [
    ...Object.entries(options).map(([option, row]) => spec(option, row, told(name, option))),
    ...(actions === undefined ? [] : [`1:action:(${actions.join(' ')})`]),
    ...(takes === undefined ? [] : [`*:${takes}:${action(takes)}`]),
  ];
  return `    ${name})
      _arguments ${specs.map((each) => `\\\n        ${quoted(each)}`).join(' ')}
      ;;`;
}

function spec(
  name: string,
  { type, multiple, takes }: OptionRow,
  help: string | undefined,
): string {
  const again = multiple === true ? '*' : '';
  // Brackets and colons mean something in a description.
  const description = help === undefined ? '' : `[${help.replace(/[[\]:\\]/g, '\\$&')}]`;
  const value = type === 'boolean' ? '' : `:value:${action(takes)}`;
  return `${again}--${name}${description}${value}`;
}

function action(takes: Takes | undefined): string {
  if (takes === 'file') return '_files';
  if (takes === 'folder') return '_files -/';
  return takes === undefined ? ' ' : `(${takes.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
