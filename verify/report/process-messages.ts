import type { ProcessReason } from '../process/reason-code.ts';
import { LONG_TERM_MESSAGES } from './long-term-messages.ts';
import type { Message } from './messages.ts';
import { TIME_STAMP_MESSAGES } from './time-stamp-messages.ts';
import { XML_MESSAGES } from './xml-messages.ts';

/** One sentence in each language for every reason of the process (../process/reason-code.ts). */
export const PROCESS_MESSAGES: Readonly<Record<ProcessReason, Message>> = {
  ...TIME_STAMP_MESSAGES,
  ...XML_MESSAGES,
  ...LONG_TERM_MESSAGES,
  passed: {
    ru: 'Все проверки пройдены.',
    en: 'All checks passed.',
  },
  'attribute-malformed': {
    ru: 'Подписанный атрибут «{attribute}» не читается.',
    en: 'The signed attribute “{attribute}” cannot be read.',
  },
  'attribute-missing': {
    ru: 'Нет обязательного подписанного атрибута «{attribute}».',
    en: 'The mandatory signed attribute “{attribute}” is missing.',
  },
  'attribute-not-allowed': {
    ru: 'Атрибут «{attribute}» здесь не допускается.',
    en: 'The attribute “{attribute}” is not allowed here.',
  },
  'attribute-repeated': {
    ru: 'Подписанный атрибут «{attribute}» встречается больше одного раза.',
    en: 'The signed attribute “{attribute}” occurs more than once.',
  },
  'attribute-values': {
    ru: 'У подписанного атрибута «{attribute}» должно быть ровно одно значение.',
    en: 'The signed attribute “{attribute}” must have exactly one value.',
  },
  'algorithm-protection-differs': {
    ru: 'Алгоритмы в подписи отличаются от тех, что подписаны атрибутом CMSAlgorithmProtection.',
    en: 'The algorithms of the signature are not those that its CMSAlgorithmProtection attribute signs.',
  },
  'content-ambiguous': {
    ru: 'Содержимое само является набором подписываемых атрибутов: нельзя сказать, что было подписано.',
    en: 'The content is itself a set of signed attributes: it cannot be told what was signed.',
  },
  'content-type-differs': {
    ru: 'Подписанный тип содержимого ({attribute}) отличается от указанного в файле ({content}).',
    en: 'The signed content type ({attribute}) is not the one in the file ({content}).',
  },
  'certificate-doubted': {
    ru: 'Сертификат ({certificate}) отозван позже, {revoked}, но издатель указал, что доверять его ключу нельзя уже с {invaliditySince}: подпись мог поставить не его владелец.',
    en: 'The certificate ({certificate}) was revoked later, at {revoked}, but its issuer says that its key is not to be trusted since {invaliditySince}: somebody else may have signed.',
  },
  'certificate-not-der': {
    ru: 'Сертификат ({certificate}) записан не в DER: издатель отступил от стандарта.',
    en: 'The certificate ({certificate}) is not encoded in DER: its issuer departed from the standard.',
  },
  'content-type-not-data': {
    ru: 'Подписано не обычное содержимое, а данные типа {contentType} (например, запрос на вход): это не подпись под документом.',
    en: 'What is signed is no plain content but data of type {contentType}, such as a challenge to sign in with: not a document.',
  },
  'counter-signature-not-read': {
    ru: 'К подписи приложена заверяющая подпись, которая не читается ({detail}); она ничего не доказывает.',
    en: 'The signature carries a counter-signature that cannot be read ({detail}) and proves nothing.',
  },
  'digest-algorithm-not-listed': {
    ru: 'Алгоритм хэширования подписанта ({digest}) не назван в перечне алгоритмов файла.',
    en: 'The signer’s digest algorithm ({digest}) is not in the file’s list of algorithms.',
  },
  'digest-algorithms-differ': {
    ru: 'Алгоритм хэширования ({digest}) не соответствует алгоритму подписи ({signature}).',
    en: 'The digest algorithm ({digest}) is not the one that the signature algorithm ({signature}) names.',
  },
  'encoding-remark': {
    ru: 'Особенность записи файла: {remark}.',
    en: 'How the file is encoded: {remark}.',
  },
  'signature-repeated': {
    ru: 'Эта же подпись стоит в файле несколько раз ({times}): это подпись одного лица, а не нескольких.',
    en: 'This very signature is in the file several times ({times}): one person signed, not several.',
  },
  'signed-attributes-empty': {
    ru: 'Набор подписанных атрибутов пуст.',
    en: 'The set of signed attributes is empty.',
  },
  'signed-attributes-required': {
    ru: 'Для содержимого типа {contentType} подписанные атрибуты обязательны, а их нет.',
    en: 'Content of type {contentType} must be signed with attributes, and there are none.',
  },
  'certified-role-not-judged': {
    ru: 'Подписант приложил чужое подтверждение своей роли или полномочий; оно не проверялось и ничего здесь не доказывает.',
    en: 'The signer attached somebody’s confirmation of a role or authority; it was not checked and proves nothing here.',
  },
  'unsigned-attribute-not-judged': {
    ru: 'К подписи приложено «{attribute}»; это не проверялось и ничего здесь не доказывает.',
    en: 'The signature carries “{attribute}”, which was not checked and proves nothing here.',
  },
  'version-unexpected': {
    ru: 'Версия записи о подписанте — {version}, по стандарту должна быть {expected}.',
    en: 'The signer information has version {version}; the standard says {expected}.',
  },
  'signing-certificate-absent': {
    ru: 'Сертификат подписанта не найден: {signer}.',
    en: 'The signer’s certificate was not found: {signer}.',
  },
  'signing-certificate-ambiguous': {
    ru: 'Под указание подписанта подходят несколько сертификатов ({count}); взят тот, чьим ключом проверяется подпись.',
    en: 'Several certificates ({count}) fit what the signature says of its signer; the one whose key verifies was taken.',
  },
  'signing-certificate-issuer-serial-differs': {
    ru: 'Издатель или номер в подписанной ссылке на сертификат не совпадают с сертификатом.',
    en: 'The issuer or serial number in the signed certificate reference is not the certificate’s.',
  },
  'signing-certificate-not-first': {
    ru: 'Ссылка на сертификат подписанта стоит в атрибуте не первой.',
    en: 'The reference to the signer’s certificate is not the first in its attribute.',
  },
  'signing-certificate-reference-absent': {
    ru: 'Подпись не содержит подписанной ссылки на сертификат (это CMS, но не CAdES).',
    en: 'The signature has no signed reference to its certificate (it is CMS, not CAdES).',
  },
  'signing-certificate-reference-differs': {
    ru: 'Подписанная ссылка указывает на другой сертификат, чем приложенный: {signer}.',
    en: 'The signed reference names another certificate than the one at hand: {signer}.',
  },
  'signing-certificate-reference-elsewhere': {
    ru: 'Подписант сослался и на сертификат, которого нет в проверенной цепочке (хэш {digest}).',
    en: 'The signer also refers to a certificate that is not on the validated path (digest {digest}).',
  },
  'format-not-accepted': {
    ru: 'Подпись в формате {format}, а политика проверки принимает только: {accepted}.',
    en: 'The signature is in format {format}; the validation policy accepts only: {accepted}.',
  },
  'attribute-required': {
    ru: 'Политика проверки требует подписанный атрибут «{attribute}», а его нет.',
    en: 'The validation policy requires the signed attribute “{attribute}”, which is not there.',
  },
  'signature-policy-digest-absent': {
    ru: 'Подписант указал политику подписи {policy}, но не подписал хэш её документа: каким он должен быть, установить нельзя.',
    en: 'The signer named the signature policy {policy} without a digest of its document: which text was meant cannot be told.',
  },
  'signature-policy-digest-differs': {
    ru: 'Переданный документ политики подписи {policy} — не тот, что назвал подписант: подписан хэш {algorithm} {expected}, у документа {computed}.',
    en: 'The document handed in for the signature policy {policy} is not the one that the signer named: the signed {algorithm} digest is {expected}, the document has {computed}.',
  },
  'signature-policy-elsewhere': {
    ru: 'Подписант указал политику подписи {policy}; её документ не передан и не проверялся. По словам подписанта, он лежит по адресу {uri} (это только подсказка, программа туда не обращалась; okno verify: укажите --signature-policy).',
    en: 'The signer named the signature policy {policy}; its document was not handed in and not checked. The signer says that it lies at {uri} (a hint only, nothing was fetched; okno verify: give --signature-policy).',
  },
  'signature-policy-implied': {
    ru: 'Подписант сослался на политику подписи, которую должны подразумевать обе стороны; что в ней, подпись не говорит.',
    en: 'The signer points to a signature policy that both sides are to imply; the signature does not say what is in it.',
  },
  'signature-policy-not-accepted': {
    ru: 'Подписант указал политику подписи {policy}, которую политика проверки не принимает.',
    en: 'The signer named the signature policy {policy}, which the validation policy does not accept.',
  },
  'signature-policy-not-carried-out': {
    ru: 'Документ политики подписи {policy} — тот, что назвал подписант; его правила написаны для людей, программа их не выполняла.',
    en: 'The document of the signature policy {policy} is the one that the signer named; its rules are for people and were not carried out here.',
  },
  'signature-policy-not-available': {
    ru: 'Подписант указал политику подписи {policy}, её текста нет, и она не проверялась.',
    en: 'The signer named the signature policy {policy}; its text is not at hand and was not checked.',
  },
  'signer-certificate-expired': {
    ru: 'Сертификат подписанта действовал до {notAfter}, а что подпись существовала раньше, чем {time}, не доказано.',
    en: 'The signer’s certificate was valid until {notAfter}, and nothing proves that the signature existed before {time}.',
  },
  'signer-certificate-not-yet-valid': {
    ru: 'Сертификат подписанта действует только с {notBefore}, а подпись существовала уже {time}.',
    en: 'The signer’s certificate is valid from {notBefore} only, and the signature existed at {time} already.',
  },
  'revocation-not-parsed': {
    ru: 'Сведения об отзыве внутри подписи не читаются и не использованы: {detail}.',
    en: 'Revocation data inside the signature cannot be read and were not used: {detail}.',
  },
  'revocation-not-required': {
    ru: 'Не отозван ли сертификат ({certificate}), неизвестно; политика проверки этого не требует.',
    en: 'Whether the certificate ({certificate}) is revoked is not known; the validation policy does not require it.',
  },
  'trust-anchors-absent': {
    ru: 'Не указано, каким удостоверяющим центрам доверять, поэтому доверие к сертификату не проверено (okno verify: укажите --trust).',
    en: 'No trusted certification authority was given, so trust in the certificate was not checked (okno verify: give --trust).',
  },
  'algorithm-unknown': {
    ru: 'Алгоритм {oid} неизвестен программе, проверить подпись нельзя.',
    en: 'The algorithm {oid} is not known here; the signature cannot be checked.',
  },
  'content-absent': {
    ru: 'Нет подписанного документа: подпись отсоединённая, нужен файл, который подписывали.',
    en: 'The signed document is not there: the signature is detached and needs the file that was signed.',
  },
  'content-digest-differs': {
    ru: 'Документ «{content}» изменён или это другой документ: подписан хэш {algorithm} {expected}, у файла {computed}.',
    en: 'The document “{content}” was changed or is another one: the signed {algorithm} digest is {expected}, the file has {computed}.',
  },
  'document-beside-differs': {
    ru: 'Рядом лежит файл «{document}», но подписан не он: подпись относится к документу внутри своего файла, и это другой документ.',
    en: 'The file “{document}” lies beside, but is not what was signed: the signature is over the document inside its own file, which is another one.',
  },
  'message-fields-not-signed': {
    ru: 'Подписано содержимое письма, но не его поля: {fields}. Кем и кому письмо отправлено, они не доказывают.',
    en: 'The content of the message is signed, its fields are not: {fields}. They prove nothing of who sent it to whom.',
  },
  'key-does-not-fit': {
    ru: 'Ключ сертификата ({key}) не подходит к алгоритму подписи ({algorithm}).',
    en: 'The certificate’s key ({key}) does not fit the signature algorithm ({algorithm}).',
  },
  'content-over-limit': {
    ru: 'Алгоритм подписи берёт содержимое только целиком, а в нём {size} байт: больше предела {limit}. Проверить значение подписи нельзя.',
    en: 'The signature algorithm takes the content only as a whole, which has {size} bytes: over the limit of {limit}. The value cannot be verified.',
  },
  'key-unusable': {
    ru: 'Ключ сертификата нельзя использовать для проверки: {detail}.',
    en: 'The certificate’s key cannot be used: {detail}.',
  },
  'parameters-unusable': {
    ru: 'Параметры алгоритма подписи неверны: {detail}.',
    en: 'The parameters of the signature algorithm are wrong: {detail}.',
  },
  'provider-missing': {
    ru: 'Для алгоритма {algorithm} ({oid}) нужен провайдер «{provider}», он не подключён; подпись не проверена.',
    en: 'The algorithm {algorithm} ({oid}) needs the provider “{provider}”, which is not loaded; the signature was not checked.',
  },
  'signature-value-wrong': {
    ru: 'Значение подписи неверно: подписано не это или не этим ключом.',
    en: 'The signature value is wrong: something else was signed, or with another key.',
  },
  'verified-as-der': {
    ru: 'Подписанные атрибуты записаны не по DER; подпись верна для их записи в DER.',
    en: 'The signed attributes are not in DER; the signature is right over their DER encoding.',
  },
  'algorithm-expired': {
    ru: 'Алгоритм {algorithm} (ключ, бит: {bits}) считается ненадёжным с {until}; время проверки — {time}.',
    en: 'The algorithm {algorithm} (key bits: {bits}) is not reliable from {until} on; it was judged at {time}.',
  },
  'algorithm-not-listed': {
    ru: 'Алгоритм {algorithm} (ключ, бит: {bits}) политикой не допускается.',
    en: 'The policy does not accept the algorithm {algorithm} (key bits: {bits}).',
  },
  'signed-attributes-absent': {
    ru: 'Подпись без подписанных атрибутов: подписаны только байты документа, время не заявлено.',
    en: 'The signature has no signed attributes: only the document’s bytes are signed, no time is claimed.',
  },
  'signing-time-absent': {
    ru: 'Подписант не указал время подписания.',
    en: 'The signer claims no signing time.',
  },
  'signing-time-outside-validity': {
    ru: 'Заявленное время подписания {time} вне срока действия сертификата ({notBefore} — {notAfter}).',
    en: 'The claimed signing time {time} is outside the certificate’s validity ({notBefore} – {notAfter}).',
  },
};
