import { copyFile, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '../../formats/x509/pem.ts';
import { CONTENT, oknoVerify, pki, sign, VALIDATION_DATA } from './signed-files.fixture.ts';

const detached = await sign(true);
const files = {
  ...VALIDATION_DATA,
  'contract.pdf': CONTENT,
  'contract.pdf.sig': detached,
  'contract.pdf.2.sig': detached,
  'moved.bin': detached,
  'letter.p7m': await sign(false),
  'act.pdf': 'another contract',
  'act.pdf.p7s': await sign(false),
  'other.pdf': 'another contract',
  'noise.p7s': 'noise',
};
const LISTS = ['lists/issuing.crl', 'lists/root.crl'] as const;
const ROOTS = ['roots/broken.pem', 'roots/readme.txt'] as const;
const DATA = { trust: ['root.pem'], crls: ['issuing.crl', 'root.crl'] };

type Line = Readonly<Record<string, unknown>>;

async function batch(
  t: ExecutionContext,
  lines: readonly (Line | string)[],
  args: readonly string[] = [],
  prepare?: (at: (name: string) => string) => Promise<void>,
) {
  const text = lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const { code, stdout, stderr, at } = await oknoVerify(t, {
    files: { ...files, 'cases.jsonl': text.join('\n') },
    args: ['--batch', 'cases.jsonl', ...args],
    prepare,
  });
  const answers = stdout.split('\n').slice(0, -1);
  return { code, stderr, at, answers: answers.map((line) => JSON.parse(line)) };
}

const CASES: readonly (readonly [because: string, Line, exitCode: number])[] = [
  ['an attached signature', { file: 'letter.p7m', ...DATA }, 0],
  [
    'a detached one, its document beside it but not named',
    { file: 'contract.pdf.sig', ...DATA },
    2,
  ],
  ['the same, named', { file: 'contract.pdf.sig', content: 'contract.pdf', ...DATA }, 0],
  ['a document with signatures beside it', { file: 'contract.pdf', ...DATA }, 3],
  ['an attached one beside another document of its name', { file: 'act.pdf.p7s', ...DATA }, 0],
  ['the same, that document named', { file: 'act.pdf.p7s', content: 'act.pdf', ...DATA }, 1],
  ['its document named', { file: 'moved.bin', content: 'contract.pdf', ...DATA }, 0],
  ['another document', { file: 'moved.bin', content: 'other.pdf', ...DATA }, 1],
  ['no document', { file: 'moved.bin', ...DATA }, 2],
  ['no trust', { file: 'letter.p7m', crls: DATA.crls }, 2],
  ['no revocation lists', { file: 'letter.p7m', trust: DATA.trust }, 2],
  ['another time', { file: 'letter.p7m', ...DATA, at: '2001-01-01' }, 2],
  ['noise', { file: 'noise.p7s', ...DATA }, 3],
  ['a document that nothing signs', { file: 'other.pdf', ...DATA }, 3],
  ['trust as PEM', { file: 'letter.p7m', ...DATA, trust: toPem('CERTIFICATE', pki.root.der) }, 0],
];

test('each case of a batch is judged by what it names alone', async (t) => {
  const { code, answers } = await batch(
    t,
    CASES.map(([id, one]) => ({ id, ...one, expected: 'passed over' })),
  );
  t.is(code, 1);
  t.deepEqual(
    answers.map(({ id, exitCode }) => [id, exitCode]),
    CASES.map(([id, , exitCode]) => [id, exitCode]),
  );
});

test('the line of a case is the answer of --format json for its file, and its id', async (t) => {
  const line = { id: 7, file: 'contract.pdf.sig', content: 'contract.pdf', ...DATA };
  const { answers, at } = await batch(t, [line]);
  const args = ['contract.pdf.sig', '--format', 'json', '--trust', 'root.pem'];
  const lists = ['--crl', 'issuing.crl', '--crl', 'root.crl'];
  const alone = await oknoVerify(t, { files, args: [...args, ...lists] });
  const expected = JSON.parse(alone.stdout.replaceAll(alone.at(''), at('')));
  t.deepEqual(answers[0], { id: 7, ...expected });
});

test('nothing beside the file of a case is sought: each line has the shape of one file', async (t) => {
  const names = ['contract.pdf.sig', 'letter.p7m', 'act.pdf.p7s', 'x.p7s', 'contract.pdf'];
  const lines = names.map((file) => ({ id: file, file, ...DATA }));
  const { answers } = await batch(t, lines, [], async (at) => {
    for (const name of ['x.json', 'x.txt', 'letter.docx']) await writeFile(at(name), '[5]');
    await writeFile(at('x.p7s'), files['letter.p7m']);
  });
  t.deepEqual(
    answers.map(({ id, file, kind, signatures, error }) => [
      id === file,
      kind,
      signatures?.length ?? error.code,
      signatures?.[0].warnings.length,
    ]),
    [...Array(4).fill([true, 'signature', 1, 0]), [true, 'unreadable', 'no-signature', undefined]],
  );
});

test('a receipt of a case is judged without what lies beside it', async (t) => {
  const line = { file: 'a.json', ...DATA };
  const { answers } = await batch(t, [line], [], async (at) => {
    await writeFile(at('a.json'), '{\n "entry": {}\n}\n');
    await mkdir(at('a.time-stamp.json'));
  });
  t.like(answers[0], { kind: 'receipt', exitCode: 3 });
});

for (const [count, args] of [
  [5, []],
  [300, ['--threads', '3']],
  [300, ['--threads', '1']],
] as const) {
  test(`a batch of ${count} ${args.join(' ')}: one line out for each, in order, bad lines answered as such`, async (t) => {
    const good = Array.from({ length: count }, (_, id) => {
      const file = id % 3 === 0 ? 'letter.p7m' : 'moved.bin';
      return { id, file, ...(id % 3 === 1 ? { content: 'contract.pdf' } : {}), ...DATA };
    });
    const bad = ['nonsense', '', '[1]', { id: 'a' }, { id: 'b', file: 'absent' }];
    const more = [
      { id: 'c', file: 'letter.p7m', content: 'absent' },
      { id: 'd', file: 'letter.p7m', trust: ['absent'] },
      { id: 'e', file: 'letter.p7m', at: 'yesterday' },
    ];
    const { code, answers, stderr } = await batch(t, [...good, ...bad, ...more], args);
    t.is(code, 3, stderr);
    t.deepEqual(
      answers.slice(0, count).map(({ id, exitCode }) => [id, exitCode]),
      good.map(({ id }) => [id, id % 3 === 2 ? 2 : 0]),
    );
    t.deepEqual(
      answers.slice(count).map(({ id, line, error }) => [id, line - count, error.code]),
      [
        [null, 1, 'not-json'],
        [null, 3, 'not-an-object'],
        ['a', 4, 'bad-field'],
        ['b', 5, 'file-unreadable'],
        ['c', 6, 'file-unreadable'],
        ['d', 7, 'file-unreadable'],
        ['e', 8, 'bad-field'],
      ],
    );
  });
}

test('validation data that are something else are left out and said in the line', async (t) => {
  const line = { id: 1, file: 'letter.p7m', ...DATA, certificates: ['contract.pdf'] };
  const { code, answers } = await batch(t, [line]);
  t.is(code, 0);
  t.is(answers[0].unreadable[0].file, 'contract.pdf');
});

const ours = (members: object) =>
  JSON.stringify({ format: 'okno-policy/1', name: 'ours', version: '3', ...members });

test('a case may be judged by a policy of its own, or by the one of all', async (t) => {
  const line = { file: 'letter.p7m', ...DATA };
  const named = [undefined, 'cades.json', 'xml.json', 'russian', 'default', 'xml.json'];
  const wrong = ['absent.json', 'roots', 'root.pem'];
  const { answers } = await batch(
    t,
    [...named, ...wrong].map((policy) => ({ ...line, policy })),
    ['--policy', 'xml.json', '--threads', '1'],
    async (at) => {
      await writeFile(at('cades.json'), ours({ formats: ['CAdES'] }));
      await writeFile(at('xml.json'), ours({ formats: ['XMLDSig'] }));
      await mkdir(at('roots'));
    },
  );
  t.deepEqual(
    answers.map(({ policy, exitCode, error }) => error?.code ?? [policy, exitCode]),
    [
      ['ours/3', 2],
      ['ours/3', 0],
      ['ours/3', 2],
      ['okno-russian/1', 2], // which takes no algorithms but GOST
      ['okno-default/1', 0],
      ['ours/3', 2],
      'file-unreadable',
      'file-unreadable',
      'bad-policy',
    ],
  );
});

const inFolders = async (at: (name: string) => string) => {
  for (const name of ['roots', 'lists', 'roots/inner', 'empty']) await mkdir(at(name));
  await symlink(at('root.pem'), at('roots/link.pem'));
  await symlink(at('nowhere'), at('roots/broken.pem'));
  await writeFile(at('roots/readme.txt'), 'read me');
  for (const name of DATA.crls) await copyFile(at(name), at(`lists/${name}`));
};

for (const [title, data, exitCode, left] of [
  [
    'what is in them counts, what is something else is told',
    { trust: 'roots', crls: ['lists'] },
    0,
    ROOTS,
  ],
  ['anchors too', { anchors: [{ certificate: 'roots' }], crls: 'lists' }, 0, ROOTS],
  ['lists are no anchors', { trust: 'lists', crls: 'lists' }, 2, LISTS],
  ['none are in an empty one', { trust: 'roots', crls: 'empty' }, 2, [...ROOTS, 'empty']],
] as const) {
  test(`validation data of a case may be named by folders: ${title}`, async (t) => {
    const line = { file: 'letter.p7m', ...data };
    const { answers } = await batch(t, [line, line], [], inFolders);
    for (const answer of answers) {
      t.is(answer.exitCode, exitCode);
      t.deepEqual(
        answer.unreadable.map(({ file }: { file: string }) => file),
        left,
      );
    }
  });
}

test('what a case reads from folders is bounded as what it names by file', async (t) => {
  const { answers } = await batch(
    t,
    [{ id: 1, file: 'letter.p7m', ...DATA, trust: 'roots' }],
    [],
    async (at) => {
      await inFolders(at);
      await truncate(at('roots/readme.txt'), 2 ** 40);
    },
  );
  t.like(answers[0], { id: 1, error: { code: 'file-too-large' } });
});

test('names of a case start from the folder of the cases where the caller has none', async (t) => {
  const { code, stdout } = await oknoVerify(t, {
    files,
    args: ['--batch', 'inner/cases.jsonl'],
    prepare: async (at) => {
      await mkdir(at('inner'));
      await writeFile(at('inner/here.p7m'), files['letter.p7m']);
      await writeFile(at('inner/cases.jsonl'), JSON.stringify({ file: 'here.p7m', ...DATA }));
    },
  });
  t.is(code, 0, stdout);
});

const WRONG: readonly (readonly string[])[] = [
  ['--batch', 'cases.jsonl', 'letter.p7m'],
  ...['content', 'trust', 'seal-trust', 'certificates', 'crl', 'ocsp', 'at', 'output'].map(
    (name) => ['--batch', 'cases.jsonl', `--${name}`, 'x'],
  ),
  ['--batch', 'cases.jsonl', '--format', 'text'],
  ['--batch', 'cases.jsonl', '--threads', '0'],
  ['--batch', 'cases.jsonl', '--log-key', 'x'],
  ['--batch', 'cases.jsonl', '--provider', './nowhere.mjs'],
  ['--batch', 'cases.jsonl', '--policy', 'nowhere.json'],
  ['--batch', 'absent.jsonl'],
  ['--batch', '.'],
  ['letter.p7m', '--threads', '0'],
  ['letter.p7m', '--allow-private'],
];

for (const args of WRONG) {
  test(`64, and what is right is said in both languages: ${args.join(' ')}`, async (t) => {
    for (const lang of ['ru', 'en']) {
      const { code, stdout, stderr } = await oknoVerify(t, {
        files: { ...files, 'cases.jsonl': '' },
        args: [...args, '--lang', lang],
      });
      t.is(code, 64);
      t.is(stdout, '');
      t.regex(stderr, lang === 'ru' ? /[а-я]{3}/ : /^[^а-я]*$/);
    }
  });
}

test('no cases at all: no line, and nothing is wrong', async (t) => {
  const { code, answers } = await batch(t, []);
  t.deepEqual([code, answers], [0, []]);
});
