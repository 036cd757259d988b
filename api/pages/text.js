// The words of the page in Russian and English, and how times and sizes are shown.
const WORDS = {
  ru: {
    other: 'English',
    otherLang: 'en',
    signInTitle: 'Вход по электронной подписи',
    signInLead:
      'Подпишите текст ниже вашей квалифицированной электронной подписью (прикреплённая подпись, CMS) и загрузите файл подписи. Текст действует пять минут и годится только для входа.',
    signInMake: 'Получить текст для подписи',
    signInSave: 'Сохранить текст',
    signInUpload: 'Файл подписи',
    signInCommand: 'Пример для OpenSSL',
    leave: 'Выйти',
    contracts: 'Договоры',
    noContracts: 'Договоров ещё нет. Они появляются после регистрации через API.',
    contract: 'Договор',
    of: 'от',
    parties: 'Стороны',
    sum: 'Сумма',
    noSum: 'не указана',
    obligationsEnd: 'Срок обязательств до',
    unk: 'УНК',
    keepUntil: 'Хранить до',
    keepForever: 'без срока: окончание обязательств не известно',
    noDocuments: 'Документов ещё нет.',
    category: 'п. 26',
    version: 'Версия',
    newest: 'действующая',
    placed: 'Размещён',
    received: 'Получен',
    moscow: 'МСК',
    state: {
      pending: 'получен, ещё не размещён',
      quarantined: 'в карантине',
      refused: 'не принят',
    },
    why: 'Почему',
    file: 'Файл',
    signature: 'Подпись',
    receipts: 'Квитанции',
    receiptOf: {
      'document.received': 'о получении',
      'document.placed': 'о размещении',
      'document.sent': 'о направлении',
      'document.delivered': 'о получении адресатом',
      'request.arrived': 'о поступлении запроса',
    },
    receiptOther: 'другая',
    print: 'для печати',
    send: 'Направить',
    sendTo: 'Кому направить',
    sendChoose: 'Выберите банк или орган',
    sent: 'Направлен',
    sentDone: 'Направлено.',
    sendAnswers: 'В ответ на запрос',
    sendUnasked: 'без запроса',
    requests: 'Запросы валютного контроля',
    request: 'Запрос',
    requestIs: { open: 'ожидает ответа', answered: 'отвечен', overdue: 'срок истёк' },
    requestLate: 'ответ дан после срока',
    requester: 'Кто запросил',
    requested: 'У кого',
    requestGround: 'Основание',
    arrived: 'Поступил',
    requestDue: 'Ответить до конца дня',
    provisional: 'календарь этого года ещё не утверждён',
    requestItems: 'Что запрошено',
    itemOpen: 'ещё не направлено',
    categoryLetter: { a: '(а)', b: '(б)', v: '(в)', g: '(г)', d: '(д)', e: '(е)' },
    receivedFrom: 'Направлено вам',
    sender: 'Отправитель',
    history: 'История',
    historyHint: 'Что с документом было и когда, по квитанциям (PDF)',
    evidence: 'Пакет доказательств',
    secretDocument: 'Охраняемая законом тайна: войдите по квалифицированной подписи',
    evidenceHint: 'Документ, подписи, сертификаты и квитанции: проверяется без нашего сервера',
    details: 'Подробности проверки',
    protocol: 'Протокол проверки (PDF)',
    verifyTitle: 'Проверить подпись',
    verifyLead:
      'Перетащите сюда документ и файл подписи к нему, файл с подписью внутри или пакет доказательств.',
    choose: 'Выбрать файлы',
    checking: 'Проверяем…',
    'TOTAL-PASSED': 'Подпись действительна',
    INDETERMINATE: 'Ответ неокончательный',
    'TOTAL-FAILED': 'Подпись недействительна',
    warnings: 'Обратите внимание',
    failed: 'Не получилось',
    signedOut: 'Вы вышли.',
    bytes: 'байт',
  },
  en: {
    other: 'Русский',
    otherLang: 'ru',
    signInTitle: 'Sign in with your electronic signature',
    signInLead:
      'Sign the text below with your qualified signature (attached CMS) and upload the signature file. The text is good for five minutes and for signing in only.',
    signInMake: 'Get the text to sign',
    signInSave: 'Save the text',
    signInUpload: 'Signature file',
    signInCommand: 'Example for OpenSSL',
    leave: 'Sign out',
    contracts: 'Contracts',
    noContracts: 'No contracts yet. They appear once they are registered through the API.',
    contract: 'Contract',
    of: 'of',
    parties: 'Parties',
    sum: 'Amount',
    noSum: 'not stated',
    obligationsEnd: 'Obligations until',
    unk: 'Contract number of the bank (УНК)',
    keepUntil: 'Kept until',
    keepForever: 'no end: the end of obligations is not known',
    noDocuments: 'No documents yet.',
    category: 'para. 26',
    version: 'Version',
    newest: 'current',
    placed: 'Placed',
    received: 'Received',
    moscow: 'Moscow time',
    state: {
      pending: 'received, not placed yet',
      quarantined: 'in quarantine',
      refused: 'not accepted',
    },
    why: 'Why',
    file: 'File',
    signature: 'Signature',
    receipts: 'Receipts',
    receiptOf: {
      'document.received': 'of receipt',
      'document.placed': 'of placing',
      'document.sent': 'of sending',
      'document.delivered': 'of receipt by the addressee',
      'request.arrived': 'of the arrival of the request',
    },
    receiptOther: 'other',
    print: 'for printing',
    send: 'Send',
    sendTo: 'Send to',
    sendChoose: 'Choose a bank or body',
    sent: 'Sent',
    sentDone: 'Sent.',
    sendAnswers: 'In answer to the request',
    sendUnasked: 'unasked',
    requests: 'Requests of currency control',
    request: 'Request',
    requestIs: { open: 'waits for an answer', answered: 'answered', overdue: 'overdue' },
    requestLate: 'answered after its term',
    requester: 'Requested by',
    requested: 'Requested from',
    requestGround: 'Legal ground',
    arrived: 'Arrived',
    requestDue: 'Due by the end of',
    provisional: 'the calendar of that year is not decreed yet',
    requestItems: 'What is requested',
    itemOpen: 'not sent yet',
    categoryLetter: { a: '(а)', b: '(б)', v: '(в)', g: '(г)', d: '(д)', e: '(е)' },
    receivedFrom: 'Sent to you',
    sender: 'Sender',
    history: 'History',
    historyHint: 'What became of the document and when, by its receipts (PDF)',
    evidence: 'Evidence package',
    secretDocument: 'A secret protected by law: sign in by a qualified signature',
    evidenceHint: 'Document, signatures, certificates and receipts: verified without our server',
    details: 'How it was verified',
    protocol: 'Verification report (PDF)',
    verifyTitle: 'Verify a signature',
    verifyLead:
      'Drop a document with its signature file here, a signed file, or an evidence package.',
    choose: 'Choose files',
    checking: 'Verifying…',
    'TOTAL-PASSED': 'The signature is valid',
    INDETERMINATE: 'No final answer',
    'TOTAL-FAILED': 'The signature is not valid',
    warnings: 'Please note',
    failed: 'It did not work',
    signedOut: 'You are signed out.',
    bytes: 'octets',
  },
};

let language =
  localStorage.getItem('language') ?? (navigator.language.startsWith('ru') ? 'ru' : 'en');

export const currentLanguage = () => language;
export const t = (key) => WORDS[language][key] ?? key;

export function switchLanguage() {
  language = t('otherLang');
  localStorage.setItem('language', language);
}

/** The legal date and time (Moscow) with the UTC instant as a tooltip. */
export function moscowTime(iso) {
  const text = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Europe/Moscow',
  }).format(new Date(iso));
  return `${text} ${t('moscow')}`;
}

/** A legal date YYYY-MM-DD as people write it. */
export function legalDate(text) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${text.slice(0, 10)}T00:00:00Z`),
  );
}

export function octets(count) {
  return `${new Intl.NumberFormat(language).format(count)} ${t('bytes')}`;
}

export function money(amount, currency) {
  const [whole, fraction] = amount.split('.');
  const grouped = new Intl.NumberFormat(language).format(BigInt(whole));
  const point = language === 'ru' ? ',' : '.';
  return `${grouped}${fraction === undefined ? '' : point + fraction} ${currency}`;
}
