// The README inside a package is followed to the letter: its commands are taken from the file and run in a shell.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { ExecutionContext } from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { encodeSupplement } from '../../formats/evidence/supplement.ts';
import { parseNote } from '../../formats/log/note.ts';
import { testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import type { TestKeyType } from '../../test-fixtures/pki/keys.ts';
import { bankOfficer, head } from '../../test-fixtures/pki/subjects.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { receiveDocument } from '../documents/receive-document.ts';
import { sendVersion } from '../sendings/send-version.ts';
import { PACKAGE_CHECKS } from './package-checks.ts';
import {
  algorithms,
  createWorld,
  type Entries,
  filesOf,
  judge,
  NOW,
  newSigner,
  pack,
  packageOf,
  place,
  principal,
  sha256,
  sign,
  signer,
  unpack,
  type World,
} from './package-world.fixture.ts';

interface Stage {
  readonly pki: TestPki;
  readonly world: World;
  readonly bytes: Uint8Array;
}

/** Two documents of one contract, one of them sent on, the other signed inside; all keys of one kind. */
async function stage(
  key: TestKeyType,
  { stamped, sealRevoked = false }: { readonly stamped: boolean; readonly sealRevoked?: boolean },
): Promise<Stage> {
  const pki = await createPki({ now: NOW, caKey: key });
  const [director, by, tsa] = await Promise.all([
    pki.issue({ subject: head, key }),
    pki.issue({ subject: bankOfficer, key }),
    pki.issue({
      subject: { commonName: 'ТЕСТ Служба штампов' },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
      key,
    }),
  ]);
  if (sealRevoked) pki.revoke(by.certificate, new Date(NOW.getTime() - 1000));
  const world = await createWorld({ by, authorities: [pki] });
  const content = Buffer.from(`%PDF-1.7 ${key}`);
  const fileName = "Договор № 17 'б' $HOME `id`; & (копия).pdf";
  const documentId = await place(world, content, { by: director, title: '"name": "x"', fileName });
  await send(world, documentId);
  const files = filesOf([['document', 'акт.p7m', await sign(Buffer.from('акт'), false, director)]]);
  await receiveDocument(
    {
      principal,
      idempotencyKey: randomUUID(),
      target: { kind: 'contract', contractId: 'contract-1' },
      metadata: { category: 'b', title: 'Акт' },
      files,
    },
    world,
  );
  if (stamped)
    await stampAll(world, testTimeStamper({ identity: tsa, now: () => NOW, algorithms }));
  const subject = { kind: 'contract', id: 'contract-1' } as const;
  return { pki, world, bytes: await packageOf(world, documentId, { subject }) };
}

async function send(world: World, documentId: string): Promise<void> {
  await world.metadata.commit({
    participants: [
      {
        id: 'customs',
        kind: 'state-body',
        name: 'ТЕСТ Таможня',
        inn: '7700000000',
        ogrn: '1000000000000',
        state: 'active',
        registeredAt: NOW.toISOString(),
      },
    ],
  });
  const facts = { to: 'customs' };
  const request = { principal, documentId, version: 1, idempotencyKey: randomUUID(), facts };
  await sendVersion(request, world);
}

/** A token over every checkpoint that a receipt stands on, as the job of the checkpoint brings it. */
async function stampAll(
  { metadata: { journal } }: World,
  stamper: ReturnType<typeof testTimeStamper>,
): Promise<void> {
  for (const { id } of await journal.entries(0, 100)) {
    const receipt = await journal.receipt(id);
    if (receipt === undefined) continue;
    const { text } = parseNote(parseReceipt(receipt).proof.checkpoint);
    const octets = new TextEncoder().encode(text);
    const size = Number(text.split('\n')[1]);
    if ((await journal.supplements(size)).length > 0) continue;
    const { token } = await stamper.stamp(octets);
    const checkpoint = Buffer.from(sha256(octets)).toString('hex');
    const supplement = encodeSupplement({ kind: 'time-stamp', checkpoint, token });
    await journal.putSupplement(size, supplement);
  }
}

/** The commands of the README in the package, in order. */
function commandsIn(readme: string): readonly string[] {
  return [...readme.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, commands = '']) => commands);
}

interface Followed {
  /** Numbers of the steps that did not end well, from 1. */
  readonly wrong: readonly number[];
  readonly output: string;
}

/** Lays roots.pem and operator.vkey beside the package, as the README asks, and runs its commands in one shell. */
async function follow(
  t: ExecutionContext,
  { pki }: Stage,
  entries: Entries,
  vkey = signer.vkey,
): Promise<Followed> {
  const path = await scratchFolder(t);
  const readme = entries.find(([name]) => name === 'README.txt')?.[1];
  const commands = commandsIn(new TextDecoder().decode(readme));
  t.is(commands.length, PACKAGE_CHECKS.length);
  await writeFile(path('evidence.zip'), await pack(entries));
  const pem = Buffer.from(pki.root.der).toString('base64').replace(/.{64}/g, '$&\n');
  await writeFile(
    path('roots.pem'),
    `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  );
  await writeFile(path('operator.vkey'), `${vkey}\n`);
  const script = commands.map((step, at) => `${step}\necho "STEP ${at + 1} $?"`).join('\nBAD=\n');
  const output = await runShell(script, path('.'));
  const steps = [...output.matchAll(/^STEP (\d+) (\d+)$/gm)];
  t.is(steps.length, commands.length, output);
  const wrong = steps.filter(([, , code]) => code !== '0').map(([, step]) => Number(step));
  return { wrong, output };
}

/** `sh` reads the commands as they are typed. */
function runShell(script: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', [], { cwd, env: { PATH: process.env['PATH'] ?? '' } });
    let output = '';
    const gather = (piece: Buffer) => {
      output += piece.toString();
    };
    shell.stdout.on('data', gather);
    shell.stderr.on('data', gather);
    shell.on('error', reject);
    shell.on('close', () => resolve(output));
    shell.stdin.end(`${script}\n`);
  });
}

const testUnzip = testWith('unzip', 'unzip');
for (const [key, stamped] of [
  ['rsa', true],
  ['ec', false],
] as const) {
  testUnzip(
    `peer: the README of a package (${key}, ${stamped ? 'with' : 'without'} time-stamps) proves it with unzip, sha256sum and openssl`,
    async (t) => {
      const built = await stage(key, { stamped });
      const report = await judge(built.bytes, { trust: [{ certificate: built.pki.root }] });
      t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings, null, 1));
      const { wrong, output } = await follow(t, built, await unpack(built.bytes));
      t.deepEqual(wrong, [], output);
      t.notRegex(output, /WRONG|not checked/);
      t.is(output.match(/RIGHT/g)?.length, PACKAGE_CHECKS.length - 2);
    },
  );
}

for (const stamped of [true, false]) {
  testWithGost(
    `peer: the README of a package (GOST, ${stamped ? 'with' : 'without'} time-stamps) proves it with openssl and its engine`,
    async (t) => {
      const built = await stage('gost256', { stamped });
      const { wrong, output } = await follow(t, built, await unpack(built.bytes));
      t.deepEqual(wrong, [], output);
      t.notRegex(output, /WRONG|not checked/);
    },
  );
}

const twinStage = stage('ec', { stamped: true });

interface Twin {
  readonly change?: (entries: Entries) => Entries | Promise<Entries>;
  readonly vkey?: () => Promise<string>;
  readonly root?: () => Promise<TestPki>;
  /** Steps that must end badly, all others well. */
  readonly wrong: readonly number[];
  readonly says: RegExp;
}

const replaced =
  (which: RegExp, by: (bytes: Uint8Array) => Uint8Array) =>
  (entries: Entries): Entries =>
    entries.map(([name, bytes]) => [name, which.test(name) ? by(bytes) : bytes]);

/** The manifest says what the files are now, as a forger would make it. */
function refitted(entries: Entries): Entries {
  const contents = new Map(entries);
  const text = new TextDecoder().decode(contents.get('manifest.json'));
  const manifest: { files: { name: string; sha256: string; size: number }[] } = JSON.parse(text);
  let fitting = text;
  for (const { name, sha256: was } of manifest.files) {
    const now = Buffer.from(sha256(contents.get(name) ?? new Uint8Array())).toString('hex');
    fitting = fitting.replace(was, now);
  }
  return replaced(/^manifest\.json$/, () => new TextEncoder().encode(fitting))(entries);
}

const edited = (from: string | RegExp, to: string) => (bytes: Uint8Array) =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to));
const flipped = (at: number) => (bytes: Uint8Array) => bytes.with(at, (bytes.at(at) ?? 0) ^ 1);

/** One digit of base64, well inside what the TSA signed. */
const tokenChanged = (bytes: Uint8Array) => {
  const at = Buffer.from(bytes).indexOf('"token": "') + 150;
  return bytes.with(at, bytes[at] === 0x41 ? 0x42 : 0x41);
};

const DOCUMENT = /1\/document\/Договор/;
const RECEIVED = /^documents\/1\/.*received\.json$/;
const twins: Readonly<Record<string, Twin>> = {
  'a changed document': {
    change: replaced(DOCUMENT, flipped(-1)),
    wrong: [3, 8],
    says: /WRONG: files/,
  },
  'a changed document to which the manifest was fitted': {
    change: (entries) => refitted(replaced(DOCUMENT, flipped(-1))(entries)),
    wrong: [4, 8, 10],
    says: /WRONG: documents\/1\/.*received|WRONG: documents\/1\/.*placed/,
  },
  'a file that nobody lists': {
    change: (entries) => [...entries, ['extra.txt', new TextEncoder().encode('x')]],
    wrong: [3],
    says: /> ?extra\.txt|< ?extra\.txt|extra\.txt/,
  },
  'a file left out': {
    change: (entries) => entries.filter(([name]) => name !== 'CONTENTS.txt'),
    wrong: [3],
    says: /CONTENTS\.txt/,
  },
  'a receipt with an earlier time, the manifest fitted': {
    change: (entries) =>
      refitted(
        replaced(RECEIVED, edited('"time": "2026-03-10T09', '"time": "2026-03-10T08'))(entries),
      ),
    wrong: [4, 5, 10],
    says: /WRONG: documents\/1\/.*received\.json/,
  },
  'a receipt with a checkpoint of its own, the manifest fitted': {
    change: (entries) =>
      refitted(replaced(RECEIVED, edited(/(vault\.example\/log\\n)(\d+)\\n/, '$1$29\\n'))(entries)),
    // Its time-stamp stays: the receipt of placing stands on the same checkpoint.
    wrong: [4, 5, 6, 7, 10],
    says: /WRONG: documents\/1\/.*received\.json/,
  },
  'a signature under another document, the manifest fitted': {
    change: async (entries) => {
      const pki = await createPki({ now: NOW });
      const other = await sign(Buffer.from('другой'), true, await pki.issue({ subject: head }));
      return refitted(replaced(/signatures\/1\//, () => other)(entries));
    },
    wrong: [4, 8, 10],
    says: /WRONG: documents\/1\/.*signatures/,
  },
  'a changed time-stamp, the manifest fitted': {
    change: (entries) => refitted(replaced(/supplements.*time-stamp/, tokenChanged)(entries)),
    wrong: [4, 9, 10],
    says: /WRONG: supplements/,
  },
  'a container whose seal is over another list': {
    change: (entries) =>
      refitted(replaced(/ASiCManifest/, edited('Reference URI', 'Reference  URI'))(entries)),
    wrong: [4, 10],
    says: /WRONG: META-INF/,
  },
  'the key of another log': {
    vkey: async () => (await newSigner()).vkey,
    wrong: [6],
    says: /WRONG: manifest\.receipt\.json/,
  },
  'a root that vouches for nothing in it': {
    root: () => createPki({ now: NOW, label: 'stranger' }),
    wrong: [7, 8, 9, 10],
    says: /unable to get|self.signed/,
  },
};

for (const [title, { change = (same: Entries) => same, vkey, root, wrong, says }] of Object.entries(
  twins,
)) {
  testUnzip(`peer: the README of a package finds ${title}, at its step`, async (t) => {
    const built = await twinStage;
    const pki = (await root?.()) ?? built.pki;
    const entries = await change(await unpack(built.bytes));
    const followed = await follow(t, { ...built, pki }, entries, await vkey?.());
    t.deepEqual(followed.wrong, wrong, followed.output);
    t.regex(followed.output, says);
  });
}

testUnzip('peer: the README of a package finds the seal of a revoked certificate', async (t) => {
  const built = await stage('ec', { stamped: false, sealRevoked: true });
  const followed = await follow(t, built, await unpack(built.bytes));
  t.deepEqual(followed.wrong, [7, 10], followed.output);
  t.regex(followed.output, /certificate revoked/);
});
