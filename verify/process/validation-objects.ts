import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { PathResult } from '../path/path-result.ts';
import type { ValidationObject } from '../report/report.ts';
import { withCounterSignatures } from '../report/with-counter-signatures.ts';
import { type RevocationObject, revocationObjects } from '../revocation/status.ts';
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
  for (const judgement of withCounterSignatures(judgements)) {
    for (const found of await objectsOf(judgement, context)) {
      const known = objects.get(found.sha256);
      const earlier = known === undefined || found.provenSince < known.provenSince;
      if (earlier) objects.set(found.sha256, found);
    }
  }
  return [...objects.values()];
}

async function objectsOf(
  judgement: TimedJudgement,
  context: ProcessContext,
): Promise<ValidationObject[]> {
  const { algorithms } = context;
  const proven = (octets: Uint8Array | undefined) => proofOf(octets, judgement, context);
  const paths: readonly (PathResult | undefined)[] = [
    judgement.path,
    ...judgement.timeStamps.map(({ signature }) => signature?.path),
  ];
  const objects: ValidationObject[] = [];
  for (const path of paths) {
    if (path === undefined) continue;
    for (const { der } of new Set([...path.path, ...path.used.certificates])) {
      const sha256 = await sha256Of(der, algorithms);
      objects.push({ kind: 'certificate', sha256, ...(await told(proven(der), algorithms)) });
    }
    for (const object of revocationObjects(path.used)) {
      const sha256 = await revocationSha256(object, algorithms);
      const proof = proven('der' in object ? object.der : undefined);
      objects.push({ kind: kindOf(object), sha256, ...(await told(proof, algorithms)) });
    }
  }
  for (const { stamp } of judgement.timeStamps) {
    const sha256 = await sha256Of(stamp.token, algorithms);
    const proof = proven(stamp.token);
    objects.push({ kind: 'time-stamp', sha256, ...(await told(proof, algorithms)) });
  }
  return objects;
}

function kindOf(object: RevocationObject): 'crl' | 'ocsp-response' {
  return 'responses' in object ? 'ocsp-response' : 'crl';
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

async function told(
  { time, token, by }: Proven,
  algorithms: Algorithms,
): Promise<Pick<ValidationObject, 'provenSince' | 'provenBy' | 'timeStamp'>> {
  const proven = { provenSince: time.toISOString(), provenBy: by };
  return token === undefined ? proven : { ...proven, timeStamp: await sha256Of(token, algorithms) };
}
