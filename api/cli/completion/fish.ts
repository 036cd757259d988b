import type { Takes } from '../../../verify/cli/help/command-help.ts';
import type { CompletedCommand } from './command-syntax.ts';
import type { Told } from './zsh.ts';

export function fishCompletion(commands: readonly CompletedCommand[], told: Told): string {
  const lines = commands.flatMap((command) => commandLines(command, told));
  return `# fish completion of okno, made by \`okno completion fish\`.
complete -c okno -f
${lines.join('\n')}
`;
}

function commandLines(
  { name, summary, options, actions, takes }: CompletedCommand,
  told: Told,
): readonly string[] {
  const within = `complete -c okno -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c okno -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...(actions === undefined ? [] : [`${within} -a ${quoted(actions.join(' '))}`]),
    ...(takes === undefined ? [] : [`${within} ${argument(takes)}`]),
    ...Object.entries(options).map(([option, row]) => {
      const help = told(name, option);
      return [
        `${within} -l ${option}`,
        ...(row.short === undefined ? [] : [`-s ${row.short}`]),
        ...(row.type === 'boolean' ? [] : [value(row.takes)]),
        ...(help === undefined ? [] : [`-d ${quoted(help)}`]),
      ].join(' ');
    }),
  ];
}

function argument(takes: 'file' | 'folder'): string {
  return takes === 'file' ? '-F' : "-a '(__fish_complete_directories)'";
}

function value(takes: Takes | undefined): string {
  if (takes === 'file') return '-r -F';
  if (takes === 'folder') return "-x -a '(__fish_complete_directories)'";
  return takes === undefined ? '-x' : `-x -a ${quoted(takes.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
