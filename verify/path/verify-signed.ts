import {
  AlgorithmError,
  type MaybePromise,
  type SignatureAlgorithm,
  type VerifyRequest,
} from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { type ByteSource, pieces } from '../../formats/byte-source.ts';
import type { AlgorithmIdentifier } from '../../formats/x509/certificate.ts';
import { isPathAlgorithm } from './path-algorithms.ts';
import type { WorkingKey } from './working-key.ts';

/** Anything with a signature over its own tbs: certificate, CRL, OCSP response. */
export interface Signed {
  /** In memory, or read in pieces. */
  readonly tbs: Uint8Array | ByteSource;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** `not-checked`: no provider has the algorithm, no path is built on it, or the key or its parameters are not usable. */
export type SignatureOutcome = 'valid' | 'invalid' | 'not-checked';

/** The mathematics only: whether `key` made the signature; at once where the provider answers at once. */
export function verifySigned(
  algorithms: Algorithms,
  signed: Signed,
  key: WorkingKey,
): MaybePromise<SignatureOutcome> {
  const scheme = algorithms.signature(signed.signatureAlgorithm.oid);
  if (scheme === undefined) return 'not-checked';
  // A key of another algorithm cannot have made the signature.
  if (!scheme.keyOids.includes(key.algorithm.oid)) return 'invalid';
  try {
    const { tbs, signature, signatureAlgorithm: algorithm } = signed;
    if (!isPathAlgorithm(scheme, algorithm, key)) return 'not-checked';
    const request = { publicKey: key.der, algorithm };
    const valid =
      tbs instanceof Uint8Array
        ? scheme.verify({ ...request, data: tbs, signature })
        : verifyPieces(scheme, request, { tbs, signature });
    return valid instanceof Promise ? valid.then(outcomeOf, notChecked) : outcomeOf(valid);
  } catch (error) {
    return notChecked(error);
  }
}

function outcomeOf(valid: boolean): SignatureOutcome {
  return valid ? 'valid' : 'invalid';
}

function notChecked(error: unknown): SignatureOutcome {
  if (error instanceof AlgorithmError) return 'not-checked';
  throw error;
}

/** Octets that are read at once for a scheme that must have the message whole (EdDSA, WebCrypto). */
const WHOLE_LIMIT = 64 * 1024 * 1024;

async function verifyPieces(
  scheme: SignatureAlgorithm,
  request: Omit<VerifyRequest, 'data' | 'signature'>,
  { tbs, signature }: { readonly tbs: ByteSource; readonly signature: Uint8Array },
): Promise<boolean> {
  if (scheme.start === undefined) {
    if (tbs.size > WHOLE_LIMIT) throw new AlgorithmError('cannot-stream', scheme.name, 'too long');
    return scheme.verify({ ...request, data: await tbs.read(0, tbs.size), signature });
  }
  const stream = scheme.start(request);
  for await (const piece of pieces(tbs)) stream.update(piece);
  return stream.finish(signature);
}
