import type { MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { latin1 } from '../../formats/asn1/primitives.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { type CrlFacts, readCrlFacts } from '../revocation/crl-facts.ts';
import { Budget, type PathLimits } from './budget.ts';
import { type CertificateFacts, readCertificateFacts } from './certificate-facts.ts';
import type { VerifiedSignature } from './known-paths.ts';
import { PreparedNames } from './match-names.ts';
import { type SignatureOutcome, type Signed, verifySigned } from './verify-signed.ts';
import type { Work } from './work.ts';
import type { WorkingKey } from './working-key.ts';

/**
 * What one decision shares: the certificates at hand by subject, facts read once, signatures verified once,
 * and the budget. It lives as long as the decision.
 */
export class ValidationRun {
  readonly algorithms: Algorithms;
  readonly budget: Budget;
  readonly names: PreparedNames;
  readonly #facts: Map<Certificate, CertificateFacts> | WeakMap<Certificate, CertificateFacts>;
  /** At most as many as the limit on signatures of one decision. */
  readonly #verified: VerifiedSignature[] = [];
  readonly #work: Work | undefined;
  readonly #crls: WeakMap<CrlFacts['crl'], CrlFacts>;
  readonly #pool: readonly Certificate[];
  #bySubject: Map<string, Certificate[]> | undefined;

  constructor(parts: {
    algorithms: Algorithms;
    certificates: readonly Certificate[];
    limits?: PathLimits | undefined;
    work?: Work | undefined;
  }) {
    this.algorithms = parts.algorithms;
    this.budget = new Budget(parts.limits, parts.work);
    this.#work = parts.work;
    this.#facts = parts.work?.known?.facts ?? new Map();
    this.names = parts.work?.names ?? new PreparedNames();
    this.#crls = parts.work?.crls ?? new WeakMap();
    this.#pool = parts.certificates;
  }

  facts(certificate: Certificate): CertificateFacts {
    const known = this.#facts.get(certificate);
    if (known !== undefined) return known;
    const facts = readCertificateFacts(certificate, this.names);
    this.#facts.set(certificate, facts);
    return facts;
  }

  crlFacts(crl: CrlFacts['crl']): CrlFacts {
    const known = this.#crls.get(crl);
    if (known !== undefined) return known;
    const facts = readCrlFacts(crl, this.names);
    this.#crls.set(crl, facts);
    return facts;
  }

  /** The certificates at hand, each once, whose subject matches the prepared name. */
  subjects(name: string): readonly CertificateFacts[] {
    this.#bySubject ??= this.#index();
    return (this.#bySubject.get(name) ?? []).map((one) => this.facts(one));
  }

  /** The certificates at hand whose issuer matches the prepared name. */
  issuedBy(name: string): readonly CertificateFacts[] {
    return this.#pool.map((one) => this.facts(one)).filter((facts) => facts.issuer === name);
  }

  /** The mathematics only: whether `key` made the signature. Each question is computed once. */
  verify(signed: Signed, key: WorkingKey): MaybePromise<SignatureOutcome> {
    const known = this.#verified.find((one) => one.signed === signed && one.key === key);
    if (known !== undefined) return known.outcome;
    this.budget.spend('signatures');
    const keep = (outcome: SignatureOutcome) => {
      this.#verified.push({ signed, key, outcome });
      return outcome;
    };
    const outcome =
      this.#work?.outcome(signed, key, () => this.#compute(signed, key)) ??
      this.#compute(signed, key);
    return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
  }

  /** What was verified up to here. */
  get verified(): readonly VerifiedSignature[] {
    return this.#verified;
  }

  #compute(signed: Signed, key: WorkingKey): MaybePromise<SignatureOutcome> {
    const known = this.#work?.known?.signatures;
    return (
      known?.outcome(this.algorithms, signed, key) ?? verifySigned(this.algorithms, signed, key)
    );
  }

  // By names alone: what the other fields of a certificate say is read when a path leads to it.
  #index(): Map<string, Certificate[]> {
    const index = new Map<string, Certificate[]>();
    for (const certificate of this.#pool) {
      const subject = this.names.of(certificate.subject).key;
      const same = index.get(subject);
      if (same === undefined) index.set(subject, [certificate]);
      else same.push(certificate);
    }
    for (const [subject, same] of index) if (same.length > 1) index.set(subject, distinct(same));
    return index;
  }
}

// In time linear in the octets: a bag may hold thousands under one name that differ in their last octet.
function distinct(certificates: readonly Certificate[]): Certificate[] {
  const seen = new Set<string>();
  return certificates.filter(({ der }) => {
    const octets = latin1(der);
    if (seen.has(octets)) return false;
    seen.add(octets);
    return true;
  });
}
