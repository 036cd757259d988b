import { OctetMap } from '../../../formats/octet-map.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { PathLimitError } from '../../path/budget.ts';
import { needsStatus } from '../../path/judge-path.ts';
import { PathStatuses } from '../../path/path-statuses.ts';
import type { CheckedPath } from '../../path/validate-path.ts';
import { ValidationRun } from '../../path/validation-run.ts';
import { EvidenceMerger } from '../merge-evidence.ts';
import type { EmbeddedData } from '../signature-facts.ts';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';
import type { Judgement, ProcessContext } from '../validate-signature.ts';
import { commonTime } from './common-time.ts';

/** A path of which all must be inside: the signature's, or that of a token over it with what the token holds. */
interface Required {
  readonly path: CheckedPath;
  /** When the signature, or the token, is known to have been. */
  readonly at: Date;
  readonly own: EmbeddedData;
}

const NOTHING: EmbeddedData = { certificates: [], crls: [], ocspResponses: [] };

/**
 * EN 319 122-1 §6.3, level B-LT: every certificate of the paths of a signature and of its signature-time-stamps, and
 * for each, revocation data that tell it was good: signed by who may, of that certificate, fresh enough. A list that
 * bears the issuer's name and nothing else is none.
 */
export class CompleteMaterial {
  /** Undefined: a path was not found good, and so no data are enough. */
  readonly #required: readonly Required[] | undefined;
  readonly #context: ProcessContext;

  constructor(
    judgement: Pick<Judgement, 'path'> & { readonly control: { readonly time: Date } },
    timeStamps: readonly TimeStampJudgement[],
    context: ProcessContext,
  ) {
    this.#context = context;
    const stamps = timeStamps.filter(
      ({ kind, outcome }) => kind === 'signature-time-stamp' && outcome.indication === 'PASSED',
    );
    const required = [
      { path: judgement.path?.checked, at: judgement.control.time, own: NOTHING },
      ...stamps.map(({ signature, info }) => ({
        path: signature?.path?.checked,
        at: info?.genTime ?? judgement.control.time,
        own: signature?.facts.embedded ?? NOTHING,
      })),
    ].flatMap(({ path, ...rest }) => (path === undefined ? [] : [{ path, ...rest }]));
    if (required.length === stamps.length + 1) this.#required = required;
  }

  async completeIn(embedded: EmbeddedData): Promise<boolean> {
    try {
      for (const one of this.#required ?? []) {
        if (!(await this.#isComplete(one, embedded))) return false;
      }
    } catch (error) {
      if (error instanceof PathLimitError) return false;
      throw error;
    }
    return this.#required !== undefined;
  }

  async #isComplete({ path, at, own }: Required, embedded: EmbeddedData): Promise<boolean> {
    const inside = {
      certificates: [...embedded.certificates, ...own.certificates],
      crls: [...embedded.crls, ...own.crls],
      ocspResponses: [...embedded.ocspResponses, ...own.ocspResponses],
    };
    const below = path.certificates.slice(0, -1);
    const present = octetsOf(inside.certificates);
    if (!below.every(({ certificate }) => present.has(certificate.der))) return false;
    const statuses = this.#statuses(path, at, inside);
    if (statuses === undefined) return false;
    for (const [index, facts] of below.entries()) {
      if (!needsStatus(facts)) continue;
      if ((await statuses.find(path, index)).status !== 'good') return false;
    }
    return true;
  }

  #statuses(path: CheckedPath, at: Date, inside: EmbeddedData): PathStatuses | undefined {
    const { algorithms, work, policy, validationTime, evidence } = this.#context;
    const merger = this.#context.merger ?? new EvidenceMerger(evidence);
    const { certificates, crls, ocspResponses } = merger.inside(inside);
    const signersAt = commonTime(path.certificates.slice(0, -1), validationTime);
    if (signersAt === undefined) return undefined;
    const responders = ocspResponses.flatMap((each) => each.certificates);
    const run = new ValidationRun({
      algorithms,
      work,
      certificates: [...certificates, ...responders],
    });
    return new PathStatuses({
      run,
      crls: crls.map((crl) => run.crlFacts(crl)),
      ocspResponses,
      at,
      latestEvidence: validationTime,
      freshness: policy.revocationFreshness,
      strict: false,
      requireRevocation: true,
      anchor: path.anchor,
      signersAt,
    });
  }
}

function octetsOf(certificates: readonly Certificate[]): OctetMap<true> {
  const octets = new OctetMap<true>();
  for (const { der } of certificates) octets.set(der, true);
  return octets;
}
