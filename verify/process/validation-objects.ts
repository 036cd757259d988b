import type { MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { ValidationObject } from '../report/report.ts';
import { withCounterSignatures } from '../report/with-counter-signatures.ts';
import { revocationObjects } from '../revocation/status.ts';
import type { Proof } from './long-term/proofs-of-existence.ts';
import { revocationSha256, sha256Of } from './octet-digests.ts';
import type { EmbeddedData } from './signature-facts.ts';
import type { JudgedSignature } from './signature-report.ts';
import type { ProcessContext } from './validate-signature.ts';
import type { TimedJudgement } from './validate-with-time.ts';

/** What the decisions about a file stood on: certificates, CRLs, OCSP responses and tokens, each once. */
export async function validationObjects(
  judgements: readonly JudgedSignature[],
  context: ProcessContext,
): Promise<readonly ValidationObject[]> {
  const objects = new Map<string, ValidationObject>();
  const textOf = textsOfTimes();
  for (const judgement of withCounterSignatures(judgements)) {
    for (const { kind, octets, digested } of objectsOf(judgement, context.algorithms)) {
      const found = digested();
      const sha256 = found instanceof Promise ? await found : found;
      const { time, token, by: provenBy } = proofOf(octets, judgement, context);
      const provenSince = textOf(time);
      const known = objects.get(sha256);
      if (known !== undefined && known.provenSince <= provenSince) continue;
      const timeStamp =
        token === undefined ? {} : { timeStamp: await sha256Of(token, context.algorithms) };
      objects.set(sha256, { kind, sha256, provenSince, provenBy, ...timeStamp });
    }
  }
  return [...objects.values()];
}

interface Found {
  readonly kind: ValidationObject['kind'];
  /** Absent: on the disk. */
  readonly octets?: Uint8Array;
  /** Its SHA-256, in hexadecimal. */
  readonly digested: () => MaybePromise<string>;
}

function objectsOf({ path, timeStamps }: TimedJudgement, algorithms: Algorithms): readonly Found[] {
  const objects: Found[] = [];
  const add = (kind: Found['kind'], octets: Uint8Array) => {
    objects.push({ kind, octets, digested: () => sha256Of(octets, algorithms) });
  };
  for (const each of [path, ...timeStamps.map(({ signature }) => signature?.path)]) {
    if (each === undefined) continue;
    for (const { der } of new Set([...each.path, ...each.used.certificates]))
      add('certificate', der);
    for (const object of revocationObjects(each.used)) {
      const kind = 'responses' in object ? 'ocsp-response' : 'crl';
      if ('der' in object) add(kind, object.der);
      else objects.push({ kind, digested: () => revocationSha256(object, algorithms) });
    }
  }
  for (const { stamp } of timeStamps) add('time-stamp', stamp.token);
  return objects;
}

/** Moments as text: most objects of a file are proven since the same one. */
function textsOfTimes(): (time: Date) => string {
  const texts = new Map<Date, string>();
  return (time) => {
    const text = texts.get(time) ?? time.toISOString();
    texts.set(time, text);
    return text;
  };
}

interface Proven extends Proof {
  readonly by: ValidationObject['provenBy'];
}

/** By what archive time-stamps prove where that was asked for; else with the file, or with what came beside it. */
function proofOf(
  octets: Uint8Array | undefined,
  { proofs, facts, timeStamps }: TimedJudgement,
  { fileTime, evidenceTime, validationTime, control }: ProcessContext,
): Proven {
  const proof = octets === undefined ? undefined : proofs?.proofOf(octets);
  if (proof?.token !== undefined) return { ...proof, by: 'time-stamp' };
  const inside = octets !== undefined && isInside(octets, { facts, timeStamps });
  const time = inside ? fileTime : evidenceTime;
  // An earlier time than that of judgement was vouched for by whoever gave it, with the proof over the file.
  return { time, by: time < validationTime ? outsideSource(control.source) : 'validation-time' };
}

function outsideSource(source: ValidationObject['provenBy']): ValidationObject['provenBy'] {
  return source === 'validation-time' ? 'receipt' : source;
}

/** In the file of the signature: beside it, or in one of its tokens. */
function isInside(
  octets: Uint8Array,
  { facts, timeStamps }: Pick<TimedJudgement, 'facts' | 'timeStamps'>,
): boolean {
  const same = (each: Uint8Array) => equalBytes(each, octets);
  const holds = ({ certificates, crls, ocspResponses }: EmbeddedData) =>
    certificates.some(({ der }) => same(der)) || crls.some(same) || ocspResponses.some(same);
  return (
    holds(facts.embedded) ||
    timeStamps.some(({ stamp, signature }) => {
      return same(stamp.token) || (signature !== undefined && holds(signature.facts.embedded));
    })
  );
}
