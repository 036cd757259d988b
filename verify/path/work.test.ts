import test from 'ava';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { forgeCertificate, forgeCrl, newKeys } from '../../test-fixtures/chains/forge.ts';
import { Budget, PATH_LIMITS, PathLimitError, type WorkLimits } from './budget.ts';
import { ValidationRun } from './validation-run.ts';
import { Work } from './work.ts';

const LIMITS: WorkLimits = { signatures: 3, candidates: 4, nameComparisons: 5, policyNodes: 6 };
const keys = newKeys();
const certificates = [1, 2, 3, 4].map((serial) =>
  forgeCertificate({ subject: 'A', issuer: 'A', keys, issuerKeys: keys, serial }),
);
const key = certificates[0]?.publicKey;

test('a verification is computed and paid for once, for the file and for its package', async (t) => {
  const outer = new Work({ ...LIMITS, signatures: 2 });
  const works = [new Work(LIMITS, outer), new Work(LIMITS, outer)];
  let computed = 0;
  for (const work of [...works, ...works]) {
    for (const certificate of certificates.slice(0, 2)) {
      if (key === undefined) return t.fail();
      const answer = await work.outcome(certificate, key, async () => {
        computed += 1;
        return computed === 1 ? 'valid' : 'invalid';
      });
      t.is(answer, certificate === certificates[0] ? 'valid' : 'invalid');
    }
  }
  t.is(computed, 2);
  return undefined;
});

test('one file may not spend what is left for its package, nor more than its own', (t) => {
  const outer = new Work(LIMITS);
  const limit = { instanceOf: PathLimitError, message: 'limit of 3 signatures reached' };
  const first = new Work({ ...LIMITS, signatures: 2 }, outer);
  first.spend('signatures', 2);
  t.is(t.throws(() => first.spend('signatures'), { instanceOf: PathLimitError })?.scope, 'work');
  const second = new Work(LIMITS, outer);
  second.spend('signatures');
  t.throws(() => second.spend('signatures'), limit);
});

test('a decision spends its own limits and those of the file, verifications apart', (t) => {
  const budget = new Budget(PATH_LIMITS, new Work(LIMITS));
  budget.spend('signatures', 4);
  budget.spend('candidates', 4);
  const error = t.throws(() => budget.spend('candidates'), { instanceOf: PathLimitError });
  t.deepEqual([error?.scope, error?.value], ['work', 4]);
});

test('names and CRLs are read once for all decisions about a file, however many there are', async (t) => {
  let read = 0;
  const counted = <T extends object>(value: T, member: keyof T): T =>
    new Proxy(value, {
      get(target, key) {
        if (key === member) read += 1;
        return Reflect.get(target, key);
      },
    });
  const many = Array.from({ length: 40 }, (_, serial) => {
    const one = forgeCertificate({ subject: `S ${serial}`, issuer: 'A', keys, issuerKeys: keys });
    return { ...one, subject: counted(one.subject, 'rdns') };
  });
  const crl = counted(forgeCrl({ issuer: 'A', keys, thisUpdate: new Date(0) }), 'extensions');
  const work = new Work(LIMITS);
  const runs = [1, 2, 3].map(() => {
    return new ValidationRun({ algorithms: algorithmsOf([]), certificates: many, work });
  });
  for (const run of runs) run.subjects('A');
  t.is(read, many.length);
  const facts = runs.map((run) => run.crlFacts(crl));
  t.is(read, many.length + 1);
  t.is(new Set(facts).size, 1);
});
