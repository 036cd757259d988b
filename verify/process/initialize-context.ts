import type { Policy } from '../policy/policy.ts';
import { Block, failure } from './block.ts';
import type { SignatureFacts } from './signature-facts.ts';

/** EN 319 102-1 §5.2.4 validation context initialization: the signature policy that the signer named. */
export function initializeContext(facts: SignatureFacts, policy: Policy): Block {
  const block = new Block(policy);
  const named = facts.signaturePolicy;
  if (named === undefined) return block;
  block.check(
    'signature-policy-available',
    failure('SIGNATURE_POLICY_NOT_AVAILABLE', 'signature-policy-not-available', { policy: named }),
  );
  return block;
}
