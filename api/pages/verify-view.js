// The place where a file is dropped to be verified.
import * as api from './api.js';
import { h, say } from './dom.js';
import { reportArticles } from './report-view.js';
import { t } from './text.js';

const SIGNATURE_NAME = /\.(p7s|sig|sgn|p7m)$/i;
const TIME_STAMP_NAME = /\.(tst|tsr|tok)$/i;

/** Of two files the one named like a time-stamp or a signature is judged over the other; a single file is judged alone. */
function pair(files) {
  if (files.length === 1) return { file: files[0] };
  const named = (pattern) => files.find(({ name }) => pattern.test(name));
  const judged = named(TIME_STAMP_NAME) ?? named(SIGNATURE_NAME) ?? files[1];
  return { file: judged, content: files.find((file) => file !== judged) };
}

/** The same answer as a file to keep, made anew: nothing of what was judged stays with the service. */
function protocolButton(files) {
  const button = h('button', { type: 'button' }, t('protocol'));
  button.addEventListener('click', async () => {
    try {
      const href = URL.createObjectURL(await api.verify(files, 'application/pdf'));
      h('a', { href, download: `${files.file.name}.pdf` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    } catch (error) {
      say(error.message);
    }
  });
  return button;
}

/** The answer about what was given, or why there is none. */
async function report(given) {
  try {
    const html = await api.verify(given, 'text/html');
    return [...reportArticles(html), h('p', {}, protocolButton(given))];
  } catch (error) {
    const failed = h('span', { class: 'badge bad' }, t('failed'));
    return [h('p', { class: 'row' }, failed, error.message)];
  }
}

/** `last.given`: what was given last. A page that is drawn anew, as in another language, has the report on it again. */
export function verifyView(last) {
  const result = h('div', { class: 'report', 'aria-live': 'polite' });
  const input = h('input', { type: 'file', multiple: true, id: 'verify-files', class: 'hidden' });
  const choose = h('label', { for: 'verify-files', class: 'button' }, t('choose'));
  const drop = h('div', { class: 'drop' }, h('p', {}, t('verifyLead')), input, choose);

  async function judge(given) {
    result.replaceChildren(t('checking'));
    const shown = await report(given);
    // Of what was given meanwhile its own answer is shown.
    if (last.given === given) result.replaceChildren(...shown);
  }

  function take(files) {
    if (files.length === 0) return;
    last.given = pair(files);
    void judge(last.given);
  }

  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = ''; // the same file, changed and chosen again, is a change too
    take(files);
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    take([...event.dataTransfer.files]);
  });
  if (last.given !== undefined) void judge(last.given);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'verify-title' },
    h('h2', { id: 'verify-title' }, t('verifyTitle')),
    drop,
    result,
  );
}
