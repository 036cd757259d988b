// EN 319 102-1 §5.2.4: validation context initialization.
import type { Algorithms } from '../../algorithms/registry.ts';
import { derReader } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import type {
  PolicyDigest,
  SignaturePolicyIdentifier,
} from '../../formats/cms/signature-policy.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { SignaturePolicyDocument } from './validation-input.ts';

type Explicit = Extract<SignaturePolicyIdentifier, { kind: 'explicit' }>;

export interface ContextInitialization {
  readonly policy: Policy;
  /** Handed in by the verifier, and preferred to what came along; where a document is said to lie is not looked at. */
  readonly signaturePolicies?: readonly SignaturePolicyDocument[] | undefined;
  readonly algorithms: Algorithms;
}

/** Whether the signature policy that the signer named is accepted, at hand, and the one that was meant. */
export async function initializeContext(
  { signaturePolicy: named, storedPolicies = [] }: SignatureFacts,
  context: ContextInitialization,
): Promise<Block> {
  const block = new Block(context.policy);
  switch (named?.kind) {
    case undefined:
      return block;
    case 'implied':
      block.check(
        'signature-policy-implied',
        failure('POLICY_PROCESSING_ERROR', 'signature-policy-implied'),
      );
      return block;
    case 'explicit':
      await checkExplicit(block, named, storedPolicies, context);
      return block;
  }
}

async function checkExplicit(
  block: Block,
  named: Explicit,
  stored: readonly Uint8Array[],
  { policy, signaturePolicies = [], algorithms }: ContextInitialization,
): Promise<void> {
  const { id, digest } = named;
  const accepted = policy.signaturePolicies;
  const refused = (code: Parameters<typeof failure>[1]) =>
    failure('POLICY_PROCESSING_ERROR', code, { policy: id });
  const listed = accepted?.includes(id) === true;
  block.check(
    'signature-policy-accepted',
    accepted === undefined || listed ? undefined : refused('signature-policy-not-accepted'),
  );
  block.check(
    'signature-policy-digest-present',
    digest === undefined ? refused('signature-policy-digest-absent') : undefined,
  );
  // Whoever hands in a document without saying of which policy it is says that it is the one.
  const handedIn = signaturePolicies
    .filter((each) => each.id === undefined || each.id === id)
    .map(({ octets }) => octets);
  const documents = handedIn.length > 0 ? handedIn : await authentic(stored, named, algorithms);
  block.check(
    'signature-policy-available',
    documents.length === 0 ? notAvailable(named) : undefined,
  );
  if (documents.length === 0) return;
  if (digest === undefined) block.notChecked('signature-policy-digest');
  else {
    block.check('signature-policy-digest', await digestFailure(id, digest, documents, algorithms));
  }
  block.check(
    'signature-policy-carried-out',
    listed ? undefined : refused('signature-policy-not-carried-out'),
  );
}

function notAvailable({ id: policy, uri }: Explicit): Failure {
  return uri === undefined
    ? failure('SIGNATURE_POLICY_NOT_AVAILABLE', 'signature-policy-not-available', { policy })
    : failure('SIGNATURE_POLICY_NOT_AVAILABLE', 'signature-policy-elsewhere', { policy, uri });
}

// EN 319 122-1 §5.2.10: anybody may have put a document there; the one that was meant has the digest that was signed.
async function authentic(
  stored: readonly Uint8Array[],
  { id, digest }: Explicit,
  algorithms: Algorithms,
): Promise<readonly Uint8Array[]> {
  if (digest === undefined || stored.length === 0) return [];
  return (await digestFailure(id, digest, stored, algorithms)) === undefined ? stored : [];
}

/** One of the documents must have the digest that was signed. */
async function digestFailure(
  policy: string,
  { algorithm, value }: PolicyDigest,
  documents: readonly Uint8Array[],
  algorithms: Algorithms,
): Promise<Failure | undefined> {
  const known = algorithms.digest(algorithm.oid);
  if (known === undefined) {
    return failure('POLICY_PROCESSING_ERROR', 'algorithm-unknown', { oid: algorithm.oid });
  }
  let computed: Uint8Array = new Uint8Array();
  for (const octets of documents) {
    for (const way of digestedWays(octets)) {
      computed = await known.digest(way);
      if (equalBytes(computed, value)) return undefined;
    }
  }
  return failure('POLICY_PROCESSING_ERROR', 'signature-policy-digest-differs', {
    policy,
    algorithm: known.name,
    expected: toHex(value),
    computed: toHex(computed),
  });
}

/**
 * RFC 5126 §5.8.1: of a policy that is written in ASN.1 the value is digested, without its outer type and length;
 * of any other the document, which is what most signers do with ASN.1 too.
 */
function digestedWays(octets: Uint8Array): readonly Uint8Array[] {
  try {
    const reader = derReader(octets, 'signature policy');
    const inner = reader.content(TAG.sequence);
    return reader.more ? [octets] : [inner, octets];
  } catch (error) {
    if (error instanceof FormatError) return [octets];
    throw error;
  }
}
