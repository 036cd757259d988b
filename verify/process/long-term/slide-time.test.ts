import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { TrustAnchor } from '../../trust/trust.ts';
import type { ProcessContext } from '../validate-signature.ts';
import { ProofsOfExistence } from './proofs-of-existence.ts';
import { validatePastCertificate } from './validate-past-certificate.ts';

const START = new Date('2026-03-01T10:00:00Z');
const days = (count: number) => new Date(START.getTime() + count * 24 * 60 * 60 * 1000);
const pki = await createPki({ now: START });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
const crls = [await pki.crl(days(1)), await pki.crl(days(1), { of: 'root' })].map(parseCrl);

/** Nobody trusts the anchor from day five on, where the control time begins. */
async function slide(proven: {
  readonly since: number;
  readonly freshness?: number;
  /** Of the anchor. */
  readonly limits?: Omit<TrustAnchor, 'certificate'>;
}) {
  const evidence = { certificates: [pki.issuer], crls, ocspResponses: [] };
  const proofs = new ProofsOfExistence(days(9));
  for (const { der } of [signer.certificate, pki.issuer]) proofs.prove(der, days(2));
  for (const { der } of crls) proofs.prove(der, days(proven.since));
  const { freshness, limits } = proven;
  const context: ProcessContext = {
    trust: [{ certificate: pki.root, until: days(5), ...limits }],
    purpose: 'signature',
    evidence,
    policy: {
      ...defaultPolicy,
      ...(freshness === undefined ? {} : { revocationFreshness: freshness * 24 * 60 * 60 }),
    },
    algorithms: algorithmsOf([nodeCrypto]),
    control: { time: days(9), source: 'validation-time' },
    ...{ validationTime: days(9), evidenceTime: days(9), fileTime: days(9) },
    digests: () => undefined,
  };
  const past = await validatePastCertificate(signer.certificate, context, {
    proofs,
    existed: proofs.now,
  });
  return 'failed' in past ? past.failed.subIndication : past.controlTime.toISOString();
}

test('EN 319 102-1 §5.6.2.2 step 2 a: what tells the status must be proven at the control time: else NO_POE', async (t) => {
  t.is(await slide({ since: 3 }), days(5).toISOString(), 'step 1: the sunset date');
  t.is(await slide({ since: 5 }), days(5).toISOString(), 'at that very moment');
  t.is(await slide({ since: 6 }), 'NO_POE');
});

test('EN 319 102-1 §5.6.2.2 step 2 c: to the end of freshness, and what is proven later is not proven then', async (t) => {
  // §5.2.5: fresh as long as thisUpdate is after the time less the maximum.
  const last = new Date(days(4).getTime() - 1).toISOString();
  t.is(await slide({ since: 2, freshness: 3 }), last);
  t.is(await slide({ since: 4.5, freshness: 3 }), 'NO_POE');
});

test('an anchor that is trusted from the control time on vouches for it, one that is trusted from later on does not', async (t) => {
  t.is(await slide({ since: 3, limits: { from: days(5) } }), days(5).toISOString());
  const from = new Date(days(5).getTime() + 1);
  t.is(await slide({ since: 3, limits: { from } }), 'NO_CERTIFICATE_CHAIN_FOUND');
});

test('an anchor that is not trusted for signatures proves none of the past either', async (t) => {
  for (const limits of [
    { extendedKeyUsage: [OID.kpServerAuth] },
    { purposes: ['seal'] as const },
  ]) {
    t.is(await slide({ since: 3, limits }), 'NO_CERTIFICATE_CHAIN_FOUND');
  }
  const limits = { extendedKeyUsage: [OID.kpEmailProtection], purposes: ['signature'] as const };
  t.is(await slide({ since: 3, limits }), days(5).toISOString());
});
