import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import {
  basicConstraints,
  crlDer,
  extensionDer,
  forgeCertificate,
  newKeys,
} from '../../../test-fixtures/chains/forge.ts';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import { CrlIndex } from '../../revocation/crl-index.ts';
import { lineJudge } from '../batch/answer-line.ts';
import { FileChangedError } from '../open-file.ts';
import { openPathCases } from '../path/path-judge.ts';
import { run } from '../path.ts';
import { indexFolder } from './index-folder.ts';
import { LARGE_CRL, openIndexedCrl } from './open-indexed-crl.ts';
import { unchangedFile } from './unchanged-file.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const rootKeys = newKeys('ec');
const leafKeys = newKeys();
const root = forgeCertificate({
  subject: 'Root',
  issuer: 'Root',
  keys: rootKeys,
  issuerKeys: rootKeys,
  extensions: [basicConstraints()],
});
const leafOf = (serial: number) =>
  forgeCertificate({
    subject: 'Leaf',
    issuer: 'Root',
    keys: leafKeys,
    issuerKeys: rootKeys,
    serial,
  });
const REVOKED = 300_000;
const GOOD = 5_000_000;
/** Of real lists most entries carry a reason: some 40 octets each. */
const list = crlDer({
  issuer: 'Root',
  keys: rootKeys,
  thisUpdate: AT,
  nextUpdate: new Date(AT.getTime() + 3_600_000),
  revoked: Array.from({ length: 480_000 }, (_, n) => ({ serial: n + 1, at: AT, reason: 1 })),
  extensions: [extensionDer(OID.crlNumber, der.integer(1))],
});

async function folder(t: ExecutionContext) {
  const path = await scratchFolder(t);
  await Promise.all([
    writeFile(path('root.crt'), root.der),
    writeFile(path('good.crt'), leafOf(GOOD).der),
    writeFile(path('revoked.crt'), leafOf(REVOKED).der),
    writeFile(path('large.crl'), list),
  ]);
  return path;
}

async function reasonFor(path: (name: string) => string, leaf: string): Promise<string> {
  let stdout = '';
  await run([leaf, '--trust', 'root.crt', '--crl', 'large.crl', '--format', 'json'], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => {} },
    cwd: path('.'),
    now: () => AT,
    environment: { OKNO_CACHE: path('cache') },
  });
  const { reason } = JSON.parse(stdout).paths[0];
  return reason.facts?.detail ?? reason.code;
}

test('a list too large for memory tells good from revoked, with its index made, found and made again', async (t) => {
  t.true(list.length >= LARGE_CRL);
  const path = await folder(t);
  for (const how of ['made', 'found', 'made again'] as const) {
    t.is(await reasonFor(path, 'good.crt'), 'path-valid', how);
    t.is(await reasonFor(path, 'revoked.crt'), 'certificate-revoked', how);
    const [name = '', ...more] = await readdir(path('cache'));
    t.deepEqual(more, []);
    t.is((await stat(path('cache'))).mode & 0o077, 0, 'for the user alone');
    const index = await readFile(path(`cache/${name}`));
    if (how === 'found') await writeFile(path(`cache/${name}`), index.subarray(0, -1));
  }
});

test('an index that another could have written is not believed', async (t) => {
  const path = await folder(t);
  await reasonFor(path, 'good.crt');
  const [name = ''] = await readdir(path('cache'));
  // An index without entries: everything would be good.
  const empty = Buffer.from(await readFile(path(`cache/${name}`))).subarray(0, 40);
  empty.fill(0, 24);
  await writeFile(path(`cache/${name}`), empty);
  t.is(await reasonFor(path, 'revoked.crt'), 'path-valid', 'the user’s own folder is believed');
  await chmod(path('cache'), 0o777);
  t.is(await reasonFor(path, 'revoked.crt'), 'certificate-revoked');
});

test('an index file that another owns, or may write to, is not believed', async (t) => {
  const path = await folder(t);
  await reasonFor(path, 'good.crt');
  const [name = ''] = await readdir(path('cache'));
  const empty = Buffer.from(await readFile(path(`cache/${name}`))).subarray(0, 40);
  empty.fill(0, 24);
  await writeFile(path(`cache/${name}`), empty);
  await chmod(path(`cache/${name}`), 0o622);
  t.is(await reasonFor(path, 'revoked.crt'), 'certificate-revoked');
});

test('indexes that were used least recently go when there are too many', async (t) => {
  const path = await folder(t);
  // Each takes 40 octets and eight more.
  const indexes = indexFolder(path('few'), 3 * 48);
  const index = new CrlIndex({
    unknownCritical: false,
    places: BigUint64Array.of(1n),
    issuers: new Uint32Array(),
  });
  const long = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  for (const [name, age] of [
    ['a', 30],
    ['b', 20],
    ['c', 10],
  ] as const) {
    await indexes.write(name, index);
    await utimes(path(`few/${name}.crl-index`), long(age), long(age));
  }
  await writeFile(path('few/x.crl-index.0a'), 'half written, long ago');
  await utimes(path('few/x.crl-index.0a'), long(90), long(90));
  t.deepEqual((await indexes.read('a'))?.places, BigUint64Array.of(1n), 'used just now');
  await indexes.write('d', index);
  t.deepEqual(
    (await readdir(path('few'))).sort(),
    ['a', 'c', 'd'].map((n) => `${n}.crl-index`),
  );
});

test('an index is of one file alone: a list that differs in one octet has its own', async (t) => {
  const path = await folder(t);
  await reasonFor(path, 'good.crt');
  const [before] = await readdir(path('cache'));
  const changed = Uint8Array.from(list);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  await writeFile(path('large.crl'), changed);
  t.is(await reasonFor(path, 'good.crt'), 'signature-invalid');
  t.is((await readdir(path('cache'))).filter((name) => name !== before).length, 1);
});

test('where no index can be kept it is made each time', async (t) => {
  const path = await folder(t);
  await writeFile(path('cache'), 'a file in place of the folder');
  t.is(await reasonFor(path, 'revoked.crt'), 'certificate-revoked');
  await mkdir(path('other'));
  const crl = await openIndexedCrl(path('large.crl'), indexFolder(path('other')));
  t.is(crl.index.places.length, 480_000);
});

test('a file that changes while it is read is said to have changed', async (t) => {
  const path = await folder(t);
  const source = await unchangedFile(path('root.crt'));
  t.deepEqual(new Uint8Array(await source.read(0, source.size)), new Uint8Array(root.der));
  await appendFile(path('root.crt'), 'more');
  await t.throwsAsync(source.read(0, 4), { instanceOf: FileChangedError });
});

for (const [how, change, after] of [
  ['changes', (name: string) => appendFile(name, 'more'), 'no-information'],
  ['vanishes', (name: string) => rm(name), 'file-unreadable'],
] as const) {
  test(`a list that ${how} in the middle of a batch is its case's answer, once; the batch goes on`, async (t) => {
    const path = await folder(t);
    const opened = await openPathCases({
      providers: [],
      cwd: path('.'),
      folders: [path('.')],
      cache: path('cache'),
      online: false,
      allowPrivate: false,
      demandNonce: false,
      now: AT.toISOString(),
    });
    const answers: string[] = [];
    const ask = async (asked: object) => {
      const text = JSON.stringify({ leaf: 'good.crt', trust: ['root.crt'], ...asked });
      const line = await lineJudge(opened)({ number: 1, text });
      const answer: Answer = JSON.parse(line.text);
      answers.push(answer.error?.code ?? answer.reason?.facts?.detail ?? answer.reason?.code ?? '');
    };
    await ask({ crls: ['large.crl'] });
    await change(path('large.crl'));
    await ask({ crls: ['large.crl'] });
    await ask({ requireRevocation: false });
    await ask({ crls: ['large.crl'] });
    t.deepEqual(answers, ['path-valid', 'file-changed', 'path-valid', after]);
  });
}

interface Answer {
  readonly error?: { readonly code: string };
  readonly reason?: { readonly code: string; readonly facts?: { readonly detail?: string } };
}
