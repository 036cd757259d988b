import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { FILE_WORK_LIMITS, PathLimitError } from './budget.ts';
import { countedAlgorithms } from './counted-algorithms.fixture.ts';
import { KnownAuthorities } from './known-authorities.ts';
import { KnownPaths } from './known-paths.ts';
import { type CertificateValidation, validateCertificate } from './validate-certificate.ts';
import { Work } from './work.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const pki = await createPki({ now: NOW, caKey: 'ec' });
const { certificate: leaf } = await pki.issue({ subject: { commonName: 'A' }, key: 'ec' });
const crls = [parseCrl(await pki.crl(NOW)), parseCrl(await pki.crl(NOW, { of: 'root' }))];

function question(algorithms: Algorithms): CertificateValidation {
  return {
    leaf,
    trust: [{ certificate: pki.root }],
    purpose: 'signature',
    evidence: { certificates: [pki.issuer], crls, ocspResponses: [] },
    at: NOW,
    latestEvidence: NOW,
    algorithms,
    requireRevocation: true,
    leafValidity: 'report',
  };
}

/** A file of its own under the same authorities. */
function file(known: KnownAuthorities, limits: Partial<typeof FILE_WORK_LIMITS> = {}) {
  return new Work({ ...FILE_WORK_LIMITS, ...limits }, undefined, known);
}

test('the same question about the next file is answered without a single verification, and alike', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const known = new KnownAuthorities();
  const first = await validateCertificate({ ...question(algorithms), work: file(known) });
  t.is(first.indication, 'PASSED');
  const { times } = asked;
  t.true(times >= 4);
  const again = { ...question(algorithms), at: new Date(NOW), trust: [{ certificate: pki.root }] };
  const second = await validateCertificate({ ...again, work: file(known) });
  t.deepEqual(second, first);
  t.is(asked.times, times);
});

const later = new Date(NOW.getTime() + 1);
const OTHERS: Record<string, Partial<CertificateValidation>> = {
  'one millisecond later': { at: later, latestEvidence: later },
  'with evidence of a millisecond later': { latestEvidence: later },
  'for another purpose': { purpose: 'seal' },
  'with a demand on freshness': { revocationFreshness: 86_400 },
  'where only the leaf must be known': { requireRevocation: 'leaf' },
  'where the period of the leaf is checked': { leafValidity: 'check' },
  'held to the profile': { strict: true },
  'with a limit on the length': { maximumPathLength: 3 },
  'with its lists in another order': {
    evidence: { certificates: [pki.issuer], crls: [...crls].reverse(), ocspResponses: [] },
  },
  'with a list more': {
    evidence: { certificates: [pki.issuer], crls: [...crls, crls[0] as never], ocspResponses: [] },
  },
  'with the same list read anew': {
    evidence: {
      certificates: [pki.issuer],
      crls: crls.map((crl) => parseCrl(crl.der)),
      ocspResponses: [],
    },
  },
  'from an anchor with a date': { trust: [{ certificate: pki.root, until: later }] },
  'from an anchor with a limit': { trust: [{ certificate: pki.root, maximumPathLength: 2 }] },
};

for (const [what, difference] of Object.entries(OTHERS)) {
  test(`a question ${what} is another one, whose answer is found`, (t) => {
    const known = new KnownAuthorities();
    const asked = question(algorithmsOf([nodeCrypto]));
    known.paths.keep(asked, { result: {} as never, verified: [], spent: new Map() });
    t.not(known.paths.find(asked), undefined);
    t.is(known.paths.find({ ...asked, ...difference }), undefined);
  });
}

test('what did not hold is asked again', async (t) => {
  const { algorithms, asked } = countedAlgorithms();
  const known = new KnownAuthorities();
  const none = { certificates: [pki.issuer], crls: [], ocspResponses: [] };
  const unknown = { ...question(algorithms), evidence: none };
  const first = await validateCertificate({ ...unknown, work: file(known) });
  t.is(first.indication, 'INDETERMINATE');
  t.is(known.paths.find(unknown), undefined);
  t.deepEqual(await validateCertificate({ ...unknown, work: file(known) }), first);
  t.true(asked.times > 0);
});

test('whoever adds to lists that were handed in asks another question', async (t) => {
  const { algorithms } = countedAlgorithms();
  const known = new KnownAuthorities();
  const lists = [...crls];
  const asked = {
    ...question(algorithms),
    evidence: { certificates: [pki.issuer], crls: lists, ocspResponses: [] },
  };
  await validateCertificate({ ...asked, work: file(known) });
  t.not(known.paths.find(asked), undefined);
  pki.revoke(leaf, new Date(NOW.getTime() - 1000));
  lists.unshift(parseCrl(await pki.crl(NOW)));
  t.is(known.paths.find(asked), undefined);
  t.is((await validateCertificate({ ...asked, work: file(known) })).indication, 'INDETERMINATE');
});

test('whoever moves a moment that was handed in asks another question', (t) => {
  const until = new Date(NOW.getTime() + 1000);
  for (const moved of ['at', 'latestEvidence', 'until'] as const) {
    const known = new KnownAuthorities();
    const moments = { at: new Date(NOW), latestEvidence: new Date(NOW), until: new Date(until) };
    const { at, latestEvidence } = moments;
    const trust = [{ certificate: pki.root, until: moments.until }];
    const asked = { ...question(algorithmsOf([nodeCrypto])), at, latestEvidence, trust };
    known.paths.keep(asked, { result: {} as never, verified: [], spent: new Map() });
    t.not(known.paths.find(asked), undefined);
    moments[moved].setTime(until.getTime() + 1);
    t.is(known.paths.find(asked), undefined, moved);
  }
});

test('a path that is known costs the file what finding it costs', async (t) => {
  const { algorithms } = countedAlgorithms();
  const known = new KnownAuthorities();
  const cost = async (work: Work) => {
    await validateCertificate({ ...question(algorithms), work });
    return (left: number) => {
      t.notThrows(() => work.spend('signatures', left));
      t.throws(() => work.spend('signatures'), { instanceOf: PathLimitError });
    };
  };
  const spent = 4; // two certificates and two lists
  const found = await cost(file(known, { signatures: 10 }));
  const remembered = await cost(file(known, { signatures: 10 }));
  found(10 - spent);
  remembered(10 - spent);
  const poor = file(known, { signatures: spent - 1 });
  const stopped = await validateCertificate({ ...question(algorithms), work: poor });
  t.is(stopped.reason.code, 'work-limit');
});

test('evidence is held on to up to the limit, each object counted once; then all is forgotten', async (t) => {
  const asked = question(algorithmsOf([nodeCrypto]));
  const answer = { result: {} as never, verified: [], spent: new Map() };
  const octets = [pki.issuer, ...crls].reduce((sum, { der }) => sum + der.length, 0);
  const none = new KnownPaths({ octets });
  none.keep(asked, answer);
  t.is(none.find(asked), undefined, 'no room beside the evidence');
  const known = new KnownPaths({ octets: octets + 3 * 4096 });
  const others = [1, 2, 3].map((count) => ({ ...asked, maximumPathLength: count }));
  const [first, second, third] = others;
  for (const one of others) {
    known.keep(one, answer);
    t.not(known.find(one), undefined);
  }
  t.not(known.find(first as never), undefined);
  t.not(known.find(second as never), undefined);
  const fourth = { ...asked, maximumPathLength: 4 };
  known.keep(fourth, answer);
  t.not(known.find(fourth), undefined);
  t.is(known.find(third as never), undefined, 'the others made room');
});
