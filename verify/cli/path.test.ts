import { mkdir, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { run } from './path.ts';

const NOW = new Date();
const pki = await createPki({ now: NOW });
const leaf = await pki.issue({ subject: { commonName: 'Экспортёр' } });
const revoked = await pki.issue({ subject: { commonName: 'Отозванный' } });
pki.revoke(revoked.certificate, new Date(NOW.getTime() - 60_000));

async function okno(cwd: string, args: readonly string[], now = () => NOW) {
  const out = { stdout: '', stderr: '' };
  const code = await run(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd,
    now,
  });
  return { code, ...out };
}

function pem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

async function folder(t: ExecutionContext): Promise<string> {
  const path = await scratchFolder(t);
  await mkdir(path('crls'));
  await Promise.all([
    writeFile(path('leaf.crt'), leaf.certificate.der),
    writeFile(path('revoked.crt'), revoked.certificate.der),
    writeFile(path('root.pem'), pem(pki.root.der)),
    writeFile(path('issuing.pem'), pem(pki.issuer.der)),
    writeFile(path('crls/issuing.crl'), await pki.crl(NOW)),
    writeFile(path('crls/root.crl'), pem(await pki.crl(NOW, { of: 'root' }), 'X509 CRL')),
    writeFile(path('empty'), ''),
  ]);
  return path('.');
}

const MATERIAL = ['--trust', 'root.pem', '--certificates', 'issuing.pem', '--crl', 'crls'];

test('a path with its revocation lists holds: 0, in both languages, with every certificate and status', async (t) => {
  const cwd = await folder(t);
  const russian = await okno(cwd, ['leaf.crt', ...MATERIAL]);
  t.is(russian.code, 0, russian.stderr);
  t.regex(russian.stdout, /ПОДТВЕРЖДЁН \(PASSED\)/);
  const english = await okno(cwd, ['leaf.crt', ...MATERIAL, '--lang', 'en']);
  t.regex(english.stdout, /3\. trusted authority/);
  const json = await okno(cwd, ['leaf.crt', ...MATERIAL, '--format', 'json']);
  const [answer] = JSON.parse(json.stdout).paths;
  t.like(answer, { id: 'leaf.crt', indication: 'PASSED', reason: { code: 'path-valid' } });
  t.deepEqual(
    answer.path.map((step: { role: string; revocation: { status: string } }) => [
      step.role,
      step.revocation.status,
    ]),
    [
      ['leaf', 'good'],
      ['ca', 'good'],
      ['trust-anchor', 'not-needed'],
    ],
  );
});

/** Two hours after the lists were made. */
const LATER = new Date(NOW.getTime() + 7_200_000).toISOString();

test('--freshness: lists that are no older hold, also as a member of a case', async (t) => {
  const cwd = await folder(t);
  const aged = ['leaf.crt', ...MATERIAL, '--at', LATER];
  t.is((await okno(cwd, aged)).code, 0);
  t.is((await okno(cwd, [...aged, '--freshness', '10800'])).code, 0);
  const codes: string[] = [];
  for (const seconds of [10_800, 3600]) {
    const params = { revocation_freshness: seconds };
    const one = { ...casesOf(2)[1], at: LATER, requireRevocation: true, params };
    await writeFile(`${cwd}/cases.jsonl`, JSON.stringify(one));
    const { stdout } = await okno(cwd, ['--batch', 'cases.jsonl']);
    codes.push(JSON.parse(stdout).reason.code);
  }
  t.deepEqual(codes, ['path-valid', 'revocation-not-fresh']);
});

const FALLEN: readonly (readonly [because: string, args: readonly string[], code: string])[] = [
  ['the certificate is revoked', ['revoked.crt', ...MATERIAL], 'certificate-revoked'],
  [
    'nothing is trusted',
    ['leaf.crt', '--certificates', 'issuing.pem', '--certificates', 'root.pem', '--crl', 'crls'],
    'no-issuer-found',
  ],
  [
    'the authority is not at hand',
    ['leaf.crt', '--trust', 'root.pem', '--crl', 'crls'],
    'no-issuer-found',
  ],
  ['no list is at hand', ['leaf.crt', ...MATERIAL.slice(0, 4)], 'revocation-unknown'],
  [
    'it had not begun',
    ['leaf.crt', ...MATERIAL, '--at', '2001-01-01'],
    'certificate-not-yet-valid',
  ],
  [
    'a policy is demanded that it has not',
    ['leaf.crt', ...MATERIAL, '--explicit-policy', '--policy-oid', '1.2.3'],
    'no-acceptable-policy',
  ],
  [
    'the lists are older than is asked for',
    ['leaf.crt', ...MATERIAL, '--at', LATER, '--freshness', '3600'],
    'revocation-not-fresh',
  ],
  [
    'it is for another purpose',
    ['leaf.crt', ...MATERIAL, '--extended-key-usage', '1.3.6.1.5.5.7.3.1'],
    'purpose-extended-key-usage',
  ],
];

for (const [because, args, code] of FALLEN) {
  test(`the path falls, 2, solely because ${because}`, async (t) => {
    const cwd = await folder(t);
    const json = await okno(cwd, [...args, '--format', 'json']);
    t.is(json.code, 2, json.stderr);
    t.is(JSON.parse(json.stdout).paths[0].reason.code, code);
  });
}

test('an unknown status is told and does not matter with --no-revocation; a known revocation does', async (t) => {
  const cwd = await folder(t);
  const without = MATERIAL.slice(0, 4);
  const unknown = await okno(cwd, ['leaf.crt', ...without, '--no-revocation', '--format', 'json']);
  t.is(unknown.code, 0);
  t.is(JSON.parse(unknown.stdout).paths[0].path[0].revocation.status, 'unknown');
  t.is((await okno(cwd, ['revoked.crt', ...MATERIAL, '--no-revocation'])).code, 2);
});

test('what is no certificate is not valid (1); what is not there is wrong usage (64), in both languages', async (t) => {
  const cwd = await folder(t);
  const broken = await okno(cwd, ['crls/issuing.crl', ...MATERIAL, '--format', 'json']);
  t.is(broken.code, 1, broken.stderr);
  t.like(JSON.parse(broken.stdout).paths[0], {
    indication: 'FAILED',
    subIndication: 'FORMAT_FAILURE',
  });
  for (const args of [
    [],
    ['absent.crt', ...MATERIAL],
    ['leaf.crt', '--trust', 'absent'],
    ['leaf.crt', '--anchors', 'absent'],
    ['leaf.crt', '--at', 'yesterday'],
    ['leaf.crt', '--policy-oid', 'x'],
    ['leaf.crt', '--freshness', 'a day'],
    ['leaf.crt', '--batch', 'cases'],
    ['--batch', 'absent'],
    ['--batch', 'crls'],
    ['--batch', 'empty', '--threads', '0'],
    ['leaf.crt', '--unknown'],
    ['leaf.crt', ...MATERIAL, '--threads', '2'],
    ['leaf.crt', ...MATERIAL, '--allow-private'],
    ['leaf.crt', ...MATERIAL, '--demand-nonce'],
  ]) {
    for (const lang of ['ru', 'en']) {
      const wrong = await okno(cwd, [...args, '--lang', lang]);
      t.is(wrong.code, 64, args.join(' '));
      t.not(wrong.stderr, '');
      t.is(wrong.stdout, '');
    }
  }
});

test('an option that each case says for itself does not go with a batch: told, with the member that does', async (t) => {
  const cwd = await folder(t);
  await writeFile(`${cwd}/cases.jsonl`, JSON.stringify(casesOf(2)[1]));
  for (const [args, member] of [
    [['--trust', 'root.pem'], 'trust'],
    [['--anchors', 'root.pem'], 'trust'],
    [['--certificates', 'issuing.pem'], 'certificates'],
    [['--crl', 'crls'], 'crls'],
    [['--ocsp', 'crls'], 'ocsp'],
    [['--at', '2026-01-01'], 'at'],
    [['--policy-oid', '1.2.3'], 'user_initial_policy_set'],
    [['--explicit-policy'], 'initial_explicit_policy'],
    [['--inhibit-mapping'], 'initial_policy_mapping_inhibit'],
    [['--inhibit-any'], 'initial_any_policy_inhibit'],
    [['--extended-key-usage', '1.2.3'], 'extended_key_usage'],
    [['--strict'], 'strict'],
    [['--freshness', '60'], 'revocation_freshness'],
    [['--no-revocation'], 'requireRevocation'],
    [['--format', 'text'], 'JSON'],
  ] as const) {
    const { code, stdout, stderr } = await okno(cwd, ['--batch', 'cases.jsonl', ...args]);
    t.is(code, 64, args.join(' '));
    t.is(stdout, '');
    t.true(stderr.includes(member), stderr);
  }
  t.is((await okno(cwd, ['--batch', 'cases.jsonl', '--format', 'json'])).code, 0);
});

const casesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: n,
    leaf: n % 3 === 0 ? 'revoked.crt' : 'leaf.crt',
    trust: ['root.pem'],
    certificates: ['issuing.pem'],
    crls: ['crls/issuing.crl', 'crls/root.crl'],
    ...(n % 5 === 0 ? { at: '2001-01-01' } : {}),
    requireRevocation: n % 2 === 0,
    expected: 'passed over',
  }));

function expectedOf(n: number): string {
  return n % 3 === 0 || n % 5 === 0 ? 'INDETERMINATE' : 'PASSED';
}

for (const [count, threads] of [
  [7, []],
  [400, ['--threads', '3']],
  [400, ['--threads', '1']],
] as const) {
  test(`a batch of ${count} ${threads.join(' ')}: one line out for each, in order, bad lines answered as such`, async (t) => {
    const cwd = await folder(t);
    const lines = casesOf(count).map((one) => JSON.stringify(one));
    const bad = ['nonsense', '', '[1]', '{"id":"x","leaf":7}', '{"leaf":"absent"}'];
    await writeFile(`${cwd}/cases.jsonl`, [...lines, ...bad].join('\n'));
    const { code, stdout, stderr } = await okno(cwd, ['--batch', 'cases.jsonl', ...threads]);
    t.is(code, 3, stderr);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.is(answers.length, count + 4);
    for (const [n, answer] of answers.slice(0, count).entries()) {
      t.like(answer, { id: n, indication: expectedOf(n) });
    }
    t.deepEqual(
      answers.slice(count).map(({ id, line, error }) => [id, line - count, error.code]),
      [
        [null, 1, 'not-json'],
        [null, 3, 'not-an-object'],
        ['x', 4, 'bad-field'],
        [null, 5, 'file-unreadable'],
      ],
    );
  });
}

const BAD_CASES: readonly (readonly [string, object])[] = [
  ['no leaf', { id: 1 }],
  ['an id that is none', { id: {}, leaf: 'leaf.crt' }],
  ['trust that is no list', { leaf: 'leaf.crt', trust: 7 }],
  ['an empty name', { leaf: 'leaf.crt', trust: [''] }],
  ['a time without its zone', { leaf: 'leaf.crt', at: '2026-01-01T00:00:00' }],
  ['an unknown parameter', { leaf: 'leaf.crt', params: { initial_explicit_polcy: true } }],
  ['a parameter that is no flag', { leaf: 'leaf.crt', params: { strict: 1 } }],
  [
    'a policy that is no identifier',
    { leaf: 'leaf.crt', params: { user_initial_policy_set: ['x'] } },
  ],
  ['a freshness that is no number', { leaf: 'leaf.crt', params: { revocation_freshness: '1' } }],
  ['a flag that is text', { leaf: 'leaf.crt', requireRevocation: 'true' }],
];

test('each member of a case that is not as it should be is named', async (t) => {
  const cwd = await folder(t);
  await writeFile(`${cwd}/cases.jsonl`, BAD_CASES.map(([, one]) => JSON.stringify(one)).join('\n'));
  const { code, stdout } = await okno(cwd, ['--batch', 'cases.jsonl']);
  t.is(code, 3);
  const codes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).error?.code);
  t.deepEqual(
    codes,
    BAD_CASES.map(() => 'bad-field'),
  );
});

test('a line over the limit is answered, and the next is judged', async (t) => {
  const cwd = await folder(t);
  const [one] = casesOf(2).slice(1);
  const long = JSON.stringify({ ...one, note: 'x'.repeat(1024 * 1024) });
  await writeFile(`${cwd}/cases.jsonl`, `${long}\n${JSON.stringify(one)}\n`);
  const { stdout } = await okno(cwd, ['--batch', 'cases.jsonl']);
  const [first, second] = stdout.trim().split('\n');
  t.like(JSON.parse(first ?? ''), { line: 1, error: { code: 'line-too-long' } });
  t.like(JSON.parse(second ?? ''), { id: 1, indication: 'PASSED' });
});

test('names start from the folder of the cases where the caller has none; PEM may stand in place of a name', async (t) => {
  const cwd = await folder(t);
  const [one] = casesOf(2).slice(1);
  const inline = { ...one, trust: [pem(pki.root.der)] };
  await writeFile(`${cwd}/cases.jsonl`, `${JSON.stringify(inline)}\n`);
  const { code, stdout } = await okno('/', ['--batch', `${cwd}/cases.jsonl`]);
  t.is(code, 0, stdout);
});

test('evidence that cannot be read is left out and said; what does not need it still holds', async (t) => {
  const cwd = await folder(t);
  await writeFile(`${cwd}/broken.crl`, Buffer.from([0x30, 0x82, 0xff]));
  const args = ['leaf.crt', ...MATERIAL, '--crl', 'broken.crl', '--format', 'json'];
  const { code, stdout } = await okno(cwd, args);
  t.is(code, 0);
  t.is(JSON.parse(stdout).paths[0].unreadable.length, 1);
});

test('--online fetches issuer and lists from a private address only when allowed', async (t) => {
  const cwd = await folder(t);
  const ports: { online?: TestPki } = {};
  const responder = await startResponder(() => {
    if (ports.online === undefined) throw new Error('no PKI yet');
    return ports.online;
  });
  t.teardown(() => responder.close());
  ports.online = await createPki({ now: NOW, urls: responderUrls(responder.origin) });
  const { online } = ports;
  const identity = await online.issue({ subject: { commonName: 'Онлайн' } });
  await writeFile(`${cwd}/online.crt`, identity.certificate.der);
  await writeFile(`${cwd}/online-root.pem`, pem(online.root.der));
  const args = ['online.crt', '--trust', 'online-root.pem', '--online', '--format', 'json'];
  const refused = await okno(cwd, args);
  t.is(refused.code, 2);
  t.true(JSON.parse(refused.stdout).paths[0].notFetched.length > 0);
  const allowed = await okno(cwd, [...args, '--allow-private']);
  t.is(allowed.code, 0, allowed.stdout);
  t.is(
    (
      await okno(
        cwd,
        args.filter((arg) => arg !== '--online'),
      )
    ).code,
    2,
  );
});

for (const [how, extra] of [
  ['alone', []],
  ['in a batch', ['--batch', 'cases.jsonl']],
] as const) {
  test(`--online judges as of when what it fetched has come, not as of its start; --at stays (${how})`, async (t) => {
    const cwd = await folder(t);
    // A clock that only the network moves: each answer is made later than the question.
    let clock = NOW.getTime();
    const now = () => new Date(clock);
    const ports: { online?: TestPki } = {};
    const current = () => {
      if (ports.online === undefined) throw new Error('no PKI yet');
      return ports.online;
    };
    const onRequest = () => {
      clock += 10_000;
    };
    const responder = await startResponder(current, { onRequest });
    t.teardown(() => responder.close());
    const { crl: _, ...urls } = responderUrls(responder.origin);
    ports.online = await createPki({ now, urls });
    const identity = await ports.online.issue({ subject: { commonName: 'Онлайн' } });
    await writeFile(`${cwd}/online.crt`, identity.certificate.der);
    await writeFile(`${cwd}/online-root.pem`, pem(ports.online.root.der));
    const ask = async (at: Record<string, string>) => {
      const asked = { leaf: 'online.crt', trust: 'online-root.pem', ...at };
      await writeFile(`${cwd}/cases.jsonl`, JSON.stringify(asked));
      const network = ['--online', '--allow-private', '--format', 'json'];
      const alone = ['online.crt', '--trust', 'online-root.pem'];
      const time = at['at'] === undefined ? [] : ['--at', at['at']];
      const args = extra.length > 0 ? extra : [...alone, ...time];
      const { stdout } = await okno(cwd, [...args, ...network], now);
      const answer = JSON.parse(stdout);
      return answer.paths?.[0] ?? answer;
    };
    const before = now();
    const online = await ask({});
    t.is(online.indication, 'PASSED', JSON.stringify(online.reason));
    t.true(new Date(online.at) > before);
    t.true(new Date(online.at) <= now());
    const asked = await ask({ at: before.toISOString() });
    t.is(asked.at, before.toISOString());
    t.is(asked.reason.facts.detail, 'from-the-future');
  });
}

const LEAF = nameToText(leaf.certificate.subject);
const excluded = (name: string) => ({ excluded: { directory_name: [name] } });

test('an anchor for other purposes than the one that is asked for serves no path', async (t) => {
  const cwd = await folder(t);
  const ask = async (usage: string) => {
    const anchor = { certificate: 'root.pem', extended_key_usage: [usage] };
    await writeFile(`${cwd}/anchors.jsonl`, JSON.stringify(anchor));
    const args = ['--anchors', 'anchors.jsonl', ...MATERIAL.slice(2), '--format', 'json'];
    const asked = ['--extended-key-usage', OID.kpEmailProtection];
    const { stdout } = await okno(cwd, ['leaf.crt', ...args, ...asked]);
    return JSON.parse(stdout).paths[0].reason.code;
  };
  t.is(await ask(OID.kpServerAuth), 'anchor-purpose');
  t.is(await ask(OID.kpEmailProtection), 'path-valid');
});

for (const [title, limits, code] of [
  ['nothing besides', {}, 'path-valid'],
  ['a later end', { until: '2099-01-01' }, 'path-valid'],
  ['an end that has come', { until: '2026-01-01' }, 'anchor-no-longer-trusted'],
  ['a beginning that has not come', { from: '2099-01-01' }, 'anchor-not-yet-trusted'],
  ['one authority below', { maximum_path_length: 1 }, 'path-valid'],
  ['no authority below', { maximum_path_length: 0 }, 'path-too-long'],
  ['another policy, none being asked for', { policies: ['1.2.3'] }, 'path-valid'],
  ['a policy demanded', { require_explicit_policy: true }, 'path-valid'],
  [
    'a policy demanded, and not for that of the path',
    { require_explicit_policy: true, policies: ['1.2.3'] },
    'no-acceptable-policy',
  ],
  ['the name excluded', { name_constraints: excluded(LEAF) }, 'name-excluded'],
  ['another name excluded', { name_constraints: excluded(`${LEAF},C=RU`) }, 'path-valid'],
  ['purposes, none being asked for', { extended_key_usage: [OID.kpServerAuth] }, 'path-valid'],
] as const) {
  test(`an anchor with ${title}: ${code}, by --anchors and in a case`, async (t) => {
    const cwd = await folder(t);
    const anchor = { certificate: 'root.pem', ...limits };
    await writeFile(`${cwd}/anchors.jsonl`, `${JSON.stringify(anchor)}\n`);
    const args = ['--anchors', 'anchors.jsonl', ...MATERIAL.slice(2), '--format', 'json'];
    const alone = await okno(cwd, ['leaf.crt', ...args]);
    t.is(JSON.parse(alone.stdout).paths[0].reason.code, code, alone.stderr);
    await writeFile(`${cwd}/cases.jsonl`, JSON.stringify({ ...casesOf(2)[1], trust: [anchor] }));
    const batch = await okno(cwd, ['--batch', 'cases.jsonl']);
    t.is(JSON.parse(batch.stdout).reason.code, code);
  });
}

test('a line of --anchors that is none is wrong usage, 64, and named', async (t) => {
  const cwd = await folder(t);
  for (const line of [
    'x',
    '{}',
    '{"certificate":"root.pem","untill":"2030-01-01"}',
    '{"certificate":"root.pem","until":"soon"}',
    '{"certificate":"root.pem","policies":["x"]}',
  ]) {
    await writeFile(`${cwd}/anchors.jsonl`, `\n${line}\n`);
    const { code, stderr } = await okno(cwd, ['leaf.crt', '--anchors', 'anchors.jsonl']);
    t.is(code, 64, line);
    t.true(stderr.includes('anchors.jsonl:2'), stderr);
  }
});
