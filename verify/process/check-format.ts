import type { Policy } from '../policy/policy.ts';
import { Block } from './block.ts';
import type { SignatureFacts } from './signature-facts.ts';

/** EN 319 102-1 §5.2.2 format checking: the rules that the reader of the format looked at. */
export function checkFormat(facts: SignatureFacts, policy: Policy): Block {
  const block = new Block(policy);
  for (const { id, failed } of facts.findings) block.check(id, failed);
  return block;
}
