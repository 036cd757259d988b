import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bytesSource } from '../../formats/byte-source.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { parseTrace, type SystemCall } from '../../storage/durability/system-calls.ts';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { storedPath } from '../stored-path.fixture.ts';
import { meetExporter, prepareGround, startService } from './child-service.ts';

const test = testWith('strace', 'strace');
const CALLS = 'trace=openat,mkdir,fsync,fdatasync,rename,write,writev,sendto,pwrite64';

test('the service answers 201 after the file, its folder, the database log and the last head are synced', async (t) => {
  t.timeout(120_000);
  const ground = await prepareGround(t);
  const trace = join(ground.folder, 'trace');
  const strace = ['strace', '-f', '-y', '-s', '64', '-e', CALLS, '-o', trace];
  await startService(t, ground, strace);
  const { client, contractId } = await meetExporter(ground);
  const bytes = Buffer.from('a document of its own kind', 'utf8');
  const signature = await signCades({
    content: bytesSource(bytes),
    detached: true,
    identities: [ground.people.headEcdsa],
    signingTime: new Date(),
    digest: ground.algorithms,
  });
  const answer = await client.place(`/v1/contracts/${contractId}/documents`, {
    metadata: { category: 'b', title: 'Акт' },
    document: { name: 'act.txt', mediaType: 'text/plain', bytes },
    signatures: [{ name: 'act.p7s', mediaType: 'application/pkcs7-signature', bytes: signature }],
    idempotencyKey: 'traced',
  });
  t.is(answer.status, 201);
  const calls = parseTrace(await readFile(trace, 'utf8')).filter((call) => call.succeeded);
  const name = basename(storedPath(ground.data, String(answer.json['sha256'])));
  t.deepEqual(brokenOrder(calls, name), []);
  for (const lost of ['/blobs/', '.sqlite-wal', 'last-head']) {
    const without = calls.filter((call) => !isSync(call) || !call.path.includes(lost));
    t.not(brokenOrder(without, name).length, 0, `no sync of ${lost} goes unseen`);
  }
});

const isSync = ({ name }: SystemCall) => name === 'fsync' || name === 'fdatasync';
const isWrite = ({ name }: SystemCall) => /^(p?writev?(64)?|sendto)$/.test(name);

/** Which of the steps before the last 201 are missing or out of order; none when all are there. */
function brokenOrder(calls: readonly SystemCall[], name: string): readonly string[] {
  const answered = calls.findLast((call) => isWrite(call) && call.line.includes('HTTP/1.1 201'));
  const named = calls.find((call) => call.name === 'rename' && (call.target ?? '').endsWith(name));
  if (answered === undefined || named === undefined) return ['nothing was placed'];
  const syncedBetween = (matches: (path: string) => boolean, from: number, to: number) =>
    calls.some(
      (call) => isSync(call) && matches(call.path) && call.started > from && call.ended < to,
    );
  const lastWrite = (matches: (path: string) => boolean) =>
    calls.findLast((call) => isWrite(call) && matches(call.path) && call.ended < answered.started);
  const folder = (named.target ?? '').slice(0, -name.length - 1);
  const steps: readonly (readonly [string, boolean])[] = [
    [
      'the file before it gets its name',
      syncedBetween((path) => path === named.path, -1, named.started),
    ],
    ['its folder after', syncedBetween((path) => path === folder, named.ended, answered.started)],
    ...['.sqlite-wal', 'last-head'].map((part) => {
      const written = lastWrite((path) => path.includes(part));
      const matches = (path: string) => path.includes(part);
      const synced =
        written !== undefined && syncedBetween(matches, written.ended, answered.started);
      return [part, synced] as const;
    }),
  ];
  return steps.filter(([, done]) => !done).map(([step]) => step);
}
