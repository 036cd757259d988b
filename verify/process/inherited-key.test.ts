// RFC 3279 §2.3.2, RFC 5280 §6.1.5: a signer whose DSA key names no parameters signs under those of its path.
import { sign } from 'node:crypto';
import test from 'ava';
import { oid, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import {
  type DsaKeys,
  inheritingDsaKeys,
  newDsaKeys,
} from '../../test-fixtures/chains/dsa-keys.ts';
import {
  basicConstraints,
  extensionDer,
  forgeCertificate,
  UNTIL,
} from '../../test-fixtures/chains/forge.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { AT, algorithms, before } from '../path/forged-root.fixture.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { addIndexed } from './cms/archive-stamps.fixture.ts';
import { readCmsSignatures } from './cms/read-cms-signatures.ts';
import { digestObjects } from './digest-objects.ts';
import { days, judgeOn, lasting, later, stamper } from './long-term/archived.fixture.ts';
import { ProofsOfExistence } from './long-term/proofs-of-existence.ts';
import { validatePastSignature } from './long-term/validate-past-signature.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { type Judgement, type ProcessContext, validateSignature } from './validate-signature.ts';
import { validateSignatures } from './validate-signatures.ts';

const DSA_WITH_SHA256 = '2.16.840.1.101.3.4.3.2';
const text = new TextEncoder().encode('Договор № 7');
const content = bytesSource(text);

const top = newDsaKeys();
const stranger = newDsaKeys();
const authorityKeys = inheritingDsaKeys(top);
const made = (
  subject: string,
  keys: DsaKeys,
  issuer: string,
  extensions: readonly Uint8Array[],
  notAfter = UNTIL,
) =>
  forgeCertificate({
    ...{ subject, keys, issuer, extensions, notAfter },
    issuerKeys: issuer === 'Authority' ? authorityKeys : top,
  });
const root = made('DSA root', top, 'DSA root', [basicConstraints()]);
const authority = made('Authority', authorityKeys, 'DSA root', [basicConstraints()]);
const timeStamping = extensionDer(OID.extendedKeyUsage, sequence(oid(OID.kpTimeStamping)), true);

function identityOf(
  keys: DsaKeys,
  extensions: readonly Uint8Array[] = [],
  notAfter = UNTIL,
): SigningIdentity {
  const { spki, privateKey } = keys;
  const signatureAlgorithm = { oid: DSA_WITH_SHA256 };
  return {
    certificate: made('Signer', keys, 'Authority', extensions, notAfter),
    chain: [authority],
    key: {
      ...{ signatureAlgorithm, digestOid: OID.sha256, publicKey: spki },
      sign: async (data) => sign('sha256', data, privateKey),
    },
  };
}

const signedBy = (identity: SigningIdentity) =>
  signCades({
    ...{ content, detached: true, identities: [identity], signingTime: AT, digest: algorithms },
  });

/** What is asked is not how strong the keys are: they are small, so that they are made in no time. */
const policy: Policy = {
  ...defaultPolicy,
  requireRevocation: false,
  algorithms: [...defaultPolicy.algorithms, { algorithm: 'dsa', minimumBits: 1024 }],
};

interface Asked {
  readonly policy?: Policy;
  readonly trust?: readonly Certificate[];
  readonly of?: Uint8Array;
}

async function judge(cms: Uint8Array, asked: Asked = {}) {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: bytesSource(asked.of ?? text) },
    trust: (asked.trust ?? [root]).map((certificate) => ({ certificate })),
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    policy: asked.policy ?? policy,
    algorithms,
    time: AT,
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

for (const says of ['nothing', 'null'] as const) {
  test(`a signer whose key says ${says} of its parameters is verified by those of its path`, async (t) => {
    const report = await judge(await signedBy(identityOf(inheritingDsaKeys(top, says))));
    t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.reason));
    t.true(report.cryptographicallyValid);
    t.true(
      report.algorithms?.every(({ acceptable }) => acceptable),
      JSON.stringify(report.algorithms),
    );
  });
}

test('its twins: parameters of a stranger, another document, no path, keys that are too small', async (t) => {
  const cms = await signedBy(identityOf(inheritingDsaKeys(top)));
  const strange = await judge(await signedBy(identityOf(inheritingDsaKeys(stranger))));
  t.is(strange.subIndication, 'SIG_CRYPTO_FAILURE', JSON.stringify(strange.reason));
  const changed = await judge(cms, { of: text.subarray(1) });
  t.is(changed.subIndication, 'HASH_FAILURE');
  for (const trust of [[], [made('DSA root', stranger, 'DSA root', [basicConstraints()])]]) {
    const lost = await judge(cms, { trust });
    t.is(lost.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND', JSON.stringify(lost.reason));
    t.false(lost.cryptographicallyValid);
  }
  const small = await judge(cms, { policy: { ...policy, algorithms: defaultPolicy.algorithms } });
  t.is(small.subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', JSON.stringify(small.reason));
});

test('EN 319 102-1 §5.3.4 step 4: without its path it is told what the path lacks; a time-stamp from inside the validity gives it back', async (t) => {
  const ended = identityOf(inheritingDsaKeys(top), [], before(24));
  const cms = await signedBy(ended);
  const late = await judge(cms);
  t.is(late.subIndication, 'OUT_OF_BOUNDS_NOT_REVOKED', JSON.stringify(late.reason));
  t.false(late.cryptographicallyValid);
  const changed = await judge(cms, { of: text.subarray(1) });
  t.is(changed.subIndication, 'HASH_FAILURE');
  const tsa = identityOf(inheritingDsaKeys(top), [timeStamping]);
  const client = testTimeStamper({ identity: tsa, now: () => before(48), algorithms });
  const stamped = await judge(await addTimeStamp(cms, client));
  t.is(stamped.indication, 'TOTAL-PASSED', JSON.stringify(stamped.reason));
});

test('a time-stamping authority with such a key; its twin with the parameters of a stranger', async (t) => {
  const cms = await signedBy(identityOf(inheritingDsaKeys(top)));
  const stamped = async (parameters: DsaKeys) => {
    const identity = identityOf(inheritingDsaKeys(parameters), [timeStamping]);
    const client = testTimeStamper({ identity, now: () => AT, algorithms });
    const { timestamps } = await judge(await addTimeStamp(cms, client));
    return timestamps[0];
  };
  const good = await stamped(top);
  t.is(good?.indication, 'TOTAL-PASSED', JSON.stringify(good?.reason));
  t.is((await stamped(stranger))?.subIndication, 'SIG_CRYPTO_FAILURE');
});

/** DSA is acceptable for so many days from the start of the archives on. */
const ending = (day: number): Policy => ({
  ...policy,
  algorithms: [
    ...defaultPolicy.algorithms.filter(({ algorithm }) => algorithm !== 'dsa'),
    { algorithm: 'dsa', minimumBits: 1024, until: days(day).toISOString().slice(0, 10) },
  ],
});

test('EN 319 102-1 §5.6.2.4 step 4: DSA that ended after signature and token were proven; its twin where they were not', async (t) => {
  const cms = await signedBy(identityOf(inheritingDsaKeys(top)));
  const tsa = identityOf(inheritingDsaKeys(top), [timeStamping]);
  const stamped = await addTimeStamp(
    cms,
    testTimeStamper({ identity: tsa, now: () => days(1), algorithms }),
  );
  const judged = async (day: number) => {
    const kept = await addIndexed(stamped, { client: stamper(lasting, day), content: text });
    const trust = [{ certificate: root }, { certificate: later.root }];
    const asked = { trust, policy: ending(200), content: { name: 'a', source: content } };
    return (await judgeOn(400, kept, asked)).signature;
  };
  const good = await judged(150);
  t.is(good.indication, 'TOTAL-PASSED', JSON.stringify(good.reason));
  t.is(good.bestSignatureTime, days(1).toISOString());
  t.is((await judged(250)).subIndication, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
});

test('EN 319 102-1 §5.6.2.4: under the parameters of another path in the past nothing was verified', async (t) => {
  const source = bytesSource(await signedBy(identityOf(inheritingDsaKeys(top))));
  const document = { name: 'a', source: content };
  const signature = { name: 'a.p7s', source };
  const [facts] = await readCmsSignatures({ signature, content: document, algorithms });
  if (facts === undefined) throw new Error('no signature');
  const context: ProcessContext = {
    trust: [{ certificate: root }],
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    ...{ purpose: 'signature', policy: ending(200), algorithms },
    control: { time: days(400), source: 'validation-time' },
    ...{ validationTime: days(400), evidenceTime: days(400), fileTime: days(400) },
    digests: await digestObjects(facts.objects, algorithms),
  };
  const judgement = await validateSignature(facts, context);
  const proofs = new ProofsOfExistence(days(400));
  const [signer] = judgement.path?.path ?? [];
  for (const der of [facts.value.value, signer?.der, authority.der]) {
    if (der !== undefined) proofs.prove(der, days(150));
  }
  const past = (one: Judgement) => validatePastSignature(one, withEmbedded(facts, context), proofs);
  t.is((await past(judgement)).outcome.indication, 'PASSED');
  const { path } = judgement;
  const checked = path?.checked;
  if (path === undefined || checked === undefined) throw new Error('no path');
  const keys = checked.keys.with(0, made('X', stranger, 'DSA root', []).publicKey);
  const other = { ...judgement, path: { ...path, checked: { ...checked, keys } } };
  t.is((await past(other)).outcome.indication, 'INDETERMINATE');
});

function withEmbedded({ embedded }: SignatureFacts, context: ProcessContext): ProcessContext {
  return { ...context, evidence: { ...context.evidence, certificates: embedded.certificates } };
}
