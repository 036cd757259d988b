// EN 319 102-1 §5.6.2.3: a time-stamp over references to certificates and revocation data proves those that whoever
// verifies has at hand.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { otherForm } from '../../../formats/ocsp/response-forms.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import {
  addIndexed,
  addStamp,
  archiveV2,
  referencesAlone,
  signatureAndReferences,
} from '../cms/archive-stamps.fixture.ts';
import { type Referred, withReferences } from '../cms/references.fixture.ts';
import {
  data,
  days,
  judgeOn,
  lasting,
  later,
  START,
  stamped,
  stamper,
  text,
} from './archived.fixture.ts';

/** Its issuing authority ends on day 60: by then all that it said must be proven. */
const pki = await createPki({ now: START, issuerUntil: days(60), label: 'до шестидесятого дня' });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) });
const fresh = { nextUpdate: days(390) };
const [ofSigner, ofIssuer, another] = [
  await pki.crl(days(10), fresh),
  await pki.crl(days(10), { of: 'root', ...fresh }),
  await pki.crl(days(11), fresh),
];
const answer = await pki.ocsp(signer.certificate, days(10));

/** References to all that the authority and its root said, unless told. */
const refer = (cms: Uint8Array, referred: Partial<Referred> = {}) =>
  withReferences(cms, {
    ...{ certificates: [pki.issuer.der, pki.root.der], crls: [ofSigner, ofIssuer] },
    ...referred,
  });

/** Without the certificate of its authority, which is kept elsewhere too. */
const signed = await stamped({ identity: { ...signer, chain: [] }, by: lasting });
const KINDS = {
  'CAdES-C-time-stamp': (cms: Uint8Array, day: number) =>
    addStamp(cms, {
      ...{ client: stamper(lasting, day), type: OID.escTimeStamp, make: signatureAndReferences },
    }),
  'time-stamp over references': (cms: Uint8Array, day: number) =>
    addStamp(cms, {
      ...{ client: stamper(lasting, day), type: OID.certCrlTimeStamp, make: referencesAlone },
    }),
  'archive-time-stamp-v2': (cms: Uint8Array, day: number) => {
    const make = archiveV2('tagged', text);
    return addStamp(cms, { client: stamper(lasting, day), type: OID.archiveTimeStampV2, make });
  },
  'archive-time-stamp-v3': (cms: Uint8Array, day: number) =>
    addIndexed(cms, { client: stamper(lasting, day), content: text }),
} as const;
type Kind = keyof typeof KINDS;

interface Asked {
  readonly crls?: readonly Uint8Array[];
  readonly answers?: readonly Uint8Array[];
  readonly since?: number;
  readonly policy?: typeof defaultPolicy;
  readonly at?: number;
}

/** As who has kept what the authority said elsewhere, since no time that is proven unless told. */
async function judge(cms: Uint8Array, asked: Asked = {}) {
  const { crls = [ofSigner, ofIssuer], answers = [], since, policy = defaultPolicy } = asked;
  const { at = 400 } = asked;
  const recent = await data(later, at - 1);
  const { signature } = await judgeOn(at, cms, {
    trust: [{ certificate: pki.root }, { certificate: later.root }],
    evidence: {
      certificates: [pki.issuer, later.issuer],
      crls: [...crls, ...recent.crls].map(parseCrl),
      ocspResponses: answers.map(parseOcspResponse),
    },
    policy,
    ...(since === undefined ? {} : { evidenceProvenAt: days(since) }),
  });
  const { indication, subIndication, reason, timestamps } = signature;
  const told = JSON.stringify([reason, timestamps.map((one) => one.reason)]);
  return { result: subIndication ?? indication, told };
}

const UNPROVEN = 'REVOCATION_OUT_OF_BOUNDS_NO_POE';

for (const kind of Object.keys(KINDS) as Kind[]) {
  const made = async (referred: Partial<Referred> = {}, day = 50) =>
    KINDS[kind](await refer(signed, referred), day);

  test(`a ${kind} proves what the references under it name`, async (t) => {
    for (const digest of ['sha256', 'sha512'] as const) {
      const { result, told } = await judge(await made({ digest }));
      t.is(result, 'TOTAL-PASSED', told);
    }
  });

  const twins: readonly (readonly [string, () => Promise<Uint8Array>])[] = [
    ['no references', () => KINDS[kind](signed, 50)],
    ['a reference to another list', () => made({ crls: [another, ofIssuer] })],
    ['no reference to the authority', () => made({ certificates: [pki.root.der] })],
    ['digests under SHA-1', () => made({ digest: 'sha1' })],
    ['made after the authority has ended', () => made({}, 70)],
  ];
  for (const [name, twin] of twins) {
    test(`its twin, ${kind}: ${name}`, async (t) => {
      const { result, told } = await judge(await twin());
      t.is(result, UNPROVEN, told);
    });
  }
}

const archived = KINDS['archive-time-stamp-v3'];

/** The policy with another end of one digest. */
const ending = (algorithm: 'sha1' | 'sha512', until?: string) => ({
  ...defaultPolicy,
  algorithms: defaultPolicy.algorithms.map((limit) => {
    if (limit.algorithm !== algorithm) return limit;
    return until === undefined ? { algorithm } : { algorithm, until };
  }),
});

test('its twin: under SHA-1 nothing but the policy stands against it', async (t) => {
  const cms = await archived(await refer(signed, { digest: 'sha1' }), 50);
  t.is((await judge(cms)).result, UNPROVEN);
  const { result, told } = await judge(cms, { policy: ending('sha1') });
  t.is(result, 'TOTAL-PASSED', told);
});

test('a digest must have been acceptable when the object is known to have been there by something else', async (t) => {
  const cms = await archived(await refer(signed, { digest: 'sha512' }), 50);
  const on = (day: number) => days(day).toISOString().slice(0, 10);
  for (const [since, until, expected] of [
    [150, 200, 'TOTAL-PASSED'],
    [150, 120, UNPROVEN],
    [undefined, 200, UNPROVEN],
  ] as const) {
    const asked = { policy: ending('sha512', on(until)), ...(since && { since }) };
    const { result, told } = await judge(cms, asked);
    t.is(result, expected, `known since ${since}, acceptable until ${until}: ${told}`);
  }
});

test('references that came after a time-stamp, or under one that does not hold, prove nothing', async (t) => {
  const after = await judge(await refer(await archived(signed, 50)));
  t.is(after.result, UNPROVEN, after.told);
  const before = await refer(signed);
  const wrong = await addStamp(before, {
    client: stamper(lasting, 50),
    type: OID.certCrlTimeStamp,
    make: async (...of) => (await referencesAlone(...of)).subarray(1),
  });
  const hash = await judge(wrong);
  t.is(hash.result, UNPROVEN, hash.told);
  const foreign = await createPki({ now: START, label: 'чужой' });
  const stranger = await foreign.issue({
    subject: { commonName: 'ТЕСТ Чужая служба штампов времени' },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const client = stamper(stranger, 50);
  const make = referencesAlone;
  const untrusted = await judge(
    await addStamp(before, { client, type: OID.certCrlTimeStamp, make }),
  );
  t.is(untrusted.result, UNPROVEN, untrusted.told);
});

test('a reference to an OCSP answer is to the whole response or to the basic one, whichever is at hand', async (t) => {
  const [one, other] = [answer, await pki.ocsp(signer.certificate, days(11))];
  const forms = [one, otherForm(one)];
  // By then the certificate of the responder has ended; how strong RSA is, is not what is asked about.
  const policy = {
    ...defaultPolicy,
    algorithms: defaultPolicy.algorithms.map((limit) => ({ ...limit, until: '2100-01-01' })),
  };
  const asked = { at: 2000, policy, crls: [ofIssuer] };
  for (const referred of forms) {
    const cms = await archived(await refer(signed, { answers: [referred], crls: [ofIssuer] }), 50);
    for (const kept of forms) {
      const { result, told } = await judge(cms, { ...asked, answers: [kept] });
      t.is(result, 'TOTAL-PASSED', told);
    }
    const twin = await judge(cms, { ...asked, answers: [other] });
    t.is(twin.result, UNPROVEN, twin.told);
  }
});
