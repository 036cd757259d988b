// `okno verify` on time-stamps by themselves: found by name, judged by content, never taken for signatures.
import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';
import type { Files } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { answered, tokenIn } from '../process/time-stamp/lone-tokens.fixture.ts';
import { answeredByOpenssl } from '../process/time-stamp/openssl-tsa.fixture.ts';
import {
  CONTENT,
  MATERIAL,
  NOW,
  oknoVerify,
  pki,
  sign,
  VALIDATION_DATA,
} from './signed-files.fixture.ts';

const TSA = {
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
} as const;
const identity = await pki.issue(TSA);
const signed = await sign(true);
const response = await answered(CONTENT, { identity, at: NOW });
const token = tokenIn(response);
const overSignature = await answered(signed, { identity, at: NOW });
const refusal = await answered(CONTENT, { identity, digestOid: OID.sha1 });
const ISSUER = { 'issuing.pem': toPem('CERTIFICATE', pki.issuer.der) };
const DATA = { ...VALIDATION_DATA, ...ISSUER };
const ALL = [...MATERIAL, '--certificates', 'issuing.pem'];

interface Told {
  readonly path: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly error?: { readonly code: string };
}

/** Judges files of a folder by name, or all of it; answers what was told of each. */
async function judged(t: ExecutionContext, docs: Files, names: readonly string[] = ['']) {
  const args = names.map((name) => `docs/${name}`);
  const { code, stdout, stderr, at } = await oknoVerify(t, {
    files: DATA,
    args: [...args, '--format', 'json', ...ALL],
    prepare: async (path) => {
      await mkdir(path('docs'));
      for (const [name, octets] of Object.entries(docs)) {
        await writeFile(path(`docs/${name}`), octets);
      }
    },
  });
  t.is(stderr, '');
  const report = JSON.parse(stdout);
  const told = (report.files ?? [report]).map(({ path, kind, exitCode, error }: Told) => {
    return `${relative(at('docs'), path)}: ${error?.code ?? kind} ${exitCode}`;
  });
  return { code, told, report };
}

const pdf = { 'contract.pdf': CONTENT };
const FOLDERS: readonly (readonly [
  title: string,
  docs: Files,
  told: readonly string[],
  code: number,
])[] = [
  [
    'beside a document that nobody signed',
    { ...pdf, 'contract.pdf.tst': token },
    ['contract.pdf: only-time-stamp 3', 'contract.pdf.tst: time-stamp 0'],
    3,
  ],
  [
    'beside a signed document, and over its signature',
    {
      ...pdf,
      'contract.pdf.sig': signed,
      'contract.pdf.sig.tsr': overSignature,
      'contract.TST': token,
    },
    [
      'contract.TST: time-stamp 0',
      'contract.pdf.sig: signature 0',
      'contract.pdf.sig.tsr: time-stamp 0',
    ],
    0,
  ],
  [
    'several of one document, by every habit',
    { ...pdf, 'contract.pdf.2.tsr': response, 'contract.pdf.tok': token, 'contract.tsr': response },
    [
      'contract.pdf: only-time-stamp 3',
      'contract.pdf.2.tsr: time-stamp 0',
      'contract.pdf.tok: time-stamp 0',
      'contract.tsr: time-stamp 0',
    ],
    3,
  ],
  [
    'of another document',
    { ...pdf, 'contract.pdf.tst': tokenIn(overSignature) },
    ['contract.pdf: only-time-stamp 3', 'contract.pdf.tst: time-stamp 1'],
    1,
  ],
  ['whose file is not there', { 'contract.pdf.tst': token }, ['contract.pdf.tst: time-stamp 2'], 2],
  [
    'that was refused',
    { ...pdf, 'contract.pdf.tsr': refusal },
    ['contract.pdf: only-time-stamp 3', 'contract.pdf.tsr: time-stamp 3'],
    3,
  ],
  [
    'under the name of a signature',
    { ...pdf, 'contract.pdf.sig': token },
    ['contract.pdf: only-time-stamp 3', 'contract.pdf.sig: time-stamp 0'],
    3,
  ],
  [
    'by any name, in any form',
    { letter: Buffer.from(token).toString('base64'), 'letter.bin': toPem('CMS', token) },
    ['letter: time-stamp 2', 'letter.bin: time-stamp 2'],
    2,
  ],
  [
    'whose name fits two documents, neither of which is signed',
    { ...pdf, 'contract.tst': token, 'contract.xml': '<a/>' },
    [
      'contract.pdf: no-signature 3',
      'contract.tst: several-stamped 2',
      'contract.xml: no-signature 3',
    ],
    3,
  ],
  ['that is noise', { 'x.tst': 'noise' }, ['x.tst: malformed 3'], 3],
  [
    'in an S/MIME message is nobody’s signature',
    {
      'letter.p7m': [
        'Content-Type: application/pkcs7-mime; smime-type=signed-data',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(token).toString('base64'),
      ].join('\n'),
    },
    ['letter.p7m: unsupported 3'],
    3,
  ],
  [
    'that is a signature in truth',
    { 'contract.pdf.tst': await sign(false) },
    ['contract.pdf.tst: signature 0'],
    0,
  ],
];

for (const [title, docs, told, code] of FOLDERS) {
  test(`a time-stamp in a folder, ${code}: ${title}`, async (t) => {
    const answer = await judged(t, docs);
    t.deepEqual(answer.told, told);
    t.is(answer.code, code);
  });
}

const NAMED: readonly (readonly [name: string, told: readonly string[], code: number])[] = [
  ['contract.pdf.tst', ['contract.pdf.tst: time-stamp 0'], 0],
  ['contract.pdf', ['contract.pdf.tst: time-stamp 0', 'contract.pdf: only-time-stamp 3'], 3],
  ['act.pdf.sig', ['act.pdf.sig: signature 0', 'act.pdf.sig.tsr: time-stamp 0'], 0],
  ['act.pdf', ['act.pdf.sig: signature 0'], 0],
];
for (const [name, told, code] of NAMED) {
  test(`who names ${name} hears of ${told.join(' and ')}`, async (t) => {
    const docs = {
      ...{ ...pdf, 'contract.pdf.tst': token, 'act.pdf': CONTENT },
      ...{ 'act.pdf.sig': signed, 'act.pdf.sig.tsr': overSignature },
    };
    const answer = await judged(t, docs, [name]);
    t.deepEqual(answer.told, told);
    t.is(answer.code, code);
  });
}

const files = { ...DATA, 'contract.pdf': CONTENT, 'moved.bin': response, 'other.pdf': 'other' };

for (const [content, code] of [
  ['contract.pdf', 0],
  ['other.pdf', 1],
] as const) {
  test(`--content says what a time-stamp is over: ${content}, ${code}`, async (t) => {
    const args = ['moved.bin', '--content', content, '--format', 'json', ...ALL];
    const answer = await oknoVerify(t, { files, args });
    const report = JSON.parse(answer.stdout);
    t.is(answer.code, code);
    t.like(report, { kind: 'time-stamp', file: 'moved.bin', response: { status: 'granted' } });
    t.is(report.stampedContent?.file, code === 0 ? 'contract.pdf' : undefined);
    t.false(Object.hasOwn(report, 'signatures'));
  });
}

test('a case of a batch is answered as one file: with its content, and without', async (t) => {
  const data = {
    trust: ['root.pem'],
    certificates: ['issuing.pem'],
    crls: ['issuing.crl', 'root.crl'],
  };
  const cases = [
    { id: 1, file: 'moved.bin', content: 'contract.pdf', ...data },
    { id: 2, file: 'moved.bin', ...data },
    { id: 3, file: 'refused.tsr', ...data },
  ];
  const lines = cases.map((each) => JSON.stringify(each)).join('\n');
  const all = { ...files, 'refused.tsr': refusal, 'cases.jsonl': lines };
  const { stdout, at } = await oknoVerify(t, { files: all, args: ['--batch', 'cases.jsonl'] });
  const answers = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  t.deepEqual(
    answers.map(({ kind, exitCode }) => [kind, exitCode]),
    [
      ['time-stamp', 0],
      ['time-stamp', 2],
      ['time-stamp', 3],
    ],
  );
  const args = ['moved.bin', '--content', 'contract.pdf', '--format', 'json', ...ALL];
  const alone = await oknoVerify(t, { files: all, args });
  t.deepEqual(answers[0], { id: 1, ...JSON.parse(alone.stdout.replaceAll(alone.at(''), at(''))) });
});

const SAID = {
  ru: {
    said: [
      /Штамп времени: ДЕЙСТВИТЕЛЕН \(TOTAL-PASSED\)/,
      /Файл существовал не позже этого времени и с тех пор не изменён\. Это не подпись/,
      /На файл: +contract\.pdf, весь файл, 13 байт/,
      /Служба: +ТЕСТ Служба штампов времени/,
      /Время: +.*± 1 с, доказано этим штампом/,
      /Ответ службы: +штамп выдан/,
    ],
    never: /подписант|ДЕЙСТВИТЕЛЬНА|Подписано/i,
  },
  en: {
    said: [/Time-stamp: VALID/, /This is no signature/, /± 1 s, proven by this time-stamp/],
    never: /signer|Signed/,
  },
} as const;
for (const language of ['ru', 'en'] as const) {
  test(`the report for people speaks of a time-stamp and of nobody’s signature: ${language}`, async (t) => {
    const args = ['moved.bin', '--content', 'contract.pdf', '--lang', language, ...ALL];
    const { stdout } = await oknoVerify(t, { files, args });
    const { said, never } = SAID[language];
    for (const each of said) t.regex(stdout, each);
    t.notRegex(stdout, never);
  });
}

test('a refusal is told in the authority’s own words', async (t) => {
  const args = ['refused.tsr', '--lang', 'ru', ...ALL];
  const { stdout, code } = await oknoVerify(t, {
    files: { ...DATA, 'refused.tsr': refusal },
    args,
  });
  t.is(code, 3);
  t.regex(stdout, /Штамп времени: НЕ ВЫДАН/);
  t.regex(stdout, /Ответ службы: +отказ/);
  t.regex(stdout, /Причина: +badAlg/);
  t.regex(stdout, /Пояснение: +digest 1\.3\.14\.3\.2\.26/);
});

testWithGost(
  'peer: what openssl’s authority answers is judged over its file',
  async (t, openssl) => {
    // openssl has no clock but the system's, and certificates hold no fractions of a second.
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const theirs = await createPki({ now });
    const tsa = await theirs.issue(TSA);
    const answer = await answeredByOpenssl(openssl, CONTENT, { digest: 'sha256', tsa });
    const at = new Date(Date.now() + 1000);
    const material = {
      'root.pem': toPem('CERTIFICATE', theirs.root.der),
      'issuing.pem': toPem('CERTIFICATE', theirs.issuer.der),
      'issuing.crl': await theirs.crl(at),
      'root.crl': await theirs.crl(at, { of: 'root' }),
    };
    for (const [octets, document, code] of [
      [answer, CONTENT, 0],
      [tokenIn(answer), CONTENT, 0],
      [answer, Uint8Array.of(...CONTENT, 0), 1],
    ] as const) {
      const told = await oknoVerify(t, {
        files: { ...material, 'contract.pdf': document, 'contract.pdf.tsr': octets },
        args: ['contract.pdf.tsr', '--at', at.toISOString(), '--format', 'json', ...ALL],
      });
      t.is(told.code, code, told.stdout);
      t.regex(JSON.parse(told.stdout).nonce, /^[0-9a-f]{8,}$/);
    }
  },
);
