import test from 'ava';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { EvidenceMerger } from './merge-evidence.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const pki = await createPki({ now: NOW });
const crl = await pki.crl(NOW);
const outside = { certificates: [pki.issuer], crls: [], ocspResponses: [] };

test('what signatures of one file share is read once; what is unreadable is said to each', (t) => {
  const merger = new EvidenceMerger(outside);
  const embedded = {
    certificates: [parseCertificate(pki.root.der)],
    crls: [crl, Uint8Array.of(0x30, 0x00)],
    ocspResponses: [],
  };
  const first = merger.with(embedded);
  const second = merger.with(embedded);
  t.is(first.evidence.crls.length, 1);
  t.is(second.evidence.crls[0], first.evidence.crls[0]);
  t.deepEqual(first.evidence.certificates, [pki.issuer, ...embedded.certificates]);
  for (const { unreadable } of [first, second]) {
    t.deepEqual(
      unreadable.map(({ code }) => code),
      ['revocation-not-parsed'],
    );
  }
});

test('another signature’s data do not slip in', (t) => {
  const merger = new EvidenceMerger(outside);
  t.is(merger.with({ certificates: [], crls: [crl], ocspResponses: [] }).evidence.crls.length, 1);
  t.is(merger.with({ certificates: [], crls: [], ocspResponses: [] }).evidence.crls.length, 0);
});
