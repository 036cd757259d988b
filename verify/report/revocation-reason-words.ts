import type { Language, Message } from './messages.ts';

/** RFC 5280 §5.3.1 in words; the name that stands in the list is what a report's data keep. */
const REASONS: ReadonlyMap<string, Message> = new Map([
  ['unspecified', { ru: 'не указана', en: 'not stated' }],
  ['keyCompromise', { ru: 'ключ мог попасть в чужие руки', en: 'the key may be in other hands' }],
  [
    'cACompromise',
    { ru: 'ключ центра мог попасть в чужие руки', en: 'the authority’s key may be in other hands' },
  ],
  [
    'affiliationChanged',
    { ru: 'сведения о владельце изменились', en: 'the holder’s affiliation changed' },
  ],
  ['superseded', { ru: 'сертификат заменён другим', en: 'replaced by another certificate' }],
  ['cessationOfOperation', { ru: 'сертификат больше не нужен', en: 'no longer needed' }],
  ['certificateHold', { ru: 'действие приостановлено', en: 'on hold' }],
  ['removeFromCRL', { ru: 'приостановка снята', en: 'the hold was lifted' }],
  [
    'privilegeWithdrawn',
    { ru: 'права владельца отозваны', en: 'the holder’s rights were withdrawn' },
  ],
  [
    'aACompromise',
    {
      ru: 'ключ центра атрибутов мог попасть в чужие руки',
      en: 'the attribute authority’s key may be in other hands',
    },
  ],
]);

/** The reason for a revocation in words; one that is not known is shown as it stands. */
export function revocationReasonText(reason: string, language: Language): string {
  return REASONS.get(reason)?.[language] ?? reason;
}
