export interface ContractParty {
  readonly role: 'exporter' | 'importer' | 'other';
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly inn?: string;
}

/** A foreign-trade contract as registered; dates are legal dates YYYY-MM-DD in Europe/Moscow. */
export interface Contract {
  readonly id: string;
  /** Participant that placed it: the Russian person of para. 26. */
  readonly ownerId: string;
  readonly number: string;
  readonly date: string;
  readonly parties: readonly ContractParty[];
  /** ISO 4217 alpha-3. */
  readonly currency: string;
  /** Decimal text, as in the contract; absent when the contract names no sum. */
  readonly amount?: string;
  /** End of the term for completing obligations (para. 13 (л)); absent: not known. */
  readonly obligationsEnd?: string;
  /** Last currency operation that is known (para. 13 (л)). */
  readonly lastOperation?: string;
  /** Unique contract number of the bank, `YYMMNNNN/BBBB/FFFF/K/R`. */
  readonly unk?: string;
  /** Grows by one with every change; the ETag. */
  readonly revision: number;
}

/** A contract as it stood from a moment on. Revisions are never changed or dropped. */
export interface ContractRevision {
  readonly contract: Contract;
  /** ISO 8601 UTC, milliseconds: the moment that the journal fixed; absent: before the journal began. */
  readonly since?: string;
}
