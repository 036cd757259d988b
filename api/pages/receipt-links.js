// Moments and the receipts that prove them.
import { h } from './dom.js';
import { moscowTime, t } from './text.js';

export function moment(iso) {
  return h('time', { datetime: iso, title: iso }, moscowTime(iso));
}

export function receiptLinks(receipts) {
  return h(
    'span',
    { class: 'row' },
    receipts.map((receipt) => {
      const name = t('receiptOf')[receipt.action] ?? t('receiptOther');
      const [file, print] = [`/v1/receipts/${receipt.id}`, `/v1/receipts/${receipt.id}/print`];
      return h(
        'span',
        {},
        h('a', { href: file, download: `receipt-${receipt.id}.json` }, name),
        ' (',
        h(
          'a',
          {
            href: print,
            download: `receipt-${receipt.id}.pdf`,
            'aria-label': `PDF ${t('print')}: ${name}`,
          },
          'PDF',
        ),
        ')',
      );
    }),
  );
}
