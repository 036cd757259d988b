import test from 'ava';
import { presentedLevel } from './presented-level.ts';

const stamp = (kind: 'signature-time-stamp' | 'archive-time-stamp' | 'content-time-stamp') => ({
  kind,
  token: new Uint8Array(),
  over: new Uint8Array(),
});
const signatureStamp = stamp('signature-time-stamp');
const archiveStamp = stamp('archive-time-stamp');
const none = { certificates: [], crls: [], ocspResponses: [] };
const crl = { ...none, crls: [new Uint8Array()] };
const ocsp = { ...none, ocspResponses: [new Uint8Array()] };
const signature = { format: 'CAdES', level: 'CAdES-B-B', embedded: none };

for (const [expected, facts] of [
  ['CAdES-B-B', signature],
  ['CAdES-B-B', { ...signature, embedded: crl }],
  ['CAdES-B-B', { ...signature, timeStamps: [stamp('content-time-stamp')] }],
  ['CAdES-B-T', { ...signature, timeStamps: [signatureStamp] }],
  ['CAdES-B-LT', { ...signature, timeStamps: [signatureStamp], embedded: crl }],
  ['CAdES-B-LT', { ...signature, timeStamps: [signatureStamp], embedded: ocsp }],
  ['CAdES-B-LTA', { ...signature, timeStamps: [signatureStamp, archiveStamp], embedded: crl }],
  ['CAdES-B-LTA', { ...signature, level: 'CAdES-B-T', timeStamps: [archiveStamp] }],
  ['CAdES-C', { ...signature, extendedForm: 'C', timeStamps: [signatureStamp] }],
  ['CAdES-X', { ...signature, extendedForm: 'X', timeStamps: [signatureStamp] }],
  ['CAdES-XL', { ...signature, extendedForm: 'XL', timeStamps: [signatureStamp] }],
  ['CAdES-A', { ...signature, extendedForm: 'XL', timeStamps: [signatureStamp, archiveStamp] }],
  ['CMS', { ...signature, format: 'CMS', level: 'CMS', timeStamps: [archiveStamp] }],
  ['XMLDSig', { ...signature, format: 'XMLDSig', level: 'XMLDSig' }],
] as const) {
  const { timeStamps = [], ...more } = { ...facts } as { timeStamps?: { kind: string }[] };
  const kinds = timeStamps.map(({ kind }) => kind).join(', ');
  test(`by the form alone: ${expected} (${kinds}) ${JSON.stringify(more)}`, (t) => {
    t.is(presentedLevel(facts), expected);
  });
}
