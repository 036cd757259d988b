import { AlgorithmError, type SignatureAlgorithm } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { pieces } from '../../formats/byte-source.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { type Failure, failure } from './block.ts';
import { wholeContent } from './digest-objects.ts';
import { unknownAlgorithm } from './known-algorithms.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { NamedSource } from './validation-input.ts';

/** Undefined: the value is right. `asDer`: only over the DER form of the attributes, not as received. */
export interface ValueVerification {
  readonly failed?: Failure;
  readonly asDer?: boolean;
}

/** EN 319 102-1 §5.2.7.4: the signature value under the key of `certificate`. */
export async function verifySignatureValue(
  facts: SignatureFacts,
  certificate: Certificate,
  algorithms: Algorithms,
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
      return (await verifyObjects(facts, scheme, request)) ? {} : wrong();
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

type Request = Parameters<NonNullable<SignatureAlgorithm['start']>>[0];

async function verifyObjects(
  facts: SignatureFacts,
  scheme: SignatureAlgorithm,
  request: Request,
): Promise<boolean> {
  const contents = facts.objects.map(({ content }) => content);
  for (const content of contents) {
    if (content === undefined) return false;
    if (!(await verifyContent(content, facts.value.value, scheme, request))) return false;
  }
  return contents.length > 0;
}

async function verifyContent(
  content: NamedSource,
  signature: Uint8Array,
  scheme: SignatureAlgorithm,
  request: Request,
): Promise<boolean> {
  const stream = scheme.start?.(request);
  if (stream === undefined) {
    const data = await wholeContent(content.source);
    return scheme.verify({ ...request, data, signature });
  }
  for await (const piece of pieces(content.source)) stream.update(piece);
  return stream.finish(signature);
}

function wrong(): ValueVerification {
  return { failed: failure('SIG_CRYPTO_FAILURE', 'signature-value-wrong') };
}

function unusable(error: unknown): Failure {
  if (!(error instanceof AlgorithmError)) throw error;
  const facts = { algorithm: error.algorithm, detail: error.message };
  if (error.code === 'bad-parameters') {
    return failure('SIG_CRYPTO_FAILURE', 'parameters-unusable', facts);
  }
  return failure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'key-unusable', facts);
}
