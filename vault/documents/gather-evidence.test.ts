import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import {
  basicConstraints,
  type CertificateWish,
  forgeCertificate,
  newKeys,
} from '../../test-fixtures/chains/forge.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import type { EvidenceRequest, FetchedEvidence } from '../../verify/process/evidence.ts';
import { gatherEvidence } from './gather-evidence.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const pki = await createPki({ now: NOW });
const { certificate: signer } = await pki.issue({ subject: head });
const crl = parseCrl(await pki.crl());
const trust = [{ certificate: pki.root }];
const algorithms = algorithmsOf([nodeCrypto]);
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
  const found = await gatherEvidence(signature, { trust, source, algorithms });
  t.deepEqual(source.asked, [
    [
      [signer, pki.issuer],
      [pki.issuer, pki.root],
    ],
  ]);
  t.is(found.crls.length, 1);
});

test('a signature without its chain: no address in it is followed', async (t) => {
  const source = sourceOf(() => ({ certificates: [pki.issuer] }));
  const found = await gatherEvidence(
    { signers: [signer], certificates: [] },
    { trust, source, algorithms },
  );
  t.deepEqual(source.asked, []);
  t.deepEqual(found.certificates, []);
});

/** An anchor, an authority that it has certified several times, and certificates of that authority. */
function forgedChain(count: { readonly twins: number; readonly leaves: number }) {
  const [rootKeys, caKeys] = [newKeys(), newKeys()];
  const extensions = [basicConstraints()];
  const ca = { subject: 'ca', keys: caKeys, issuer: 'root', issuerKeys: rootKeys, extensions };
  const leaf = { subject: 'signer', keys: newKeys(), issuer: 'ca', issuerKeys: caKeys };
  const several = (length: number, wish: CertificateWish) =>
    Array.from({ length }, (_, serial) => forgeCertificate({ ...wish, serial: serial + 1 }));
  return {
    anchor: forgeCertificate({ ...ca, subject: 'root', keys: rootKeys }),
    twins: several(count.twins, ca),
    leaves: several(count.leaves, leaf),
  };
}

test('another certificate of the issuer that comes to light is asked about in the next round', async (t) => {
  // The anchor has certified the same authority twice; one certificate is in the signature.
  const { anchor, twins, leaves } = forgedChain({ twins: 2, leaves: 1 });
  const [[first, second], [under]] = [twins, leaves];
  if (first === undefined || second === undefined || under === undefined) return t.fail();
  const source = sourceOf(({ certificates }) => ({
    crls: [crl],
    certificates: certificates.some(({ issuer }) => issuer === second) ? [] : [second],
  }));
  const signature = { signers: [under], certificates: [first] };
  const ports = { trust: [{ certificate: anchor }], source, algorithms };
  const found = await gatherEvidence(signature, ports);
  t.deepEqual(source.asked, [
    [
      [under, first],
      [first, anchor],
    ],
    [
      [under, second],
      [second, anchor],
    ],
  ]);
  t.is(found.crls.length, 1, 'the same CRL twice is kept once');
});

test('certificates that no signer stands under are never asked about', async (t) => {
  const { certificate: other } = await pki.issue({ subject: head });
  const source = sourceOf(() => ({}));
  await gatherEvidence(
    { signers: [signer], certificates: [signer, other] },
    { trust, source, algorithms },
  );
  t.false(source.asked.flat().some(([certificate]) => certificate === other));
});

test('a source that always brings another certificate is not followed without end', async (t) => {
  const { anchor, twins, leaves } = forgedChain({ twins: 9, leaves: 1 });
  const signature = { signers: leaves, certificates: twins.splice(0, 1) };
  const source = sourceOf(() => ({ certificates: twins.splice(0, 1) }));
  await gatherEvidence(signature, { trust: [{ certificate: anchor }], source, algorithms });
  t.is(source.asked.length, 4);
});

test('many signers under many certificates of one issuer cost a bounded number of questions', async (t) => {
  const { anchor, twins, leaves } = forgedChain({ twins: 8, leaves: 8 });
  const signature = { signers: leaves, certificates: [...leaves, ...twins] };
  const source = sourceOf(() => ({}));
  await gatherEvidence(signature, { trust: [{ certificate: anchor }], source, algorithms });
  t.is(source.asked.flat().length, 32);
});

test('no signer that can be found: nothing is asked', async (t) => {
  const source = sourceOf(() => ({}));
  await gatherEvidence({ signers: [], certificates: [pki.issuer] }, { trust, source, algorithms });
  t.deepEqual(source.asked, []);
});
