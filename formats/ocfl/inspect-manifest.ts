import type { AddFault, OcflCode } from './fault.ts';
import type { Identity } from './inspect-identity.ts';
import { DIGEST_SIZE, type PathsByDigest } from './inventory.ts';
import { type Member, membersOf, textsOf } from './members.ts';
import { conflictingPaths, parseVersionName, pathFault } from './paths.ts';

/** Digest values in hexadecimal of the right length (OCFL 1.1 §3.4): the code that tells a wrong one. */
const ENCODING: ReadonlyMap<string, OcflCode> = new Map([
  ['sha1', 'E029'],
  ['sha256', 'E030'],
  ['sha512', 'E031'],
  ['blake2b-512', 'E032'],
]);

/** OCFL 1.1 §3.5.2. */
export function inspectManifest(value: unknown, identity: Identity, add: AddFault): PathsByDigest {
  if (value === undefined) {
    add('E041', 'no key "manifest"');
    return new Map();
  }
  const entries = membersOf(value);
  if (entries === undefined) {
    add('E106', 'manifest is no JSON object');
    return new Map();
  }
  const { digestAlgorithm: name } = identity;
  const at = { name, digits: DIGEST_SIZE[name] * 2, twice: 'E096', shape: 'E092' } as const;
  return inspectBlock(entries, at, add);
}

/** OCFL 1.1 §3.5.4. An algorithm in no table is told; one that this program cannot compute is not its business. */
export function inspectFixity(
  value: unknown,
  known: ReadonlyMap<string, number>,
  add: AddFault,
): ReadonlyMap<string, PathsByDigest> {
  const fixity = new Map<string, PathsByDigest>();
  if (value === undefined) return fixity;
  const blocks = membersOf(value);
  if (blocks === undefined) {
    add('E111', 'fixity is no JSON object');
    return fixity;
  }
  for (const [name, block] of blocks) {
    const digits = known.get(name);
    if (digits === undefined) {
      add('E056', `fixity has the unknown algorithm "${name}"`);
      continue;
    }
    const entries = membersOf(block);
    if (entries === undefined) {
      add('E057', `fixity of ${name} is no JSON object`);
      continue;
    }
    const at = { name, digits, twice: 'E097', shape: 'E057' } as const;
    fixity.set(name, inspectBlock(entries, at, add));
  }
  return fixity;
}

interface Block {
  readonly name: string;
  /** Hex digits of a value. */
  readonly digits: number;
  readonly twice: OcflCode;
  readonly shape: OcflCode;
}

function inspectBlock(entries: readonly Member[], block: Block, add: AddFault): PathsByDigest {
  const paths = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  for (const [digest, value] of entries) {
    checkDigest(digest, block, add);
    if (seen.has(digest.toLowerCase())) add(block.twice, `${block.name} ${digest} occurs twice`);
    seen.add(digest.toLowerCase());
    const list = textsOf(value);
    if (list === undefined) add(block.shape, `${digest} has no array of paths`);
    paths.set(digest, list ?? []);
  }
  const all = [...paths.values()].flat();
  for (const path of all) checkContentPath(path, add);
  for (const path of conflictingPaths(all))
    add('E101', `content path "${path}" is not the only one`);
  return paths;
}

function checkDigest(digest: string, { name, digits }: Block, add: AddFault): void {
  if (digest.length === digits && /^[0-9A-Fa-f]*$/.test(digest)) return;
  add(
    ENCODING.get(name) ?? 'E057',
    `${name} "${digest.slice(0, 150)}" is not ${digits} hex digits`,
  );
}

function checkContentPath(path: string, add: AddFault): void {
  const fault = pathFault(path);
  if (fault === 'ends') add('E100', `content path "${path}"`);
  else if (fault === 'elements') add('E099', `content path "${path}"`);
  else if (!path.includes('/') && path.includes('\\')) add('E035', `content path "${path}"`);
  else if (parseVersionName(path.split('/')[0] ?? '') === undefined) {
    add('E042', `content path "${path}" does not start at the object's root`);
  }
}
