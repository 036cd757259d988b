import type { Policy } from '../policy/policy.ts';
import { Block, type Failure, failure } from './block.ts';
import type { SignatureFacts } from './signature-facts.ts';

/** EN 319 102-1 §5.2.2 format checking: the rules that the reader of the format looked at. */
export function checkFormat(facts: SignatureFacts, policy: Policy): Block {
  const block = new Block(policy);
  block.check('format-accepted', formatFailure(facts, policy));
  for (const { id, failed } of facts.findings) block.check(id, failed);
  return block;
}

// What the policy leaves out says nothing against the signature: not FORMAT_FAILURE.
function formatFailure({ format }: SignatureFacts, { formats }: Policy): Failure | undefined {
  if (formats === undefined || formats.some((accepted) => accepted === format)) return undefined;
  const accepted = formats.join(', ');
  return failure('SIG_CONSTRAINTS_FAILURE', 'format-not-accepted', { format, accepted });
}
