/** A term for which documents must be kept, as an act of law sets it. */
export interface RetentionTerm {
  readonly id: string;
  /** The act and its clause. */
  readonly source: string;
  readonly years: number;
  /** The date from which the years run: of the contract record. */
  readonly from: 'last-operation' | 'obligations-end';
  /** The term counts from this date on, YYYY-MM-DD; absent: always. */
  readonly inForce?: string;
  readonly until?: string;
}

/** Every term that may bind; the one that ends last wins. */
export const RETENTION_TERMS: readonly RetentionTerm[] = [
  {
    id: 'D65-13л-операция',
    source: 'Government Decree 65 of 28.01.2022, Rules, para. 13 (л)',
    years: 5,
    from: 'last-operation',
    inForce: '2022-03-01',
  },
  {
    id: 'D65-13л-обязательства',
    source: 'Government Decree 65 of 28.01.2022, Rules, para. 13 (л)',
    years: 5,
    from: 'obligations-end',
    inForce: '2022-03-01',
  },
  {
    id: '173-FZ-24',
    source: 'Federal Law 173-FZ of 10.12.2003, art. 24 part 2 (3)',
    years: 3,
    from: 'last-operation',
  },
  {
    id: '173-FZ-24-договор',
    source: 'Federal Law 173-FZ of 10.12.2003, art. 24 part 2 (3): not before the contract ends',
    years: 0,
    from: 'obligations-end',
  },
  {
    id: 'Rosarchiv-236-договоры',
    source: 'Rosarchiv order 236 of 20.12.2019, list, contracts: 5 years after expiry',
    years: 5,
    from: 'obligations-end',
  },
];
