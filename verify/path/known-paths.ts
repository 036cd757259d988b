import type { Certificate } from '../../formats/x509/certificate.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { Spent } from './budget.ts';
import type { CertificateValidation, PathResult } from './path-result.ts';
import type { SignatureOutcome, Signed } from './verify-signed.ts';
import type { WorkingKey } from './working-key.ts';

/** A signature on which a path stands. */
export interface VerifiedSignature {
  readonly signed: Signed;
  readonly key: WorkingKey;
  readonly outcome: SignatureOutcome;
}

/** A path that held, and what finding it cost. */
export interface KnownPath {
  readonly result: PathResult;
  readonly verified: readonly VerifiedSignature[];
  readonly spent: Spent;
}

interface Answered extends KnownPath {
  readonly question: CertificateValidation;
}

/** Questions about one leaf, as of different times or by different evidence. */
const QUESTIONS = 4;

/**
 * Paths that held, for whoever judges many files as of one time, as one run of the command does. The question is the same
 * only when all of it is: the very certificate, anchors, evidence in the same order, moments, purpose and settings.
 * What differs in anything is asked anew; and so is what did not hold.
 */
export class KnownPaths {
  readonly #answered = new WeakMap<Certificate, Answered[]>();

  find(question: CertificateValidation): KnownPath | undefined {
    return this.#answered.get(question.leaf)?.find((known) => isSame(known.question, question));
  }

  keep(question: CertificateValidation, path: KnownPath): void {
    const others = this.#answered.get(question.leaf) ?? [];
    const answered = [{ ...path, question: copyOf(question) }, ...others];
    this.#answered.set(question.leaf, answered.slice(0, QUESTIONS));
  }
}

/** Lists and moments are the caller's, who may change them; the work is that of one file. */
function copyOf({ work: _, ...question }: CertificateValidation): CertificateValidation {
  const { trust, evidence } = question;
  return {
    ...withOwnValues(question),
    trust: trust.map(withOwnValues),
    evidence: withOwnValues(evidence),
  };
}

function withOwnValues<T extends object>(fields: T): T {
  const own = Object.entries(fields).map(([name, value]) => [name, ownValue(value)]);
  return Object.fromEntries(own) as T;
}

function ownValue(value: unknown): unknown {
  if (value instanceof Date) return new Date(value);
  return Array.isArray(value) ? [...value] : value;
}

function isSame(known: CertificateValidation, asked: CertificateValidation): boolean {
  const { leaf, trust, evidence, work: _, ...settings } = asked;
  const { leaf: knownLeaf, trust: anchors, evidence: given, work: __, ...as } = known;
  return (
    knownLeaf === leaf &&
    sameFields(as, settings) &&
    anchors.length === trust.length &&
    anchors.every((anchor, at) => sameAnchor(anchor, trust[at])) &&
    sameList(given.certificates, evidence.certificates) &&
    sameList(given.crls, evidence.crls) &&
    sameList(given.ocspResponses, evidence.ocspResponses) &&
    sameList(given.indexedCrls ?? [], evidence.indexedCrls ?? [])
  );
}

function sameAnchor(known: TrustAnchor, asked: TrustAnchor | undefined): boolean {
  return asked !== undefined && sameFields(known, asked);
}

/** Every field of either, whatever fields there are: what is added to a question counts. */
function sameFields(known: object, asked: object): boolean {
  const a = Object.entries(known);
  const b: Record<string, unknown> = { ...asked };
  return (
    a.length === Object.keys(b).length &&
    a.every(([name, value]) => Object.hasOwn(b, name) && sameValue(value, b[name]))
  );
}

function sameValue(known: unknown, asked: unknown): boolean {
  if (known === asked) return true;
  if (known instanceof Date && asked instanceof Date) return known.getTime() === asked.getTime();
  return Array.isArray(known) && Array.isArray(asked) && sameList(known, asked);
}

function sameList(known: readonly unknown[], asked: readonly unknown[]): boolean {
  return known.length === asked.length && known.every((item, at) => item === asked[at]);
}
