import type { Certificate } from '../../formats/x509/certificate.ts';

/** What a validator must answer, in the words of EN 319 102-1 §5.1.3. */
export type Expected =
  | { readonly kind: 'passed' }
  /** One answer for each signature, in the order of the SignerInfos in DER. */
  | {
      readonly kind: 'judged';
      readonly indication: 'INDETERMINATE' | 'TOTAL-FAILED';
      readonly subIndication: string;
      /** How many of the signatures pass all the same. */
      readonly passed?: number;
    }
  | { readonly kind: 'no-signature' }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'unsupported' | 'limit' };

/** A signature with all that is needed to judge it, and the answer. */
export interface Sample {
  readonly name: string;
  /** «valid», or «invalid solely because …»: one thing is wrong, the rest is as in a valid sample. */
  readonly because: string;
  readonly cms: Uint8Array;
  /** Detached content; absent where the CMS carries it. */
  readonly content?: Uint8Array;
  readonly trust: readonly Certificate[];
  /** Sunset date of the anchors; absent: none. */
  readonly trustUntil?: Date;
  /** DER. */
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  /** Documents of the signature policies that are handed in; absent: none. */
  readonly signaturePolicies?: readonly Uint8Array[];
  /** Validation time. */
  readonly time: Date;
  readonly expected: Expected;
  /** Where the policy demands level B-B of EN 319 122-1, and signature policies at hand, if that makes a difference. */
  readonly expectedOfBaseline?: Expected;
}
