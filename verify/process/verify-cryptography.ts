import type { Algorithms } from '../../algorithms/registry.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { toHex } from '../../formats/hex.ts';
import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import type { ObjectDigests } from './digest-objects.ts';
import { unknownAlgorithm } from './known-algorithms.ts';
import type { SignatureFacts, SignedObject } from './signature-facts.ts';
import type { ValueVerification } from './verify-signature-value.ts';

export interface CryptographicVerification {
  readonly block: Block;
  /** Every object that the signature says it covers is there and has the digest that was signed. */
  readonly intact: boolean;
  /** The signature value is right under the signer's key. */
  readonly valid: boolean;
}

export interface CryptographicInput {
  readonly facts: SignatureFacts;
  readonly digests: ObjectDigests;
  readonly value: ValueVerification | undefined;
  readonly algorithms: Algorithms;
  readonly policy: Policy;
}

/** EN 319 102-1 §5.2.7. Without a signing certificate (`value` absent) only the digests are compared. */
export function verifyCryptography(input: CryptographicInput): CryptographicVerification {
  const { facts } = input;
  // A digest that differs is an answer: whatever cannot be told of another object does not hide it.
  const block = new Block(input.policy, 'HASH_FAILURE');
  for (const object of facts.objects) {
    // §5.2.7.4 step 1: the signed data objects are obtained.
    block.check('signed-data-found', missing(object));
    if (object.content === undefined) continue;
    // §5.2.7.4 step 2: their digests are compared with what was signed.
    block.check('signed-data-intact', digestFailure(object, input));
  }
  const objectsHold = block.outcome.indication === 'PASSED';
  // Over content that is not there nothing can be verified.
  const value = facts.value.over.kind === 'objects' && !objectsHold ? undefined : input.value;
  if (value === undefined) {
    block.notChecked('signature-value');
    return { block, intact: objectsHold && facts.value.over.kind === 'octets', valid: false };
  }
  // §5.2.7.4 step 3: the signature value.
  block.check('signature-value', value.failed);
  if (value.asDer === true) {
    block.check('signed-attributes-der', failure('FORMAT_FAILURE', 'verified-as-der'));
  }
  const valid = value.failed === undefined;
  // Without signed attributes nothing but the value itself says that the content is what was signed.
  const intact = objectsHold && (facts.value.over.kind === 'octets' || valid);
  return { block, intact, valid };
}

function missing(object: SignedObject): Failure | undefined {
  if (object.content !== undefined) return undefined;
  return failure('SIGNED_DATA_NOT_FOUND', 'content-absent', { content: object.name });
}

function digestFailure(
  object: SignedObject,
  { digests, algorithms }: CryptographicInput,
): Failure | undefined {
  const computed = digests(object);
  if (computed === undefined) return unknownAlgorithm(object.digestOid);
  const expected = object.expectedDigest;
  if (expected === undefined || equalBytes(expected, computed)) return undefined;
  return failure('HASH_FAILURE', 'content-digest-differs', {
    content: object.name,
    algorithm: algorithms.digest(object.digestOid)?.name ?? object.digestOid,
    expected: toHex(expected),
    computed: toHex(computed),
  });
}
