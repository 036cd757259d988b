import { type Check, FAIL, FIXED, REMARK, WARN } from './check.ts';

/** EN 319 102-1 §5.2.3 and §5.2.6: which certificate signed, and whether it is to be trusted. */
export const CERTIFICATE_CHECKS = {
  'signing-certificate-found': {
    clause: 'EN 319 102-1 §5.2.3',
    ...FIXED,
    ru: 'сертификат подписанта найден',
    en: 'the certificate of the signer is found',
  },
  'signing-certificate-reference': {
    clause: 'EN 319 102-1 §5.2.3.4',
    ...FIXED,
    ru: 'подписанная ссылка указывает на этот сертификат',
    en: 'the signed reference is to this certificate',
  },
  'signing-certificate-unique': {
    clause: 'EN 319 102-1 §5.2.3',
    ...WARN,
    ru: 'под указание подписанта подходит только один сертификат',
    en: 'one certificate only fits what the signature says of its signer',
  },
  // Without a signed reference the certificate could be swapped for another over the same key.
  'signing-certificate-reference-present': {
    clause: 'EN 319 122-1 §5.2.2',
    ...WARN,
    ru: 'подписанная ссылка на сертификат есть (CAdES, а не CMS)',
    en: 'a signed reference to the certificate is there (CAdES, not CMS)',
  },
  // The first identifies the signer's, the others limit the path.
  'signing-certificate-first': {
    clause: 'RFC 5035 §5.4',
    ...WARN,
    ru: 'ссылка на сертификат подписанта стоит первой',
    en: 'the reference to the signer’s certificate is the first',
  },
  'signing-certificate-issuer-serial': {
    clause: 'RFC 5035 §5.4',
    ...WARN,
    ru: 'издатель и номер в ссылке те же, что у сертификата',
    en: 'issuer and serial number in the reference are those of the certificate',
  },
  'work-limit': {
    clause: 'EN 319 102-1 §5.2.6',
    ...FIXED,
    ru: 'проверка уложилась в предел работы на файл',
    en: 'the decision stays within the work allowed for a file',
  },
  path: {
    clause: 'EN 319 102-1 §5.2.6',
    ...FIXED,
    ru: 'цепочка до доверенного центра верна, сертификаты не отозваны (revocation, certificatePath)',
    en: 'a path to a trust anchor holds, no certificate is revoked (revocation, certificatePath)',
  },
  // Where the policy asks for it (revocation.required) the path falls instead.
  'revocation-known': {
    clause: 'EN 319 102-1 §5.2.6.4',
    ...REMARK,
    ru: 'статус отзыва известен и там, где политика его не требует',
    en: 'the revocation status is known also where the policy does not require it',
  },
  'certificate-encoding': {
    clause: 'RFC 5280 §4.1',
    ...WARN,
    ru: 'сертификаты цепочки записаны в DER',
    en: 'the certificates of the path are in DER',
  },
  'invalidity-date': {
    clause: 'RFC 5280 §5.3.2',
    ...REMARK,
    ru: 'издатель не объявил позже ключ ненадёжным уже к этому времени',
    en: 'no issuer said later that the key was not to be trusted by then',
  },
  'embedded-revocation-data': {
    clause: 'EN 319 102-1 §5.2.6',
    ...REMARK,
    ru: 'сведения об отзыве внутри подписи читаются',
    en: 'the revocation data inside the signature can be read',
  },
  'certificate-algorithms': {
    clause: 'EN 319 102-1 §5.2.6.4',
    ...FAIL,
    ru: 'алгоритмы и ключи под сертификатами цепочки допустимы (algorithms)',
    en: 'algorithms and keys under the certificates of the path are acceptable (algorithms)',
  },
  'revocation-algorithms': {
    clause: 'EN 319 102-1 §5.2.6.4',
    ...FAIL,
    ru: 'алгоритмы и ключи под списками отзыва и ответами OCSP допустимы (algorithms)',
    en: 'algorithms and keys under CRLs and OCSP responses are acceptable (algorithms)',
  },
} as const satisfies Readonly<Record<string, Check>>;
