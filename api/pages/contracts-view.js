// The exporter's contracts, each with its documents, versions, receipts and verification results.
import * as api from './api.js';
import { facts, h } from './dom.js';
import { moment, receiptLinks } from './receipt-links.js';
import { badge, reportArticles } from './report-view.js';
import { sendForm, sentList } from './sendings-view.js';
import { currentLanguage, legalDate, money, octets, t } from './text.js';

// A link accepts no form and no language: the address says both.
const protocolAddress = (...place) =>
  `${api.reportAddress(...place)}?format=pdf&lang=${currentLanguage()}`;

function signatureLine(document, version, signature, index) {
  const body = h('div', { class: 'report' });
  const details = h('details', {}, h('summary', {}, t('details')), body);
  details.addEventListener('toggle', async () => {
    if (!details.open || body.childElementCount > 0) return;
    try {
      const place = [document.id, version.number, index + 1];
      body.replaceChildren(
        ...reportArticles(await api.report(...place)),
        h('p', {}, h('a', { href: protocolAddress(...place), download: '' }, t('protocol'))),
      );
    } catch (error) {
      body.replaceChildren(error.message);
    }
  });
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'row' },
      badge(signature.indication, signature.subIndication),
      h(
        'a',
        {
          href: `/v1/documents/${document.id}/versions/${version.number}/signatures/${index + 1}`,
          download: signature.file.fileName,
        },
        signature.file.fileName,
      ),
    ),
    details,
  );
}

/** Where the document says other things than the contract; why it is not placed. */
function noteList(title, notes) {
  if (notes.length === 0) return undefined;
  const sentences = new Set(notes.map((note) => note[currentLanguage()]));
  const lines = [...sentences].map((sentence) => h('li', {}, sentence));
  return h('div', { class: 'note', role: 'note' }, h('strong', {}, title), h('ul', {}, lines));
}

/** Para. 24: received is not placed, and the exporter must see which it is. */
function stateBadge(state) {
  if (state === 'accepted') return undefined;
  const kind = state === 'pending' ? 'badge wait' : 'badge bad';
  return h('span', { class: kind }, t('state')[state] ?? state);
}

// Codes of files that are given to nobody, unless two operators have released them.
const SHUT = ['malware-found', 'not-scanned', 'too-large-to-scan'];

function fileLink(document, { number, state, file, reasons = [] }) {
  const name = file.fileName ?? t('secretDocument');
  const codes = reasons.map(({ code }) => code);
  const released = state === 'accepted' || codes.includes('released-by-operator');
  if (!released && codes.some((code) => SHUT.includes(code))) return h('span', {}, name);
  const href = `/v1/documents/${document.id}/versions/${number}/content`;
  return h('a', { href, download: file.fileName ?? '' }, name);
}

function versionItem(document, version, newest) {
  const sent = (sending) => {
    const sendings = [...(version.sendings ?? []), sending];
    const receipts = [...version.receipts, ...sending.receipts];
    const shown = versionItem(document, { ...version, sendings, receipts }, newest);
    item.replaceWith(shown);
    shown.querySelector('.send > summary').focus();
  };
  const item = h(
    'li',
    { class: newest ? 'version newest' : 'version' },
    h(
      'p',
      { class: 'row' },
      h('strong', {}, `${t('version')} ${version.number}`),
      newest ? h('span', { class: 'soft' }, t('newest')) : undefined,
      stateBadge(version.state),
    ),
    noteList(t('why'), version.reasons ?? []),
    noteList(t('warnings'), version.warnings ?? []),
    facts([
      [t('received'), version.receivedAt && moment(version.receivedAt)],
      [t('placed'), version.placedAt && moment(version.placedAt)],
      [
        t('file'),
        h(
          'span',
          {},
          fileLink(document, version),
          `, ${octets(version.file.size)} `,
          h('span', { class: 'mono soft' }, `SHA-256 ${version.file.sha256}`),
        ),
      ],
      [t('sent'), sentList(version.sendings ?? [])],
      [t('receipts'), receiptLinks(version.receipts ?? [])],
    ]),
    version.signatures.map((signature, index) =>
      signatureLine(document, version, signature, index),
    ),
    version.state === 'accepted' ? sendForm(document, version, sent) : undefined,
  );
  return item;
}

function documentBlock(document) {
  const versions = [...document.versions].sort((a, b) => b.number - a.number);
  return h(
    'section',
    { class: 'document' },
    h(
      'header',
      {},
      h('h3', {}, document.title ?? t('secretDocument')),
      h(
        'span',
        { class: 'soft' },
        `${t('category')} (${document.categoryLetter ?? document.category})`,
      ),
      h(
        'span',
        { class: 'row' },
        h(
          'a',
          {
            class: 'button',
            href: `/v1/documents/${document.id}/receipts/print`,
            download: `history-${document.id}.pdf`,
            title: t('historyHint'),
          },
          t('history'),
        ),
        h(
          'a',
          {
            class: 'button',
            href: `/v1/documents/${document.id}/evidence`,
            download: `evidence-${document.id}.zip`,
            title: t('evidenceHint'),
          },
          t('evidence'),
        ),
      ),
    ),
    h(
      'ul',
      { class: 'versions' },
      versions.map((version, index) => versionItem(document, version, index === 0)),
    ),
  );
}

function contractFacts(contract) {
  return facts([
    [t('parties'), contract.parties.map((party) => `${party.name} (${party.country})`).join(' — ')],
    [
      t('sum'),
      contract.amount === undefined
        ? `${t('noSum')}, ${contract.currency}`
        : money(contract.amount, contract.currency),
    ],
    [t('unk'), contract.unk && h('span', { class: 'mono' }, contract.unk)],
    [t('obligationsEnd'), contract.obligationsEnd && legalDate(contract.obligationsEnd)],
    [t('keepUntil'), contract.keepUntil ? legalDate(contract.keepUntil) : t('keepForever')],
  ]);
}

async function contractCard(contract) {
  const { documents } = await api.documents(contract.id);
  const blocks =
    documents.length === 0
      ? [h('p', { class: 'soft document' }, t('noDocuments'))]
      : documents.map(documentBlock);
  return h(
    'article',
    { class: 'card' },
    h(
      'header',
      {},
      h('h2', {}, `${t('contract')} № ${contract.number} ${t('of')} ${legalDate(contract.date)}`),
    ),
    contractFacts(contract),
    ...blocks,
  );
}

export async function contractsView() {
  const { contracts } = await api.contracts();
  const cards = await Promise.all(contracts.map(contractCard));
  return h(
    'section',
    { 'aria-labelledby': 'contracts-title', class: 'stack' },
    h('h1', { id: 'contracts-title' }, t('contracts')),
    cards.length === 0 ? h('p', { class: 'card soft' }, t('noContracts')) : cards,
  );
}
