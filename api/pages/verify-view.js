// The place where a file is dropped to be verified.
import * as api from './api.js';
import { h } from './dom.js';
import { badge, signatureReport } from './report-view.js';
import { currentLanguage, t } from './text.js';

const SIGNATURE_NAME = /\.(p7s|sig|sgn|p7m)$/i;

/** Of two files the one named like a signature is judged over the other; a single file is judged alone. */
function pair(files) {
  if (files.length === 1) return { file: files[0] };
  const signature = files.find((file) => SIGNATURE_NAME.test(file.name)) ?? files[1];
  return { file: signature, content: files.find((file) => file !== signature) };
}

function answer(report) {
  if (report.signatures !== undefined && report.indication === undefined) {
    return report.signatures.map(signatureReport);
  }
  const reason = report.reason?.[currentLanguage()] ?? report.reason?.code;
  const documents = (report.documents ?? []).flatMap((document) => document.signatures ?? []);
  return [
    h('p', { class: 'row' }, badge(report.indication), reason),
    ...documents.map(signatureReport),
  ];
}

export function verifyView() {
  const result = h('div', { class: 'report', 'aria-live': 'polite' });
  const input = h('input', { type: 'file', multiple: true, id: 'verify-files', class: 'hidden' });
  const choose = h('label', { for: 'verify-files', class: 'button' }, t('choose'));
  const drop = h('div', { class: 'drop' }, h('p', {}, t('verifyLead')), input, choose);

  async function judge(files) {
    if (files.length === 0) return;
    result.replaceChildren(t('checking'));
    const { file, content } = pair(files);
    try {
      const report = await api.verify(file, content);
      result.replaceChildren(h('h3', {}, file.name), ...answer(report));
    } catch (error) {
      result.replaceChildren(
        h('p', { class: 'row' }, h('span', { class: 'badge bad' }, t('failed')), error.message),
      );
    }
  }

  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = ''; // the same file, changed and chosen again, is a change too
    void judge(files);
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    void judge([...event.dataTransfer.files]);
  });
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'verify-title' },
    h('h2', { id: 'verify-title' }, t('verifyTitle')),
    drop,
    result,
  );
}
