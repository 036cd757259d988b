// Sign-in by a signed challenge: the text is shown whole, signed by the user's own tool, and uploaded.
import * as api from './api.js';
import { h } from './dom.js';
import { t } from './text.js';

const COMMAND =
  'openssl cms -sign -binary -nodetach -nosmimecap -econtent_type OID -signer certificate.pem -certfile chain.pem -inkey key.pem -in okno-sign-in.txt -outform DER -out okno-sign-in.p7m';

export function signInView(entered, failed) {
  const place = h('div', {});
  const make = h('button', { type: 'button' }, t('signInMake'));

  make.addEventListener('click', async () => {
    try {
      const { challenge, contentType } = await api.challenge();
      const file = URL.createObjectURL(new Blob([challenge], { type: 'text/plain;charset=utf-8' }));
      const upload = h('input', { type: 'file', id: 'sign-in-file' });
      upload.addEventListener('change', async () => {
        try {
          await api.signIn(upload.files[0]);
          await entered();
        } catch (error) {
          failed(error);
        }
      });
      place.replaceChildren(
        h('pre', { class: 'challenge', tabindex: '0' }, challenge),
        h(
          'p',
          { class: 'row' },
          h('a', { class: 'button', href: file, download: 'okno-sign-in.txt' }, t('signInSave')),
          h('label', { for: 'sign-in-file' }, t('signInUpload')),
          upload,
        ),
        h(
          'details',
          {},
          h('summary', {}, t('signInCommand')),
          h('pre', { class: 'challenge mono', tabindex: '0' }, COMMAND.replace('OID', contentType)),
        ),
      );
    } catch (error) {
      failed(error);
    }
  });
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'sign-in-title' },
    h('h1', { id: 'sign-in-title' }, t('signInTitle')),
    h('p', {}, t('signInLead')),
    make,
    place,
  );
}
