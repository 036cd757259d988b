import type { AddFault } from './fault.ts';
import { type ContentDigest, EDITIONS, inventoryType, type OcflVersion } from './inventory.ts';
import { membersOf } from './members.ts';
import { parseVersionName } from './paths.ts';

type Json = ReadonlyMap<string, unknown>;

export interface Identity {
  readonly id: string;
  readonly edition: string;
  readonly digestAlgorithm: ContentDigest;
}

/** `id`, `type` and `digestAlgorithm` (OCFL 1.1 §3.5.1). What is wrong is told; what is needed is taken as usual. */
export function inspectIdentity(json: Json, add: AddFault): Identity {
  for (const key of ['id', 'type', 'digestAlgorithm', 'head']) {
    if (!json.has(key)) add('E036', `no key "${key}"`);
  }
  const id = json.get('id');
  const type = json.get('type');
  const algorithm = json.get('digestAlgorithm');
  if (json.has('id') && (typeof id !== 'string' || id === '')) add('E037', 'id is no text');
  if (typeof id === 'string' && id !== '' && !isUri(id)) add('W005', `id "${id}" is no URI`);
  const edition = EDITIONS.find((each) => inventoryType(each) === type);
  if (json.has('type') && edition === undefined) add('E038', `type is ${JSON.stringify(type)}`);
  const known = algorithm === 'sha512' || algorithm === 'sha256' ? algorithm : undefined;
  if (json.has('digestAlgorithm') && known === undefined) {
    add('E025', `digestAlgorithm is ${JSON.stringify(algorithm)}`);
  }
  if (known === 'sha256') add('W004', 'digestAlgorithm is sha256');
  return {
    id: typeof id === 'string' ? id : '',
    edition: edition ?? '1.1',
    digestAlgorithm: known ?? 'sha512',
  };
}

/** RFC 3986 §3: a scheme, a colon, and nothing that may not stand in a URI. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/.test(text);
}

/** OCFL 1.1 §3.3.1. */
export function inspectContentDirectory(value: unknown, add: AddFault): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') {
    add('E108', `contentDirectory is ${JSON.stringify(value)}`);
    return undefined;
  }
  if (value.includes('/')) add('E017', `contentDirectory is "${value}"`);
  else if (value === '.' || value === '..') add('E018', `contentDirectory is "${value}"`);
  else return value;
  return undefined;
}

/** `head` names the version with the highest number. */
export function inspectHead(
  json: Json,
  versions: ReadonlyMap<string, OcflVersion>,
  add: AddFault,
): string {
  const head = json.get('head');
  if (!json.has('head')) return '';
  if (typeof head !== 'string') {
    add('E040', `head is ${JSON.stringify(head)}`);
    return '';
  }
  // What the versions are is not known, and that is told there.
  if (membersOf(json.get('versions')) === undefined) return head;
  const number = (name: string) => parseVersionName(name)?.number ?? 0;
  const highest = Math.max(...[...versions.keys()].map(number));
  if (!versions.has(head) || (number(head) > 0 && number(head) < highest)) {
    add('E040', `head is "${head}", the versions are ${[...versions.keys()].join(', ')}`);
  }
  return head;
}
