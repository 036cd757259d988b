import { type Check, FAIL, FIXED, INFORM, WARN } from './check.ts';

/** EN 319 102-1 §5.2.4, §5.2.7 and §5.2.8: the signature policy, the mathematics, the attributes. */
export const SIGNATURE_CHECKS = {
  'signature-policy-accepted': {
    clause: 'EN 319 102-1 §5.2.4.4',
    ...FAIL,
    ru: 'политика подписи, названная подписантом, есть среди принимаемых (signaturePolicies)',
    en: 'the signature policy that the signer named is among those accepted (signaturePolicies)',
  },
  'signature-policy-implied': {
    clause: 'EN 319 122-1 §5.2.9',
    ...INFORM,
    ru: 'подписант не отсылает к подразумеваемой политике подписи',
    en: 'the signer does not point to an implied signature policy',
  },
  // The text of a policy that the signer names is rarely at hand, and binds the signer, not us.
  'signature-policy-available': {
    clause: 'EN 319 102-1 §5.2.4.4',
    ...WARN,
    ru: 'текст политики подписи передан (--signature-policy) или лежит в файле подписи',
    en: 'the document of the signature policy was handed in (--signature-policy) or lies in the file',
  },
  'signature-policy-digest-present': {
    clause: 'EN 319 122-1 §5.2.9',
    ...WARN,
    ru: 'подписан хэш документа политики подписи',
    en: 'a digest of the signature policy’s document is signed',
  },
  'signature-policy-digest': {
    clause: 'EN 319 102-1 §5.2.4.4',
    ...FAIL,
    ru: 'переданный документ политики подписи имеет подписанный хэш',
    en: 'the signature policy’s document that was handed in has the signed digest',
  },
  // What the text of the policy demands is for people, or for whoever lists it as accepted.
  'signature-policy-carried-out': {
    clause: 'EN 319 102-1 §5.2.4.4',
    ...WARN,
    ru: 'политика проверки учитывает эту политику подписи (названа в signaturePolicies)',
    en: 'the validation policy accounts for this signature policy (named in signaturePolicies)',
  },
  'signed-data-found': {
    clause: 'EN 319 102-1 §5.2.7.4',
    ...FIXED,
    ru: 'подписанное содержимое имеется',
    en: 'the signed content is at hand',
  },
  'signed-data-intact': {
    clause: 'EN 319 102-1 §5.2.7.4',
    ...FIXED,
    ru: 'хэш содержимого равен подписанному',
    en: 'the digest of the content is the one that was signed',
  },
  'signature-value': {
    clause: 'EN 319 102-1 §5.2.7.4',
    ...FIXED,
    ru: 'значение подписи верно под ключом сертификата',
    en: 'the signature value is right under the key of the certificate',
  },
  'signed-attributes-der': {
    clause: 'RFC 5652 §5.4',
    ...WARN,
    ru: 'подписанные атрибуты записаны в DER',
    en: 'the signed attributes are in DER',
  },
  'signed-attributes-present': {
    clause: 'EN 319 102-1 §5.2.8.4.2',
    ...WARN,
    ru: 'подписанные атрибуты есть',
    en: 'signed attributes are there',
  },
  'signing-time-present': {
    clause: 'EN 319 102-1 §5.2.8.4.2',
    ...WARN,
    ru: 'подписант назвал время подписания',
    en: 'the signer claims a signing time',
  },
  // The signer's clock is a claim: it warns, and proves nothing either way.
  'signing-time-in-validity': {
    clause: 'EN 319 102-1 §5.2.8.4.2',
    ...WARN,
    ru: 'названное время подписания внутри срока сертификата',
    en: 'the claimed signing time is inside the certificate’s validity',
  },
  // Which anchor is trusted is the verifier's choice: a signer who names the root above it has done nothing wrong.
  'signing-certificate-references-in-path': {
    clause: 'EN 319 102-1 §5.2.8.4.2.1',
    ...WARN,
    ru: 'все сертификаты, на которые сослался подписант, есть в цепочке',
    en: 'every certificate that the signer refers to is on the path',
  },
  'required-attributes': {
    clause: 'EN 319 102-1 §5.2.8.4.2',
    ...FAIL,
    ru: 'подписанные атрибуты, которых требует политика (requiredAttributes), есть',
    en: 'the signed attributes that the policy requires (requiredAttributes) are there',
  },
  'signature-algorithms': {
    clause: 'EN 319 102-1 §5.2.8.4.3',
    ...FAIL,
    ru: 'алгоритмы подписи и хэширования и ключ допустимы (algorithms)',
    en: 'signature and digest algorithms and the key are acceptable (algorithms)',
  },
  // The digest of a reference must resist a second preimage, not a collision: old SHA-1 references stand, and no others.
  'reference-algorithms': {
    clause: 'EN 319 102-1 §5.2.8.4.3',
    ...WARN,
    ru: 'SHA-1 в подписанных ссылках допустим (algorithms)',
    en: 'SHA-1 in signed references is acceptable (algorithms)',
  },
} as const satisfies Readonly<Record<string, Check>>;
