// Requests of currency control: in the exporter's account, or those that a bank or body has made.
import * as api from './api.js';
import { facts, h } from './dom.js';
import { moment, receiptLinks } from './receipt-links.js';
import { legalDate, t } from './text.js';

const TONE = { open: 'badge wait', answered: 'badge good', overdue: 'badge bad' };

/** Undefined while there are none: an empty list would only be in the way. */
export async function requestsView() {
  const { requests } = await api.requests();
  if (requests.length === 0) return undefined;
  return h(
    'section',
    { 'aria-labelledby': 'requests-title', class: 'stack' },
    h('h1', { id: 'requests-title' }, t('requests')),
    requests.map(requestCard),
  );
}

function requestCard(request) {
  const { number, date, status, late, from, to, ground, unk, due, dueIsProvisional } = request;
  const last = legalDate(due);
  return h(
    'article',
    { class: 'card' },
    h(
      'header',
      {},
      h('h2', {}, `${t('request')} № ${number} ${t('of')} ${legalDate(date)}`),
      h('span', { class: TONE[status] }, t('requestIs')[status]),
      late ? h('span', { class: 'soft' }, t('requestLate')) : undefined,
    ),
    facts([
      [t('requester'), from.name],
      [t('requested'), to.name],
      [t('requestGround'), ground],
      [t('unk'), unk && h('span', { class: 'mono' }, unk)],
      [t('arrived'), moment(request.arrivedAt)],
      [t('requestDue'), dueIsProvisional ? `${last} (${t('provisional')})` : last],
      [t('receipts'), receiptLinks(request.receipts)],
    ]),
    h('h3', { class: 'asked' }, t('requestItems')),
    h('ol', {}, request.items.map(itemLine)),
  );
}

function itemLine({ text, category, sendings }) {
  const letter =
    category === undefined ? '' : ` (${t('category')} ${t('categoryLetter')[category]})`;
  const answers = sendings.map(({ documentId, version, sentAt }) =>
    h(
      'li',
      {},
      h(
        'a',
        { href: `/v1/documents/${documentId}/versions/${version}/content`, download: '' },
        `${t('version')} ${version}`,
      ),
      `, ${t('sent').toLowerCase()} `,
      moment(sentAt),
    ),
  );
  return h(
    'li',
    {},
    `${text}${letter}`,
    answers.length === 0
      ? h('p', { class: 'soft' }, t('itemOpen'))
      : h('ul', { class: 'plain' }, answers),
  );
}

/** Items that a version can answer, for the form that sends it. */
export async function openItems(requesterId) {
  const { requests } = await api.requests();
  return requests
    .filter(({ from }) => from.id === requesterId)
    .flatMap(({ id, number, items }) =>
      items.map((item) => ({ request: id, item: item.number, name: `№ ${number}: ${item.text}` })),
    );
}
