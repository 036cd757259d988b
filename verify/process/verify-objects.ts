import type { DigestAlgorithm, SignatureAlgorithm } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { passingPieces } from '../../formats/byte-source.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { type ObjectDigests, wholeContent } from './digest-objects.ts';
import type { SignatureFacts, SignedObject } from './signature-facts.ts';

export type StreamRequest = Parameters<NonNullable<SignatureAlgorithm['start']>>[0];

export interface ObjectVerification {
  readonly facts: SignatureFacts;
  readonly scheme: SignatureAlgorithm;
  readonly request: StreamRequest;
  readonly digests: ObjectDigests;
  readonly algorithms: Algorithms;
}

/**
 * A signature over the content itself (RFC 5652 §5.4 without attributes): right over every object. The
 * content is read a second time here, so the octets verified are digested too and held against the digest
 * that the report names: content that changes between the readings is not what is reported.
 */
export async function verifyObjects(verification: ObjectVerification): Promise<boolean> {
  const { facts, algorithms } = verification;
  for (const object of facts.objects) {
    const digest = algorithms.digest(object.digestOid);
    if (digest === undefined) return false;
    if (!(await verifyObject(object, digest, verification))) return false;
  }
  return facts.objects.length > 0;
}

async function verifyObject(
  object: SignedObject,
  digest: DigestAlgorithm,
  { facts, scheme, request, digests }: ObjectVerification,
): Promise<boolean> {
  const reported = digests(object);
  if (object.content === undefined || reported === undefined) return false;
  const { source } = object.content;
  const signature = facts.value.value;
  const verifying = scheme.start?.(request);
  const digesting = digest.start?.();
  if (verifying === undefined || digesting === undefined) {
    const data = await wholeContent(source);
    if (!equalBytes(await digest.digest(data), reported)) return false;
    return scheme.verify({ ...request, data, signature });
  }
  for await (const piece of passingPieces(source)) {
    verifying.update(piece);
    digesting.update(piece);
  }
  return equalBytes(digesting.finish(), reported) && verifying.finish(signature);
}
