import type { Ground } from '../access/access-rule.ts';
import type { DenialReason } from '../access/decision.ts';

export type Language = 'ru' | 'en';

interface Lists {
  readonly kinds: readonly string[];
  readonly signIns: readonly string[];
  readonly actions: readonly string[];
  readonly states: readonly string[];
  readonly grounds: readonly string[];
}

interface Words {
  readonly rules: string;
  readonly signIns: string;
  readonly notes: string;
  readonly who: string;
  readonly may: string;
  readonly when: string;
  readonly signsInBy: string;
  readonly allowed: string;
  readonly denied: string;
  readonly grounds: Readonly<Record<Ground, string>>;
  readonly reasons: Readonly<Record<DenialReason, string>>;
  readonly help: (lists: Lists) => string;
}

export const ACCESS_WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    rules: 'Что разрешено. Чего здесь нет, то запрещено (Постановление № 65)',
    signIns: 'Как нужно войти (п. 21)',
    notes:
      'Охраняемую законом тайну показывают только вошедшим по квалифицированной подписи (п. 23, D65-23-тайна).\n' +
      'Приостановить нельзя органы и агентов валютного контроля (п. 17 (б)); ликвидированный теряет доступ (п. 22).',
    who: 'кто',
    may: 'может',
    when: 'если',
    signsInBy: 'входит по',
    allowed: 'разрешено, если',
    denied: 'запрещено',
    grounds: {
      any: 'без условий',
      self: 'это сведения о нём самом',
      suspendable: 'это не орган, не агент валютного контроля и не оператор',
      liquidated: 'юридическое лицо ликвидировано или статус предпринимателя утрачен',
      'by-agreement': 'это предусмотрено соглашением; не для органов и агентов',
      held: 'ему поручено действовать от имени другого',
      own: 'разместил сам',
      asked: 'запрос поступил в его кабинет',
      asking: 'запрос направил сам',
      'on-request': 'размещённая версия направлена ему по его запросу',
      received: 'размещённая версия направлена ему участником',
      'own-bank': 'УНК присвоил этот банк, версия размещена',
      'currency-control': 'у договора есть УНК, версия размещена',
    },
    reasons: {
      suspended: 'доступ приостановлен',
      terminated: 'доступ прекращён',
      'never-suspended': 'органы и агентов валютного контроля не приостанавливают и не отключают',
      'no-delegation': 'поручения нет, оно отозвано или истекло',
      'outside-delegation': 'это действие или этот вид документа не поручены',
      'act-needs-qualified-signature':
        'такой акт совершают только при входе по квалифицированной подписи',
      'authentication-too-weak': 'вход слабее, чем требуется',
      'outside-competence': 'вне компетенции пользователя этого вида',
      'no-grant': 'нет основания доступа',
      quarantined: 'файл в карантине или ещё не проверен на вредоносные программы',
      'secret-needs-qualified-signature':
        'охраняемая законом тайна — только при входе по квалифицированной подписи',
    },
    help: ({ kinds, signIns, actions, states, grounds }) => `okno access explain — правила доступа

  okno access explain                     вся таблица с пунктами
  okno access explain --kind ВИД --authentication ВХОД --action ДЕЙСТВИЕ
                                          одно решение; код завершения 1 — запрещено
  --state СОСТОЯНИЕ                       участник активен (если не сказано), приостановлен, отключён
  --ground ОСНОВАНИЕ                      что связывает его с объектом; none — ничего
  --secret                                документ — охраняемая законом тайна
  --format text|json                      для людей или для программ
  --lang ru|en                            язык

ВИД: ${kinds.join(', ')}
ВХОД: ${signIns.join(', ')}
ДЕЙСТВИЕ: ${actions.join(', ')}
СОСТОЯНИЕ: ${states.join(', ')}
ОСНОВАНИЕ: ${grounds.join(', ')}
`,
  },
  en: {
    rules: 'What is allowed. What is not here is denied (Decree 65)',
    signIns: 'How one must have signed in (para. 21)',
    notes:
      'A secret protected by law is shown to qualified-signature sessions only (para. 23, D65-23-тайна).\n' +
      'Bodies and agents of currency control are never suspended (para. 17 (б)); who is liquidated loses access (para. 22).',
    who: 'who',
    may: 'may',
    when: 'when',
    signsInBy: 'signs in by',
    allowed: 'allowed when',
    denied: 'denied',
    grounds: {
      any: 'unconditionally',
      self: 'it is about the participant itself',
      suspendable: 'it is no body, no agent of currency control and not the operator',
      liquidated: 'the legal person is liquidated, or is an entrepreneur no more',
      'by-agreement': 'the agreement says so; not for bodies and agents',
      held: 'it was empowered to act for another',
      own: 'placed it itself',
      asked: 'the request has arrived in its account',
      asking: 'it made the request',
      'on-request': 'a placed version was sent to it on its request',
      received: 'a placed version was sent to it by a participant',
      'own-bank': 'this bank assigned the УНК, and the version is placed',
      'currency-control': 'the contract has a УНК, and the version is placed',
    },
    reasons: {
      suspended: 'access is suspended',
      terminated: 'access has ended',
      'never-suspended':
        'bodies and agents of currency control are neither suspended nor disconnected',
      'no-delegation': 'there is no delegation, or it was revoked or has ended',
      'outside-delegation': 'this action or kind of document was not delegated',
      'act-needs-qualified-signature': 'such an act needs a sign-in by a qualified signature',
      'authentication-too-weak': 'the sign-in is weaker than what is asked',
      'outside-competence': 'outside the competence of this kind of user',
      'no-grant': 'no ground of access',
      quarantined: 'the file is in quarantine, or not yet scanned for malware',
      'secret-needs-qualified-signature':
        'a secret protected by law only after sign-in by a qualified signature',
    },
    help: ({
      kinds,
      signIns,
      actions,
      states,
      grounds,
    }) => `okno access explain: the rules of access

  okno access explain                     the whole table with paragraphs
  okno access explain --kind KIND --authentication SIGN-IN --action ACTION
                                          one decision; exit code 1: denied
  --state STATE                           the participant is active (when not said), suspended, terminated
  --ground GROUND                         what connects it with the object; none: nothing does
  --secret                                the document is a secret protected by law
  --format text|json                      for people or for programs
  --lang ru|en                            language

KIND: ${kinds.join(', ')}
SIGN-IN: ${signIns.join(', ')}
ACTION: ${actions.join(', ')}
STATE: ${states.join(', ')}
GROUND: ${grounds.join(', ')}
`,
  },
};
