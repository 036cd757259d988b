import { ECDSA } from '../../algorithms/identifiers/signatures.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import type {
  AlgorithmIdentifier,
  Certificate,
  PublicKeyInfo,
} from '../../formats/x509/certificate.ts';
import type { PathResult } from '../path/validate-certificate.ts';
import { ecdsaOn } from '../policy/algorithm-catalogue.ts';
import { type AlgorithmUse, judgeAlgorithm } from '../policy/algorithm-limits.ts';
import { levelOf } from '../policy/checks/checks.ts';
import { curveName, keyBits } from '../policy/key-size.ts';
import type { AlgorithmLimit, Policy } from '../policy/policy.ts';
import type { SignedEvidence } from '../revocation/status.ts';
import { type Failure, failure } from './block.ts';
import type { Existence } from './existence.ts';
import { namedDigest } from './known-algorithms.ts';

/**
 * EN 319 102-1 §5.5.4 step 10: the algorithms under the signatures of the path's certificates, each at the
 * time since when the certificate is proven to exist. The anchor is trusted by itself; its key signs.
 */
export function weakestCertificateAlgorithm(
  path: PathResult,
  existence: Existence,
  algorithms: Algorithms,
  limits: readonly AlgorithmLimit[],
): Failure | undefined {
  for (const [index, certificate] of path.path.entries()) {
    const issuer = path.path[index + 1];
    if (issuer === undefined) return undefined;
    const key = path.checked?.keys[index + 1] ?? issuer.publicKey;
    const failed = algorithmFailure(
      usesOf(certificate, key, algorithms),
      existence(certificate),
      limits,
    );
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/**
 * EN 319 102-1 §5.2.6.4, §5.5.4 step 10: the algorithm and the key under every CRL and OCSP response that was
 * used, each as of when these are proven to exist: who has broken the key of an authority writes any. The key
 * counts also where its certificate lies on the path, proven earlier: that proof is of the certificate alone.
 */
export function weakestRevocationAlgorithm(
  { used }: PathResult,
  times: { readonly evidence: EvidenceExistence; readonly existence: Existence },
  algorithms: Algorithms,
  limits: readonly AlgorithmLimit[],
): Failure | undefined {
  for (const { object, key } of used.signed) {
    const time = 'serialNumber' in object ? times.existence(object) : times.evidence(object);
    const failed = algorithmFailure(usesOf(object, key, algorithms), time, limits);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Since when a CRL or an OCSP response is proven to exist; one on the disk has no octets here. */
export type EvidenceExistence = (object: Exclude<SignedEvidence['object'], Certificate>) => Date;

/** The limits where they decide: what the policy only tells of moves no time of control. */
export function decidingLimits(
  { levels, algorithms }: Policy,
  id: 'certificate-algorithms' | 'revocation-algorithms',
): readonly AlgorithmLimit[] | undefined {
  return levelOf(levels, id) === 'fail' ? algorithms : undefined;
}

/** The algorithms and keys under what was signed. */
export function signedUses(
  signed: readonly SignedEvidence[],
  algorithms: Algorithms,
): readonly AlgorithmUse[] {
  return signed.flatMap(({ object, key }) => usesOf(object, key, algorithms));
}

function usesOf(
  { signatureAlgorithm }: { readonly signatureAlgorithm: AlgorithmIdentifier },
  key: PublicKeyInfo,
  algorithms: Algorithms,
): AlgorithmUse[] {
  const scheme = algorithms.signature(signatureAlgorithm.oid);
  // Path validation has already told that no provider has it.
  if (scheme === undefined) return [];
  return [...digestOf(signatureAlgorithm, algorithms), keyUse(scheme.name, key)];
}

function digestOf(algorithm: AlgorithmIdentifier, algorithms: Algorithms): AlgorithmUse[] {
  const digestOid = namedDigest(algorithm, algorithms);
  return digestOid === undefined ? [] : [digestUse(digestOid, algorithms)];
}

export function digestUse(oid: string, algorithms: Algorithms): AlgorithmUse {
  return { algorithm: algorithms.digest(oid)?.name ?? oid };
}

export function keyUse(scheme: string, key: PublicKeyInfo): AlgorithmUse {
  const bits = keyBits(key);
  // How the value is written (IEEE P1363 in XML) makes it neither stronger nor weaker.
  const plain = scheme.endsWith('-p1363') ? scheme.slice(0, -'-p1363'.length) : scheme;
  const algorithm = plain === ECDSA.name ? ecdsaOn(curveName(key)) : plain;
  return bits === undefined ? { algorithm } : { algorithm, bits };
}

/** The first of `uses` that the policy no longer accepts at `time`. */
export function algorithmFailure(
  uses: readonly AlgorithmUse[],
  time: Date,
  limits: readonly AlgorithmLimit[],
): Failure | undefined {
  for (const use of uses) {
    const judgement = judgeAlgorithm(use, time, limits);
    if (judgement.acceptable) continue;
    const named = { ...use };
    return judgement.why === 'expired'
      ? failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'algorithm-expired', {
          ...named,
          until: judgement.until,
          time: time.toISOString(),
        })
      : failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'algorithm-not-listed', named);
  }
  return undefined;
}
