// EN 319 102-1 §5.2.6: X.509 certificate validation.
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { PathLimitError } from './budget.ts';
import { buildPaths, type CandidatePath, type DeadEnd } from './build-path.ts';
import { fallen, type Judgement, judgePath } from './judge-path.ts';
import type { CertificateValidation, PathResult } from './path-result.ts';
import { PathStatuses } from './path-statuses.ts';
import { moreSpecific, type PathReason, subIndicationOf } from './reasons.ts';
import { ValidationRun } from './validation-run.ts';

export type { CertificateValidation, PathResult } from './path-result.ts';

/**
 * The first path from the leaf to an anchor that holds, its certificates not revoked; else the path whose
 * failure says most. Everything in `evidence` is a hint: nothing counts before its signature is verified
 * up to an anchor. Never throws for what certificates contain; a limit is a reason (`path-limit`,
 * `work-limit`).
 */
export async function validateCertificate(input: CertificateValidation): Promise<PathResult> {
  const known = knownPath(input);
  if (known !== undefined) return known;
  const search = new Search(input);
  try {
    return (await search.firstThatHolds()) ?? search.failed();
  } catch (error) {
    if (error instanceof PathLimitError) return search.stopped(error);
    throw error;
  }
}

/** The answer to the same question where it was asked before; what it costs may be too much now, and is asked anew. */
function knownPath(input: CertificateValidation): PathResult | undefined {
  const known = input.work?.known?.paths.find(input);
  if (known === undefined) return undefined;
  try {
    input.work?.pay(known);
    return known.result;
  } catch (error) {
    if (error instanceof PathLimitError) return undefined;
    throw error;
  }
}

/** Paths that fell and are told: enough for people, and no answer without end. */
const MOST_TOLD = 100;

class Search {
  readonly #input: CertificateValidation;
  readonly #run: ValidationRun;
  readonly #statuses = new Map<TrustAnchor, PathStatuses>();
  readonly #tried: PathResult['tried'][number][] = [];
  #fallen = 0;
  #best: Judgement;

  constructor(input: CertificateValidation) {
    this.#input = input;
    this.#best = fallen([input.leaf], { code: 'no-issuer-found' });
    const responders = input.evidence.ocspResponses.flatMap((response) => response.certificates);
    this.#run = new ValidationRun({
      algorithms: input.algorithms,
      certificates: [...input.evidence.certificates, ...responders],
      limits: input.limits,
      work: input.work,
    });
  }

  async firstThatHolds(): Promise<PathResult | undefined> {
    const { leaf, trust } = this.#input;
    let held: Judgement | undefined;
    const taken = async (found: CandidatePath | DeadEnd) => {
      held = await this.#judge(found);
      return held !== undefined;
    };
    // Step a: the leaf is itself an anchor.
    for (const anchor of trust) {
      const itself = equalBytes(anchor.certificate.der, leaf.der);
      if (itself && (await taken({ certificates: [], anchor }))) break;
    }
    if (held === undefined) await buildPaths(this.#run, leaf, trust, taken);
    return held && this.#passed(held);
  }

  /** Undefined for a path that does not hold, which is kept to be told. */
  async #judge(found: CandidatePath | DeadEnd): Promise<Judgement | undefined> {
    if ('reason' in found) {
      const path = found.certificates.map((facts) => facts.certificate);
      this.#keep(fallen(path, found.reason));
      return undefined;
    }
    const statuses = this.#statusesTo(found.anchor);
    const judgement = await judgePath(this.#run, found, this.#input, statuses);
    if (judgement.checked !== undefined) return judgement;
    this.#keep(judgement);
    return undefined;
  }

  #passed(judgement: Judgement): PathResult {
    const result: PathResult = { indication: 'PASSED', ...this.#result(judgement) };
    const { verified, budget } = this.#run;
    this.#input.work?.known?.paths.keep(this.#input, { result, verified, spent: budget.spent });
    return result;
  }

  failed(): PathResult {
    const subIndication = subIndicationOf(this.#best.reason, this.#best);
    return { indication: 'INDETERMINATE', subIndication, ...this.#result(this.#best) };
  }

  #result({
    reason,
    path,
    revocation,
    told,
    used,
    doubts,
    ...more
  }: Judgement): Omit<PathResult, 'indication'> {
    const { anchor, revocationTime, checked } = more;
    return {
      reason,
      path,
      revocation,
      told,
      used,
      doubts,
      tried: this.#tried,
      notTold: this.#fallen - this.#tried.length,
      ...(anchor === undefined ? {} : { anchor }),
      ...(revocationTime === undefined ? {} : { revocationTime }),
      ...(checked === undefined ? {} : { checked }),
    };
  }

  /** The search is unfinished, whatever was found before: a path that holds may be among the rest. */
  stopped({ limit, value, scope }: PathLimitError): PathResult {
    const code = scope === 'work' ? 'work-limit' : 'path-limit';
    const reason: PathReason = { code, facts: { limit, value } };
    this.#best = fallen(this.#best.path, reason);
    return this.failed();
  }

  #keep(judgement: Judgement): void {
    const first = this.#fallen === 0;
    this.#fallen += 1;
    if (this.#fallen <= MOST_TOLD) {
      this.#tried.push({ path: judgement.path, reason: judgement.reason });
    }
    const better = moreSpecific(this.#best.reason, judgement.reason) === judgement.reason;
    if (first || better) this.#best = judgement;
  }

  #statusesTo(anchor: TrustAnchor): PathStatuses {
    const known = this.#statuses.get(anchor);
    if (known !== undefined) return known;
    const {
      evidence,
      at,
      latestEvidence = at,
      requireRevocation,
      revocationFreshness,
    } = this.#input;
    const statuses = new PathStatuses({
      run: this.#run,
      crls: [...evidence.crls, ...(evidence.indexedCrls ?? [])].map((crl) =>
        this.#run.crlFacts(crl),
      ),
      strict: this.#input.strict === true,
      ocspResponses: evidence.ocspResponses,
      at,
      latestEvidence,
      freshness: revocationFreshness,
      requireRevocation,
      anchor,
    });
    this.#statuses.set(anchor, statuses);
    return statuses;
  }
}
