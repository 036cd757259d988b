// The facts of a universal transfer document (УПД) or invoice of the tax service, as read. Nothing is believed.

/** A company, an entrepreneur or a person as the document names it. */
export interface DocumentParty {
  readonly name?: string;
  /** ИНН, as digits; a foreign company has none. */
  readonly inn?: string;
  /** Numeric country code (ОКСМ, ISO 3166-1) where it is named. */
  readonly country?: string;
}

/** A document that the transfer stands on: a contract, an order. */
export interface DocumentBasis {
  readonly name?: string;
  readonly number?: string;
  /** YYYY-MM-DD */
  readonly date?: string;
}

export interface UniversalDocument {
  /** ВерсФорм: by order ЕД-7-26/970@ of 19.12.2023, or ММВ-7-15/820@ of 19.12.2018. */
  readonly form: '5.03' | '5.01';
  /** Функция: СЧФ, СЧФДОП, ДОП, СвРК, СвЗК. */
  readonly purpose?: string;
  readonly number?: string;
  /** YYYY-MM-DD */
  readonly date?: string;
  readonly sellers: readonly DocumentParty[];
  readonly buyers: readonly DocumentParty[];
  /** ISO 4217 letters, or the digits (ОКВ) where they are not known. */
  readonly currency?: string;
  /** Decimal text: everything to be paid, taxes included. */
  readonly total?: string;
  readonly bases: readonly DocumentBasis[];
}
