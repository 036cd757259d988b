import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { type Failure, failure } from './block.ts';
import { ContentTooLarge, type ObjectDigests } from './digest-objects.ts';
import { unknownAlgorithm } from './known-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { verifyObjects } from './verify-objects.ts';

/** Undefined: the value is right. `asDer`: only over the DER form of the attributes, not as received. */
export interface ValueVerification {
  readonly failed?: Failure;
  readonly asDer?: boolean;
}

/** EN 319 102-1 §5.2.7.4: the signature value under the key of `certificate`. */
export async function verifySignatureValue(
  facts: SignatureFacts,
  certificate: Certificate,
  { algorithms, digests }: { readonly algorithms: Algorithms; readonly digests: ObjectDigests },
): Promise<ValueVerification> {
  const { algorithm, digestOid, value, over } = facts.value;
  const scheme = algorithms.signature(algorithm.oid);
  if (scheme === undefined) return { failed: unknownAlgorithm(algorithm.oid) };
  const key = certificate.publicKey.algorithm.oid;
  if (!scheme.keyOids.includes(key)) {
    const facts = { key, algorithm: algorithm.oid };
    return { failed: failure('SIG_CRYPTO_FAILURE', 'key-does-not-fit', facts) };
  }
  try {
    const request = {
      publicKey: certificate.publicKey.der,
      algorithm,
      digestOid: scheme.digestOid(algorithm) === undefined ? digestOid : undefined,
    };
    if (over.kind === 'objects') {
      const right = await verifyObjects({ facts, scheme, request, digests, algorithms });
      return right ? {} : wrong();
    }
    const { asReceived, der } = over;
    const verify = (data: Uint8Array) => scheme.verify({ ...request, data, signature: value });
    if (await verify(asReceived)) return {};
    // RFC 5652 §5.4: the digest is of the DER encoding, whatever was transmitted.
    if (!equalBytes(asReceived, der) && (await verify(der))) return { asDer: true };
    return wrong();
  } catch (error) {
    return { failed: unusable(error) };
  }
}

function wrong(): ValueVerification {
  return { failed: failure('SIG_CRYPTO_FAILURE', 'signature-value-wrong') };
}

function unusable(error: unknown): Failure {
  if (error instanceof ContentTooLarge) {
    const { size, limit } = error;
    return failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'content-over-limit', { size, limit });
  }
  if (!(error instanceof AlgorithmError)) throw error;
  const facts = { algorithm: error.algorithm, detail: error.message };
  if (error.code === 'bad-parameters') {
    return failure('SIG_CRYPTO_FAILURE', 'parameters-unusable', facts);
  }
  return failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'key-unusable', facts);
}
