import type { Algorithms } from '../../algorithms/registry.ts';
import type { TimeStampClient } from '../../signing/time-stamp/client.ts';
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
  /** Of the test TSA: the exporter's own tool asks it too. */
  readonly timeStamps: TimeStampClient;
  readonly narrator: Narrator;
  readonly now: () => Date;
}

/** What an auditor is given from outside. */
export interface WorldFiles {
  readonly trust: string;
  readonly logKey: string;
}

/** Identities of the test authorities: GOST of the Russian one, RSA and ECDSA of the other. */
export interface People {
  /** GOST R 34.10-2012, 256 bits. */
  readonly operatorOfficer: TestIdentity;
  /** Head of the exporter, GOST R 34.10-2012, 256 bits. */
  readonly head: TestIdentity;
  /** The same person's other certificates. */
  readonly headRsa: TestIdentity;
  readonly headEcdsa: TestIdentity;
  /** The foreign side, ECDSA P-256. */
  readonly buyer: TestIdentity;
  readonly otherBankOfficer: TestIdentity;
}
