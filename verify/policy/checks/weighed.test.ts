// Every check that a policy may weigh: a file that breaks it alone, its twin, and what each level makes of it.
import test from 'ava';
import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import type { SigningIdentity } from '../../../signing/signing-key.ts';
import { extensionDer } from '../../../test-fixtures/chains/forge.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../default-policy.ts';
import {
  algorithms,
  authorityOf,
  CONTENT,
  certificateOf,
  crlOf,
  forged,
  hours,
  identityOf,
  judged,
} from '../judged-world.fixture.ts';
import { CERTIFICATE_CASES } from './certificate-cases.fixture.ts';
import type { Level } from './check.ts';
import { CHECK_IDS, CHECKS, checkOf, type WeighedCheckId } from './checks.ts';
import { FORMAT_CASES } from './format-cases.fixture.ts';
import { SIGNATURE_CASES } from './signature-cases.fixture.ts';
import { TIME_CASES } from './time-cases.fixture.ts';
import type { Case } from './weighed-case.fixture.ts';

const CASES: Readonly<Record<WeighedCheckId, Case>> = {
  ...FORMAT_CASES,
  ...CERTIFICATE_CASES,
  ...SIGNATURE_CASES,
  ...TIME_CASES,
};

const keyUsage = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0xc0), 6), true);

async function tried(id: WeighedCheckId, level: Level, kept: boolean) {
  const one = CASES[id];
  const file = await (kept ? (one.twin ?? forged) : one.file)();
  const asked = kept ? (one.twinPolicy ?? one.policy) : one.policy;
  const policy = { ...defaultPolicy, ...asked, levels: { ...one.levels, [id]: level } };
  const report = await judged(file, { ...(kept ? one.twinGiven : one.given), policy });
  const [token] = report.timestamps;
  const target = one.token === true ? token : report;
  if (target === undefined) throw new Error('no time-stamp');
  return { ...target, own: target.checks.filter((check) => check.id === id) };
}

const OUTCOMES = {
  fail: 'failed',
  warn: 'warning',
  inform: 'information',
  ignore: 'not-checked',
} as const;

for (const [name, one] of Object.entries(CASES)) {
  const id = name as WeighedCheckId;
  const { clause, allowed } = checkOf(id);
  for (const level of allowed) {
    test(`${clause}, ${id} at level ${level}`, async (t) => {
      const { indication, subIndication, reason, warnings, checks, own } = await tried(
        id,
        level,
        false,
      );
      const failed = level === 'fail';
      t.is(indication === 'TOTAL-PASSED', !failed, JSON.stringify(reason));
      t.is(subIndication, failed ? one.fails : undefined);
      if (failed) t.is(reason.code, one.code);
      const said = warnings.filter(({ code }) => code === one.code);
      t.is(said.length > 0, level === 'warn');
      t.true(
        own.some(({ outcome }) => outcome === OUTCOMES[level]),
        JSON.stringify(own),
      );
      const told = checks.some((check) => check.reason?.code === one.code);
      t.is(told, level !== 'ignore');
    });
  }
  test(`${clause}, ${id}: the twin passes at the strictest level`, async (t) => {
    const { indication, reason, own } = await tried(id, allowed[0] ?? 'fail', true);
    t.is(indication, 'TOTAL-PASSED', JSON.stringify(reason));
    t.true(own.every(({ outcome }) => outcome === 'passed'));
  });
}

test('every check of the table is fixed at fail, or tried here', (t) => {
  const weighed = CHECK_IDS.filter((id) => CHECKS[id].allowed.length > 1);
  t.deepEqual(Object.keys(CASES).toSorted(), [...weighed].toSorted());
});

test('EN 319 102-1 §5.6.2.1 step 4: what the past answers leaves standing what it does not', async (t) => {
  const [tag = 0, ...rest] = keyUsage;
  const extensions = [Uint8Array.of(tag, 0x81, ...rest)];
  const identity = identityOf(certificateOf({ extensions, notAfter: hours(24) }));
  const client = (authority: SigningIdentity, at: Date) =>
    testTimeStamper({ identity: authority, now: () => at, algorithms });
  const content = bytesSource(CONTENT);
  const withTime = await addTimeStamp(
    await forged({ identity }),
    client(authorityOf(10, hours(30)), hours(1)),
  );
  const crls = [crlOf().der];
  const withData = await addValidationData(withTime, { certificates: [], crls, ocspResponses: [] });
  const archive = {
    client: client(authorityOf(11), hours(2)),
    algorithms,
    digestOid: OID.sha256,
    content,
  };
  const cms = await addArchiveTimeStamp(withData, archive);
  const at = async (level: Level) => {
    const policy = { ...defaultPolicy, levels: { 'certificate-encoding': level } };
    const evidence = { certificates: [], crls: [crlOf([], hours(47))], ocspResponses: [] };
    return judged(cms, { time: hours(48), evidence, policy });
  };
  const warned = await at('warn');
  t.is(warned.indication, 'TOTAL-PASSED', JSON.stringify(warned.reason));
  t.true(warned.warnings.some(({ code }) => code === 'certificate-not-der'));
  t.is((await at('fail')).indication, 'INDETERMINATE');
});
