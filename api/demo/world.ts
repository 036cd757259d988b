import type { Algorithms } from '../../algorithms/registry.ts';
import type { TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import type { Narrator } from './narrator.ts';

/** What every chapter of the demonstration has at hand. */
export interface World {
  /** Of the running service. */
  readonly origin: string;
  readonly folder: string;
  readonly files: WorldFiles;
  readonly people: People;
  readonly algorithms: Algorithms;
  readonly narrator: Narrator;
  readonly now: () => Date;
}

/** What an auditor is given from outside. */
export interface WorldFiles {
  readonly trust: string;
  readonly logKey: string;
}

/** Identities of the test PKI. */
export interface People {
  readonly operatorOfficer: TestIdentity;
  /** Head of the exporter, RSA-2048. */
  readonly head: TestIdentity;
  /** The same person's other certificate, ECDSA P-256. */
  readonly headEcdsa: TestIdentity;
  readonly bankOfficer: TestIdentity;
  readonly otherBankOfficer: TestIdentity;
}
