import type { PathReasonCode } from '../path/reasons.ts';
import type { Message } from './messages.ts';

/** One sentence in each language for every reason of path validation (../path/reasons.ts). */
export const PATH_MESSAGES: Readonly<Record<PathReasonCode, Message>> = {
  'no-issuer-found': {
    ru: 'Цепочка до доверенного центра не построена: нет сертификата издателя {issuer}.',
    en: 'No path to a trusted authority: the certificate of the issuer {issuer} is not at hand.',
  },
  'certificate-signature-invalid': {
    ru: 'Сертификат в цепочке подписан не ключом своего издателя.',
    en: 'A certificate of the path is not signed by its issuer’s key.',
  },
  'certificate-signature-not-checked': {
    ru: 'Подпись сертификата в цепочке проверить нельзя: алгоритм {algorithm}.',
    en: 'The signature of a certificate of the path cannot be checked: algorithm {algorithm}.',
  },
  'anchor-purpose': {
    ru: 'Доверенный центр не предназначен для этой цели ({purpose}).',
    en: 'The trusted authority does not serve this purpose ({purpose}).',
  },
  'anchor-not-yet-trusted': {
    ru: 'Центру доверяют только с {from}.',
    en: 'The authority is trusted from {from} on only.',
  },
  'anchor-no-longer-trusted': {
    ru: 'Центру доверяли только до {until}.',
    en: 'The authority was trusted until {until} only.',
  },
  'profile-violation': {
    ru: 'Сертификат нарушает требования профиля ({rule}).',
    en: 'A certificate breaks a rule of its profile ({rule}).',
  },
  'certificate-malformed': {
    ru: 'Сертификат в цепочке составлен неверно: {detail}.',
    en: 'A certificate of the path is malformed: {detail}.',
  },
  'signature-algorithms-differ': {
    ru: 'В сертификате названы два разных алгоритма подписи.',
    en: 'A certificate names two different signature algorithms.',
  },
  'not-a-ca': {
    ru: 'Издатель в цепочке не является удостоверяющим центром.',
    en: 'An issuer of the path is not a certification authority.',
  },
  'key-usage-not-cert-sign': {
    ru: 'Ключ издателя не предназначен для подписания сертификатов.',
    en: 'An issuer’s key is not meant for signing certificates.',
  },
  'path-too-long': {
    ru: 'Цепочка длиннее, чем разрешил издатель.',
    en: 'The path is longer than an issuer allows.',
  },
  'unknown-critical-extension': {
    ru: 'В сертификате есть неизвестное критическое расширение {extension}.',
    en: 'A certificate has the unknown critical extension {extension}.',
  },
  'name-constraint-malformed': {
    ru: 'Ограничения имён в сертификате составлены неверно ({form}).',
    en: 'The name constraints of a certificate are malformed ({form}).',
  },
  'name-constraint-not-supported': {
    ru: 'Ограничение имён этого вида не поддерживается ({form}).',
    en: 'A name constraint of this form is not supported ({form}).',
  },
  'name-not-permitted': {
    ru: 'Имя {name} ({form}) не входит в разрешённые издателем.',
    en: 'The name {name} ({form}) is not among those that an issuer permits.',
  },
  'name-excluded': {
    ru: 'Имя {name} ({form}) запрещено издателем.',
    en: 'The name {name} ({form}) is excluded by an issuer.',
  },
  'policy-mapping-any-policy': {
    ru: 'Сопоставление политик сертификатов недопустимо.',
    en: 'A certificate maps anyPolicy, which is forbidden.',
  },
  'no-acceptable-policy': {
    ru: 'Цепочка не отвечает требуемой политике сертификатов.',
    en: 'The path has no acceptable certificate policy.',
  },
  'certificate-not-yet-valid': {
    ru: 'Сертификат в цепочке действует только с {notBefore}.',
    en: 'A certificate of the path is valid from {notBefore} only.',
  },
  'certificate-expired': {
    ru: 'Сертификат в цепочке действовал до {notAfter}.',
    en: 'A certificate of the path was valid until {notAfter}.',
  },
  'purpose-key-usage': {
    ru: 'Сертификат подписанта не предназначен для подписания документов.',
    en: 'The signer’s certificate is not meant for signing documents.',
  },
  'purpose-extended-key-usage': {
    ru: 'Расширенное назначение сертификата подписанта не подходит ({purpose}).',
    en: 'The extended key usage of the signer’s certificate does not fit ({purpose}).',
  },
  'revocation-unknown': {
    ru: 'Не установлено, отозван ли сертификат: {detail}.',
    en: 'It is not known whether a certificate is revoked: {detail}.',
  },
  'revocation-issuer-out-of-bounds': {
    ru: 'Сведения об отзыве подписаны сертификатом вне срока его действия.',
    en: 'The revocation data are signed under a certificate outside its validity.',
  },
  'revocation-not-fresh': {
    ru: 'Сведения об отзыве (от {thisUpdate}) устарели; проверьте позже с новыми.',
    en: 'The revocation data (of {thisUpdate}) are not fresh; try again later with newer ones.',
  },
  'certificate-on-hold': {
    ru: 'Действие сертификата приостановлено с {time}; проверьте позже.',
    en: 'A certificate is on hold since {time}; try again later.',
  },
  'certificate-revoked': {
    ru: 'Сертификат отозван {time} (причина: {reason}).',
    en: 'A certificate was revoked at {time} (reason: {reason}).',
  },
  'path-limit': {
    ru: 'Превышен предел при построении цепочки ({limit}: {value}).',
    en: 'A limit of path building was reached ({limit}: {value}).',
  },
  'work-limit': {
    ru: 'Превышен предел работы над одним файлом или пакетом ({limit}: {value}); проверьте подписи по отдельности.',
    en: 'A limit of the work on one file or package was reached ({limit}: {value}); check its signatures separately.',
  },
  'path-valid': {
    ru: 'Цепочка до доверенного центра проверена.',
    en: 'The path to a trusted authority is valid.',
  },
};
