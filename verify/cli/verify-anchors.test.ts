import { mkdir, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { oknoVerify, pki, sign, signer, VALIDATION_DATA } from './signed-files.fixture.ts';

const files = { ...VALIDATION_DATA, 'letter.p7m': await sign(false) };
const CRLS = ['issuing.crl', 'root.crl'];
const SIGNER = nameToText(signer.certificate.subject);

const lines = (...anchors: readonly object[]) =>
  anchors.map((one) => JSON.stringify(one)).join('\n');

/** The exit code and the reason of the one answer. */
function told({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) {
  if (stdout === '') return { code, reason: stderr };
  const { signatures } = JSON.parse(stdout);
  return { code, reason: signatures[0].reason.code };
}

async function byOption(t: ExecutionContext, anchor: object) {
  const args = ['letter.p7m', '--anchors', 'anchors.jsonl', '--format', 'json'];
  const lists = CRLS.flatMap((name) => ['--crl', name]);
  const given = { ...files, 'anchors.jsonl': lines(anchor) };
  return told(await oknoVerify(t, { files: given, args: [...args, ...lists] }));
}

async function inCase(t: ExecutionContext, anchor: object, trust: object) {
  const cases = lines({ file: 'letter.p7m', crls: CRLS, ...trust });
  const given = { ...files, 'anchors.jsonl': lines(anchor), 'cases.jsonl': cases };
  return told(await oknoVerify(t, { files: given, args: ['--batch', 'cases.jsonl'] }));
}

for (const [limits, code, reason] of [
  [{}, 0, 'passed'],
  [{ until: '2026-03-02' }, 0, 'passed'],
  [{ until: '2026-03-01' }, 2, 'anchor-no-longer-trusted'],
  [{ from: '2026-03-01' }, 0, 'passed'],
  [{ from: '2026-03-02' }, 2, 'anchor-not-yet-trusted'],
  [{ purposes: ['signature'] }, 0, 'passed'],
  [{ purposes: ['seal', 'time-stamp'] }, 2, 'anchor-purpose'],
  [{ maximum_path_length: 1 }, 0, 'passed'],
  [{ maximum_path_length: 0 }, 2, 'path-too-long'],
  [{ extended_key_usage: [OID.kpEmailProtection] }, 0, 'passed'],
  [{ extended_key_usage: [OID.kpServerAuth] }, 2, 'anchor-purpose'],
  [{ name_constraints: { excluded: { directory_name: ['O=Другой,C=RU'] } } }, 0, 'passed'],
  [{ name_constraints: { excluded: { directory_name: [SIGNER] } } }, 2, 'name-excluded'],
  [{ name_constraints: { permitted: { dns: ['example.ru'] } } }, 0, 'passed'],
  [{ name_constraints: { permitted: { directory_name: [SIGNER] } } }, 2, 'name-not-permitted'],
] as const) {
  test(`an anchor with ${JSON.stringify(limits)}: ${reason}, by --anchors and in a case`, async (t) => {
    const anchor = { certificate: 'root.pem', ...limits };
    const expected = { code, reason };
    t.deepEqual(await byOption(t, anchor), expected, '--anchors');
    t.deepEqual(await inCase(t, anchor, { anchors: [anchor] }), expected, 'anchors[]');
    t.deepEqual(await inCase(t, anchor, { anchors: 'anchors.jsonl' }), expected, 'a file of them');
    t.deepEqual(await inCase(t, anchor, { trust: [anchor] }), expected, 'trust[]');
  });
}

test('of two anchors the one that serves counts, also beside --trust', async (t) => {
  const over = { certificate: 'root.pem', until: '2026-01-01' };
  const both = lines(over, { certificate: 'root.pem' });
  const args = [
    'letter.p7m',
    '--anchors',
    'anchors.jsonl',
    ...CRLS.flatMap((name) => ['--crl', name]),
  ];
  for (const [anchors, more, code] of [
    [both, [], 0],
    [lines(over), ['--trust', 'root.pem'], 0],
    [lines(over), [], 2],
  ] as const) {
    const given = { ...files, 'anchors.jsonl': anchors };
    t.is((await oknoVerify(t, { files: given, args: [...args, ...more] })).code, code);
  }
});

test('names in a file of anchors start from its folder; PEM stands in place of a name', async (t) => {
  for (const certificate of ['../root.pem', toPem('CERTIFICATE', pki.root.der)]) {
    const args = ['letter.p7m', '--anchors', 'trust/anchors.jsonl'];
    const { code, stderr } = await oknoVerify(t, {
      files,
      args: [...args, ...CRLS.flatMap((name) => ['--crl', name])],
      prepare: async (at) => {
        await mkdir(at('trust'));
        await writeFile(at('trust/anchors.jsonl'), lines({ certificate }));
      },
    });
    t.is(code, 0, stderr);
  }
});

test('a file of anchors and what it names are no documents of a folder', async (t) => {
  const given = { ...files, 'anchors.jsonl': lines({ certificate: 'root.pem' }) };
  const args = ['.', '--anchors', 'anchors.jsonl', ...CRLS.flatMap((name) => ['--crl', name])];
  t.is((await oknoVerify(t, { files: given, args })).code, 0);
});

for (const [title, text] of [
  ['no JSON', 'root.pem'],
  ['nothing', ''],
  ['a member that is unknown', lines({ certificate: 'root.pem', untill: '2030-01-01' })],
  ['a certificate that is not there', lines({ certificate: 'absent.pem' })],
  ['a certificate that is none', lines({ certificate: 'root.crl' })],
  ['PEM that is none', lines({ certificate: '-----BEGIN CERTIFICATE-----' })],
  [
    'a network that is none',
    lines({ certificate: 'root.pem', name_constraints: { permitted: { ip: ['10.0.0.0'] } } }),
  ],
] as const) {
  test(`a file of anchors with ${title} is wrong usage: 64, and told in both languages`, async (t) => {
    for (const [lang, words] of [
      ['ru', /--anchors.*[а-я]{3}/],
      ['en', /--anchors[^а-я]*$/],
    ] as const) {
      const args = ['letter.p7m', '--anchors', 'anchors.jsonl', '--lang', lang];
      const said = await oknoVerify(t, { files: { ...files, 'anchors.jsonl': text }, args });
      t.deepEqual([said.code, said.stdout], [64, '']);
      t.regex(said.stderr, words);
    }
  });

  test(`a case with a file of anchors with ${title} trusts nobody by it: answered as such, never passed`, async (t) => {
    const cases = lines({ id: 7, file: 'letter.p7m', crls: CRLS, anchors: 'anchors.jsonl' });
    const given = { ...files, 'anchors.jsonl': text, 'cases.jsonl': cases };
    const { code, stdout } = await oknoVerify(t, {
      files: given,
      args: ['--batch', 'cases.jsonl'],
    });
    const answer = JSON.parse(stdout);
    t.is(answer.id, 7);
    t.true(code === 3 || (code === 2 && answer.unreadable.length === 1), stdout);
  });
}
