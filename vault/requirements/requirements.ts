import { readFileSync } from 'node:fs';

export const STATUSES = ['kept', 'partly', 'not-yet', 'not-software'] as const;
export type Status = (typeof STATUSES)[number];

/** A test by the file that holds it, from the root of the project, and its whole title. */
export interface ShownBy {
  readonly file: string;
  readonly title: string;
}

/** One rule of the acts that this project is made for, in words of ours. */
export interface Requirement {
  /** As code, journal and answers cite it: act, paragraph, and a word where one paragraph holds several rules. */
  readonly id: string;
  /** Where it stands inside the act. */
  readonly place: string;
  readonly module: string;
  readonly status: Status;
  readonly title: { readonly ru: string; readonly en: string };
  readonly tests: readonly ShownBy[];
}

/** Every row of `rows.tsv` with its tests of `shown-by.tsv`. Throws when a row or a test is malformed. */
export function readRequirements(): readonly Requirement[] {
  const shown = table('shown-by.tsv', 3).map(([id = '', file = '', title = '']) => ({
    id,
    test: { file, title },
  }));
  const requirements = table('rows.tsv', 6).map(
    ([id = '', place = '', module = '', status = '', ru = '', en = '']) => {
      const tests = shown.filter((each) => each.id === id).map(({ test }) => test);
      return { id, place, module, status: statusOf(status, id), title: { ru, en }, tests };
    },
  );
  const ids = new Set(requirements.map(({ id }) => id));
  if (ids.size < requirements.length) throw new Error('rows.tsv: an id stands twice');
  const unknown = shown.find(({ id }) => !ids.has(id));
  if (unknown !== undefined) throw new Error(`shown-by.tsv: no row ${unknown.id}`);
  return requirements;
}

/**
 * What an id in the code means: its own row, or all rows of the paragraph that it names as a whole
 * (`D65-24` is `D65-24-получ`, `D65-24-разм` and `D65-24-напр`). Empty: there is no such rule.
 */
export function requirementsOf(id: string, all: readonly Requirement[]): readonly Requirement[] {
  const own = all.filter((each) => each.id === id);
  return own.length > 0 ? own : all.filter((each) => each.id.startsWith(`${id}-`));
}

/** Lines under the heading, as cells; tabs and line ends never stand in a cell. */
function table(name: string, columns: number): readonly (readonly string[])[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const lines = text.split('\n').slice(1, -1);
  return lines.map((line, at) => {
    const cells = line.split('\t');
    if (cells.length === columns && cells.every((cell) => cell.trim() !== '')) return cells;
    throw new Error(`${name}, line ${at + 2}: ${columns} cells are needed, none of them empty`);
  });
}

function statusOf(text: string, id: string): Status {
  const status = STATUSES.find((each) => each === text);
  if (status === undefined) throw new Error(`rows.tsv: ${id} has the unknown status ${text}`);
  return status;
}
