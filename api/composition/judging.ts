import type { Algorithms } from '../../algorithms/registry.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { gatherEvidence } from '../../vault/documents/gather-evidence.ts';
import { INTAKE_POLICY } from '../../vault/documents/intake-policy.ts';
import type { Judging } from '../../vault/documents/intake-ports.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import { evidenceCache } from '../../verify/fetching/evidence-cache.ts';
import { onlineEvidence } from '../../verify/fetching/online-evidence.ts';
import { KnownAuthorities } from '../../verify/path/known-authorities.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import type { Config } from '../config.ts';
import { describeError, type Log } from '../http/log.ts';
import type { TrustFolder } from '../trust/trust-folder.ts';

/** Milliseconds between two readings of the trust folder. */
const TRUST_REFRESH = 60_000;

interface JudgingParts extends Partial<Pick<Judging, 'policy' | 'signaturePolicies'>> {
  readonly algorithms: Algorithms;
  readonly trust: TrustFolder;
  readonly clock: Clock;
}

/**
 * What signatures are judged by: the operator's anchors, the policy (the default one unless another is given),
 * evidence from the network.
 */
export function judgingBy(
  config: Config,
  { algorithms, trust, clock, ...given }: JudgingParts,
): Judging {
  const allowPrivate = config.privateRevocationAddresses;
  const cache = evidenceCache({ now: () => clock.now() });
  return {
    algorithms,
    policy: given.policy ?? defaultPolicy,
    signaturePolicies: given.signaturePolicies,
    trust: () => trust.anchors(),
    evidence: onlineEvidence({ algorithms, allowPrivate, cache }),
    known: new KnownAuthorities(),
    intake: config.intake ?? INTAKE_POLICY,
  };
}

/** A withdrawn anchor counts within a minute; a broken file is logged and changes nothing. */
export function keepRefreshing(trust: TrustFolder, log: Log): () => Promise<void> {
  const timer = setInterval(() => {
    trust.refresh().catch((error: unknown) => {
      log.write({ level: 'error', event: 'trust-unreadable', error: describeError(error) });
    });
  }, TRUST_REFRESH);
  timer.unref();
  return async () => clearInterval(timer);
}

/** The issuers of the seal and their word on revocation, so that an auditor needs no network. */
export async function evidenceOfSeal(seal: SigningIdentity, judging: Judging): Promise<Evidence> {
  const signature = { signers: [seal.certificate], certificates: seal.chain };
  const { algorithms, evidence: source } = judging;
  const found = await gatherEvidence(signature, { trust: judging.trust(), source, algorithms });
  return { ...found, certificates: [...seal.chain, ...found.certificates] };
}
