import { type Check, FAIL, FIXED, WARN } from './check.ts';

/** EN 319 102-1 §5.2.2: the file keeps the rules of its own format. */
export const FORMAT_CHECKS = {
  'format-accepted': {
    clause: 'EN 319 102-1 §5.2.2',
    ...FAIL,
    ru: 'формат подписи есть среди принимаемых (formats)',
    en: 'the format of the signature is among those accepted (formats)',
  },
  encoding: {
    clause: 'RFC 5652 §2',
    ...WARN,
    ru: 'файл записан так, как требует стандарт, без допущений при чтении',
    en: 'the file is encoded as the standard asks, nothing had to be tolerated',
  },
  'digest-algorithm-listed': {
    clause: 'RFC 5652 §5.1',
    ...FAIL,
    ru: 'алгоритм хэширования подписанта назван в перечне файла',
    en: 'the digest algorithm of the signer is in the list of the file',
  },
  version: {
    clause: 'RFC 5652 §5.1',
    ...FIXED,
    ru: 'версия SignedData определена стандартом',
    en: 'the version of SignedData is one that the standard defines',
  },
  'signer-version': {
    clause: 'RFC 5652 §5.3',
    ...FIXED,
    ru: 'версия SignerInfo определена стандартом',
    en: 'the version of SignerInfo is one that the standard defines',
  },
  'signer-version-fits': {
    clause: 'RFC 5652 §5.3',
    ...WARN,
    ru: 'версия SignerInfo соответствует способу указания подписанта',
    en: 'the version of SignerInfo fits the way in which the signer is named',
  },
  'digest-algorithms-agree': {
    clause: 'RFC 8933 §3.1',
    ...FIXED,
    ru: 'хэш содержимого и хэш под значением подписи одного алгоритма',
    en: 'content and signature value use one and the same digest',
  },
  'content-type-data': {
    clause: 'RFC 5652 §4',
    ...WARN,
    ru: 'подписан документ (id-data), а не данные другого протокола',
    en: 'what is signed is a document (id-data), not data of another protocol',
  },
  'signed-attributes-where-required': {
    clause: 'RFC 5652 §5.3',
    ...FIXED,
    ru: 'подписанные атрибуты есть там, где они обязательны',
    en: 'signed attributes are there where they must be',
  },
  'content-unambiguous': {
    clause: 'draft-ietf-lamps-cms-euf-cma-signeddata',
    ...FIXED,
    ru: 'содержимое нельзя принять за подписанные атрибуты',
    en: 'the content cannot be taken for signed attributes',
  },
  'signed-attributes-not-empty': {
    clause: 'RFC 5652 §5.3',
    ...FIXED,
    ru: 'набор подписанных атрибутов не пуст',
    en: 'the set of signed attributes is not empty',
  },
  'content-type-attribute': {
    clause: 'RFC 5652 §11.1',
    ...FIXED,
    ru: 'атрибут content-type есть',
    en: 'the content-type attribute is there',
  },
  'message-digest-attribute': {
    clause: 'RFC 5652 §11.2',
    ...FIXED,
    ru: 'атрибут message-digest есть',
    en: 'the message-digest attribute is there',
  },
  'signed-attribute': {
    clause: 'RFC 5652 §5.3',
    ...FIXED,
    ru: 'подписанный атрибут читается и встречается один раз с одним значением',
    en: 'a signed attribute can be read and occurs once with one value',
  },
  'content-type-equal': {
    clause: 'RFC 5652 §11.1',
    ...FIXED,
    ru: 'подписанный тип содержимого тот же, что в файле',
    en: 'the signed content type is that of the file',
  },
  'algorithm-protection': {
    clause: 'RFC 6211 §3',
    ...FIXED,
    ru: 'алгоритмы те, что подписаны атрибутом CMSAlgorithmProtection',
    en: 'the algorithms are those that CMSAlgorithmProtection signs',
  },
  'attribute-not-judged': {
    clause: 'EN 319 122-1 §5',
    ...WARN,
    ru: 'у подписи нет атрибутов, которые здесь не проверяются',
    en: 'the signature has no attribute that is not judged here',
  },
  'signature-structure': {
    clause: 'XML Signature 1.1 §4',
    ...FIXED,
    ru: 'подпись XML составлена по стандарту и читается',
    en: 'the XML signature is built as the standard says and can be read',
  },
  'identifiers-unique': {
    clause: 'XML Signature 1.1 §4.4.3.3',
    ...FIXED,
    ru: 'идентификаторы элементов XML не повторяются',
    en: 'no identifier of XML elements is repeated',
  },
  'signature-method': {
    clause: 'XML Signature 1.1 §6.4',
    ...FIXED,
    ru: 'метод подписи XML — подпись, а не код аутентификации',
    en: 'the method of the XML signature is a signature, not an authentication code',
  },
  'content-referenced': {
    clause: 'XML Signature 1.1 §4.4.3',
    ...FIXED,
    ru: 'ссылка подписи XML ведёт на переданный документ',
    en: 'a reference of the XML signature leads to the document handed in',
  },
  'key-info': {
    clause: 'XML Signature 1.1 §4.5',
    ...WARN,
    ru: 'всё в KeyInfo читается',
    en: 'all of KeyInfo can be read',
  },
  'not-judged': {
    clause: 'XML Signature 1.1 §5.1',
    ...WARN,
    ru: 'в подписи XML нет того, что здесь не проверяется (Manifest, XAdES)',
    en: 'the XML signature has nothing that is not judged here (Manifest, XAdES)',
  },
} as const satisfies Readonly<Record<string, Check>>;
