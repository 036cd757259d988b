import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { toHex } from '../../../formats/hex.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { BadCaseError } from '../batch/bad-case.ts';
import { readAnchor } from './anchor-fields.ts';

const schema = JSON.parse(
  await readFile(new URL('../../trust/trust-anchor.schema.json', import.meta.url), 'utf8'),
);
const isAnchor = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const permitted = (subtrees: object) => ({ name_constraints: { permitted: subtrees } });

/** Each with what is read of it, beside the certificate. */
const GOOD: readonly (readonly [members: object, limits: object])[] = [
  [{}, {}],
  [{ from: '2020-01-01' }, { from: new Date('2020-01-01') }],
  [{ until: '2030-01-01T00:00:00+03:00' }, { until: new Date('2029-12-31T21:00:00Z') }],
  [{ purposes: ['signature', 'time-stamp'] }, { purposes: ['signature', 'time-stamp'] }],
  [{ purposes: 'seal' }, { purposes: ['seal'] }],
  [{ maximum_path_length: 0 }, { maximumPathLength: 0 }],
  [{ policies: ['1.2.3'] }, { policies: ['1.2.3'] }],
  [{ policies: '1.2.3' }, { policies: ['1.2.3'] }],
  [{ require_explicit_policy: true }, { explicitPolicy: true }],
  [{ inhibit_policy_mapping: true }, { inhibitMapping: true }],
  [{ inhibit_any_policy: false }, { inhibitAny: false }],
  [{ extended_key_usage: ['1.3.6.1.5.5.7.3.4'] }, { extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] }],
];

for (const [members, limits] of GOOD) {
  test(`a limit of an anchor is read, and keeps the schema: ${JSON.stringify(members)}`, (t) => {
    const anchor = { certificate: 'root.pem', ...members };
    t.deepEqual(readAnchor(anchor), { certificate: 'root.pem', ...limits });
    t.true(isAnchor(anchor));
  });
}

/** Forms of names, each with its only base. */
const NAMES: readonly (readonly [form: string, text: string, base: string])[] = [
  ['dns', 'example.ru', 'dNSName example.ru'],
  ['email', 'ivanov@example.ru', 'rfc822Name ivanov@example.ru'],
  ['email', '.example.ru', 'rfc822Name .example.ru'],
  ['uri', '.example.ru', 'uniformResourceIdentifier .example.ru'],
  ['directory_name', 'O=Банк,C=RU', 'directoryName O=Банк,C=RU'],
  ['ip', '192.0.2.0/24', 'iPAddress c0000200ffffff00'],
  ['ip', '10.128.0.0/9', 'iPAddress 0a800000ff800000'],
  ['ip', '0.0.0.0/0', 'iPAddress 0000000000000000'],
  ['ip', '192.0.2.7/32', 'iPAddress c0000207ffffffff'],
  ['ip', '2001:db8::/32', `iPAddress 20010db8${'0'.repeat(24)}ffffffff${'0'.repeat(24)}`],
  ['ip', '::/0', `iPAddress ${'0'.repeat(64)}`],
  ['ip', '2001:db8:0:1::5/128', `iPAddress 20010db8000000010000000000000005${'f'.repeat(32)}`],
];

for (const [form, text, expected] of NAMES) {
  test(`names that an anchor permits or excludes are read: ${form} ${text}`, (t) => {
    for (const which of ['permitted', 'excluded'] as const) {
      const anchor = { certificate: 'root.pem', name_constraints: { [which]: { [form]: [text] } } };
      t.true(isAnchor(anchor));
      const { nameConstraints } = readAnchor(anchor);
      const bases = nameConstraints?.[which]?.map(({ base, minimum }) => {
        t.is(minimum, 0);
        if (base.kind === 'iPAddress') return `${base.kind} ${toHex(base.octets)}`;
        if (base.kind === 'directoryName') return `${base.kind} ${nameToText(base.name)}`;
        return 'value' in base ? `${base.kind} ${String(base.value)}` : base.kind;
      });
      t.deepEqual(bases, [expected]);
      t.deepEqual(Object.keys(nameConstraints ?? {}), [which]);
    }
  });
}

/** What neither the schema nor the reader takes. */
const BAD: readonly object[] = [
  { certificate: '' },
  { certificate: 7 },
  { untill: '2030-01-01' },
  { from: 'soon' },
  { until: '2030-01-01T00:00' },
  { purposes: [] },
  { purposes: ['signing'] },
  { maximum_path_length: -1 },
  { maximum_path_length: 1.5 },
  { policies: [] },
  { policies: ['x'] },
  { require_explicit_policy: 'yes' },
  { extended_key_usage: [] },
  { extended_key_usage: ['emailProtection'] },
  { name_constraints: {} },
  { name_constraints: [] },
  { name_constraints: { allowed: { dns: ['a.ru'] } } },
  permitted({}),
  permitted({ dns: [] }),
  permitted({ host: ['a.ru'] }),
  permitted({ dns: [7] }),
];

for (const members of BAD) {
  test(`a limit that cannot be read is no limit that is passed over: ${JSON.stringify(members)}`, (t) => {
    const anchor = { certificate: 'root.pem', ...members };
    t.throws(() => readAnchor(anchor), { instanceOf: BadCaseError });
    t.false(isAnchor(anchor));
  });
}

for (const [form, text] of [
  ['dns', 'a ru'],
  ['dns', '.a.ru'],
  ['dns', 'пример.рф'],
  ['email', 'a@b@c'],
  ['uri', 'https://a.ru/'],
  ['ip', '192.0.2.0'],
  ['ip', '192.0.2.0/33'],
  ['ip', '192.0.2/24'],
  ['ip', '2001:db8::/129'],
  ['ip', '::ffff:192.0.2.0/120'],
  ['directory_name', 'Банк'],
] as const) {
  test(`a name of no such form is refused: ${form} ${text}`, (t) => {
    const error = t.throws(
      () => readAnchor({ certificate: 'root.pem', ...permitted({ [form]: [text] }) }),
      { instanceOf: BadCaseError },
    );
    t.true(error?.message.includes(form) && error.message.includes(text), error?.message);
  });
}

test('an anchor without a certificate is none', (t) => {
  t.throws(() => readAnchor({ until: '2030-01-01' }), { instanceOf: BadCaseError });
  t.false(isAnchor({ until: '2030-01-01' }));
});
