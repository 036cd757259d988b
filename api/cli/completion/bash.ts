import { type CompletedCommand, optionWords } from './command-syntax.ts';

/** Needs nothing but bash: no package of completions. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# bash completion of okno, made by \`okno completion bash\`.
_okno_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_okno_files() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_okno_folders() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -d -- "$1")
}

_okno() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # --option=value comes as three words.
  if [[ $current == '=' ]]; then
    current=
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    _okno_words '${commands.map(({ name }) => name).join(' ')}' "$current"
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(commandCase).join('\n')}
  esac
}

complete -F _okno okno
`;
}

function commandCase({ name, options, actions, takes }: CompletedCommand): string {
  const values = Object.entries(options)
    .filter(([, { type }]) => type === 'string')
    .map(([option, row]) => `      --${option}) ${completed(row.takes)}; return ;;`);
  const words = optionWords(options).join(' ');
  const first =
    actions === undefined
      ? []
      : [
          `    if ((COMP_CWORD == 2)) && [[ $current != -* ]]; then _okno_words '${actions.join(' ')}' "$current"; return; fi`,
        ];
  return `  ${name})
    case $before in
${[...values, '      *) ;;'].join('\n')}
    esac
${[...first, `    if [[ $current == -* ]]; then _okno_words '${words}' "$current"; else ${completed(takes)}; fi`].join('\n')}
    ;;`;
}

function completed(takes: CompletedCommand['takes'] | readonly string[]): string {
  if (takes === 'file') return '_okno_files "$current"';
  if (takes === 'folder') return '_okno_folders "$current"';
  return takes === undefined ? ':' : `_okno_words '${takes.join(' ')}' "$current"`;
}
