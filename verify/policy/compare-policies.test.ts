import test from 'ava';
import { comparePolicies, type Effect } from './compare-policies.ts';
import { defaultPolicy } from './default-policy.ts';
import type { Policy } from './policy.ts';
import { russianPolicy } from './russian-policy.ts';

type Changes = Partial<Policy>;
const END = '2030-01-01';
const FIRST: Changes = {
  formats: ['CMS'],
  requiredAttributes: ['mime-type'],
  signaturePolicies: ['1.2'],
};

/** Before, after, what differs and how; the other way round the effect is the opposite. */
const CASES: readonly (readonly [Changes, Changes, string, Effect, Effect])[] = [
  [{}, { levels: { 'tsa-name': 'fail' } }, '/checks/tsa-name', 'stricter', 'weaker'],
  [{}, { levels: { 'tsa-name': 'inform' } }, '/checks/tsa-name', 'weaker', 'stricter'],
  [{}, { formats: ['CAdES'] }, '/formats', 'stricter', 'weaker'],
  [FIRST, { ...FIRST, formats: ['CAdES'] }, '/formats', 'weaker', 'weaker'],
  [{}, { requiredAttributes: ['mime-type'] }, '/requiredAttributes', 'stricter', 'weaker'],
  [
    FIRST,
    { ...FIRST, requiredAttributes: ['content-hints'] },
    '/requiredAttributes',
    'weaker',
    'weaker',
  ],
  [{}, { signaturePolicies: ['1.2'] }, '/signaturePolicies', 'stricter', 'weaker'],
  [
    FIRST,
    { ...FIRST, signaturePolicies: ['1.2', '1.3'] },
    '/signaturePolicies',
    'weaker',
    'stricter',
  ],
  [{}, { requireRevocation: 'leaf' }, '/revocation/required', 'weaker', 'stricter'],
  [
    { requireRevocation: 'leaf' },
    { requireRevocation: false },
    '/revocation/required',
    'weaker',
    'stricter',
  ],
  // A maximum takes the place of nextUpdate, and may be longer than it.
  [{}, { revocationFreshness: 60 }, '/revocation/freshness', 'weaker', 'other'],
  [
    { revocationFreshness: 60 },
    { revocationFreshness: 61 },
    '/revocation/freshness',
    'weaker',
    'stricter',
  ],
  [
    {},
    { certificatePath: { policies: ['1.2'] } },
    '/certificatePath/policies',
    'stricter',
    'weaker',
  ],
  [
    {},
    { certificatePath: { explicitPolicy: true } },
    '/certificatePath/explicitPolicy',
    'stricter',
    'weaker',
  ],
  [
    {},
    { certificatePath: { inhibitMapping: true } },
    '/certificatePath/inhibitPolicyMapping',
    'stricter',
    'weaker',
  ],
  [
    {},
    { certificatePath: { inhibitAny: true } },
    '/certificatePath/inhibitAnyPolicy',
    'stricter',
    'weaker',
  ],
  [
    {},
    { certificatePath: { strict: true } },
    '/certificatePath/strictProfile',
    'stricter',
    'weaker',
  ],
  [
    {},
    { certificatePath: { maximumLength: 3 } },
    '/certificatePath/maximumLength',
    'stricter',
    'weaker',
  ],
  [{}, { timeStampDelay: 60 }, '/timeStampDelay', 'stricter', 'weaker'],
  [{ timeStampDelay: 60 }, { timeStampDelay: 61 }, '/timeStampDelay', 'weaker', 'stricter'],
  [{}, { xml: { references: 31, transforms: 5 } }, '/xml/references', 'weaker', 'stricter'],
  [
    { algorithms: [] },
    { algorithms: [{ algorithm: 'sha1', until: END }] },
    'sha1',
    'weaker',
    'stricter',
  ],
  [
    { algorithms: [{ algorithm: 'ecdsa', minimumBits: 256, until: END }] },
    { algorithms: [{ algorithm: 'ecdsa', minimumBits: 256 }] },
    'ecdsa ≥ 256',
    'weaker',
    'stricter',
  ],
  [
    { algorithms: [{ algorithm: 'ecdsa', minimumBits: 256 }] },
    {
      algorithms: [
        { algorithm: 'ecdsa', minimumBits: 224, until: END },
        { algorithm: 'ecdsa', minimumBits: 256 },
      ],
    },
    'ecdsa ≥ 224',
    'weaker',
    'stricter',
  ],
];

for (const [before, after, what, effect, back] of CASES) {
  test(`${what}: ${JSON.stringify(after)} is ${effect} than ${JSON.stringify(before)}`, (t) => {
    const [from, to] = [
      { ...defaultPolicy, ...before },
      { ...defaultPolicy, ...after },
    ];
    const told = (found: ReturnType<typeof comparePolicies>) =>
      found.map((one) => [one.what, one.effect]);
    t.deepEqual(told(comparePolicies(from, to)), [[what, effect]]);
    t.deepEqual(told(comparePolicies(to, from)), [[what, back]]);
    t.deepEqual(comparePolicies(to, to), []);
  });
}

test('rows that say the same in another way are no difference', (t) => {
  const rows = defaultPolicy.algorithms;
  const algorithms = [
    ...rows.toReversed(),
    // Less than what a wider row says already.
    { algorithm: 'ecdsa', minimumBits: 384, until: END },
  ];
  t.deepEqual(comparePolicies(defaultPolicy, { ...defaultPolicy, algorithms }), []);
});

test('the Russian profile accepts nothing that the default does not', (t) => {
  const found = comparePolicies(defaultPolicy, russianPolicy);
  t.true(found.length > 0 && found.every(({ effect }) => effect === 'stricter'));
  const named = found.map(({ what }) => what);
  t.true(['sha256', 'ed25519'].every((name) => named.includes(name)));
  t.false(named.some((name) => /^(?:streebog|gost)/.test(name)));
});
