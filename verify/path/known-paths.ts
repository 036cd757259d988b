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
/** Of evidence that questions hold, and of what an answer takes beside it. */
const OCTETS = 32 * 1024 * 1024;
const ANSWER = 4 * 1024;

/**
 * Paths that held, for whoever judges many files as of one time, as one run of the command does. The question is the same
 * only when all of it is: the very certificate, anchors, evidence in the same order, moments, purpose and settings.
 * What differs in anything is asked anew; and so is what did not hold. When the evidence that is held on to, each object
 * counted once, comes to more than `octets`, all is forgotten.
 */
export class KnownPaths {
  readonly #limit: number;
  #answered = new WeakMap<Certificate, Answered[]>();
  #counted = new WeakSet<object>();
  #octets = 0;

  constructor({ octets = OCTETS } = {}) {
    this.#limit = octets;
  }

  find(question: CertificateValidation): KnownPath | undefined {
    return this.#answered.get(question.leaf)?.find((known) => isSame(known.question, question));
  }

  keep(question: CertificateValidation, path: KnownPath): void {
    if (!this.#holds(question)) return;
    const others = this.#answered.get(question.leaf) ?? [];
    const answered = [{ ...path, question: copyOf(question) }, ...others];
    this.#answered.set(question.leaf, answered.slice(0, QUESTIONS));
  }

  /** Makes room for the evidence of a question; false: there is none for so much. */
  #holds({ evidence }: CertificateValidation): boolean {
    const { certificates, crls, ocspResponses } = evidence;
    const held: readonly { readonly der: Uint8Array }[] = [
      ...certificates,
      ...crls,
      ...ocspResponses,
    ];
    if (sizeOf(held) > this.#limit) return false;
    let added = held.filter((one) => !this.#counted.has(one));
    if (this.#octets + sizeOf(added) > this.#limit) {
      this.#answered = new WeakMap();
      this.#counted = new WeakSet();
      this.#octets = 0;
      added = [...held];
    }
    for (const one of added) this.#counted.add(one);
    this.#octets += sizeOf(added);
    return true;
  }
}

function sizeOf(held: readonly { readonly der: Uint8Array }[]): number {
  return held.reduce((sum, { der }) => sum + der.length, ANSWER);
}

/** Lists and moments are the caller's, who may change them; the work is that of one file. */
function copyOf(asked: CertificateValidation): CertificateValidation {
  const { work: _, ...question } = asked;
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
