import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';

/** What one place answered to one question; unverified. */
export type Found =
  | { readonly kind: 'crls'; readonly items: readonly Crl[] }
  | {
      readonly kind: 'ocsp';
      readonly items: readonly OcspResponse[];
      /** The responder did not repeat the nonce that it was sent. */
      readonly withoutNonce?: string;
    }
  | { readonly kind: 'certificates'; readonly items: readonly Certificate[] }
  | { readonly kind: 'failure'; readonly url: string; readonly reason: string };
