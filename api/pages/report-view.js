// The report for people: the service writes it as HTML, which is taken in as it is; nothing in it can run here.
import { h } from './dom.js';
import { t } from './text.js';

const TONE = { 'TOTAL-PASSED': 'good', INDETERMINATE: 'wait', 'TOTAL-FAILED': 'bad' };

export function badge(indication, subIndication) {
  return h('span', { class: `badge ${TONE[indication]}`, title: subIndication }, t(indication));
}

/** The articles of a report, one for each file. */
export function reportArticles(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return [...page.querySelectorAll('main > article')].map((article) =>
    document.importNode(article, true),
  );
}
