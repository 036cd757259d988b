import { parseArgs } from 'node:util';
import { localeOf } from '../../verify/cli/locale.ts';
import { stableJson } from '../../verify/report/json-report.ts';
import {
  type Requirement,
  readRequirements,
  requirementsOf,
  STATUSES,
  type Status,
} from '../requirements/requirements.ts';
import type { Language } from './access-words.ts';
import { type CommandPorts, member, USAGE } from './command.ts';
import { REQUIREMENTS_OPTIONS } from './option-tables.ts';
import { REQUIREMENTS_WORDS } from './requirements-words.ts';

interface Options {
  readonly lang: Language | undefined;
  readonly help: boolean;
  readonly json: boolean;
  readonly ids: readonly string[];
  readonly module: string | undefined;
  readonly status: Status | undefined;
}

/** `okno requirements`: the rules, how far each is kept, and by which tests. Exit code 1: none such. */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  const all = readRequirements();
  const modules = [...new Set(all.map(({ module }) => module))];
  const options = readOptions(args, all, modules);
  const language = options?.lang ?? localeOf(ports.environment);
  if (options === undefined || options.help) {
    const out = options === undefined ? ports.stderr : ports.stdout;
    out.write(REQUIREMENTS_WORDS[language].help(modules, STATUSES));
    return options === undefined ? USAGE : 0;
  }
  const rows = chosen(all, options);
  ports.stdout.write(options.json ? stableJson({ requirements: rows }) : textOf(rows, language));
  return rows.length > 0 ? 0 : 1;
}

/** Undefined: the call is wrong. */
function readOptions(
  args: readonly string[],
  all: readonly Requirement[],
  modules: readonly string[],
): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: REQUIREMENTS_OPTIONS,
    });
    const lang = member(['ru', 'en'] as const, values.lang);
    const module = member(modules, values.module);
    const status = member(STATUSES, values.status);
    const format = member(['text', 'json'] as const, values.format);
    const given = { lang, module, status, format };
    const names = ['lang', 'module', 'status', 'format'] as const;
    const wrong = names.some((name) => values[name] !== undefined && given[name] === undefined);
    if (wrong || positionals.some((id) => requirementsOf(id, all).length === 0)) return undefined;
    const help = values.help === true;
    return { lang, module, status, help, json: format === 'json', ids: positionals };
  } catch {
    return undefined; // parseArgs: an option that there is not
  }
}

function chosen(all: readonly Requirement[], { ids, module, status }: Options) {
  const named = ids.length === 0 ? all : [...new Set(ids.flatMap((id) => requirementsOf(id, all)))];
  return named.filter(
    (row) =>
      (module === undefined || row.module === module) &&
      (status === undefined || row.status === status),
  );
}

function textOf(rows: readonly Requirement[], language: Language): string {
  const words = REQUIREMENTS_WORDS[language];
  const lines = rows.map(({ id, place, module, status, title, tests }) => {
    const act = words.acts[id.split('-')[0] ?? ''] ?? '';
    const shown = tests.map((each) => `  ${words.shownBy}: ${each.file}: ${each.title}\n`);
    return (
      `${id}  ${title[language]}\n` +
      `  ${act}, ${words.place(place)}; ${module}; ${words.statuses[status]}\n${shown.join('')}`
    );
  });
  const counts = STATUSES.map((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return `${words.statuses[status]}: ${count}`;
  });
  return `${lines.join('')}\n${words.total}: ${rows.length}; ${counts.join(', ')}\n`;
}
