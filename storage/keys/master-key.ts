import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

export const MASTER_KEY_SIZE = 32;

/** One generation of the master key. */
export interface MasterKey {
  /** Number, from 1, and check value of the key: `1-9f86d081884c7d65`. */
  readonly generation: string;
  readonly key: KeyObject;
}

const GENERATION = /^([1-9][0-9]{0,5})-([0-9a-f]{16})$/;
const CHECKED = 'okno-vault master key';

export function newMasterKey(number: number): MasterKey {
  return masterKey(number, randomBytes(MASTER_KEY_SIZE));
}

/** The generation tells the key by a check value, so that a wrong key is known before anything is read or written. */
export function masterKey(number: number, octets: Uint8Array): MasterKey {
  const check = createHmac('sha256', octets).update(CHECKED).digest('hex').slice(0, 16);
  return { generation: `${number}-${check}`, key: createSecretKey(octets) };
}

/** The number of a generation; undefined for what names none. */
export function generationNumber(generation: string): number | undefined {
  const [, number] = GENERATION.exec(generation) ?? [];
  return number === undefined ? undefined : Number(number);
}
