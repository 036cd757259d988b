import { createHash } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { readConfig } from '../config.ts';
import { ConfigError } from '../config-values.ts';
import { readValidationPolicy } from './validation-policy.ts';

const ours = (members: object) =>
  JSON.stringify({ format: 'okno-policy/1', name: 'ours', version: '3', ...members });
const STRICTER = ours({ checks: { 'signing-time-present': 'fail' } });

/** What the service takes from a settings file beside the files of `files`. */
async function given(
  t: Parameters<typeof scratchFolder>[0],
  settings: object,
  files: Readonly<Record<string, string>> = {},
) {
  const at = await scratchFolder(t, { ...files, 'okno.json': JSON.stringify(settings) });
  const config = await readConfig({ file: at('okno.json'), environment: {}, cwd: '/nowhere' });
  return readValidationPolicy(config, [nodeCrypto]);
}

test('without settings the default policy, and no documents', async (t) => {
  const { policy, signaturePolicies } = await given(t, {});
  t.is(policy.name, 'okno-default/1');
  t.deepEqual(signaturePolicies, []);
});

test('a built-in policy by its name', async (t) => {
  t.is((await given(t, { policy: 'russian' })).policy.name, 'okno-russian/1');
});

test('a policy and documents beside the settings file', async (t) => {
  const { policy, signaturePolicies = [] } = await given(
    t,
    { policy: 'p.json', signaturePolicies: ['2.999.5=rules.txt', '2.999.6.txt'] },
    { 'p.json': STRICTER, 'rules.txt': 'a', '2.999.6.txt': 'b' },
  );
  t.is(policy.levels['signing-time-present'], 'fail');
  t.is(policy.digest, createHash('sha256').update(STRICTER).digest('hex'));
  t.deepEqual(
    signaturePolicies.map(({ id, name, octets }) => [id, name, Buffer.from(octets).toString()]),
    [
      ['2.999.5', 'rules.txt', 'a'],
      ['2.999.6', '2.999.6.txt', 'b'],
    ],
  );
});

for (const [title, file, words] of [
  [
    'that accepts more',
    ours({ checks: { 'signature-algorithms': 'warn' } }),
    /only be stricter.*\/checks\/signature-algorithms \("fail" → "warn"\)/,
  ],
  [
    'that is none',
    ours({ checks: { 'signature-value': 'warn' } }),
    /no policy\n {2}\/checks\/signature-value: /,
  ],
] as const) {
  test(`a policy ${title} does not start`, async (t) => {
    const error = await t.throwsAsync(given(t, { policy: 'p.json' }, { 'p.json': file }), {
      instanceOf: ConfigError,
    });
    t.regex(error?.message ?? '', words);
  });
}

test('a policy or a document that is not there does not start', async (t) => {
  for (const settings of [{ policy: 'gone.json' }, { signaturePolicies: ['gone.pdf'] }]) {
    await t.throwsAsync(given(t, settings), { instanceOf: ConfigError, message: /ENOENT/ });
  }
});
