import { readAll } from '../../formats/byte-source.ts';
import {
  type DeclarationKind,
  declaration,
  declaredEdition,
  isNamasteLike,
} from '../../formats/ocfl/declaration.ts';
import type { OcflCode } from '../../formats/ocfl/fault.ts';
import type { Report } from './findings.ts';
import { type OcflEntry, type OcflTree, pathIn } from './tree.ts';

interface Codes {
  readonly missing: OcflCode;
  readonly several: OcflCode;
  readonly pattern: OcflCode;
  readonly tag: OcflCode;
  readonly value: OcflCode;
  readonly text: OcflCode;
}

const CODES: Readonly<Record<DeclarationKind, Codes>> = {
  // OCFL 1.1 §3.2
  ocfl_object_: {
    missing: 'E003',
    several: 'E003',
    pattern: 'E004',
    tag: 'E005',
    value: 'E006',
    text: 'E007',
  },
  // OCFL 1.1 §4.1, §4.2
  ocfl_: {
    missing: 'E069',
    several: 'E076',
    pattern: 'E077',
    tag: 'E078',
    value: 'E079',
    text: 'E080',
  },
};

export interface FoundDeclaration {
  /** The newest that is declared; undefined: none is. */
  readonly edition: string | undefined;
  /** Names of the files that are declarations, or were meant as such and have been reported. */
  readonly names: ReadonlySet<string>;
}

/** The one file that says what a folder is, and by which edition. */
export async function checkDeclaration(
  kind: DeclarationKind,
  place: {
    readonly tree: OcflTree;
    readonly folder: string;
    readonly entries: readonly OcflEntry[];
  },
  report: Report,
): Promise<FoundDeclaration> {
  const { tree, folder, entries } = place;
  const codes = CODES[kind];
  const names = new Set<string>();
  const editions: string[] = [];
  for (const { name, kind: entryKind } of entries) {
    if (entryKind !== 'file') continue;
    const edition = declaredEdition(kind, name);
    const wrong = edition === undefined ? malformation(kind, name, codes) : undefined;
    if (wrong !== undefined) report(wrong, pathIn(folder, name), 'this is no declaration');
    if (edition !== undefined || wrong !== undefined) names.add(name);
    if (edition === undefined) continue;
    editions.push(edition);
    await checkText(
      { tree, path: pathIn(folder, name) },
      declaration(kind, edition).text,
      codes,
      report,
    );
  }
  if (editions.length > 1) report(codes.several, folder, `declares ${editions.join(', ')}`);
  if (editions.length === 0) report(codes.missing, folder, 'there is no declaration');
  return { edition: editions.sort().at(-1), names };
}

function malformation(kind: DeclarationKind, name: string, codes: Codes): OcflCode | undefined {
  const [tag = '', value = ''] = name.split('=', 2);
  if (!isNamasteLike(name))
    return /^0?ocfl_/.test(name) && !/\.(json|md|txt)$/.test(name) ? codes.pattern : undefined;
  if (tag !== '0') return declaredEdition(kind, `0=${value}`) === undefined ? undefined : codes.tag;
  return /^ocfl/i.test(value) ? codes.value : undefined;
}

async function checkText(
  { tree, path }: { readonly tree: OcflTree; readonly path: string },
  expected: string,
  codes: Codes,
  report: Report,
): Promise<void> {
  const text = await tree.read(path, async (source) =>
    source.size > 100 ? undefined : new TextDecoder().decode(await readAll(source, 100)),
  );
  if (text !== expected)
    report(codes.text, path, `does not hold "${expected.trim()}" and a newline`);
}
