import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { toBase64 } from '../../formats/base64.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { parseSupplement, tokenIn } from '../../formats/evidence/supplement.ts';
import { formatTlogProof } from '../../formats/log/tlog-proof.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { type GostOpenssl, testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { placeDocuments } from './chapter-documents.ts';
import { auditOffline } from './chapter-evidence.ts';
import { meetPeople } from './chapter-people.ts';
import { awaitTimeStamps } from './chapter-time-stamps.ts';
import { makeWorld, type RunningWorld } from './make-world.ts';

interface Audit {
  readonly world: RunningWorld;
  /** Folder into which `unzip` took the package apart. */
  readonly package: string;
}

type Path = (name: string) => string;

async function playDemo(t: ExecutionContext, path: Path): Promise<Audit> {
  const world = await makeWorld({
    folder: path('demo'),
    port: 0,
    narrator: { tell: () => undefined, note: () => undefined },
    now: () => new Date(),
  });
  t.teardown(() => world.close());
  const actors = await meetPeople(world);
  const placed = await placeDocuments(world, actors.exporter);
  await awaitTimeStamps(world, actors.exporter, placed);
  const file = await auditOffline(world, actors, placed);
  const unpacked = path('package');
  await mkdir(unpacked);
  const unzip = await runPeer('unzip', ['-q', file, '-d', unpacked]);
  t.true(unzip.ok, unzip.output);
  return { world, package: unpacked };
}

testWithGost(
  'the package of the demonstration is judged by openssl cms and openssl ts, and each twin refused',
  async (t, openssl) => {
    t.timeout(180_000);
    const audit = await playDemo(t, openssl.path);
    await opensslJudgesSignatures(t, openssl, audit);
    await opensslJudgesSealAndToken(t, openssl, audit);
  },
);

testWith('go', 'golang-go golang-golang-x-mod-dev')(
  'a receipt of the demonstration is judged by golang.org/x/mod; a forged leaf and another key are refused',
  async (t) => {
    t.timeout(180_000);
    const path = await scratchFolder(t, {});
    await goJudgesReceipt(t, path, await playDemo(t, path));
  },
);

const part = (audit: Audit, path: string) => join(audit.package, path);

async function opensslJudgesSignatures(t: ExecutionContext, openssl: GostOpenssl, audit: Audit) {
  for (const version of [1, 2]) {
    const name = `contract-${version}.pdf`;
    const signature = part(audit, `documents/1/versions/${version}/signatures/1/${name}.p7s`);
    const cms = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature];
    const trust = ['-CAfile', audit.world.files.trust, '-purpose', 'any', '-out', '/dev/null'];
    const document = part(audit, `documents/1/versions/${version}/document/${name}`);
    await t.notThrowsAsync(openssl(...cms, '-content', document, ...trust), name);
    const other = part(
      audit,
      `documents/1/versions/${3 - version}/document/contract-${3 - version}.pdf`,
    );
    await t.throwsAsync(openssl(...cms, '-content', other, ...trust), undefined, 'other document');
  }
}

async function receiptOf(audit: Audit) {
  return parseReceipt(await readFile(part(audit, 'documents/1/versions/1/receipts/placed.json')));
}

/** The three lines of the checkpoint, which seal and token cover; co-signatures may come without changing it. */
async function noteText(audit: Audit): Promise<string> {
  const { proof } = await receiptOf(audit);
  return proof.checkpoint.slice(0, proof.checkpoint.indexOf('\n\n') + 1);
}

async function opensslJudgesSealAndToken(t: ExecutionContext, openssl: GostOpenssl, audit: Audit) {
  const { seal } = await receiptOf(audit);
  const text = await noteText(audit);
  const path = (name: string) => openssl.path(name);
  await writeFile(path('note.txt'), text);
  await writeFile(
    path('other.txt'),
    text.replace(/^\d+$/m, (size) => String(Number(size) + 1)),
  );
  await writeFile(path('seal.p7s'), seal);
  const trust = ['-CAfile', audit.world.files.trust];
  const cms = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', path('seal.p7s')];
  const quiet = ['-purpose', 'any', '-out', '/dev/null'];
  await t.notThrowsAsync(openssl(...cms, '-content', path('note.txt'), ...trust, ...quiet));
  await t.throwsAsync(openssl(...cms, '-content', path('other.txt'), ...trust, ...quiet));

  const size = text.split('\n')[1] ?? '';
  const folder = part(audit, `supplements/${size}`);
  const name = (await readdir(folder)).find((each) => each.endsWith('-time-stamp.json'));
  const supplement = await readFile(join(folder, name ?? ''));
  const { checkpoint } = parseSupplement(supplement);
  const token = tokenIn(supplement) ?? new Uint8Array();
  t.is(checkpoint, createHash('sha256').update(text).digest('hex'));
  await writeFile(path('token.tst'), token);
  await writeFile(path('issuers.pem'), await issuersIn(audit));
  const ts = ['ts', '-verify', '-token_in', '-in', path('token.tst'), ...trust];
  const untrusted = ['-untrusted', path('issuers.pem')];
  await t.notThrowsAsync(openssl(...ts, ...untrusted, '-data', path('note.txt')));
  await t.throwsAsync(openssl(...ts, ...untrusted, '-data', path('other.txt')));
}

/** Certificates of the issuing authorities, as an auditor finds them in the package. */
async function issuersIn({ world }: Audit): Promise<string> {
  const { head, buyer } = world.people;
  return [...head.chain, ...buyer.chain].map(({ der }) => toPem('CERTIFICATE', der)).join('');
}

async function goJudgesReceipt(t: ExecutionContext, path: Path, audit: Audit) {
  const { salt, entryBytes, proof } = await receiptOf(audit);
  const commitment = createHash('sha256').update(salt).update(entryBytes).digest();
  const leaf = `okno-vault entry v1\n${toBase64(commitment)}\n`;
  await writeFile(path('leaf'), leaf);
  await writeFile(path('forged'), leaf.replace('v1', 'v2'));
  await writeFile(path('proof'), formatTlogProof(proof));
  const program = path('verify-receipt');
  const source = fileURLToPath(new URL('./testdata/verify-receipt.go', import.meta.url));
  const go = ['GO111MODULE=off', 'GOPATH=/usr/share/gocode', `GOCACHE=${path('go-cache')}`];
  const build = await runPeer('env', [...go, 'go', 'build', '-o', program, source]);
  t.true(build.ok, build.output);
  const judge = (key: string, data: string) => runPeer(program, [key, path('proof'), path(data)]);
  const good = await judge(audit.world.vkey, 'leaf');
  t.true(good.ok, good.output);
  t.false((await judge(audit.world.vkey, 'forged')).ok, 'a forged leaf');
  const [name = '', id = '', key = ''] = audit.world.vkey.split('+');
  const otherKey = `${name}+${id}+${key.slice(0, -2)}${key.endsWith('A=') ? 'B=' : 'A='}`;
  t.false((await judge(otherKey, 'leaf')).ok, 'another key');
}
