import test from 'ava';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import type { EvidenceRequest, FetchedEvidence } from '../../verify/process/evidence.ts';
import { gatherEvidence } from './gather-evidence.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const pki = await createPki({ now: NOW });
const { certificate: signer } = await pki.issue({ subject: head });
const crl = parseCrl(await pki.crl());
const anchors = [{ certificate: pki.root }];
const NOTHING: FetchedEvidence = { certificates: [], crls: [], ocspResponses: [], failures: [] };

/** A source that answers as told and remembers what it was asked. */
function sourceOf(answer: (request: EvidenceRequest) => Partial<FetchedEvidence>) {
  const asked: (readonly [Certificate, Certificate | undefined])[][] = [];
  const fetch = async (request: EvidenceRequest) => {
    asked.push(request.certificates.map(({ certificate, issuer }) => [certificate, issuer]));
    return { ...NOTHING, ...answer(request) };
  };
  return { asked, fetch };
}

test('asked are the signer and everybody above it, each with its issuer; the anchor is not', async (t) => {
  const source = sourceOf(() => ({ crls: [crl] }));
  const signature = { signers: [signer], certificates: [signer, pki.issuer] };
  const found = await gatherEvidence(signature, anchors, source);
  t.deepEqual(source.asked, [
    [
      [signer, pki.issuer],
      [pki.issuer, pki.root],
    ],
  ]);
  t.is(found.crls.length, 1);
});

test('an issuer that comes to light in the first round is asked about in the second', async (t) => {
  const source = sourceOf(({ certificates }) => ({
    crls: [crl],
    certificates: certificates.some(({ issuer }) => issuer === pki.issuer) ? [] : [pki.issuer],
  }));
  const found = await gatherEvidence({ signers: [signer], certificates: [] }, anchors, source);
  t.deepEqual(source.asked, [
    [[signer, undefined]],
    [
      [signer, pki.issuer],
      [pki.issuer, pki.root],
    ],
  ]);
  t.is(found.crls.length, 1, 'the same CRL twice is kept once');
});

test('certificates that no signer stands under are never asked about', async (t) => {
  const { certificate: other } = await pki.issue({ subject: head });
  const source = sourceOf(() => ({}));
  await gatherEvidence({ signers: [signer], certificates: [signer, other] }, anchors, source);
  t.false(source.asked.flat().some(([certificate]) => certificate === other));
});

test('a source that always brings another certificate is not followed without end', async (t) => {
  const others = await Promise.all(
    Array.from({ length: 8 }, async () => (await pki.otherRoot()).issuer),
  );
  // Each has the name of the issuer and another key: as many candidate paths.
  const source = sourceOf(() => ({ certificates: others.splice(0, 1) }));
  await gatherEvidence({ signers: [signer], certificates: [] }, anchors, source);
  t.true(source.asked.length <= 4);
});

test('a file with many signers and look-alike issuers costs a bounded number of questions', async (t) => {
  const lookalikes = await Promise.all(
    Array.from({ length: 12 }, async () => (await pki.otherRoot()).issuer),
  );
  const signers = await Promise.all(
    Array.from({ length: 12 }, async () => (await pki.issue({ subject: head })).certificate),
  );
  const source = sourceOf(() => ({}));
  const certificates = [...signers, ...lookalikes];
  await gatherEvidence({ signers, certificates }, anchors, source);
  t.true(source.asked.flat().length <= 32);
});

test('no signer that can be found: nothing is asked', async (t) => {
  const source = sourceOf(() => ({}));
  await gatherEvidence({ signers: [], certificates: [pki.issuer] }, anchors, source);
  t.deepEqual(source.asked, []);
});
