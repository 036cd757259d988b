// The whole journey on PostgreSQL, S3 and Redis, each started by the demonstration itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { CEPH_PACKAGES } from '../../test-fixtures/engines/start-ceph.ts';
import { REDIS_PACKAGES, startRedis } from '../../test-fixtures/engines/start-redis.ts';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { run } from './run.ts';

async function demo(t: ExecutionContext, environment: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-demo-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const out = { stdout: '', stderr: '' };
  const code = await run(['--engines', '--once', '--lang', 'en'], {
    stdout: { write: (text: string) => (out.stdout += text) },
    stderr: { write: (text: string) => (out.stderr += text) },
    environment,
    cwd: folder,
    now: () => new Date(),
  });
  return { code, ...out };
}

const testWithAll = testWith('radosgw', `${CEPH_PACKAGES} ${REDIS_PACKAGES}`);

testWithAll('okno demo --engines --once runs the whole journey on the three engines', async (t) => {
  const { code, stdout, stderr } = await demo(t);
  t.is(code, 0, stderr);
  t.regex(stdout, /Engines: PostgreSQL, S3, Redis, started here/);
  t.regex(stdout, /metadata: PostgreSQL; documents: S3, compliance lock enforced; jobs: Redis/);
  t.regex(stdout, /para\. 26 \(а\), 24 .*PDF.*valid.*received .*placed/);
  t.regex(stdout, /confirmed the receipts of both versions/); // a job, by Redis
  t.regex(stdout, /verified offline by okno verify: exit code 0/);
});

testWithAll('an engine that is set is used in place of one of its own', async (t) => {
  const redis = await startRedis({ appendonly: false });
  t.teardown(() => redis.end());
  const { code, stdout, stderr } = await demo(t, { OKNO_REDIS: redis.url });
  t.is(code, 0, stderr);
  t.regex(stdout, /Engines: PostgreSQL, S3, Redis\*/);
  t.regex(stdout, /jobs: Redis, without appendonly/);
});

test.serial(
  'what is missing is named with how to have it, and with the setting in its place: 1',
  async (t) => {
    const { PATH } = process.env;
    process.env['PATH'] = '';
    try {
      const { code, stderr } = await demo(t);
      t.is(code, 1);
      t.regex(stderr, /S3: apt-get install .*radosgw.*OKNO_S3/);
      t.regex(stderr, /Redis: apt-get install redis-server, or set OKNO_REDIS/);
    } finally {
      process.env['PATH'] = PATH;
    }
  },
);

test('a setting of an engine that is wrong is said: 1', async (t) => {
  const { code, stderr } = await demo(t, { OKNO_REDIS: 'redis.example' });
  t.is(code, 1);
  t.regex(stderr, /OKNO_REDIS must be an address/);
});
