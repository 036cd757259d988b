import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import {
  CONTENT,
  MATERIAL,
  NOW,
  sign,
  VALIDATION_DATA,
} from '../../verify/cli/signed-files.fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Tells at the end which modules were loaded. */
const HOOK = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on('exit', () => process.stderr.write(JSON.stringify(loaded)));
`;

/** The modules of this project that a real start of the command loads, and its exit code. */
async function loadedBy(t: ExecutionContext, args: readonly string[]) {
  const at = await scratchFolder(t, {
    ...VALIDATION_DATA,
    'contract.pdf': CONTENT,
    'contract.pdf.sig': await sign(true),
    'hook.mjs': HOOK,
  });
  const node = ['--import', pathToFileURL(at('hook.mjs')).href, `${ROOT}api/cli.ts`, ...args];
  const { stderr } = await promisify(execFile)(process.execPath, node, { cwd: at('.') });
  const urls: readonly string[] = JSON.parse(stderr);
  return urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => relative(ROOT, fileURLToPath(url)))
    .filter((path) => !path.startsWith('..'));
}

/** What the verification of one signature offline has no use for. */
const FOREIGN =
  /^(?:vault|storage|signing|test-fixtures|formats\/xml|verify\/(?:fetching|package|receipts|cli\/batch|report\/(?:etsi|html|pdf|json)|process\/xml(?!\/looks-like-xml))\/|api\/(?!cli(?:\.ts|\/(?:commands|command-words|help|ports)\.ts)$))/;

test('okno verify loads the verifier alone: nothing of the service, of the network, of other reports, no XML parser', async (t) => {
  const at = NOW.toISOString();
  const loaded = await loadedBy(t, ['verify', 'contract.pdf.sig', '--at', at, ...MATERIAL]);
  t.true(loaded.includes('verify/process/validate-signatures.ts'));
  t.deepEqual(
    loaded.filter((path) => FOREIGN.test(path)),
    [],
  );
});

test('okno verify --help loads no verifier', async (t) => {
  const loaded = await loadedBy(t, ['verify', '--help']);
  t.true(loaded.includes('verify/cli/verify-help.ts'));
  t.deepEqual(
    loaded.filter((path) =>
      /^(?:verify\/(?!cli|report)|formats|algorithms|node_modules)/.test(path),
    ),
    [],
  );
});
