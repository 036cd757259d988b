// Sending a version to a bank or body, and what was sent to the one who is signed in.
import * as api from './api.js';
import { facts, h, say } from './dom.js';
import { moment, receiptLinks } from './receipt-links.js';
import { openItems } from './requests-view.js';
import { t } from './text.js';

/** To whom a version was sent, and when. */
export function sentList(sendings) {
  if (sendings.length === 0) return undefined;
  const lines = sendings.map(({ to, sentAt }) => h('li', {}, `${to.name}, `, moment(sentAt)));
  return h('ul', { class: 'plain' }, lines);
}

/** `done` gets the sending once it is fixed. The addressees are asked for when the form is opened. */
export function sendForm(document, version, done) {
  const select = h('select', { required: true });
  const answered = h('select', {});
  const answer = h('label', { hidden: true }, `${t('sendAnswers')}: `, answered);
  const label = h('label', {}, `${t('sendTo')}: `, select);
  const form = h('form', { class: 'row' }, label, answer, h('button', {}, t('send')));
  const details = h('details', { class: 'send' }, h('summary', {}, t('send')), form);
  const failed = (error) => say(`${t('failed')}: ${error.message}`);
  details.addEventListener('toggle', () => {
    if (details.open && select.childElementCount === 0) fill(select).catch(failed);
  });
  select.addEventListener('change', () => {
    fillAnswers(answered, select.value)
      .then((items) => {
        answer.hidden = items.length === 0;
      })
      .catch(failed);
  });
  // One key for each addressee and item: a second press after a lost answer sends nothing twice.
  const keys = new Map();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const to = select.value;
    const sending = { to, ...(answered.value === '' ? {} : JSON.parse(answered.value)) };
    const what = JSON.stringify(sending);
    if (!keys.has(what)) keys.set(what, crypto.randomUUID());
    try {
      done(await api.send(document.id, version.number, sending, keys.get(what)));
      say(t('sentDone'));
    } catch (error) {
      failed(error);
    }
  });
  return details;
}

async function fill(select) {
  const { addressees } = await api.addressees();
  select.replaceChildren(
    h('option', { value: '' }, t('sendChoose')),
    ...addressees.map(({ id, name }) => h('option', { value: id }, name)),
  );
}

/** Items of the addressee's requests: what is sent may answer one of them. */
async function fillAnswers(select, to) {
  const items = to === '' ? [] : await openItems(to);
  select.replaceChildren(
    h('option', { value: '' }, t('sendUnasked')),
    ...items.map(({ request, item, name }) =>
      h('option', { value: JSON.stringify({ request, items: [item] }) }, name),
    ),
  );
  return items;
}

/** What banks and bodies see: the versions that were sent to them. */
export async function receivedView() {
  const { sendings } = await api.sendings();
  if (sendings.length === 0) return undefined;
  return h(
    'section',
    { 'aria-labelledby': 'received-title', class: 'stack' },
    h('h1', { id: 'received-title' }, t('receivedFrom')),
    sendings.map(receivedCard),
  );
}

function receivedCard({ documentId, version, title, from, sentAt, deliveredAt, receipts }) {
  return h(
    'article',
    { class: 'card' },
    h('header', {}, h('h2', {}, title ?? t('secretDocument'))),
    facts([
      [t('sender'), from.name],
      [t('sent'), moment(sentAt)],
      [t('received'), moment(deliveredAt)],
      [
        t('file'),
        h(
          'a',
          { href: `/v1/documents/${documentId}/versions/${version}/content`, download: '' },
          `${t('version')} ${version}`,
        ),
      ],
      [t('receipts'), receiptLinks(receipts)],
    ]),
  );
}
