import type { Algorithms } from '../../algorithms/registry.ts';
import type { AlgorithmIdentifier, Certificate } from '../../formats/x509/certificate.ts';
import type { PathResult } from '../path/validate-certificate.ts';
import { type AlgorithmUse, judgeAlgorithm } from '../policy/algorithm-limits.ts';
import { keyBits } from '../policy/key-size.ts';
import type { AlgorithmLimit } from '../policy/policy.ts';
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
    const failed = algorithmFailure(
      usesOf(certificate, issuer, algorithms),
      existence(certificate),
      limits,
    );
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** The algorithms under the revocation data that were used, and the keys of those who signed them. */
export function weakestRevocationAlgorithm(
  { path, used }: PathResult,
  time: Date,
  algorithms: Algorithms,
  limits: readonly AlgorithmLimit[],
): Failure | undefined {
  const onPath = new Set(path);
  const uses = [...used.crls, ...used.ocspResponses].flatMap(({ signatureAlgorithm }) =>
    digestOf(signatureAlgorithm, algorithms),
  );
  const signers = used.certificates.filter((certificate) => !onPath.has(certificate));
  const keys = signers.flatMap((certificate) => {
    const scheme = algorithms.signature(certificate.publicKey.algorithm.oid);
    return scheme === undefined ? [] : [keyUse(scheme.name, certificate)];
  });
  return algorithmFailure([...uses, ...keys], time, limits);
}

function usesOf(
  certificate: Certificate,
  issuer: Certificate,
  algorithms: Algorithms,
): AlgorithmUse[] {
  const { signatureAlgorithm } = certificate;
  const scheme = algorithms.signature(signatureAlgorithm.oid);
  // Path validation has already told that no provider has it.
  if (scheme === undefined) return [];
  return [...digestOf(signatureAlgorithm, algorithms), keyUse(scheme.name, issuer)];
}

function digestOf(algorithm: AlgorithmIdentifier, algorithms: Algorithms): AlgorithmUse[] {
  const digestOid = namedDigest(algorithm, algorithms);
  return digestOid === undefined ? [] : [digestUse(digestOid, algorithms)];
}

export function digestUse(oid: string, algorithms: Algorithms): AlgorithmUse {
  return { algorithm: algorithms.digest(oid)?.name ?? oid };
}

export function keyUse(scheme: string, certificate: Certificate): AlgorithmUse {
  const bits = keyBits(certificate.publicKey);
  // How the value is written (IEEE P1363 in XML) makes it neither stronger nor weaker.
  const algorithm = scheme.replace(/-p1363$/, '');
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
