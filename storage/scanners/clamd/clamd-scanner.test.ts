import test, { type ExecutionContext } from 'ava';
import {
  type RunningClamd,
  startClamd,
  TEST_VIRUS,
  TEST_VIRUS_NAME,
} from '../../../test-fixtures/peers/clamd.ts';
import { answering, startFakeClamd } from '../../../test-fixtures/peers/fake-clamd.ts';
import { isOnPath } from '../../../test-fixtures/peers/on-path.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { clamdScanner } from './clamd-scanner.ts';
import type { ClamdLimits } from './exchange.ts';

async function* content(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function* zeros(pieces: number): AsyncGenerator<Uint8Array> {
  for (let left = pieces; left > 0; left -= 1) yield Buffer.alloc(64 * 1024);
}

const testClamd = testWith('clamd', 'clamav-daemon');
let clamd: RunningClamd;
test.before(async () => {
  if (isOnPath('clamd')) clamd = await startClamd({ streamMegabytes: 2 });
});
test.after.always(() => (isOnPath('clamd') ? clamd.stop() : undefined));

for (const way of ['tcp', 'socket'] as const) {
  testClamd(`peer: a real clamd by ${way} finds what it knows, and nothing else`, async (t) => {
    const scanner = clamdScanner(clamd[way]);
    t.true(await scanner.answers());
    const infected = { verdict: 'infected', name: TEST_VIRUS_NAME } as const;
    const clean = { verdict: 'clean' } as const;
    t.deepEqual(await scanner.scan(content(TEST_VIRUS)), infected);
    t.deepEqual(await scanner.scan(content(TEST_VIRUS.subarray(1))), clean);
    // In whatever pieces it comes, empty ones too, which must not end the file early.
    const pieces = [...TEST_VIRUS].flatMap((octet) => [Buffer.alloc(0), Buffer.of(octet)]);
    t.deepEqual(await scanner.scan(content(...pieces)), infected);
    t.deepEqual(await scanner.scan(content()), clean);
    t.deepEqual(await scanner.scan(zeros(31)), clean);
  });

  testClamd(`peer: what is over clamd's limit is never clean, by ${way}`, async (t) => {
    const scanner = clamdScanner(clamd[way]);
    let { verdict } = await scanner.scan(zeros(200));
    // Its answer can be lost with the connection that it closes: then another time it comes.
    for (let tries = 0; verdict === 'unavailable' && tries < 20; tries += 1) {
      ({ verdict } = await scanner.scan(zeros(200)));
    }
    t.is(verdict, 'too-large');
  });
}

testClamd('peer: many files at once each get their own verdict', async (t) => {
  const scanner = clamdScanner(clamd.tcp);
  const verdicts = await Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      scanner.scan(n % 3 === 0 ? content(TEST_VIRUS) : zeros(n)),
    ),
  );
  t.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    verdicts.map((_, n) => (n % 3 === 0 ? 'infected' : 'clean')),
  );
});

async function fakeClamd(
  t: ExecutionContext,
  behave: Parameters<typeof startFakeClamd>[0],
  limits: Partial<ClamdLimits> = {},
) {
  const fake = await startFakeClamd(behave);
  t.teardown(() => fake.stop());
  return clamdScanner(fake.address, { replyOctets: 64, ...limits });
}

const HELLO = Buffer.from('hello');

test('the control: a fake that answers as clamd does is believed', async (t) => {
  const clean = await fakeClamd(
    t,
    answering(() => 'stream: OK\0'),
  );
  t.deepEqual(await clean.scan(content(HELLO)), { verdict: 'clean' });
  const found = await fakeClamd(
    t,
    answering(() => 'stream: Win.Test-1 FOUND\0'),
  );
  t.deepEqual(await found.scan(content(HELLO)), { verdict: 'infected', name: 'Win.Test-1' });
});

const hostile: Readonly<Record<string, string | Uint8Array>> = {
  'nothing at all': '',
  'an answer that is cut short': 'stream: O',
  'an answer without its end': 'stream: OK',
  'a second answer behind the first': 'stream: OK\0stream: X FOUND\0',
  'garbage behind the answer': 'stream: OK\0\r\n',
  'another word': 'stream: OKAY\0',
  'the answer to another command': 'PONG\0',
  'an answer about another stream': '1: stream: OK\0',
  'an error of clamd': 'INSTREAM: Can’t create temporary file. ERROR\0',
  'a name that is empty': 'stream:  FOUND\0',
  'an answer that is too long': `stream: ${'x'.repeat(100)} FOUND\0`,
  'octets that are no text': Buffer.from([0xff, 0xfe, 0]),
  'lower case': 'stream: ok\0',
};
for (const [what, reply] of Object.entries(hostile)) {
  test(`hostile: ${what} is not clean`, async (t) => {
    const scanner = await fakeClamd(
      t,
      answering(() => reply),
    );
    const { verdict } = await scanner.scan(content(HELLO));
    t.is(verdict, 'unavailable');
  });
}

test('hostile: an answer before the whole file was sent is not clean', async (t) => {
  const scanner = await fakeClamd(t, (socket) => socket.end('stream: OK\0'));
  const verdict = await scanner.scan(zeros(10_000));
  t.is(verdict.verdict, 'unavailable');
});

test('hostile: silence ends with the time that the answer has', async (t) => {
  const scanner = await fakeClamd(t, (socket) => void socket.resume(), { answer: 50 });
  const verdict = await scanner.scan(content(HELLO));
  t.deepEqual(verdict, { verdict: 'unavailable', detail: 'no answer in time' });
  t.false(await scanner.answers());
});

test('hostile: a server that reads nothing ends with the time of silence', async (t) => {
  const scanner = await fakeClamd(t, (socket) => void socket.pause(), { silence: 200 });
  const verdict = await scanner.scan(zeros(10_000));
  t.deepEqual(verdict, { verdict: 'unavailable', detail: 'silent too long' });
});

test('nobody there is unavailable, on TCP and on a socket', async (t) => {
  const nowhere = clamdScanner({ path: '/nonexistent/clamd.ctl' });
  t.is((await nowhere.scan(content(HELLO))).verdict, 'unavailable');
  t.false(await nowhere.answers());
  const closed = await fakeClamd(t, (socket) => socket.destroy());
  t.is((await closed.scan(content(HELLO))).verdict, 'unavailable');
});

test('a file that cannot be read is an error of its own, and no verdict', async (t) => {
  const scanner = await fakeClamd(
    t,
    answering(() => 'stream: OK\0'),
  );
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield HELLO;
    throw new Error('disk');
  }
  await t.throwsAsync(scanner.scan(broken()), { message: 'disk' });
});
