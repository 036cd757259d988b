// EN 319 102-1 §5.6.2.3: a proof of a digest is a proof of what has that digest. See what-a-digest-proves.md.
import type { DigestReference } from '../../../formats/cms/complete-references.ts';
import { toHex } from '../../../formats/hex.ts';
import type { OcspResponse } from '../../../formats/ocsp/ocsp-response.ts';
import { otherForm } from '../../../formats/ocsp/response-forms.ts';
import { judgeAlgorithm } from '../../policy/algorithm-limits.ts';
import { digestUse } from '../certificate-algorithms.ts';
import { digestOf } from '../octet-digests.ts';
import { isVerified, type Judgement, type ProcessContext } from '../validate-signature.ts';
import type { Proof, ProofsOfExistence } from './proofs-of-existence.ts';

/** An object that a reference may name, and with it what lies inside it. */
interface Referable {
  readonly octets: Uint8Array;
  readonly holds: readonly Uint8Array[];
}

/** The certificates, CRLs and OCSP responses at hand, found by the digests that references name. */
export class ReferencedObjects {
  readonly #context: Pick<ProcessContext, 'evidence' | 'algorithms' | 'policy'>;
  readonly #byDigest = new Map<string, Promise<ReadonlyMap<string, readonly Referable[]>>>();

  constructor(context: Pick<ProcessContext, 'evidence' | 'algorithms' | 'policy'>) {
    this.#context = context;
  }

  /**
   * Proves what is at hand of what was named. The digest must have been acceptable when the object is known to have
   * existed by something else: whoever can find another object with the same digest finds it later than the proof.
   */
  async prove(
    references: readonly DigestReference[],
    { time, token }: Proof,
    proofs: ProofsOfExistence,
  ): Promise<void> {
    const { algorithms, policy } = this.#context;
    const seen = new Set<string>();
    for (const { digestOid, digest } of references) {
      const hex = toHex(digest);
      if (seen.has(`${digestOid} ${hex}`)) continue;
      seen.add(`${digestOid} ${hex}`);
      const use = digestUse(digestOid, algorithms);
      const named = (await this.#under(digestOid)).get(hex) ?? [];
      for (const { octets, holds } of named) {
        if (!judgeAlgorithm(use, proofs.timeOf(octets), policy.algorithms).acceptable) continue;
        for (const each of [octets, ...holds]) proofs.prove(each, time, token);
      }
    }
  }

  /** What the signed attributes name by a digest is as old as the signature. */
  async proveNamed(judgement: Judgement, proofs: ProofsOfExistence): Promise<void> {
    if (!isVerified(judgement)) return;
    const { signer, value } = judgement.facts;
    await this.prove(signer.references.flat(), proofs.proofOf(value.value), proofs);
  }

  #under(digestOid: string): Promise<ReadonlyMap<string, readonly Referable[]>> {
    const known = this.#byDigest.get(digestOid) ?? this.#digest(digestOid);
    this.#byDigest.set(digestOid, known);
    return known;
  }

  async #digest(digestOid: string): Promise<ReadonlyMap<string, readonly Referable[]>> {
    const found = new Map<string, Referable[]>();
    const algorithm = this.#context.algorithms.digest(digestOid);
    if (algorithm === undefined) return found;
    for (const { encodings, ...object } of this.#objects()) {
      for (const encoding of encodings) {
        const digest = await digestOf(encoding, algorithm);
        const same = found.get(digest);
        if (same === undefined) found.set(digest, [object]);
        else same.push(object);
      }
    }
    return found;
  }

  /** Each with the encodings of which a reference may hold the digest. */
  #objects(): readonly (Referable & { readonly encodings: readonly Uint8Array[] })[] {
    const { certificates, crls, ocspResponses } = this.#context.evidence;
    const alone = ({ der }: { readonly der: Uint8Array }) => {
      return { octets: der, holds: [], encodings: [der] };
    };
    return [
      ...[...certificates, ...ocspResponses.flatMap((one) => one.certificates)].map(alone),
      ...crls.map(alone),
      ...ocspResponses.map((response) => ({
        octets: response.der,
        holds: response.certificates.map(({ der }) => der),
        encodings: [response.der, wrappedOrNot(response)],
      })),
    ];
  }
}

/** One array for each answer, so that its digest is kept with it. */
const OTHER_FORMS = new WeakMap<Uint8Array, Uint8Array>();

/** EN 319 122-2 leaves open whether an answer is referred to as OCSPResponse or as BasicOCSPResponse. */
function wrappedOrNot({ der }: OcspResponse): Uint8Array {
  const known = OTHER_FORMS.get(der) ?? otherForm(der);
  OTHER_FORMS.set(der, known);
  return known;
}
