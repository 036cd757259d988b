// ended-authorities.md: the key of an authority that has ended may be anybody's, who then issues what he likes with any
// dates. What says that it never will be revoked asks for no list that such a holder could not have made in time.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import {
  forgeCms,
  forgeSigner,
  type SignerChanges,
  without,
} from '../../../test-fixtures/samples/forge-cms.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { days, judgeOn, lasting, later, START, stamper, text } from './archived.fixture.ts';

/** Issues until the sixtieth day, certificates that outlive it. */
const pki = await createPki({ now: START, issuerUntil: days(60) });
const signer = await pki.issue({
  subject: { commonName: 'Иванов Иван' },
  notAfter: days(3000),
  noRevAvail: true,
});

async function signedOn(
  day: number,
  { identity = signer, changes }: { identity?: typeof signer; changes?: SignerChanges } = {},
): Promise<Uint8Array> {
  const signed = forgeCms({
    certificates: [identity.certificate, pki.issuer],
    signerInfos: [await forgeSigner(identity, text, days(day), changes)],
  });
  return addTimeStamp(signed, stamper(lasting, day));
}

/** It names no certificate by a digest, as plain CMS does not. */
const plain = { changes: { attributes: without(OID.signingCertificateV2) } };

/** The last list of the root still is fresh when the authority ends. */
async function archivedOn(day: number, cms: Uint8Array): Promise<Uint8Array> {
  const crls = [await pki.crl(days(58), { of: 'root' })];
  const data = { certificates: [pki.issuer], crls, ocspResponses: [] };
  const client = stamper(lasting, day);
  return addIndexed(await addValidationData(cms, data), { client, content: text });
}

async function judged(cms: Uint8Array, until?: number) {
  const anchor = { certificate: pki.root };
  const { signature } = await judgeOn(400, cms, {
    trust: [
      until === undefined ? anchor : { ...anchor, until: days(until) },
      { certificate: later.root },
    ],
  });
  return [signature.indication, signature.subIndication];
}

for (const [until, subIndication] of [
  [undefined, 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
  [300, 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'],
] as const) {
  test(`a signature from after the end of the authority stays ${subIndication}; its twin is from before`, async (t) => {
    t.deepEqual(await judged(await archivedOn(59, await signedOn(59)), until), [
      'TOTAL-PASSED',
      undefined,
    ]);
    t.deepEqual(await judged(await archivedOn(61, await signedOn(61)), until), [
      'INDETERMINATE',
      subIndication,
    ]);
  });

  test(`a certificate that is proven only from after the end of its authority leaves ${subIndication}; its twin is from before`, async (t) => {
    const cms = await signedOn(55, plain);
    t.is((await judged(await archivedOn(59, cms), until))[0], 'TOTAL-PASSED');
    t.deepEqual(await judged(await archivedOn(61, cms), until), ['INDETERMINATE', subIndication]);
    // What the signature names is as old as it.
    const naming = await archivedOn(61, await signedOn(55));
    t.deepEqual(await judged(naming, until), ['TOTAL-PASSED', undefined]);
  });
}

test('EN 319 102-1 §5.6.2.4 step 1: a responder that is proven only from after the end of its authority tells nothing; its twin is from before', async (t) => {
  const ordinary = await pki.issue({ subject: { commonName: 'Петров Пётр' }, notAfter: days(300) });
  const answer = {
    certificates: [],
    crls: [],
    ocspResponses: [await pki.ocsp(ordinary.certificate, days(56), days(300))],
  };
  const early = await archivedOn(
    59,
    await addValidationData(await signedOn(55, { identity: ordinary }), answer),
  );
  t.deepEqual(await judged(early), ['TOTAL-PASSED', undefined]);
  const late = await addValidationData(
    await archivedOn(59, await signedOn(55, { identity: ordinary })),
    answer,
  );
  t.deepEqual(await judged(await archivedOn(61, late)), [
    'INDETERMINATE',
    'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  ]);
});
