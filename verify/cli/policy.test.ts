// `okno policy`, and `okno verify --policy` and `--signature-policy`.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { forgeCms, forgeSigner } from '../../test-fixtures/samples/forge-cms.ts';
import { builtInPolicy } from '../policy/built-in.ts';
import { policyText } from '../policy/file/write-policy.ts';
import { run as policyRun } from './policy.ts';
import { run as verifyRun } from './verify.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const algorithms = algorithmsOf([nodeCrypto, createGost()]);
const CONTENT = new TextEncoder().encode('contract text');
const POLICY_TEXT = new TextEncoder().encode('Правила подписания');
const sha256 = (octets: Uint8Array | string) => createHash('sha256').update(octets).digest();

/** One world of each kind of key: a root, its lists and a signature. */
async function world(key: 'ec' | 'gost256') {
  const pki = await createPki({ now: NOW, caKey: key });
  const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' }, key });
  const signed = { content: bytesSource(CONTENT), detached: true, identities: [signer] };
  const files = {
    'contract.txt': CONTENT,
    'contract.txt.p7s': await signCades({ ...signed, signingTime: NOW, digest: algorithms }),
    'root.pem': toPem('CERTIFICATE', pki.root.der),
    'issuing.crl': await pki.crl(),
    'root.crl': await pki.crl(NOW, { of: 'root' }),
  };
  return { pki, signer, files };
}
const ec = await world('ec');
const gost = await world('gost256');
const MATERIAL = ['--trust', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl'];
type Files = Readonly<Record<string, Uint8Array | string>>;

async function okno(
  t: ExecutionContext,
  [command, ...args]: readonly string[],
  more: Files = {},
  files: Files = ec.files,
) {
  const at = await scratchFolder(t, { ...files, ...more });
  const out = { stdout: '', stderr: '' };
  const run = command === 'policy' ? policyRun : verifyRun;
  const code = await run(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd: at(''),
    now: () => NOW,
  });
  return { code, ...out, at };
}

const verify = (...args: readonly string[]) => ['verify', 'contract.txt.p7s', ...MATERIAL, ...args];
const ours = (members: object) =>
  JSON.stringify({ format: 'okno-policy/1', name: 'ours', version: '3', ...members });

test('okno policy print: the default, and a built-in one by name, as a policy file', async (t) => {
  for (const [args, name] of [
    [['policy', 'print'], 'default'],
    [['policy', 'print', 'default'], 'default'],
    [['policy', 'print', 'russian'], 'russian'],
  ] as const) {
    const { code, stdout } = await okno(t, args);
    t.is(code, 0);
    t.is(stdout, policyText(builtInPolicy(name)));
    const again = await okno(t, ['policy', 'check', 'p.json', '--lang', 'en'], {
      'p.json': stdout,
    });
    t.is(again.code, 0, again.stderr);
    t.true(again.stdout.includes(`SHA-256 ${sha256(stdout).toString('hex')}`));
    t.is(/It changes nothing/.test(again.stdout), name === 'default');
    t.is(/Nothing is weakened/.test(again.stdout), name === 'russian');
  }
});

test('okno policy check: what is weakened is named, and is the exit code', async (t) => {
  const weaker = ours({ checks: { 'signature-algorithms': 'warn', 'tsa-name': 'fail' } });
  const found = await okno(t, ['policy', 'check', 'p.json'], { 'p.json': weaker });
  t.is(found.code, 2);
  t.regex(found.stdout, /^Политика ours\/3, SHA-256 [0-9a-f]{64}\n/);
  t.regex(found.stdout, /СЛАБЕЕ +\/checks\/signature-algorithms: "fail" → "warn"/);
  t.regex(found.stdout, /строже +\/checks\/tsa-name: "warn" → "fail"/);
  t.regex(found.stdout, /Ослаблено: 1\./);
  const stricter = ours({ checks: { 'tsa-name': 'fail' } });
  t.is((await okno(t, ['policy', 'check', 'p.json'], { 'p.json': stricter })).code, 0);
});

test('okno policy check: what is no policy is said line by line, on stderr', async (t) => {
  const file = ours({ checks: { 'signature-value': 'ignore' }, formats: ['PAdES'] });
  const found = await okno(t, ['policy', 'check', 'p.json', '--lang', 'en'], { 'p.json': file });
  t.is(found.code, 1);
  t.is(found.stdout, '');
  t.regex(found.stderr, /^ {2}\/formats\/0: “PAdES” does not fit\. .*\n/m);
  t.regex(found.stderr, /^ {2}\/checks\/signature-value: .* something not signed .*\n/m);
});

test('okno policy checks and schema', async (t) => {
  const russian = await okno(t, ['policy', 'checks']);
  t.regex(
    russian.stdout,
    /^\| `signature-value` \| EN 319 102-1 §5\.2\.7\.4 \| .* \| fail \| только fail \|$/m,
  );
  const english = await okno(t, ['policy', 'checks', '--lang', 'en']);
  t.regex(
    english.stdout,
    /^\| `tsa-name` \| RFC 3161 §2\.4\.2 \| .* \| warn \| fail, warn, inform, ignore \|$/m,
  );
  t.is(JSON.parse((await okno(t, ['policy', 'schema'])).stdout).title, 'okno-policy/1');
});

for (const args of [
  [],
  ['print', 'none'],
  ['print', 'default', 'russian'],
  ['check'],
  ['checks', 'x'],
  ['schema', 'x'],
  ['show'],
  ['print', '--lang', 'fr'],
  ['print', '--no-such'],
]) {
  test(`okno policy ${args.join(' ')}: wrong usage`, async (t) => {
    const { code, stdout, stderr } = await okno(t, ['policy', ...args]);
    t.deepEqual([code, stdout], [64, '']);
    t.regex(stderr, /okno policy check/);
  });
}

test('okno policy --help in both languages; a file that is not there', async (t) => {
  t.regex((await okno(t, ['policy', '--help'])).stdout, /политики проверки/);
  t.regex((await okno(t, ['policy', '--help', '--lang', 'en'])).stdout, /validation policies/);
  const gone = await okno(t, ['policy', 'check', 'gone.json', '--lang', 'en']);
  t.is(gone.code, 64);
  t.regex(gone.stderr, /gone\.json.*ENOENT/);
});

test('okno verify --policy: the file decides, and the report names it with the digest of its octets', async (t) => {
  const file = ours({ requiredAttributes: ['signer-location'] });
  const digest = sha256(file).toString('hex');
  const json = await okno(t, verify('--policy', 'p.json', '--format', 'json'), { 'p.json': file });
  t.is(json.code, 2);
  const report = JSON.parse(json.stdout);
  t.deepEqual([report.policy, report.policyDigest], ['ours/3', digest]);
  t.is(report.signatures[0].subIndication, 'SIG_CONSTRAINTS_FAILURE');
  const text = await okno(t, verify('--policy', 'p.json'), { 'p.json': file });
  t.true(text.stdout.includes('ours/3'));
  t.true(text.stdout.includes(digest));
  t.regex(text.stdout, /требует подписанный атрибут «signer-location»/);
  const noted = ours({
    requiredAttributes: ['signer-location'],
    checks: { 'required-attributes': 'inform' },
  });
  const told = await okno(t, verify('--policy', 'p.json'), { 'p.json': noted });
  t.is(told.code, 0);
  t.regex(told.stdout, /К сведению: +Политика проверки требует/);
});

test('okno verify without --policy: the built-in default, with the digest of what is printed', async (t) => {
  const printed = await okno(t, ['policy', 'print']);
  const digest = sha256(printed.stdout).toString('hex');
  for (const args of [[], ['--policy', 'default'], ['--policy', 'p.json']]) {
    const { code, stdout } = await okno(t, verify(...args, '--format', 'json'), {
      'p.json': printed.stdout,
    });
    t.is(code, 0);
    const report = JSON.parse(stdout);
    t.deepEqual([report.policy, report.policyDigest], ['okno-default/1', digest]);
  }
});

test('the Russian profile takes GOST R 34.10-2012 and no other algorithm', async (t) => {
  const russian = await okno(t, verify('--policy', 'russian'), {}, gost.files);
  t.is(russian.code, 0, russian.stdout);
  t.regex(russian.stdout, /okno-russian\/1/);
  const foreign = await okno(t, verify('--policy', 'russian'));
  t.is(foreign.code, 2);
  t.regex(foreign.stdout, /CRYPTO_CONSTRAINTS_FAILURE_NO_POE/);
});

test('okno verify --policy: what is no policy is wrong usage, with where and what to do, in both languages', async (t) => {
  const file = ours({ checks: { 'no-such': 'fail' } });
  for (const [language, text] of [
    [
      'ru',
      /--policy: «p\.json» — не политика\.\n {2}\/checks\/no-such: проверки «no-such» нет\. Есть: /,
    ],
    [
      'en',
      /--policy: “p\.json” is no policy\.\n {2}\/checks\/no-such: there is no check “no-such”\. There are: /,
    ],
  ] as const) {
    const found = await okno(t, verify('--policy', 'p.json', '--lang', language), {
      'p.json': file,
    });
    t.is(found.code, 64);
    t.is(found.stdout, '');
    t.regex(found.stderr, text);
  }
  const large = await okno(t, verify('--policy', 'p.json'), { 'p.json': ' '.repeat(300_000) });
  t.is(large.code, 64);
});

const OTHER = new TextEncoder().encode('Другие правила');

/** The signature names policy 2.999.5 and the digest of its text. */
async function namingPolicy(): Promise<Uint8Array> {
  const hash = der.sequence(
    der.sequence(der.oid(OID.sha256)),
    der.octetString(sha256(POLICY_TEXT)),
  );
  const address = der.ia5String('http://policy.example/p.pdf');
  const uri = der.sequence(der.oid('1.2.840.113549.1.9.16.5.1'), address);
  const value = der.sequence(der.oid('2.999.5'), hash, der.sequence(uri));
  const info = await forgeSigner(ec.signer, CONTENT, NOW, {
    attributes: (list) => [...list, { oid: OID.signaturePolicyIdentifier, values: [value] }],
  });
  return forgeCms({ certificates: [ec.signer.certificate, ec.pki.issuer], signerInfos: [info] });
}

/** A strict policy: the document must be there, and be the one. */
const STRICT = ours({
  checks: { 'signature-policy-available': 'fail', 'signature-policy-digest': 'fail' },
});

const judgesPolicy = test.macro(
  async (t, args: readonly string[], expected: readonly [number, string | undefined]) => {
    const more = {
      'contract.txt.p7s': await namingPolicy(),
      'p.json': STRICT,
      'rules.txt': POLICY_TEXT,
      'other.txt': OTHER,
      '2.999.5.txt': POLICY_TEXT,
      '2.999.6.txt': OTHER,
    };
    const options = ['--policy', 'p.json', '--format', 'json', ...args];
    const { code, stdout, stderr } = await okno(t, verify(...options), more);
    const report = stdout === '' ? undefined : JSON.parse(stdout);
    const subIndication = report?.signatures[0].subIndication ?? undefined;
    t.deepEqual([code, subIndication], expected, stdout + stderr);
  },
);

const given = (word: string) => ['--signature-policy', word];
test('EN 319 102-1 §5.2.4: no document', judgesPolicy, [], [2, 'SIGNATURE_POLICY_NOT_AVAILABLE']);
test('§5.2.4: the document', judgesPolicy, given('rules.txt'), [0, undefined]);
test('§5.2.4: another document', judgesPolicy, given('other.txt'), [2, 'POLICY_PROCESSING_ERROR']);
test(
  '§5.2.4: one of two',
  judgesPolicy,
  [...given('other.txt'), ...given('rules.txt')],
  [0, undefined],
);
test('§5.2.4: by OID', judgesPolicy, given('2.999.5=rules.txt'), [0, undefined]);
test('§5.2.4: of another OID', judgesPolicy, given('2.999.6=rules.txt'), [
  2,
  'SIGNATURE_POLICY_NOT_AVAILABLE',
]);
test('§5.2.4: called by its OID', judgesPolicy, given('2.999.5.txt'), [0, undefined]);
test('§5.2.4: called by another', judgesPolicy, given('2.999.6.txt'), [
  2,
  'SIGNATURE_POLICY_NOT_AVAILABLE',
]);
test('§5.2.4: a document that is not there', judgesPolicy, given('gone.txt'), [64, undefined]);

test('where the signer says that the document lies is told as a hint, and nothing is fetched', async (t) => {
  const more = { 'contract.txt.p7s': await namingPolicy() };
  const { code, stdout } = await okno(t, verify(), more);
  t.is(code, 0);
  t.regex(stdout, /Внимание: .*2\.999\.5.*http:\/\/policy\.example\/p\.pdf.*только подсказка/);
});

test('a folder of documents of signature policies', async (t) => {
  const at = await scratchFolder(t, {
    ...ec.files,
    'contract.txt.p7s': await namingPolicy(),
    'p.json': STRICT,
  });
  await mkdir(at('policies'));
  await writeFile(at('policies/2.999.6.pdf'), OTHER);
  await writeFile(at('policies/2.999.5.pdf'), POLICY_TEXT);
  let stdout = '';
  const args = [
    'contract.txt.p7s',
    ...MATERIAL,
    '--policy',
    'p.json',
    '--signature-policy',
    'policies',
  ];
  const code = await verifyRun(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stdout += text) },
    cwd: at(''),
    now: () => NOW,
  });
  t.is(code, 0, stdout);
  t.regex(stdout, /правила написаны для людей/);
});
