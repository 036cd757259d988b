import { OID } from '../../formats/asn1/oids.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { statusOf } from '../revocation/certificate-status.ts';
import type { CrlFacts } from '../revocation/crl-facts.ts';
import { nearerGap } from '../revocation/gaps.ts';
import {
  type CertificateStatus,
  NO_EVIDENCE,
  type RevocationContext,
  type SignerVerdict,
  type StatusQuestion,
  type UsedEvidence,
  uniteEvidence,
} from '../revocation/status.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { buildPaths, type CandidatePath } from './build-path.ts';
import { type CertificateFacts, hasExtension } from './certificate-facts.ts';
import { type CheckedPath, validatePath } from './validate-path.ts';
import type { ValidationRun } from './validation-run.ts';
import { periodReason } from './validity-period.ts';

export interface StatusSettings {
  readonly run: ValidationRun;
  readonly crls: readonly CrlFacts[];
  readonly ocspResponses: readonly OcspResponse[];
  readonly at: Date;
  readonly latestEvidence: Date;
  readonly freshness: number | undefined;
  readonly strict: boolean;
  readonly requireRevocation: boolean | 'leaf';
  /** RFC 5280 §6.3.3 (f): signers of revocation information lead to the same anchor. */
  readonly anchor: TrustAnchor;
  /**
   * The time at which the paths of those signers are validated, their own validity not being asked (EN 319 102-1
   * §5.6.2.2 step 2 a); absent: `at`, and it is.
   */
  readonly signersAt?: Date;
}

/**
 * The statuses of the certificates of checked paths to one anchor. Those who sign revocation information
 * are validated in turn, their statuses too; a question that comes back to itself, or is nested deeper than the
 * limit, is answered «unknown».
 */
export class PathStatuses implements RevocationContext {
  readonly run: ValidationRun;
  readonly crls: readonly CrlFacts[];
  readonly ocspResponses: readonly OcspResponse[];
  readonly at: Date;
  readonly latestEvidence: Date;
  readonly freshness: number | undefined;
  readonly strict: boolean;
  readonly #requireRevocation: boolean | 'leaf';
  readonly #anchor: TrustAnchor;
  readonly #signersAt: Date | undefined;
  readonly #asked: Certificate[] = [];
  readonly #known = new Map<Certificate, Map<Certificate, CertificateStatus>>();
  /** Of signers of documents, whose own lists do not count. */
  readonly #knownOfSigners = new Map<Certificate, Map<Certificate, CertificateStatus>>();
  #loops = 0;

  constructor(settings: StatusSettings) {
    this.run = settings.run;
    this.crls = settings.crls;
    this.ocspResponses = settings.ocspResponses;
    this.at = settings.at;
    this.latestEvidence = settings.latestEvidence;
    this.freshness = settings.freshness;
    this.strict = settings.strict;
    this.#requireRevocation = settings.requireRevocation;
    this.#anchor = settings.anchor;
    this.#signersAt = settings.signersAt;
  }

  /** The status of the certificate at `index` of the path, which is not the anchor's. */
  async find(path: CheckedPath, index: number): Promise<CertificateStatus> {
    const target = path.certificates[index];
    const issuer = path.certificates[index + 1];
    const issuerKey = path.keys[index + 1];
    if (target === undefined || issuer === undefined || issuerKey === undefined) {
      throw new RangeError(`no certificate with an issuer at ${index} of the path`);
    }
    // Before all that is known: it may stand on what is asked about.
    if (this.#asked.includes(target.certificate)) {
      this.#loops += 1;
      return { status: 'unknown', gap: 'signer-status-unknown' };
    }
    const documentSigner = this.#asked.length === 0 && index === 0;
    const answers = documentSigner ? this.#knownOfSigners : this.#known;
    const known = answers.get(target.certificate)?.get(issuer.certificate);
    if (known !== undefined) return known;
    const lowestSigner = documentSigner ? index + 1 : index;
    return this.#ask({ path, index, target, issuer, issuerKey, lowestSigner }, answers);
  }

  async #ask(
    question: StatusQuestion,
    known: Map<Certificate, Map<Certificate, CertificateStatus>>,
  ): Promise<CertificateStatus> {
    if (this.#asked.length >= this.run.budget.limits.revocationDepth) {
      // Asked from nearer it may be known, so it is not remembered.
      this.#loops += 1;
      return { status: 'unknown', gap: 'nested-too-deep' };
    }
    const loops = this.#loops;
    const target = question.target.certificate;
    this.#asked.push(target);
    const status = await statusOf(this, question);
    this.#asked.pop();
    // What was answered inside a loop holds there only.
    if (loops === this.#loops || this.#asked.length === 0) {
      const answers = known.get(target) ?? new Map<Certificate, CertificateStatus>();
      known.set(target, answers.set(question.issuer.certificate, status));
    }
    return status;
  }

  async authorize(signer: CertificateFacts): Promise<SignerVerdict> {
    let best: SignerVerdict = { trusted: false, gap: 'signer-path-invalid' };
    await buildPaths(this.run, signer.certificate, [this.#anchor], async (found) => {
      if ('reason' in found) return false;
      const verdict = await this.#authorizeBy(found, { statusNeeded: true });
      if (verdict.trusted) best = verdict;
      else if (!best.trusted) best = { trusted: false, gap: nearerGap(best.gap, verdict.gap) };
      return verdict.trusted;
    });
    return best;
  }

  async authorizeResponder(
    signer: CertificateFacts,
    { path, index }: StatusQuestion,
  ): Promise<SignerVerdict> {
    const certificates = [signer, ...path.certificates.slice(index + 1, -1)];
    const statusNeeded = tellsWhereStatusIs(signer);
    return this.#authorizeBy({ certificates, anchor: path.anchor }, { statusNeeded });
  }

  async #authorizeBy(
    candidate: CandidatePath,
    signer: { readonly statusNeeded: boolean },
  ): Promise<SignerVerdict> {
    const at = this.#signersAt ?? this.at;
    const verdict = await validatePath(this.run, candidate, { at, leafValidity: 'report' });
    if (!verdict.valid) return { trusted: false, gap: 'signer-path-invalid' };
    const { path } = verdict;
    const used: UsedEvidence[] = [pathEvidence(path)];
    for (let index = path.certificates.length - 2; index >= 0; index -= 1) {
      const status = await this.find(path, index);
      if (status.status === 'revoked' || status.status === 'on-hold') {
        return { trusted: false, gap: 'signer-path-invalid' };
      }
      if (status.status === 'good') used.push(status.used);
      else if (this.#isRequired(index, signer.statusNeeded)) {
        const limited = status.status === 'unknown' && status.gap === 'nested-too-deep';
        return { trusted: false, gap: limited ? status.gap : 'signer-status-unknown' };
      }
    }
    return this.#trusted(path, used);
  }

  #isRequired(index: number, signerNeeded: boolean): boolean {
    if (index === 0) return this.#requireRevocation !== false && signerNeeded;
    return this.#requireRevocation === true;
  }

  #trusted(path: CheckedPath, used: readonly UsedEvidence[]): SignerVerdict {
    const [signer] = path.certificates;
    const [key] = path.keys;
    if (signer === undefined || key === undefined) {
      return { trusted: false, gap: 'signer-path-invalid' };
    }
    const outOfBounds =
      this.#signersAt === undefined && periodReason(signer.certificate, this.at) !== undefined;
    return { trusted: true, key, outOfBounds, used: uniteEvidence(...used) };
  }
}

function pathEvidence({ certificates, keys }: CheckedPath): UsedEvidence {
  return {
    ...NO_EVIDENCE,
    certificates: certificates.map((facts) => facts.certificate),
    signed: certificates.flatMap(({ certificate: object }, index) => {
      const key = keys[index + 1];
      return key === undefined ? [] : [{ object, key }];
    }),
  };
}

/**
 * RFC 6960 §4.2.2.2.1: with ocsp-nocheck the CA vouches for the responder for the life of its certificate;
 * where the CA names no place that tells the status either, none is asked for. A revocation that is known
 * counts all the same.
 */
function tellsWhereStatusIs({ certificate }: CertificateFacts): boolean {
  if (hasExtension(certificate, OID.ocspNoCheck)) return false;
  const places = [OID.crlDistributionPoints, OID.freshestCrl, OID.authorityInfoAccess];
  return places.some((oid) => hasExtension(certificate, oid));
}
