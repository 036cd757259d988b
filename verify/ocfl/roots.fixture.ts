import { layoutConfig, layoutFile, objectPath } from '../../formats/ocfl/layout.ts';
import { type Files, hex, objectFiles } from './object.fixture.ts';

const IDS = ['urn:example:letter', 'urn:example:reply'];
const pathOf = (id: string) => objectPath(hex('sha256', id));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function put(files: Files, folder: string, object: Files): void {
  for (const [path, content] of object) files.set(`${folder}/${path}`, content);
}

/** A valid root with two objects. */
export function rootFiles(): Files {
  const files: Files = new Map([
    ['0=ocfl_1.1', 'ocfl_1.1\n'],
    ['README.md', 'what lies here\n'],
    ['ocfl_layout.json', text(layoutFile())],
    ['extensions/0004-hashed-n-tuple-storage-layout/config.json', text(layoutConfig())],
  ]);
  for (const id of IDS) put(files, pathOf(id), objectFiles({}, id));
  return files;
}

export const set =
  (path: string, content = 'x') =>
  (files: Files) =>
    void files.set(path, content);
const renamed = (from: string, to: string) => (files: Files) => {
  for (const [path, content] of [...files]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    files.delete(path);
    files.set(to + path.slice(from.length), content);
  }
};
export const [LETTER = '', REPLY = ''] = IDS.map(pathOf);
const TUPLE = LETTER.slice(0, 3);

/** The valid root with one change. */
export const BROKEN_ROOTS: readonly (readonly [
  codes: string,
  what: string,
  change: (files: Files) => void,
])[] = [
  ['E069', 'no declaration', (files) => files.delete('0=ocfl_1.1')],
  ['E069 E077', 'a declaration without tag', renamed('0=ocfl_1.1', 'ocfl_1.1')],
  ['E069 E078', 'a declaration of another tag', renamed('0=ocfl_1.1', '1=ocfl_1.1')],
  ['E069 E079', 'a declaration of another value', renamed('0=ocfl_1.1', '0=ocfl-1.1')],
  ['E076', 'two declarations', set('0=ocfl_1.2', 'ocfl_1.2\n')],
  ['E080', 'a declaration with another text', set('0=ocfl_1.1', 'ocfl_1.0\n')],
  ['E070', 'a layout that is not JSON', set('ocfl_layout.json', '{')],
  [
    'E070',
    'a layout without description',
    set('ocfl_layout.json', '{"extension":"0002-flat-direct-storage-layout"}'),
  ],
  [
    'E071',
    'a layout that nobody registered',
    set('ocfl_layout.json', '{"extension":"okno","description":"x"}'),
  ],
  ['E072 E085', 'files that belong to no object', set('abc/notes.txt')],
  ['E073', 'an empty folder', set('abc/')],
  [
    'E081',
    'an object of a later edition than the root',
    (files) => {
      files.delete('0=ocfl_1.1');
      files.set('0=ocfl_1.0', 'ocfl_1.0\n');
    },
  ],
  [
    'E083',
    'an object in another place than the layout says',
    renamed(REPLY, REPLY.replace(/...$/, '000')),
  ],
  ['E084', 'a file between folders', set(`${TUPLE}/notes.txt`)],
  [
    'E037 E083',
    'an id twice',
    (files) => put(files, pathOf('urn:example:third'), objectFiles({}, IDS[0])),
  ],
  [
    'E003',
    'an object that lost its declaration',
    (files) => files.delete(`${LETTER}/0=ocfl_object_1.1`),
  ],
  ['E112', 'a file among the extensions', set('extensions/notes.txt')],
  [
    'W014',
    'objects at different depths',
    (files) => {
      files.delete('ocfl_layout.json');
      renamed(REPLY, 'abc/def')(files);
    },
  ],
  [
    'W015',
    'an object at the top beside a hierarchy',
    (files) => {
      files.delete('ocfl_layout.json');
      renamed(REPLY, 'reply')(files);
    },
  ],
  ['W016', 'an extension that is not registered', set('extensions/okno-notes/a.txt')],
];
