import test from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { type ProviderPorts, run } from './cli/provider.ts';
import { DEFAULT_PROVIDERS, loadProvider, loadProviders, ProviderError } from './load-provider.ts';

const DIGEST = `{ name: 'd', oid: '1.2.3', xmlUris: [], size: 4, digest: () => new Uint8Array(4) }`;
const modules = {
  'default.mjs': `export default { name: 'mine', digests: [${DIGEST}], signatures: [] };`,
  'class.mjs': `class Mine { name = 'of a class'; get digests() { return []; } get signatures() { return []; } }
    export const provider = new Mine();`,
  'empty.mjs': 'export const other = 1;',
  'half.mjs': `export const provider = { name: 'x', digests: [{ name: 'd' }], signatures: [] };`,
  'verifier.mjs': `export const provider = { name: 'x', digests: [], signatures: [{ name: 's', oids: [], xmlUris: [], keyOids: [], verify: true }] };`,
  'throws.mjs': `throw new Error('no licence');`,
  'missing.mjs': `import 'nowhere-to-be-found';`,
  'liar.mjs': `export const provider = { name: 'liar', digests: [], signatures: [
    { name: 'ed25519', oids: ['1.3.101.112'], xmlUris: [], keyOids: [], digestOid: () => undefined, verify: () => true }] };`,
  'node_modules/of-a-package/package.json': '{"name": "of-a-package", "main": "it.mjs"}',
  'node_modules/of-a-package/it.mjs': `export const provider = { name: 'packaged', digests: [], signatures: [] };`,
};

test('the providers of the product, in this order', async (t) => {
  t.deepEqual(
    (await loadProviders(DEFAULT_PROVIDERS, '/')).map(({ name }) => name),
    ['node-crypto', 'gost'],
  );
});

for (const [name, called] of [
  ['./default.mjs', 'mine'],
  ['./class.mjs', 'of a class'],
  ['of-a-package', 'packaged'],
  ['web-crypto', 'web-crypto'],
] as const) {
  test(`a provider is found by its name: ${name}`, async (t) => {
    const path = await scratchFolder(t);
    await writeModules(path);
    t.is((await loadProvider(name, path('.'))).name, called);
  });
}

for (const [name, code] of [
  ['./nowhere.mjs', 'provider-not-found'],
  ['not-installed', 'provider-not-found'],
  ['constructor', 'provider-not-found'],
  ['', 'provider-not-found'],
  ['./empty.mjs', 'not-a-provider'],
  ['./half.mjs', 'not-a-provider'],
  ['./verifier.mjs', 'not-a-provider'],
  ['./throws.mjs', 'provider-fails'],
  ['./missing.mjs', 'provider-not-found'],
] as const) {
  test(`${code}: «${name}»`, async (t) => {
    const path = await scratchFolder(t);
    await writeModules(path);
    const error = await t.throwsAsync(loadProvider(name, path('.')), { instanceOf: ProviderError });
    t.is(error?.code, code);
  });
}

async function writeModules(path: (name: string) => string): Promise<void> {
  const { mkdir, writeFile } = await import('node:fs/promises');
  await mkdir(path('node_modules/of-a-package'), { recursive: true });
  for (const [name, text] of Object.entries(modules)) await writeFile(path(name), text);
}

function recorder(cwd: string) {
  const said = { stdout: '', stderr: '' };
  const ports: ProviderPorts = {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    cwd,
  };
  return { said, ports };
}

for (const [args, code, expected] of [
  [['test', 'gost'], 0, /gost2012-512: верно[\s\S]*Все проверенные ответы верны/],
  [['test', 'gost', '--lang', 'en'], 0, /gost94: not checked[\s\S]*is right/],
  [
    ['test', './liar.mjs'],
    1,
    /ed25519: НЕВЕРНО[\s\S]*неверная подпись принята[\s\S]*Пользоваться им нельзя/,
  ],
  [['test', './default.mjs'], 2, /Проверить нечего/],
  [['test', './nowhere.mjs'], 69, /не найден/],
  [['test', './throws.mjs', '--lang', 'en'], 69, /cannot be loaded[\s\S]*no licence/],
  [['test', 'gost', './liar.mjs'], 1, /НЕВЕРНО/],
  [['--help'], 0, /okno provider test/],
  [['test'], 64, /okno provider test/],
  [['drop', 'gost'], 64, /okno provider test/],
  [['test', '--fast'], 64, /okno provider test/],
] as const) {
  test(`okno provider ${args.join(' ')}: ${code}`, async (t) => {
    const path = await scratchFolder(t);
    await writeModules(path);
    const { said, ports } = recorder(path('.'));
    t.is(await run(args, ports), code);
    t.regex(said.stdout + said.stderr, expected);
  });
}
