import type { MasterKey } from './master-key.ts';

/** Where the generations of the master key lie. */
export interface MasterKeyStore {
  /** In order of their numbers. Rejects with KeyError for a key that is not what its name tells. */
  readonly read: () => Promise<readonly MasterKey[]>;
  /** Durable when it returns; never writes over what is there. */
  readonly add: (key: MasterKey) => Promise<void>;
  /** Takes a generation away for good, as well as the medium forgets; one that is not there is success. */
  readonly retire: (generation: string) => Promise<void>;
}

/** Wraps the master key itself, as an HSM or a KMS does: what is kept then opens nothing without it. */
export interface KeyProtection {
  /** As it stands in the file, so that a key is opened by what closed it. */
  readonly name: string;
  readonly wrap: (key: Uint8Array, generation: string) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, generation: string) => Promise<Uint8Array>;
}

/** The file holds the key as it is; its mode is what protects it. */
export const UNPROTECTED: KeyProtection = {
  name: 'none',
  wrap: async (key) => key,
  unwrap: async (wrapped) => wrapped,
};
