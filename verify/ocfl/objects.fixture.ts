import {
  ANSWER,
  type Edit,
  type Files,
  hex,
  type Json,
  LETTER,
  objectFiles,
  putInventory,
  TABLE,
} from './object.fixture.ts';

const all = (change: (json: Json) => void): Edit => ({ inventory: change });
const newest = (change: (json: Json) => void): Edit => ({
  inventory: (json, version) => version === 'v2' && change(json),
});
const oldest = (change: (json: Json) => void): Edit => ({
  inventory: (json, version) => version === 'v1' && change(json),
});
const files = (change: (files: Files) => void): Edit => ({ files: change });
const add = (path: string, text = 'x') => files((each) => void each.set(path, text));
const remove = (...paths: string[]) =>
  files((each) => {
    for (const path of paths) each.delete(path);
  });
const rename = (from: string, to: string) => (each: Files) => {
  for (const [path, text] of [...each]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    each.delete(path);
    each.set(to + path.slice(from.length), text);
  }
};
const renamed = (from: string, to: string) => files(rename(from, to));
/** Names of versions changed in the inventories and on the disk. */
const versionsAs = (first: string, second: string): Edit => ({
  text: (text) => text.replace(/"v([12])/g, (_, digit) => `"${digit === '1' ? first : second}`),
  files: (each) => {
    rename('v2', second)(each);
    rename('v1', first)(each);
  },
});
const move = (json: Json, block: 'manifest', digest: string, paths: unknown) => {
  json[block][digest] = paths;
};
const state = (json: Json, version = 'v2') => json.versions[version].state;
const swapKey = (object: Json, from: string, to: string) => {
  object[to] = object[from];
  delete object[from];
};

/**
 * Each is the valid object with one change, invalid solely because of it; more than one code only where one
 * change breaks several rules at once.
 */
export const BROKEN_OBJECTS: readonly (readonly [codes: string, what: string, edit: Edit])[] = [
  ['E001', 'a strange file in the root', add('notes.txt')],
  ['E001', 'a strange folder in the root', add('drafts/a.txt')],
  ['E003', 'no declaration', remove('0=ocfl_object_1.1')],
  ['E003 E038', 'two declarations', add('0=ocfl_object_1.2', 'ocfl_object_1.2\n')],
  ['E003 E004', 'a declaration without tag', renamed('0=ocfl_object_1.1', '0ocfl_object_1.1')],
  ['E003 E005', 'a declaration of another tag', renamed('0=ocfl_object_1.1', '1=ocfl_object_1.1')],
  [
    'E003 E006',
    'a declaration of another value',
    renamed('0=ocfl_object_1.1', '0=ocfl-object_1.1'),
  ],
  ['E007', 'a declaration without newline', add('0=ocfl_object_1.1', 'ocfl_object_1.1')],
  ['E008 E040 E107', 'no version', newest((json) => (json.versions = {}))],
  ['E009', 'versions from 2 on', versionsAs('v2', 'v3')],
  ['E010', 'a gap between versions', versionsAs('v1', 'v3')],
  ['E011 W001', 'v10 after v01', versionsAs('v01', 'v2')],
  ['E012 W001', 'v002 after v01', versionsAs('v01', 'v002')],
  [
    'E014 E023 E092',
    'content path with another padding',
    {
      inventory: (json) => move(json, 'manifest', LETTER, ['v01/content/letter.txt']),
    },
  ],
  ['E015', 'a file beside the content directory', add('v1/notes.txt')],
  ['E016 E092', 'no content directory', remove('v2/content/answer.txt')],
  ['E017', 'content directory with a slash', all((json) => (json.contentDirectory = 'a/b'))],
  ['E018', 'content directory above', all((json) => (json.contentDirectory = '..'))],
  ['E108', 'content directory is no name', all((json) => (json.contentDirectory = 1))],
  [
    'E019',
    'content directory from the second version on',
    newest((json) => (json.contentDirectory = 'content')),
  ],
  [
    'E020',
    'content directory changes',
    {
      inventory: (json, version) =>
        (json.contentDirectory = version === 'v1' ? 'content2' : 'content'),
    },
  ],
  ['E023', 'a file that the manifest does not know', add('v2/content/more.txt')],
  [
    'E023 E066',
    'a file of v1 that its own inventory does not know',
    oldest((json) => {
      delete json.manifest[TABLE];
      delete state(json, 'v1')[TABLE];
    }),
  ],
  ['E024', 'an empty folder in content', add('v2/content/empty/')],
  ['E025', 'an unknown digest algorithm', all((json) => (json.digestAlgorithm = 'md5'))],
  ['E029', 'sha1 not in hexadecimal', newest((json) => (json.fixity = { sha1: { 'z=': [] } }))],
  ['E030', 'sha256 not in hexadecimal', newest((json) => (json.fixity = { sha256: { 'z=': [] } }))],
  ['E031 E107', 'sha512 of the wrong length', newest((json) => move(json, 'manifest', 'abc', []))],
  [
    'E032',
    'blake2b not in hexadecimal',
    newest((json) => (json.fixity = { 'blake2b-512': { z: [] } })),
  ],
  ['E033', 'not JSON', { text: (text, version) => (version === 'v2' ? text.slice(1) : text) }],
  ['E033', 'not an object', { text: (text, version) => (version === 'v2' ? `[${text}]` : text) }],
  [
    'E023 E035 E092',
    'backslashes in a content path',
    newest((json) => move(json, 'manifest', LETTER, ['v1\\content\\letter.txt'])),
  ],
  ['E036', 'no id', all((json) => delete json.id)],
  ['E036', 'no type', all((json) => delete json.type)],
  ['E036', 'no digestAlgorithm', all((json) => delete json.digestAlgorithm)],
  ['E036', 'no head', newest((json) => delete json.head)],
  ['E037', 'an empty id', all((json) => (json.id = ''))],
  [
    'E038',
    'a type of no edition',
    all((json) => (json.type = 'https://ocfl.io/9.9/spec/#inventory')),
  ],
  [
    'E038',
    'a type of another edition than declared',
    all((json) => (json.type = 'https://ocfl.io/1.0/spec/#inventory')),
  ],
  ['E040 E064', 'head is an older version', newest((json) => (json.head = 'v1'))],
  ['E040', 'head is no version', newest((json) => (json.head = 'v9'))],
  ['E040', 'head is a number', newest((json) => (json.head = 2))],
  [
    'E040',
    'a version inventory with another head',
    oldest((json) => {
      json.head = 'v2';
    }),
  ],
  ['E041 E050', 'no manifest', newest((json) => delete json.manifest)],
  [
    'E023 E042 E092',
    'content path that starts elsewhere',
    newest((json) => move(json, 'manifest', LETTER, ['object/v1/content/letter.txt'])),
  ],
  [
    'E023 E042 E092',
    'content path outside the content directory',
    newest((json) => move(json, 'manifest', LETTER, ['v1/letter.txt'])),
  ],
  ['E043', 'no versions', newest((json) => delete json.versions)],
  ['E044', 'versions is a list', newest((json) => (json.versions = []))],
  [
    'E046 E092',
    'a version without directory',
    remove(...[...objectFiles().keys()].filter((path) => path.startsWith('v2/'))),
  ],
  ['E046', 'a directory without version', add('v3/inventory.json')],
  ['E047', 'a version is a text', newest((json) => (json.versions.v1 = 'first'))],
  ['E048', 'a version without created', all((json) => delete json.versions.v1.created)],
  ['E048', 'a version without state', newest((json) => delete json.versions.v2.state)],
  [
    'E049',
    'created without time zone',
    all((json) => (json.versions.v1.created = '2026-03-10T12:00:00')),
  ],
  [
    'E049',
    'created without seconds',
    all((json) => (json.versions.v1.created = '2026-03-10T12:00Z')),
  ],
  [
    'E049',
    'created on the 30th of February',
    all((json) => (json.versions.v1.created = '2026-02-30T12:00:00Z')),
  ],
  [
    'E050',
    'a state with a digest that is not in the manifest',
    newest((json) => (state(json)[hex('sha512', '-')] = ['x'])),
  ],
  [
    'E050 E107',
    'a state with the digest in another case',
    newest((json) => swapKey(state(json), ANSWER, ANSWER.toUpperCase())),
  ],
  ['E051 E107', 'logical paths are a text', newest((json) => (state(json)[ANSWER] = 'answer.txt'))],
  ['E052', 'a logical path upwards', newest((json) => (state(json)[ANSWER] = ['a/../b']))],
  [
    'E052',
    'a logical path with an empty element',
    newest((json) => (state(json)[ANSWER] = ['a//b'])),
  ],
  [
    'E053',
    'a logical path from the top',
    newest((json) => (state(json)[ANSWER] = ['/answer.txt'])),
  ],
  ['E054', 'a user without name', all((json) => delete json.versions.v1.user.name)],
  ['E111', 'fixity is a list', newest((json) => (json.fixity = []))],
  ['E056', 'fixity of an unknown algorithm', newest((json) => (json.fixity = { crc7: {} }))],
  ['E057', 'fixity of an algorithm is a list', newest((json) => (json.fixity = { md5: [] }))],
  [
    'E057',
    'fixity with a path in place of a list',
    newest((json) => (json.fixity = { md5: { [hex('md5', '')]: 'v1/content/letter.txt' } })),
  ],
  ['E058', 'no sidecar', remove('inventory.json.sha512')],
  ['E058', 'no sidecar of a version', remove('v1/inventory.json.sha512')],
  [
    'E059',
    'a sidecar of another algorithm',
    add('inventory.json.sha256', `${hex('sha256', '')} inventory.json\n`),
  ],
  [
    'E060',
    'a sidecar with another digest',
    add('inventory.json.sha512', `${hex('sha512', 'x')} inventory.json\n`),
  ],
  ['E061', 'a sidecar without file name', add('inventory.json.sha512', `${hex('sha512', 'x')}\n`)],
  ['E063', 'no inventory', remove('inventory.json', 'inventory.json.sha512')],
  [
    'E064',
    'the root has another inventory than the newest version',
    files((each) => {
      putInventory(each, '', `${each.get('inventory.json')}\n`);
    }),
  ],
  [
    'E066',
    'an older inventory with another state',
    oldest((json) => (state(json, 'v1')[LETTER] = ['other.txt'])),
  ],
  ['E067', 'a file among the extensions of an object', add('extensions/notes.txt')],
  ['E082 E001', 'an object inside an object', add('inner/0=ocfl_object_1.1', 'ocfl_object_1.1\n')],
  ['E089 E092', 'a device', { odd: new Map([['v1/content/letter.txt', { kind: 'other' }]]) }],
  ['E090', 'a hard link', { odd: new Map([['v1/content/letter.txt', { links: 2 }]]) }],
  [
    'E090 E092',
    'a symbolic link',
    { odd: new Map([['v1/content/letter.txt', { kind: 'symbolic-link' }]]) },
  ],
  [
    'E023 E092',
    'a manifest with a text in place of a list',
    newest((json) => move(json, 'manifest', LETTER, 'v1/content/letter.txt')),
  ],
  ['E092', 'a file that is not there', remove('v1/content/letter.txt')],
  ['E092', 'a file with one octet changed', add('v1/content/letter.txt', 'A letter\n')],
  [
    'E093',
    'fixity that does not match',
    newest((json) => (json.fixity = { md5: { [hex('md5', 'x')]: ['v1/content/letter.txt'] } })),
  ],
  [
    'E093',
    'Streebog that does not match',
    newest(
      (json) => (json.fixity = { 'streebog-256': { ['0'.repeat(64)]: ['v1/content/letter.txt'] } }),
    ),
  ],
  ['E094', 'a message that is no text', all((json) => (json.versions.v1.message = ['placed']))],
  ['E095', 'a logical path twice', newest((json) => (state(json)[ANSWER] = ['letter.txt']))],
  [
    'E095',
    'a logical path through a file',
    newest((json) => (state(json)[ANSWER] = ['letter.txt/answer.txt'])),
  ],
  [
    'E096',
    'a digest twice in the manifest',
    newest((json) => {
      move(json, 'manifest', LETTER.toUpperCase(), []);
      json.versions.v2.state[LETTER.toUpperCase()] = [];
    }),
  ],
  [
    'E097',
    'a digest twice in fixity',
    newest((json) => {
      const md5 = hex('md5', 'a letter\n');
      json.fixity = { md5: { [md5]: ['v1/content/letter.txt'], [md5.toUpperCase()]: [] } };
    }),
  ],
  [
    'E099',
    'a content path upwards',
    newest((json) => json.manifest[LETTER].push('v1/content/../letter.txt')),
  ],
  [
    'E100',
    'a content path from the top',
    newest((json) => json.manifest[LETTER].push('/v1/content/x')),
  ],
  [
    'E101',
    'a content path twice',
    newest((json) => json.manifest[TABLE].push('v1/content/annex/table.txt')),
  ],
  ['E102', 'an unknown key', all((json) => (json.comment = 'x'))],
  ['E102', 'an unknown key of a version', all((json) => (json.versions.v1.comment = 'x'))],
  [
    'E103',
    'an older version of a newer edition',
    {
      ...newest((json) => (json.type = 'https://ocfl.io/1.0/spec/#inventory')),
      files: (each) => {
        each.delete('0=ocfl_object_1.1');
        each.set('0=ocfl_object_1.0', 'ocfl_object_1.0\n');
      },
    },
  ],
  ['E042 E104', 'a version name without v', versionsAs('v1', '2')],
  ['E042 E105', 'a version number that is none', versionsAs('v1', 'v2a')],
  ['E106 E050', 'the manifest is a list', newest((json) => (json.manifest = []))],
  [
    'E107',
    'a digest in no state',
    newest((json) => move(json, 'manifest', hex('sha512', '-'), [])),
  ],
  ['E110', 'the id changes', oldest((json) => (json.id = 'urn:example:other'))],
  ['W001', 'padded version numbers', versionsAs('v01', 'v02')],
  ['W002', 'a folder beside the content directory', add('v1/extra/a.txt')],
  [
    'W003',
    'a content directory with nothing in it',
    {
      inventory: (json, version) => {
        if (version !== 'v2') return;
        delete json.manifest[ANSWER];
        delete state(json)[ANSWER];
      },
      files: (each) => {
        each.delete('v2/content/answer.txt');
        each.set('v2/content/', '');
      },
    },
  ],
  [
    'W004',
    'sha256',
    {
      text: (text) =>
        text
          .replace('"sha512"', '"sha256"')
          .replaceAll(LETTER, hex('sha256', 'a letter\n'))
          .replaceAll(TABLE, hex('sha256', 'a table\n'))
          .replaceAll(ANSWER, hex('sha256', 'an answer\n')),
      files: (each) => {
        for (const folder of ['', 'v1/', 'v2/']) {
          each.delete(`${folder}inventory.json.sha512`);
          putInventory(each, folder, each.get(`${folder}inventory.json`) ?? '', 'sha256');
        }
      },
    },
  ],
  ['W005', 'an id that is no URI', all((json) => (json.id = 'letter 1'))],
  ['W007', 'a version without message', all((json) => delete json.versions.v1.message)],
  ['W007', 'a version without user', all((json) => delete json.versions.v1.user)],
  ['W008', 'a user without address', all((json) => delete json.versions.v1.user.address)],
  ['W009', 'an address that is no URI', all((json) => (json.versions.v1.user.address = 'Moscow'))],
  ['W010', 'a version without inventory', remove('v1/inventory.json', 'v1/inventory.json.sha512')],
  [
    'W011',
    'an older inventory with another message',
    oldest((json) => (json.versions.v1.message = 'x')),
  ],
  ['W013', 'an extension that is not registered', add('extensions/okno-notes/a.txt')],
];

export const VALID_OBJECTS: readonly (readonly [what: string, edit: Edit])[] = [
  ['two versions', {}],
  [
    'the sidecar in upper case, with a tab and without newline',
    files((each) => {
      const digest = hex('sha512', each.get('inventory.json') ?? '');
      each.set('inventory.json.sha512', `${digest.toUpperCase()}\t  inventory.json`);
    }),
  ],
  ['logs of any shape', add('logs/2026/run.txt')],
  ['a registered extension', add('extensions/0005-mutable-head/head.txt')],
  [
    'a content directory by name',
    {
      inventory: (json) => (json.contentDirectory = 'data'),
      text: (text) => text.replaceAll('/content/', '/data/'),
      files: (each) => {
        rename('v1/content', 'v1/data')(each);
        rename('v2/content', 'v2/data')(each);
      },
    },
  ],
  [
    'fixity of every algorithm',
    newest((json) => {
      json.fixity = Object.fromEntries(
        [
          ['md5', 'md5'],
          ['sha1', 'sha1'],
          ['sha256', 'sha256'],
          ['sha512', 'sha512'],
          ['blake2b-512', 'blake2b512'],
        ].map(([name = '', node = '']) => [
          name,
          { [hex(node, 'a letter\n')]: ['v1/content/letter.txt'] },
        ]),
      );
    }),
  ],
  [
    'the first version of an older edition',
    {
      ...oldest((json) => (json.type = 'https://ocfl.io/1.0/spec/#inventory')),
    },
  ],
  ['a file left out of a later state', newest((json) => delete state(json)[LETTER])],
];
