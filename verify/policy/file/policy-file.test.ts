import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import fc from 'fast-check';
import { BUILT_IN_NAMES, builtInPolicy } from '../built-in.ts';
import { defaultPolicy } from '../default-policy.ts';
import { MEMBERS } from './policy-format.ts';
import { problemText } from './policy-messages.ts';
import { PolicyError, type PolicyProblemCode } from './policy-problem.ts';
import { policySchema } from './policy-schema.ts';
import { readPolicy } from './read-policy.ts';
import { policyText, policyValue } from './write-policy.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const HEAD = { format: 'okno-policy/1', name: 'ours', version: '3' };
const fileOf = (members: object) => octets(JSON.stringify({ ...HEAD, ...members }));
const problemsOf = (file: Uint8Array) => {
  try {
    readPolicy(file);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
};
const schemaAllows = new Ajv2020({ strict: false }).compile(policySchema());

for (const name of BUILT_IN_NAMES) {
  test(`${name}: what is printed is a policy file that says the same`, (t) => {
    const text = policyText(builtInPolicy(name));
    t.true(schemaAllows(JSON.parse(text)), JSON.stringify(schemaAllows.errors));
    const read = readPolicy(octets(text));
    t.is(policyText(read), text);
    t.is(read.name, builtInPolicy(name).name);
    t.deepEqual(read.algorithms, builtInPolicy(name).algorithms);
  });
}

test('every member is read, and written as it was read', (t) => {
  const members = {
    description: 'наша',
    base: 'russian',
    checks: { 'signing-time-present': 'fail', 'tsa-name': 'ignore', 'signature-value': 'fail' },
    algorithms: [
      { algorithm: 'sha256' },
      { algorithm: 'rsa-pss', minimumBits: 3000, until: '2031-01-01' },
    ],
    formats: ['CAdES'],
    requiredAttributes: ['signer-location'],
    signaturePolicies: ['2.999.5'],
    revocation: { required: 'signer', freshness: 86_400 },
    certificatePath: {
      policies: ['1.2.643.100.113.1'],
      explicitPolicy: true,
      inhibitPolicyMapping: true,
      inhibitAnyPolicy: true,
      maximumLength: 2,
      strictProfile: true,
    },
    timeStampDelay: 3600,
    xml: { references: 10, transforms: 3 },
  };
  const policy = readPolicy(fileOf(members));
  t.like(policy, {
    name: 'ours/3',
    levels: members.checks,
    algorithms: members.algorithms,
    formats: members.formats,
    requiredAttributes: members.requiredAttributes,
    signaturePolicies: members.signaturePolicies,
    requireRevocation: 'leaf',
    revocationFreshness: 86_400,
    timeStampDelay: 3600,
    xml: members.xml,
    certificatePath: {
      policies: ['1.2.643.100.113.1'],
      explicitPolicy: true,
      inhibitMapping: true,
      inhibitAny: true,
      maximumLength: 2,
      strict: true,
    },
  });
  const { description: _, base: __, checks, ...written } = members;
  const value = policyValue(policy);
  t.like(value, { ...HEAD, ...written });
  t.like(value.checks, checks);
  t.true(schemaAllows({ ...HEAD, ...members }), JSON.stringify(schemaAllows.errors));
});

test('what is left out is as in the default; what is null is not asked', (t) => {
  const least = readPolicy(fileOf({}));
  t.is(policyText({ ...least, name: defaultPolicy.name }), policyText(defaultPolicy));
  const nothing = {
    signaturePolicies: null,
    timeStampDelay: null,
    revocation: { freshness: null },
  };
  const unset = readPolicy(
    fileOf({ ...nothing, certificatePath: { policies: null, maximumLength: null } }),
  );
  t.is(policyText({ ...unset, name: defaultPolicy.name }), policyText(defaultPolicy));
});

test('algorithms by OID are those of the name', (t) => {
  const algorithms = [
    // Not ….3.4.2.1, .3: the OID of SHA-384 ends in 2 (RFC 5754 §2.3).
    { algorithm: '2.16.840.1.101.3.4.2.2' },
    { algorithm: '1.2.840.113549.1.1.11', minimumBits: 2048 },
    { algorithm: '1.2.643.7.1.1.1.1' },
  ];
  const policy = readPolicy(fileOf({ algorithms }));
  t.deepEqual(
    policy.algorithms.map(({ algorithm }) => algorithm),
    ['sha384', 'rsa-pkcs1', 'gost2012-256'],
  );
});

test('an algorithm of a provider that was loaded is known', (t) => {
  const file = fileOf({ algorithms: [{ algorithm: 'falcon-512' }] });
  t.is(problemsOf(file)[0]?.code, 'algorithm-unknown');
  t.is(readPolicy(file, ['falcon-512']).algorithms[0]?.algorithm, 'falcon-512');
});

/** What is wrong, where, and whether the schema says so too. */
const WRONG: readonly (readonly [object, PolicyProblemCode, string, 'schema' | 'reader'])[] = [
  [{ nmae: 1 }, 'member-unknown', '/nmae', 'schema'],
  [JSON.parse('{"__proto__": {}}'), 'member-unknown', '/__proto__', 'schema'],
  [{ name: undefined }, 'member-missing', '/name', 'schema'],
  [{ format: 'okno-policy/2' }, 'wrong-value', '/format', 'schema'],
  [{ name: 'Наша' }, 'wrong-value', '/name', 'schema'],
  [{ version: 1 }, 'wrong-type', '/version', 'schema'],
  [{ base: 'none' }, 'wrong-value', '/base', 'schema'],
  [{ checks: [] }, 'wrong-type', '/checks', 'schema'],
  [{ checks: { 'signature-valeu': 'fail' } }, 'check-unknown', '/checks/signature-valeu', 'schema'],
  [{ checks: { constructor: 'fail' } }, 'check-unknown', '/checks/constructor', 'schema'],
  [{ checks: { 'a/b~c': 'fail' } }, 'check-unknown', '/checks/a~1b~0c', 'schema'],
  [{ checks: { 'tsa-name': 'off' } }, 'wrong-value', '/checks/tsa-name', 'schema'],
  [{ checks: { 'tsa-name': true } }, 'wrong-type', '/checks/tsa-name', 'schema'],
  [
    { checks: { 'signature-value': 'warn' } },
    'level-not-allowed',
    '/checks/signature-value',
    'schema',
  ],
  [
    { checks: { 'signed-data-intact': 'ignore' } },
    'level-not-allowed',
    '/checks/signed-data-intact',
    'schema',
  ],
  [{ checks: { 'invalidity-date': 'fail' } }, 'cannot-decide', '/checks/invalidity-date', 'schema'],
  [{ algorithms: {} }, 'wrong-type', '/algorithms', 'schema'],
  [
    { algorithms: [{ algorithm: 'sha-256' }] },
    'algorithm-unknown',
    '/algorithms/0/algorithm',
    'reader',
  ],
  [
    { algorithms: [{ algorithm: '1.2.3' }] },
    'algorithm-unknown',
    '/algorithms/0/algorithm',
    'reader',
  ],
  [
    { algorithms: [{ until: '2029-01-01' }] },
    'member-missing',
    '/algorithms/0/algorithm',
    'schema',
  ],
  [
    { algorithms: [{ algorithm: 'sha1', until: '2026-02-30' }] },
    'wrong-value',
    '/algorithms/0/until',
    'reader',
  ],
  [
    { algorithms: [{ algorithm: 'sha1', until: '2026' }] },
    'wrong-value',
    '/algorithms/0/until',
    'schema',
  ],
  [
    { algorithms: [{ algorithm: 'ed25519', minimumBits: 256 }] },
    'no-key-size',
    '/algorithms/0/minimumBits',
    'reader',
  ],
  [
    { algorithms: [{ algorithm: 'ecdsa', minimumBits: 1.5 }] },
    'out-of-range',
    '/algorithms/0/minimumBits',
    'schema',
  ],
  [
    { algorithms: [{ algorithm: 'ecdsa', bits: 256 }] },
    'member-unknown',
    '/algorithms/0/bits',
    'schema',
  ],
  [
    { algorithms: [{ algorithm: 'sha1' }, { algorithm: '1.3.14.3.2.26' }] },
    'item-repeated',
    '/algorithms/1',
    'reader',
  ],
  [{ formats: ['PAdES'] }, 'wrong-value', '/formats/0', 'schema'],
  [{ formats: ['CMS', 'CMS'] }, 'item-repeated', '/formats/1', 'schema'],
  [{ requiredAttributes: ['signing time'] }, 'wrong-value', '/requiredAttributes/0', 'schema'],
  [{ signaturePolicies: ['1.2.03'] }, 'wrong-value', '/signaturePolicies/0', 'schema'],
  [{ revocation: { required: 'ca' } }, 'wrong-value', '/revocation/required', 'schema'],
  [{ revocation: { freshness: 0 } }, 'out-of-range', '/revocation/freshness', 'schema'],
  [{ revocation: { freshness: '1d' } }, 'wrong-type', '/revocation/freshness', 'schema'],
  [
    { certificatePath: { explicitPolicy: 'yes' } },
    'wrong-type',
    '/certificatePath/explicitPolicy',
    'schema',
  ],
  [
    { certificatePath: { maximumLength: -1 } },
    'out-of-range',
    '/certificatePath/maximumLength',
    'schema',
  ],
  [{ xml: { references: 30 } }, 'member-missing', '/xml/transforms', 'schema'],
  [{ xml: null }, 'wrong-type', '/xml', 'schema'],
  [{ name: 'okno-default', version: '1', timeStampDelay: 60 }, 'name-reserved', '/name', 'reader'],
];

for (const [members, code, pointer, by] of WRONG) {
  test(`${pointer}: ${code} for ${JSON.stringify(members)}`, (t) => {
    const [problem, ...others] = problemsOf(fileOf(members));
    t.deepEqual([problem?.code, problem?.pointer, others], [code, pointer, []]);
    t.is(schemaAllows(JSON.parse(JSON.stringify({ ...HEAD, ...members }))), by === 'reader');
    if (problem === undefined) return;
    const [ru, en] = [problemText(problem, 'ru'), problemText(problem, 'en')];
    t.true(ru.startsWith(`${pointer}: `) && en.startsWith(`${pointer}: `));
    t.regex(ru, /[а-я]{3}/);
    for (const text of [ru, en]) t.notRegex(text, /[{}]\w|\w[{}]|—/);
  });
}

test('several problems are told at once, each where it is', (t) => {
  const problems = problemsOf(octets('{"format": 1, "checks": {"x": 1, "tsa-name": 2}}'));
  t.deepEqual(
    problems.map(({ pointer }) => pointer),
    ['/name', '/version', '/format', '/checks/x', '/checks/tsa-name'],
  );
});

for (const [title, file, code, pointer] of [
  ['no JSON', octets('{'), 'not-json', ''],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'not-json', ''],
  ['empty', new Uint8Array(), 'not-json', ''],
  ['a list', octets('[]'), 'wrong-type', ''],
  ['null', octets('null'), 'wrong-type', ''],
  ['too large', new Uint8Array(256 * 1024 + 1).fill(0x20), 'too-large', ''],
  [
    'a check twice',
    octets('{"checks":{"tsa-name":"fail","tsa-name":"ignore"}}'),
    'member-repeated',
    '/checks/tsa-name',
  ],
  ['a name twice, escaped', octets('{"name":"a","n\\u0061me":"b"}'), 'member-repeated', '/name'],
  [
    'twice in a list',
    octets('{"algorithms":[{"a":[1,{}]},{"until":"]","until":1}]}'),
    'member-repeated',
    '/algorithms/1/until',
  ],
] as const) {
  test(`${title}: ${code}`, (t) => {
    const [problem] = problemsOf(file);
    t.deepEqual([problem?.code, problem?.pointer], [code, pointer]);
    if (problem === undefined) return;
    t.regex(problemText(problem, 'ru'), /[а-я]{3}/);
    t.notRegex(problemText(problem, 'en'), /[а-я]|—|\{\w/);
  });
}

test('a list that is too long, and a file of nothing but mistakes, end', (t) => {
  const formats = Array.from({ length: 1001 }, () => 'CMS');
  t.is(problemsOf(fileOf({ formats }))[0]?.code, 'too-many');
  const wrong = Array.from({ length: 900 }, () => 'PAdES');
  t.is(problemsOf(fileOf({ formats: wrong })).length, 50);
});

test('whatever is in the file, the answer is a policy or its problems', (t) => {
  const answer = (file: Uint8Array) => t.true(problemsOf(file).length <= 50);
  fc.assert(fc.property(fc.json(), (text) => answer(octets(text))));
  const members = fc.record(
    Object.fromEntries(MEMBERS.map((name) => [name, fc.jsonValue({ maxDepth: 3 })])),
    { requiredKeys: [] },
  );
  fc.assert(fc.property(members, (file) => answer(octets(JSON.stringify(file)))));
  const good = octets(policyText(defaultPolicy));
  const mutant = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
  fc.assert(fc.property(mutant, ([at, octet]) => answer(good.with(at, octet))));
  answer(octets(`{"checks":${'['.repeat(100_000)}${']'.repeat(100_000)}}`));
});

test('the same name in two objects is no repetition', (t) => {
  t.deepEqual(
    problemsOf(fileOf({ algorithms: [{ algorithm: 'sha1' }, { algorithm: 'sha256' }] })),
    [],
  );
});

test('the published schema is the one that the tables make (okno policy schema)', (t) => {
  const published = readFileSync(new URL('../policy.schema.json', import.meta.url), 'utf8');
  t.deepEqual(JSON.parse(published), JSON.parse(JSON.stringify(policySchema())));
});
