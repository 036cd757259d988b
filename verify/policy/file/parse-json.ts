import { PolicyError } from './policy-problem.ts';

/** Octets of a policy file; the longest that there is, with every check and algorithm, stays far below. */
export const POLICY_FILE_LIMIT = 256 * 1024;

/**
 * The JSON value of a policy file. Throws PolicyError for what is no JSON, and for a member that stands twice in
 * one object: which of the two holds, readers do not agree.
 */
export function parsePolicyJson(octets: Uint8Array): unknown {
  if (octets.length > POLICY_FILE_LIMIT) {
    const facts = { octets: octets.length, limit: POLICY_FILE_LIMIT };
    throw new PolicyError([{ code: 'too-large', pointer: '', facts }]);
  }
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new PolicyError([{ code: 'not-json', pointer: '', facts: { detail } }]);
  }
  const repeated = repeatedMember(text);
  if (repeated === undefined) return value;
  throw new PolicyError([{ code: 'member-repeated', pointer: repeated, facts: {} }]);
}

interface Open {
  /** Names so far; absent in an array. */
  readonly names?: Set<string>;
  /** The name, or the index, of what is being read. */
  at: string | number;
  isName: boolean;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** JSON Pointer to the first member whose name stood before in the same object; `text` is known to be JSON. */
function repeatedMember(text: string): string | undefined {
  const open: Open[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const inside = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '', isName: true });
    else if (token === '[') open.push({ at: 0, isName: false });
    else if (token === '}' || token === ']') open.pop();
    else if (inside === undefined) continue;
    else if (token === ',') {
      if (typeof inside.at === 'number') inside.at += 1;
      else inside.isName = true;
    } else if (inside.isName && inside.names !== undefined && token !== ':') {
      inside.at = String(JSON.parse(token));
      inside.isName = false;
      if (inside.names.has(inside.at)) return open.map(({ at }) => pointerTo(at)).join('');
      inside.names.add(inside.at);
    }
  }
  return undefined;
}

/** One step of a JSON Pointer (RFC 6901 §3). */
export function pointerTo(step: string | number): string {
  return `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
