import test from 'ava';
import { ConfigError } from './config-values.ts';
import { redisAddress, s3Of } from './engine-settings.ts';

const S3 = { endpoint: 'https://s3.example', bucket: 'archive' };

test('a bucket is an endpoint and a name; the rest has its usual values', (t) => {
  const usual = { region: 'us-east-1', prefix: '', pathStyle: true };
  t.deepEqual(s3Of(S3, 's3'), { ...S3, ...usual });
  t.deepEqual(s3Of(JSON.stringify(S3), 'OKNO_S3'), { ...S3, ...usual });
  const all = { region: 'ru-1', prefix: 'okno/a/', pathStyle: false, lock: 'governance' };
  t.deepEqual(s3Of({ ...S3, ...all, authorities: 'ca.pem' }, 's3'), {
    ...S3,
    ...all,
    authorities: 'ca.pem',
  });
});

const wrong: readonly (readonly [unknown, RegExp])[] = [
  ['{', /not JSON/],
  [[], /must be an object such as/],
  [{ bucket: 'archive' }, /s3\.endpoint/],
  [{ ...S3, endpoint: 's3.example' }, /s3\.endpoint must be an origin/],
  [{ ...S3, endpoint: 'https://s3.example/archive' }, /s3\.endpoint must be an origin/],
  [{ ...S3, endpoint: 'http://s3.example' }, /reached over a network: say https/],
  [{ ...S3, bucket: 'Archive' }, /s3\.bucket/],
  [{ ...S3, prefix: 'okno' }, /end in «\/»/],
  [{ ...S3, prefix: '../' }, /s3\.prefix/],
  [{ ...S3, lock: 'worm' }, /compliance or governance/],
  [{ ...S3, secretKey: 'in the wrong place' }, /unknown setting «secretKey»/],
];

for (const [value, words] of wrong) {
  test(`refused with a clear sentence: s3 ${JSON.stringify(value)}`, (t) => {
    const error = t.throws(() => s3Of(value, 's3'), { instanceOf: ConfigError });
    t.regex(error?.message ?? '', words);
    t.notRegex(error?.message ?? '', /in the wrong place/);
  });
}

test('plain HTTP is for this machine, and for a closed network when it is said', (t) => {
  for (const host of ['localhost', '127.0.0.1:9000', '[::1]:9000']) {
    t.notThrows(() => s3Of({ ...S3, endpoint: `http://${host}` }, 's3'));
  }
  t.notThrows(() => s3Of({ ...S3, endpoint: 'http://s3.internal', plain: true }, 's3'));
});

test('the address of a Redis: TLS over a network, and never repeated in an error', (t) => {
  for (const good of [
    'rediss://redis.example',
    'rediss://user:secret@redis.example:6380/3',
    'redis://127.0.0.1:6379',
    'redis://redis.internal?plain=true',
  ]) {
    t.is(redisAddress(good, 'redis'), good);
  }
  for (const bad of [
    'redis://:secret@redis.example',
    'http://:secret@redis.example',
    'redis:secret',
    'rediss://:secret@redis.example/name',
  ]) {
    const error = t.throws(() => redisAddress(bad, 'redis'), { instanceOf: ConfigError });
    t.notRegex(error?.message ?? '', /secret/);
  }
});
