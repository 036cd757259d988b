import { FormatError } from '../format-error.ts';
import { type AddFault, isError, type OcflFault } from './fault.ts';
import { inspectContentDirectory, inspectHead, inspectIdentity } from './inspect-identity.ts';
import { inspectFixity, inspectManifest } from './inspect-manifest.ts';
import { inspectVersions } from './inspect-versions.ts';
import type { OcflInventory } from './inventory.ts';

/** An inventory of the largest object that is read: some hundred thousand files. */
export const INVENTORY_LIMIT = 64 * 1024 * 1024;

/** Digest algorithms of `fixity` (OCFL 1.1 §3.4 and extension 0009), with the hex digits of a value. */
export const FIXITY_DIGITS: ReadonlyMap<string, number> = new Map([
  ['md5', 32],
  ['sha1', 40],
  ['sha256', 64],
  ['sha512', 128],
  ['blake2b-512', 128],
  ['blake2b-160', 40],
  ['blake2b-256', 64],
  ['blake2b-384', 96],
  ['sha512/256', 64],
]);

export interface InspectedInventory {
  /** As much as could be read; undefined when it is no JSON object. */
  readonly inventory: OcflInventory | undefined;
  readonly faults: readonly OcflFault[];
}

const KEYS = new Set([
  'id',
  'type',
  'digestAlgorithm',
  'head',
  'contentDirectory',
  'manifest',
  'versions',
  'fixity',
]);

/**
 * Holds one inventory to OCFL 1.1 §3.5, alone: what lies on the disk is not looked at. `fixityDigits` adds the
 * algorithms of a local extension. Never throws.
 */
export function inspectInventory(
  bytes: Uint8Array,
  fixityDigits: ReadonlyMap<string, number> = FIXITY_DIGITS,
): InspectedInventory {
  const faults: OcflFault[] = [];
  const add: AddFault = (code, detail) => void faults.push({ code, detail });
  const json = readJson(bytes, add);
  if (json === undefined) return { inventory: undefined, faults };
  for (const key of json.keys()) if (!KEYS.has(key)) add('E102', `unknown key "${key}"`);
  const identity = inspectIdentity(json, add);
  const contentDirectory = inspectContentDirectory(json.get('contentDirectory'), add);
  const manifest = inspectManifest(json.get('manifest'), identity, add);
  const versions = inspectVersions(json, manifest, add);
  const head = inspectHead(json, versions, add);
  const fixity = inspectFixity(json.get('fixity'), fixityDigits, add);
  const inventory = {
    ...identity,
    head,
    ...(contentDirectory === undefined ? {} : { contentDirectory }),
    manifest,
    versions,
    fixity,
  };
  return { inventory, faults };
}

function readJson(bytes: Uint8Array, add: AddFault): ReadonlyMap<string, unknown> | undefined {
  if (bytes.length > INVENTORY_LIMIT) {
    add('E033', `${bytes.length} octets are over the limit of ${INVENTORY_LIMIT}`);
    return undefined;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new Map(Object.entries(value));
    }
    add('E033', 'not a JSON object');
  } catch (error) {
    add('E033', error instanceof Error ? error.message : String(error));
  }
  return undefined;
}

/** An inventory in which nothing breaks a MUST. Throws FormatError. */
export function parseInventory(
  bytes: Uint8Array,
  fixityDigits: ReadonlyMap<string, number> = FIXITY_DIGITS,
): OcflInventory {
  const { inventory, faults } = inspectInventory(bytes, fixityDigits);
  const fault = faults.find(isError);
  if (inventory === undefined || fault !== undefined) {
    const reason = fault === undefined ? 'unreadable' : `${fault.code} ${fault.detail}`;
    throw new FormatError('malformed', { format: 'OCFL inventory', reason });
  }
  return inventory;
}
