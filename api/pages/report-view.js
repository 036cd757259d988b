// A validation report for people: the answer first, then who, what and why, then every check.
import { facts, h } from './dom.js';
import { currentLanguage, legalDate, moscowTime, octets, t } from './text.js';

const TONE = { 'TOTAL-PASSED': 'good', INDETERMINATE: 'wait', 'TOTAL-FAILED': 'bad' };

export function badge(indication, subIndication, words) {
  const answer = words === undefined ? t(indication) : t(words)[indication];
  return h('span', { class: `badge ${TONE[indication]}`, title: subIndication }, answer);
}

const sentence = (reason) => reason?.[currentLanguage()] ?? reason?.code;

function signerFacts(signer) {
  if (signer === undefined) return [];
  const person = [signer.surname, signer.givenName].filter(Boolean).join(' ');
  const tax = signer.innLegalEntity ?? signer.inn;
  return [
    [t('signer'), person || signer.commonName || signer.subject],
    [t('organization'), [signer.organization, tax && `ИНН ${tax}`].filter(Boolean).join(', ')],
    [t('certificate'), h('span', { class: 'mono' }, signer.serialNumber)],
    [
      t('valid'),
      `${t('from')} ${legalDate(signer.notBefore)} ${t('to')} ${legalDate(signer.notAfter)}`,
    ],
  ];
}

function contentFacts(contents) {
  return contents.map((content) => [
    t('covers'),
    h(
      'span',
      {},
      `${content.name}, ${octets(content.size)}, ${content.whole ? t('whole') : t('part')} `,
      h('span', { class: 'mono' }, `${content.digestAlgorithm} ${content.digest}`),
    ),
  ]);
}

function timeStampFacts(timestamps) {
  return timestamps.map((stamp) => [
    t('timeStamp'),
    h(
      'span',
      {},
      badge(stamp.indication, stamp.subIndication, 'timeStampIs'),
      ' ',
      stamp.genTime ? moscowTime(stamp.genTime) : undefined,
      stamp.signer ? ` · ${stamp.signer.commonName ?? stamp.signer.subject}` : undefined,
      stamp.indication === 'TOTAL-PASSED' ? undefined : ` — ${sentence(stamp.reason)}`,
    ),
  ]);
}

function checkList(checks) {
  if (checks === undefined || checks.length === 0) return undefined;
  const lines = checks.map((check) =>
    h(
      'li',
      {},
      `${t('outcome')[check.outcome]} — ${sentence(check.reason) ?? check.id} `,
      h('span', { class: 'soft' }, check.clause),
    ),
  );
  return h('details', {}, h('summary', {}, t('checks')), h('ul', { class: 'checks' }, lines));
}

/** One signature of a report. */
export function signatureReport(signature) {
  const passed = signature.indication === 'TOTAL-PASSED';
  return h(
    'article',
    {},
    h(
      'p',
      { class: 'row' },
      badge(signature.indication, signature.subIndication),
      h(
        'span',
        { class: 'soft' },
        [signature.level ?? signature.format, signature.subIndication].filter(Boolean).join(' · '),
      ),
    ),
    facts([
      [t('reason'), passed ? undefined : sentence(signature.reason)],
      ...signerFacts(signature.signer),
      [t('claimed'), signature.claimedSigningTime && moscowTime(signature.claimedSigningTime)],
      [t('proven'), signature.bestSignatureTime && moscowTime(signature.bestSignatureTime)],
      ...timeStampFacts(signature.timestamps ?? []),
      ...contentFacts(signature.signedContent ?? []),
    ]),
    checkList(signature.checks),
  );
}
